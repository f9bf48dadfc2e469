import { ContentScanner } from '../model/content-stream.ts';

/** Operators that content may have (ISO 32000-1, Table A.1). Inline pictures are one operation: `ID` and `EI` by themselves are none. */
const OPERATORS: ReadonlySet<string> = new Set(
  `b B b* B* BDC BI BMC BT BX c cm CS cs d d0 d1 Do DP EMC ET EX f F f* G g gs h i j J K k l m M MP n q Q re RG rg ri s S SC sc SCN scn
  sh T* Tc Td TD Tf Tj TJ TL Tm Tr Ts Tw Tz v w W W* y ' "`.split(/\s+/),
);
/** What is left of a picture that ends sooner than it says: taking it away might show another part of it. */
const PICTURE = /^(?:ID|EI)$/;

/** Saved graphics states inside each other (ISO 19005-2, 6.1.13). A book saves up to three around a page: as it is, under a mark, under a name. */
const STATES_LIMIT = 28;
const STATES_AROUND_PAGE = 3;
/** Marks, and arrays in operands, inside each other: no writer needs ten, and readers of deeper ones give up, validators among them. */
const MARKS_LIMIT = 100;
const OPERANDS_LIMIT = 32;
/** Largest number, and longest string and name, bytes (ISO 19005-2, 6.1.13). */
const LARGEST_NUMBER = 2 ** 31 - 1;
const LONGEST_STRING = 32_767;
const LONGEST_NAME = 127;

/** Watches one content stream for what its operators break by themselves. */
export class OperatorRules {
  /** What is broken, by the clause of ISO 19005-2. */
  readonly breaches: Map<string, string> = new Map();
  /** Some operators are none, and could go. */
  strange = false;
  readonly #statesLimit: number;
  #states = 0;
  #marks = 0;

  /** `isPage`: whether it is a page's own stream, which a book encloses. */
  constructor(isPage: boolean) {
    this.#statesLimit = STATES_LIMIT - (isPage ? STATES_AROUND_PAGE : 0);
  }

  /** Looks at the present operation. */
  see(scanner: ContentScanner): void {
    const { operator, numbers } = scanner;
    if (!OPERATORS.has(operator) || scanner.stray) {
      this.strange ||= !OPERATORS.has(operator) && !PICTURE.test(operator);
      this.breaches.set('6.2.2', 'content has operators that no standard knows');
    } else if (operator === 'q') this.#states++;
    else if (operator === 'Q') this.#states--;
    else if (operator === 'BMC' || operator === 'BDC') this.#marks++;
    else if (operator === 'EMC') this.#marks--;
    if (scanner.endless) this.#unfinished();
    if (this.#states > this.#statesLimit) this.#beyond('graphics states inside each other');
    if (this.#marks > MARKS_LIMIT) this.#beyond('marks inside each other');
    if (scanner.nested > OPERANDS_LIMIT) this.#beyond('arrays inside each other');
    for (let i = 0; i < scanner.count; i++)
      if (Math.abs(numbers[i]!) > LARGEST_NUMBER) this.#beyond('a number so large');
    if (scanner.at - scanner.start > LONGEST_NAME) this.#seeLong(scanner);
  }

  /** Looks at how the stream ends, when all operations are seen. */
  seeEnd(scanner: ContentScanner): void {
    if (scanner.unfinished >= 0) this.#unfinished();
  }

  /** What does not end goes: it would go on into what a book paints after it. */
  #unfinished(): void {
    this.strange = true;
    this.breaches.set('6.2.2', 'content ends within an operation');
  }

  #seeLong(scanner: ContentScanner): void {
    if ((scanner.name()?.length ?? 0) > LONGEST_NAME) this.#beyond('a name so long');
    if (scanner.at - scanner.start <= LONGEST_STRING || scanner.operator === 'BI') return;
    if (scanner.strings().some(({ length }) => length > LONGEST_STRING)) this.#beyond('a string so long');
  }

  #beyond(what: string): void {
    this.breaches.set('6.1.13', `content has more than a reader must take: ${what}`);
  }
}

/** Content without operators that are none, with their operands, which readers pass over (ISO 19005-2, 6.2.2), and without what does not end. */
export function withoutStrangeOperators(bytes: Uint8Array): Uint8Array {
  const scanner = new ContentScanner(bytes);
  const kept: Uint8Array[] = [];
  let from = 0;
  while (scanner.next()) {
    if ((OPERATORS.has(scanner.operator) && !scanner.endless) || PICTURE.test(scanner.operator)) continue;
    kept.push(bytes.subarray(from, scanner.start));
    from = scanner.end;
  }
  const rest = bytes.subarray(from, scanner.unfinished < 0 ? undefined : Math.max(from, scanner.unfinished));
  return Buffer.concat([...kept, rest]);
}
