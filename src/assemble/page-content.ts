import {
  PDFArray,
  PDFDict,
  PDFName,
  PDFNumber,
  PDFRawStream,
  PDFRef,
  PDFStream,
  type PDFContext,
  type PDFObject,
} from 'pdf-lib';
import { ContentScanner, isName, type Operand } from '../model/content-stream.ts';
import { applyEdits, type Edit } from '../model/content-edits.ts';
import { unpacked } from './open.ts';

/** How a page of an exhibit is painted, as it came or mended where it would harm what is around it. */
export interface PageContent {
  /** Its streams in order: as they stand, or bytes that take the place of one. */
  readonly parts: readonly (PDFRef | Uint8Array)[];
  /** Operators that end what it leaves open. */
  readonly closing: string;
  /** Identifiers of marked content that the structure may own. */
  readonly mcids: ReadonlySet<number>;
}

const CONTENTS = PDFName.of('Contents');
const MCID = PDFName.of('MCID');
const PROPERTIES = PDFName.of('Properties');
const SUBTYPE = PDFName.of('Subtype');
const FORM = PDFName.of('Form');
/** How a stream's bytes are written: not so when they are plain. */
const CODING: ReadonlySet<PDFName> = new Set(['Filter', 'DecodeParms', 'Length'].map((key) => PDFName.of(key)));

/** What ends each thing that content can leave open. */
const CLOSING = { q: 'Q', BT: 'ET', mark: 'EMC' } as const;

/**
 * Reads the content of a page. It is left as it is, byte for byte, unless it would reach beyond its end: states restored and marks ended that
 * it never began. With `flatten` it is to be one whole in the structure: then its own marks for structure and artifacts go
 * (ISO 32000-1, 14.8.2.2: neither may stand inside the other).
 */
export function readContent(page: PDFDict, resources: PDFDict | undefined, flatten: boolean): PageContent {
  const contents = page.lookup(CONTENTS);
  const refs = contents instanceof PDFArray ? contents.asArray() : [page.get(CONTENTS)];
  const balance = new Balance(resources, flatten);
  const parts = refs.flatMap((ref) => {
    const stream = page.context.lookup(ref);
    return ref instanceof PDFRef && stream instanceof PDFStream ? (balance.read(stream) ?? ref) : [];
  });
  return { parts, closing: balance.closing(), mcids: balance.mcids };
}

/** Identifiers of the marked content in a form. */
export function mcidsOf(form: PDFStream): ReadonlySet<number> {
  const resources = form.dict.lookup(PDFName.of('Resources'));
  const balance = new Balance(resources instanceof PDFDict ? resources : undefined, false);
  balance.read(form);
  return balance.mcids;
}

/**
 * Takes marks for structure and artifacts out of forms among `refs`, as {@link readContent} does with `flatten`: they are called inside of
 * what is one whole.
 */
export function flattenForms(context: PDFContext, refs: readonly PDFRef[]): void {
  for (const ref of refs) {
    const form = context.lookup(ref);
    if (!(form instanceof PDFStream) || form.dict.lookup(SUBTYPE) !== FORM) continue;
    const bytes = unpacked(form)?.bytes;
    // Most forms have no marks at all.
    if (
      !bytes ||
      !['BDC', 'BMC'].some((operator) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes(operator))
    )
      continue;
    const resources = form.dict.lookup(PDFName.of('Resources'));
    const plain = new Balance(resources instanceof PDFDict ? resources : undefined, true).read(form);
    if (!plain) continue;
    const kept = [...form.dict.asMap()].filter(([key]) => !CODING.has(key));
    context.assign(ref, PDFRawStream.of(PDFDict.fromMapWithContext(new Map(kept), context), plain));
  }
}

/** Follows states, text objects and marks through the streams of a page. */
class Balance {
  readonly mcids = new Set<number>();
  readonly #open: (keyof typeof CLOSING)[] = [];
  readonly #properties: PDFDict | undefined;
  readonly #flatten: boolean;
  /** Of each mark that is open whether it, or one around it, is of the structure. */
  readonly #owned: boolean[] = [];

  constructor(resources: PDFDict | undefined, flatten: boolean) {
    const properties = resources?.lookup(PROPERTIES);
    this.#properties = properties instanceof PDFDict ? properties : undefined;
    this.#flatten = flatten;
  }

  /** Goes through a stream; undefined where it can stay, else what takes its place. */
  read(stream: PDFStream): Uint8Array | undefined {
    const data = unpacked(stream);
    if (!data) return new Uint8Array();
    const edits: Edit[] = [];
    const scan = new ContentScanner(data.bytes);
    while (scan.next()) {
      const edit = this.#operation(scan);
      if (edit) edits.push(edit);
    }
    return edits.length === 0 && data.whole ? undefined : applyEdits(data.bytes, edits);
  }

  closing(): string {
    return this.#open
      .toReversed()
      .map((kind) => `${CLOSING[kind]}\n`)
      .join('');
  }

  #operation(scan: ContentScanner): Edit | undefined {
    switch (scan.operator) {
      case 'q':
      case 'BT':
        this.#open.push(scan.operator);
        return undefined;
      case 'Q':
        return this.#end('q') ? undefined : { start: scan.at, end: scan.end, text: '' };
      case 'ET':
        this.#end('BT');
        return undefined;
      case 'BMC':
      case 'BDC':
        this.#open.push('mark');
        return this.#mark(scan);
      case 'EMC':
        if (this.#owned.length > 0) this.#owned.pop();
        return this.#end('mark') ? undefined : { start: scan.at, end: scan.end, text: '' };
      default:
        return undefined;
    }
  }

