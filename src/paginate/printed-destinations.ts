/** What a Skia-made PDF says of itself: how many pages, and on which page (from 0) each named destination lies. */
export interface PrintedFacts {
  readonly pages: number;
  readonly destinations: ReadonlyMap<string, number>;
}

/** Depth of a page tree; Skia's has a fan-out of 8, so ten levels hold a billion pages. */
const TREE_DEPTH = 10;

/**
 * Reads destinations straight from Chromium's bytes: Skia writes a classic cross-reference table and plain objects, so that this takes
 * milliseconds where a full parse takes a second. It reads that writer's files only; `assemble` and `finish` parse in earnest.
 */
export function readPrinted(bytes: Uint8Array): PrintedFacts {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = Number(/startxref\s+(\d+)/.exec(file.toString('latin1', Math.max(0, file.length - 2048)))?.[1]);
  const tail = file.toString('latin1', start);
  const offsets = readOffsets(tail);
  const object = (number: number): string => {
    const from = offsets.get(number) ?? 0;
    return file.toString('latin1', from, file.indexOf('endobj', from));
  };
  const reference = (text: string, key: string): number => Number(new RegExp(`/${key} (\\d+) 0 R`).exec(text)?.[1]);
  const catalog = object(reference(tail, 'Root'));
  const indexes = new Map<number, number>();
  const walk = (number: number, depth: number): void => {
    const text = object(number);
    if (!/\/Type \/Pages\b/.test(text)) {
      indexes.set(number, indexes.size);
      return;
    }
    if (depth >= TREE_DEPTH) throw new Error('the page tree is deeper than Skia makes them');
    for (const kid of (/\/Kids \[([^\]]*)\]/.exec(text)?.[1] ?? '').matchAll(/(\d+) 0 R/g))
      walk(Number(kid[1]), depth + 1);
  };
  walk(reference(catalog, 'Pages'), 0);
  const destinations = new Map<string, number>();
  const dictionary = reference(catalog, 'Dests');
  if (dictionary) {
    for (const match of object(dictionary).matchAll(/\/([^\s[/]+) \[(\d+) 0 R \/XYZ/g)) {
      const page = indexes.get(Number(match[2]));
      const name = match[1]!.replace(/#([0-9A-Fa-f]{2})/g, (_, hex: string) =>
        String.fromCharCode(Number.parseInt(hex, 16)),
      );
      if (page !== undefined) destinations.set(name, page);
    }
  }
  return { pages: indexes.size, destinations };
}

/** Object number → byte offset, from a classic cross-reference section (ISO 32000-1, 7.5.4). */
function readOffsets(section: string): Map<number, number> {
  const offsets = new Map<number, number>();
  const lines = section.split('\n');
  for (let i = 1; i < lines.length && !lines[i]!.startsWith('trailer');) {
    const head = /^(\d+) (\d+)\s*$/.exec(lines[i++]!);
    if (!head) continue;
    for (let k = 0; k < Number(head[2]); k++, i++) {
      const entry = /^(\d{10}) \d{5} n/.exec(lines[i] ?? '');
      if (entry) offsets.set(Number(head[1]) + k, Number(entry[1]));
    }
  }
  return offsets;
}
