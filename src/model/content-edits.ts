/** A change of a stream's bytes: what lies between `start` and `end` becomes `text`. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Applies edits in order of place; where two meet, the first in the list comes first. */
export function applyEdits(bytes: Uint8Array, edits: readonly Edit[]): Uint8Array {
  const pieces: Uint8Array[] = [];
  let at = 0;
  for (const { start, end, text } of edits) {
    if (start > at) pieces.push(bytes.subarray(at, start));
    if (text !== '') pieces.push(Buffer.from(text, 'latin1'));
    at = Math.max(at, end);
  }
  pieces.push(bytes.subarray(at));
  return Buffer.concat(pieces);
}