  #end(kind: keyof typeof CLOSING): boolean {
    const at = this.#open.lastIndexOf(kind);
    if (at >= 0) this.#open.splice(at, 1);
    return at >= 0;
  }

  #mark(scan: ContentScanner): Edit | undefined {
    const within = this.#owned.at(-1) ?? false;
    // Nearly all marks there are, without reading their operands one by one.
    if (!this.#flatten && scan.name() === 'MCID' && scan.count > 0) {
      this.#owned.push(true);
      this.mcids.add(scan.number(scan.count - 1));
      return undefined;
    }
    const bare = this.#flatten ? bareMark(scan) : undefined;
    if (bare !== undefined) {
      this.#owned.push(true);
      return { start: scan.start, end: scan.end, text: bare };
    }
    const [tag, properties] = scan.operands();
    const name = isName(tag) ? tag.name : '';
    const mcid = name === 'OC' ? undefined : this.#mcid(properties);
    this.#owned.push(within || mcid !== undefined);
    if (name === 'OC') return undefined;
    if (!this.#flatten) {
      if (mcid !== undefined) this.mcids.add(mcid);
      if (mcid !== undefined)
        return isName(properties) ? this.#inline(scan, name, properties.name, mcid) : last(scan, mcid);
      // What is of the structure holds no artifacts (ISO 32000-1, 14.8.2.2).
      return name === 'Artifact' && within ? { start: scan.start, end: scan.end, text: '/Span BMC' } : undefined;
    }
    const { start, end } = scan;
    if (name === 'Artifact') return { start, end, text: '/Span BMC' };
    if (mcid === undefined) return undefined;
    if (isName(properties)) return { start, end, text: '/Span BMC' };
    const written = Buffer.from(scan.bytes.buffer, scan.bytes.byteOffset + start, end - start).toString('latin1');
    return { start, end, text: written.replace(/\/MCID\s*\d+/g, '') };
  }

  /** Writes a list of properties that is named into the content, where whoever finishes the book finds the identifier. */
  #inline({ start, end }: ContentScanner, tag: string, named: string, mcid: number): Edit | undefined {
    const list = this.#properties?.lookup(PDFName.of(named));
    if (!(list instanceof PDFDict)) return undefined;
    const plain = [...list.asMap()].filter(
      ([key, item]) => key !== MCID && !(item instanceof PDFRef || item instanceof PDFArray),
    );
    const written = [...plain, [MCID, PDFNumber.of(mcid)] as const].map((pair) => pair.map(String).join(' '));
    return { start, end, text: `${PDFName.of(tag).toString()} <<${written.join(' ')}>> BDC` };
  }

  #mcid(properties: Operand | undefined): number | undefined {
    if (properties instanceof Map) {
      const value: unknown = properties.get('MCID');
      return typeof value === 'number' ? value : undefined;
    }
    if (!isName(properties)) return undefined;
    const list = this.#properties?.lookup(PDFName.of(properties.name));
    const value = list instanceof PDFDict ? list.lookup(MCID) : undefined;
    return value instanceof PDFNumber ? value.asNumber() : undefined;
  }
}

/** A tag and an identifier, and nothing else; names with escapes are not among them. */
const BARE = /^(\/[^\0\s()<>[\]{}/%#]+)[\0\s]*<<[\0\s]*\/MCID[\0\s]*\d+[\0\s]*>>[\0\s]*$/;

/** The mark without properties that takes the place of one with an identifier and nothing else, as nearly all are; undefined for any other. */
function bareMark({ bytes, start, at }: ContentScanner): string | undefined {
  const tag = BARE.exec(Buffer.from(bytes.buffer, bytes.byteOffset + start, at - start).toString('latin1'))?.[1];
  return tag === undefined || tag === '/OC' || tag === '/Artifact' ? undefined : `${tag} BMC`;
}

/** A mark with its identifier last among its properties, where whoever finishes the book finds it. */
function last({ bytes, start, end }: ContentScanner, mcid: number): Edit | undefined {
  const written = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1');
  const close = written.lastIndexOf('>>');
  const others = written.slice(0, close).replace(/\/MCID\s*\d+/, '');
  return { start, end, text: `${others} /MCID ${mcid}${written.slice(close)}` };
}

/** Content as one run of bytes, without filters. */
export function joined(context: PDFContext, { parts, closing }: PageContent): Uint8Array {
  const all = parts.flatMap((part) => {
    const stream = part instanceof PDFRef ? context.lookup(part) : undefined;
    const bytes = stream instanceof PDFStream ? unpacked(stream)?.bytes : part instanceof PDFRef ? undefined : part;
    return [bytes ?? new Uint8Array(), Buffer.from('\n')];
  });
  return Buffer.concat([...all, Buffer.from(closing, 'latin1')]);
}

/** A name that no entry of a dictionary has yet. */
export function freeName(dict: PDFDict | undefined, wish: string): PDFName {
  for (let count = 0; ; count++) {
    const name = PDFName.of(count === 0 ? wish : `${wish}${count}`);
    if (!dict?.has(name)) return name;
  }
}

/** A dictionary with everything that another holds; direct dictionaries in it become objects of their own, so that pages go on sharing them. */
export function sharedCopy(context: PDFContext, dict: PDFDict | undefined, shared: Map<PDFObject, PDFRef>): PDFDict {
  const made: PDFDict = context.obj({});
  for (const [key, value] of dict?.asMap() ?? []) {
    let entry: PDFObject = value;
    if (value instanceof PDFDict) {
      let ref = shared.get(value);
      if (!ref) shared.set(value, (ref = context.register(value)));
      entry = ref;
    }
    made.set(key, entry);
  }
  return made;
}
