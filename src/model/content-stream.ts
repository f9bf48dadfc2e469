import { WHITE, DELIMITER, text, nameText, literalEnd, literalBytes, hexBytes, hexDigits } from './content-tokens.ts';

/** A name object among operands, without its slash, escapes resolved. */
export interface NameOperand {
  readonly name: string;
}

/** An operand (ISO 32000-1, 7.8.2). Strings are bytes; dictionaries map names to values. */
export type Operand =
  number | boolean | null | NameOperand | Uint8Array | readonly Operand[] | ReadonlyMap<string, Operand>;

/** Numbers that one operation may have before the rest is not kept: those between the letters of a line; operands there are 33 at most (ISO 32000-1, Annex C). */
const NUMBER_LIMIT = 512;
/** Those for which there is room from the beginning: most streams have no operation with more. */
const NUMBER_ROOM = 32;
/** Arrays and dictionaries inside each other. A hostile stream must not end the program by its depth. */
const NESTING_LIMIT = 32;
/** Bytes after `EI` that must look like text for an inline image to end there and not go on. */
const AFTER_IMAGE = 12;

/** Operators by their bytes, so that each text is made once: those of one and two characters, then those of three. */
const short: (string | undefined)[] = Array.from({ length: 0x10000 });
const operators = new Map<number, string>();
/** Operators have at most three characters; what is longer is none, and is not kept. */
const OPERATOR_LENGTH = 3;

/**
 * Goes through a content stream (ISO 32000-1, 7.8.2) operation by operation, over bytes: what an operation means is asked
 * of it only where it matters, so that whole books are scanned in moments. Damaged streams are gone through as far as
 * they make sense; it never throws.
 *
 * An inline image is one operation, `BI`, whose operands are its dictionary's keys and values.
 */
