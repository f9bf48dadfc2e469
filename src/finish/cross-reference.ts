import { deflateSync } from 'node:zlib';
import { streamBody, type Body } from './compress.ts';

/** An entry of a cross-reference stream (ISO 32000-1, Table 18): free, at an offset, or the nth in an object stream. */
export type Entry =
  | { readonly type: 0 }
  | { readonly type: 1; readonly offset: number }
  | { readonly type: 2; readonly stream: number; readonly index: number };

/** Bytes of each field: type; offset or stream number; index. Fixed, so that a section's size does not hang on its offsets. */
const WIDTHS = [1, 4, 2] as const;
const ROW = WIDTHS[0] + WIDTHS[1] + WIDTHS[2];
/** PNG's “up” filter (ISO 15948, 9.2): each row as its difference from the one before, in which offsets compress well. */
const UP = 2;

/** The trailer's share of the dictionary: `/Root 1 0 R/Info …`, without what describes the stream itself. */
export interface Section {
  /** Number of the stream itself. */
  readonly number: number;
  /** Number of the first entry. */
  readonly first: number;
  readonly entries: readonly Entry[];
  readonly trailer: string;
}

/** A cross-reference stream (ISO 32000-1, 7.5.8). */
export function crossReference(section: Section): Body {
  const { entries } = section;
  const rows = Buffer.alloc(entries.length * ROW);
  entries.forEach((entry, i) => {
    const at = i * ROW;
    rows[at] = entry.type;
    rows.writeUInt32BE(entry.type === 1 ? entry.offset : entry.type === 2 ? entry.stream : 0, at + WIDTHS[0]);
    // The free entry ends its list at generation 65,535 (7.5.4).
    rows.writeUInt16BE(entry.type === 0 ? 0xffff : entry.type === 2 ? entry.index : 0, at + WIDTHS[0] + WIDTHS[1]);
  });
  const filtered = Buffer.alloc(entries.length * (ROW + 1));
  for (let i = 0; i < entries.length; i++) {
    const to = i * (ROW + 1);
    filtered[to] = UP;
    for (let k = 0; k < ROW; k++) filtered[to + 1 + k] = rows[i * ROW + k]! - (i > 0 ? rows[(i - 1) * ROW + k]! : 0);
  }
  return streamBody(
    section.number,
    `/Type/XRef/W[${WIDTHS.join(' ')}]/Index[${section.first} ${entries.length}]${section.trailer}` +
      `/Filter/FlateDecode/DecodeParms<</Predictor 12/Columns ${ROW}>>`,
    deflateSync(filtered, { level: 9 }),
  );
}
