/** How the outside of a PDF holds together, before anything in it is read. */
export interface Frame {
  /** Byte of the header: more than 0 with junk before it. */
  readonly headerAt: number;
  /** The file has its end-of-file mark near its end (ISO 32000-1, 7.5.5). */
  readonly ends: boolean;
  /** What is wrong with the cross-reference sections, in words. */
  readonly fault?: string;
}

/** The end-of-file mark and `startxref` stand within this much of the end; mail programs append a little. */
const TAIL = 2048;
/** Cross-reference sections, one for each time the file was saved; a ring of them must end. */
const SECTIONS_LIMIT = 1000;
/** Bytes looked at for a trailer's or a cross-reference stream's dictionary. */
const DICTIONARY_WITHIN = 4096;
/** Bytes of `12345 0 obj`, with some white space before. */
const OBJECT_HEAD = 32;

/** Looks whether the cross-reference sections lead to objects (ISO 32000-1, 7.5.4 and 7.5.8). Entries in streams are taken on trust. */
export function frameOf(bytes: Uint8Array): Frame {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const headerAt = Math.max(0, buffer.indexOf('%PDF-'));
  const tail = latin1(buffer, Math.max(0, buffer.length - TAIL));
  const ends = tail.includes('%%EOF');
  const fault = sectionFault(buffer, tail);
  return { headerAt, ends, ...(fault && { fault }) };
}

function latin1(buffer: Buffer, from: number, to?: number): string {
  return buffer.toString('latin1', from, to);
}

function sectionFault(buffer: Buffer, tail: string): string | undefined {
  const start = /startxref\s+(\d+)(?![^]*startxref)/.exec(tail)?.[1];
  if (start === undefined) return 'the file does not say where its cross-reference table is';
  const seen = new Set<number>();
  const open = [Number(start)];
  for (let at = open.pop(); at !== undefined && seen.size < SECTIONS_LIMIT; at = open.pop()) {
    if (seen.has(at)) continue;
    seen.add(at);
    if (at >= buffer.length) return 'its cross-reference table is said to lie beyond its end';
    const head = latin1(buffer, at, at + DICTIONARY_WITHIN);
    if (/^\s*\d+\s+\d+\s+obj\b/.test(head)) {
      const dictionary = head.split(/\bstream\r?\n/)[0] ?? '';
      if (!dictionary.includes('/XRef')) return 'its cross-reference stream is not where it is said to be';
      open.push(...previous(dictionary));
      continue;
    }
    const keyword = /^\s*xref\s/.exec(head);
    if (!keyword) return 'its cross-reference table is not where it is said to be';
    const table = tableFault(buffer, at + keyword[0].length);
    if (typeof table === 'string') return table;
    open.push(...previous(latin1(buffer, table, table + DICTIONARY_WITHIN).split('startxref')[0] ?? ''));
  }
  return undefined;
}

/** Where a trailer says that more sections are. */
function previous(dictionary: string): number[] {
  return [...dictionary.matchAll(/\/(?:Prev|XRefStm)\s+(\d+)/g)].map((match) => Number(match[1]));
}

/** What is wrong with a table, or where its trailer begins. */
function tableFault(buffer: Buffer, from: number): string | number {
  const end = buffer.indexOf('trailer', from);
  if (end < 0) return 'its cross-reference table has no trailer';
  const text = latin1(buffer, from, end);
  const subsection = /\s*(\d+)\s+(\d+)\s*?[\r\n]\s*/y;
  const entry = /(\d{10})[ ](\d{5})[ ]([nf])\s*/y;
  for (let at = 0; at < text.length;) {
    subsection.lastIndex = at;
    const head = subsection.exec(text);
    if (!head) return 'its cross-reference table is damaged';
    at = subsection.lastIndex;
    const first = Number(head[1]);
    for (let i = 0; i < Number(head[2]); i++) {
      entry.lastIndex = at;
      const line = entry.exec(text);
      if (!line) return 'its cross-reference table is damaged';
      at = entry.lastIndex;
      const offset = Number(line[1]);
      if (line[3] === 'f' || offset === 0) continue;
      const object = /^\s*(\d+)\s+\d+\s+obj/.exec(latin1(buffer, offset, offset + OBJECT_HEAD));
      if (Number(object?.[1] ?? -1) !== first + i)
        return `its cross-reference table is wrong about object ${first + i}`;
    }
  }
  return end;
}