export class ContentScanner {
  readonly bytes: Uint8Array;
  /** Operator of the present operation. */
  operator = '';
  /** First byte of its first operand, or of the operator when it has none. */
  start = 0;
  /** First byte of its operator. */
  at = 0;
  /** Byte after it. */
  end = 0;
  /** Its numbers in order, those in arrays and dictionaries too; the first {@link count} are of this operation. */
  numbers: Float64Array = new Float64Array(NUMBER_ROOM);
  count = 0;
  /** Whether there were more numbers than are kept. */
  overflows = false;
  /** Arrays and dictionaries inside each other among its operands: how deep they go. */
  nested = 0;
  /** Whether a bracket that opens or closes nothing, a number that is none or half a byte stands among them. */
  stray = false;
  /** Where operands without an operator begin, at the end; −1: there are none. A string that never ends is one, and goes on into what follows. */
  unfinished = -1;
  /** Data of an inline image, present operation `BI`. */
  dataStart = 0;
  dataEnd = 0;
  #nameStart = -1;
  #nameEnd = -1;
  #stringStart = -1;
  #stringEnd = -1;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  /** Goes to the next operation; false at the end. */
  next(): boolean {
    const { bytes } = this;
    let { numbers } = this;
    const length = bytes.length;
    let i = this.end;
    let start = -1;
    let image = -1;
    let open = 0;
    this.count = this.nested = 0;
    this.stray = this.overflows = false;
    this.#nameStart = this.#stringStart = -1;
    while (i < length) {
      const c = bytes[i]!;
      if (WHITE[c] === 1) {
        i++;
        continue;
      }
      if (c === 0x25) {
        while (i < length && bytes[i] !== 10 && bytes[i] !== 13) i++;
        continue;
      }
      if (start < 0) start = i;
      if ((c >= 0x30 && c <= 0x39) || c === 0x2d || c === 0x2e || c === 0x2b) {
        let negative = false;
        let value = 0;
        let scale = 0;
        let none = true;
        const from = i;
        for (; i < length; i++) {
          const k = bytes[i]!;
          if (k >= 0x30 && k <= 0x39) {
            value = value * 10 + k - 0x30;
            scale *= 10;
            none = false;
          } else if (k === 0x2e) {
            if (scale > 0) this.stray = true;
            scale = 1;
          } else if (k === 0x2d) {
            negative = true;
            if (i > from) this.stray = true;
          } else if (k !== 0x2b) break;
        }
        if (none) this.stray = true;
        if (this.count === numbers.length && this.count < NUMBER_LIMIT) {
          numbers = new Float64Array(NUMBER_LIMIT);
          numbers.set(this.numbers);
          this.numbers = numbers;
        }
        if (this.count < NUMBER_LIMIT) numbers[this.count++] = (negative ? -value : value) / (scale || 1);
        else this.overflows = true;
        continue;
      }
      if (c === 0x2f) {
        this.#nameStart = ++i;
        while (i < length && WHITE[bytes[i]!] === 0 && DELIMITER[bytes[i]!] === 0) i++;
        this.#nameEnd = i;
        continue;
      }
      if (c === 0x28) {
        this.#stringStart = i;
        i = this.#stringEnd = literalEnd(bytes, i);
        continue;
      }
      if (c === 0x3c) {
        if (bytes[i + 1] === 0x3c) {
          this.nested = Math.max(this.nested, ++open);
          i += 2;
        } else {
          this.#stringStart = i;
          while (i < length && bytes[i] !== 0x3e) i++;
          // White space apart, digits go in pairs (ISO 19005-2, 6.1.6).
          if (((i - this.#stringStart) & 1) === 0 && hexDigits(bytes, this.#stringStart, i) % 2 === 1)
            this.stray = true;
          i = this.#stringEnd = Math.min(i + 1, length);
        }
        continue;
      }
      if (DELIMITER[c] === 1) {
        if (c === 0x5b) this.nested = Math.max(this.nested, ++open);
        else if (open > 0 && (c === 0x5d || (c === 0x3e && bytes[i + 1] === 0x3e))) open--;
        else this.stray = true;
        i += c === 0x3e && bytes[i + 1] === 0x3e ? 2 : 1;
        continue;
      }
      const at = i;
      let code = 0;
      for (; i < length && WHITE[bytes[i]!] === 0 && DELIMITER[bytes[i]!] === 0; i++) code = (code << 8) | bytes[i]!;
      const size = i - at;
      if (size > OPERATOR_LENGTH) {
        const word = text(bytes, at, i);
        if (word === 'true' || word === 'false' || word === 'null') continue;
        this.operator = word;
      } else {
        const operator = size < OPERATOR_LENGTH ? short[code] : operators.get(code);
        this.operator = operator ?? this.#learn(code, at, i);
      }
      if (open > 0) this.stray = true;
      if (this.operator === 'BI') {
        image = at;
        continue;
      }
      if (image >= 0 && this.operator === 'ID') {
        this.operator = 'BI';
        this.dataStart = Math.min(i + 1, length);
        this.dataEnd = this.#imageEnd(this.dataStart);
        this.start = image;
        this.at = at;
        this.end = Math.min(this.dataEnd + 3, length);
        return true;
      }
      this.start = start;
      this.at = at;
      this.end = i;
      return true;
    }
    this.end = length;
    this.unfinished = start;
    return false;
  }

  /** Whether the present operation is an inline image that does not end, and goes on into what follows. */
  get endless(): boolean {
    return this.operator === 'BI' && this.dataEnd >= this.bytes.length;
  }

  /** Makes an operator's text the first time it is met. */
  #learn(code: number, start: number, end: number): string {
    // A key is kept once by the engine, which compares such texts by their place instead of letter by letter.
    const [operator = ''] = Object.keys({ [text(this.bytes, start, end)]: true });
    if (end - start < OPERATOR_LENGTH) short[code] = operator;
    else operators.set(code, operator);
    return operator;
  }

  /** Where an inline image's data ends: before the white space and `EI` that text follows. */
  #imageEnd(from: number): number {
    const { bytes } = this;
    for (let i = from; i + 2 < bytes.length; i++) {
      if (WHITE[bytes[i]!] === 0 || bytes[i + 1] !== 0x45 || bytes[i + 2] !== 0x49) continue;
      let k = i + 3;
      if (k < bytes.length && WHITE[bytes[k]!] === 0) continue;
      const until = Math.min(k + AFTER_IMAGE, bytes.length);
      while (k < until && (WHITE[bytes[k]!] === 1 || (bytes[k]! > 32 && bytes[k]! < 127))) k++;
      if (k === until) return i;
    }
    return bytes.length;
  }

  /** The nth number of the operation, 0 where there is none. */
  number(index: number): number {
    return index < this.count ? this.numbers[index]! : 0;
  }

  /** The last name among the operands. */
  name(): string | undefined {
    return this.#nameStart < 0 ? undefined : nameText(this.bytes, this.#nameStart, this.#nameEnd);
  }

  /** The last string among the operands. */
  string(): Uint8Array | undefined {
    if (this.#stringStart < 0) return undefined;
    return this.bytes[this.#stringStart] === 0x28
      ? literalBytes(this.bytes, this.#stringStart + 1, this.#stringEnd - 1)
      : hexBytes(this.bytes, this.#stringStart + 1, this.#stringEnd - 1);
  }

  /** The strings among the operands in order, those in arrays too. */
  strings(): Uint8Array[] {
    const { bytes, at } = this;
    const all: Uint8Array[] = [];
    for (let i = this.start; i < at; i++) {
      const from = i + 1;
      if (bytes[i] === 0x28) {
        i = Math.min(literalEnd(bytes, i), at) - 1;
        all.push(literalBytes(bytes, from, i));
      } else if (bytes[i] === 0x3c && bytes[from] === 0x3c) i++;
      else if (bytes[i] === 0x3c) {
        while (i < at && bytes[i] !== 0x3e) i++;
        all.push(hexBytes(bytes, from, i));
      } else if (bytes[i] === 0x25) while (i < at && bytes[i] !== 10 && bytes[i] !== 13) i++;
    }
    return all;
  }

  /** All operands as values. Slower than asking for what is needed. */
  operands(): Operand[] {
    const from = this.operator === 'BI' ? this.start + 2 : this.start;
    return new OperandReader(this.bytes, from, this.at).all();
  }
}

/** Reads operands between two places as values. */
class OperandReader {
  readonly #bytes: Uint8Array;
  readonly #end: number;
  #i: number;

  constructor(bytes: Uint8Array, start: number, end: number) {
    this.#bytes = bytes;
    this.#i = start;
    this.#end = end;
  }

  all(): Operand[] {
    const values: Operand[] = [];
    while (this.#i < this.#end) {
      const value = this.#value(0);
      if (value !== undefined) values.push(value);
    }
    return values;
  }

  /** The next value; undefined for white space, a stray delimiter or the end of what encloses it. */
  #value(depth: number): Operand | undefined {
    const bytes = this.#bytes;
    const i = this.#i;
    const c = bytes[i]!;
    if (WHITE[c] === 1) {
      this.#i++;
      return undefined;
    }
    if (c === 0x25) {
      while (this.#i < this.#end && bytes[this.#i] !== 10 && bytes[this.#i] !== 13) this.#i++;
      return undefined;
    }
    if (c === 0x2f) {
      this.#word(i + 1);
      return { name: nameText(bytes, i + 1, this.#i) };
    }
    if (c === 0x28) {
      this.#i = Math.min(literalEnd(bytes, i), this.#end);
      return literalBytes(bytes, i + 1, this.#i - 1);
    }
    if (c === 0x3c && bytes[i + 1] === 0x3c && depth < NESTING_LIMIT) return this.#dictionary(depth);
    if (c === 0x3c && bytes[i + 1] !== 0x3c) {
      while (this.#i < this.#end && bytes[this.#i] !== 0x3e) this.#i++;
      return hexBytes(bytes, i + 1, this.#i++);
    }
    if (c === 0x5b && depth < NESTING_LIMIT) return this.#array(depth);
    if (DELIMITER[c] === 1) {
      this.#i++;
      return undefined;
    }
    this.#word(i);
    const word = text(bytes, i, this.#i);
    if (word === 'true' || word === 'false') return word === 'true';
    const number = Number(word);
    return word === 'null' || Number.isNaN(number) ? null : number;
  }

  /** Moves to the end of a regular word that goes on at `from`. */
  #word(from: number): void {
    this.#i = from;
    while (this.#i < this.#end && WHITE[this.#bytes[this.#i]!] === 0 && DELIMITER[this.#bytes[this.#i]!] === 0)
      this.#i++;
  }

  #array(depth: number): Operand[] {
    const values: Operand[] = [];
    this.#i++;
    while (this.#i < this.#end && this.#bytes[this.#i] !== 0x5d) {
      const value = this.#value(depth + 1);
      if (value !== undefined) values.push(value);
    }
    this.#i++;
    return values;
  }

  #dictionary(depth: number): ReadonlyMap<string, Operand> {
    const map = new Map<string, Operand>();
    let key: string | undefined;
    this.#i += 2;
    while (this.#i < this.#end && this.#bytes[this.#i] !== 0x3e) {
      const value = this.#value(depth + 1);
      if (value === undefined) continue;
      if (key !== undefined) {
        map.set(key, value);
        key = undefined;
      } else if (isName(value)) key = value.name;
    }
    this.#i += 2;
    return map;
  }
}

/** True for an operand that is a name. */
export function isName(value: Operand | undefined): value is NameOperand {
  return typeof value === 'object' && value !== null && 'name' in value;
}
