/** A page as the page offset hint table tells of it (ISO 32000-1, F.4.1). */
export interface PageHint {
  /** Objects from the page's own to the last that only it needs. */
  readonly objects: number;
  /** Bytes they take. */
  readonly length: number;
  /** Entries of the shared object table that it needs besides. */
  readonly shared: readonly number[];
}

/** What the tables of a file tell. Offsets are as if the hint stream were not there (F.4). */
export interface Hints {
  readonly firstPageOffset: number;
  readonly pages: readonly PageHint[];
  /** Bytes of each object of the first page, then of each shared one. */
  readonly sharedLengths: readonly number[];
  readonly sharedOnFirstPage: number;
  /** The shared objects behind the first page; undefined when there are none. */
  readonly firstShared: { readonly number: number; readonly offset: number } | undefined;
  readonly outline:
    { readonly number: number; readonly offset: number; readonly objects: number; readonly length: number } | undefined;
}

/** Denominator of positions inside a page; positions are not told, so any number does. */
const POSITION_DENOMINATOR = 4;

/** Writes numbers of any width below 33 bits, most significant bit first. */
class Bits {
  readonly #bytes: number[] = [];
  #held = 0;
  #count = 0;

  put(value: number, width: number): void {
    for (let bit = width - 1; bit >= 0; bit--) {
      this.#held = (this.#held << 1) | (Math.floor(value / 2 ** bit) % 2);
      if (++this.#count === 8) {
        this.#bytes.push(this.#held);
        this.#held = this.#count = 0;
      }
    }
  }
  /** Fills the byte begun: every item of a table begins on one (F.4.1). */
  align(): void {
    if (this.#count > 0) this.put(0, 8 - this.#count);
  }
  get length(): number {
    return this.#bytes.length;
  }
  bytes(): Uint8Array {
    return Uint8Array.from(this.#bytes);
  }
}

/** Bits that hold every number up to `most`. */
function width(most: number): number {
  return most === 0 ? 0 : Math.floor(Math.log2(most)) + 1;
}

function most(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => Math.max(a, b), 0);
}

function least(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => Math.min(a, b), Infinity);
}

/** The page offset hint table (Tables F.3 and F.4). */
function pageOffsets(bits: Bits, hints: Hints): void {
  const { pages } = hints;
  const objects = least(pages.map((page) => page.objects));
  const length = least(pages.map((page) => page.length));
  const objectBits = width(most(pages.map((page) => page.objects)) - objects);
  const lengthBits = width(most(pages.map((page) => page.length)) - length);
  const countBits = width(most(pages.map((page) => page.shared.length)));
  const sharedBits = width(most(pages.flatMap((page) => page.shared)));
  bits.put(objects, 32);
  bits.put(hints.firstPageOffset, 32);
  bits.put(objectBits, 16);
  bits.put(length, 32);
  bits.put(lengthBits, 16);
  // Where the content stream lies in the page: readers take the page whole, as Acrobat's own files say (note 127).
  bits.put(0, 32);
  bits.put(0, 16);
  bits.put(length, 32);
  bits.put(lengthBits, 16);
  bits.put(countBits, 16);
  bits.put(sharedBits, 16);
  bits.put(0, 16);
  bits.put(POSITION_DENOMINATOR, 16);
  for (const page of pages) bits.put(page.objects - objects, objectBits);
  bits.align();
  for (const page of pages) bits.put(page.length - length, lengthBits);
  bits.align();
  for (const page of pages) bits.put(page.shared.length, countBits);
  bits.align();
  for (const page of pages) for (const index of page.shared) bits.put(index, sharedBits);
  bits.align();
  // Positions of the shared objects and offsets of the contents take no bits; then the contents' lengths.
  for (const page of pages) bits.put(page.length - length, lengthBits);
  bits.align();
}

/** The shared object hint table (Tables F.5 and F.6): one object a group, no signatures. */
function sharedObjects(bits: Bits, hints: Hints): void {
  const { sharedLengths: lengths } = hints;
  const length = least(lengths);
  const lengthBits = width(most(lengths) - length);
  bits.put(hints.firstShared?.number ?? 0, 32);
  bits.put(hints.firstShared?.offset ?? 0, 32);
  bits.put(hints.sharedOnFirstPage, 32);
  bits.put(lengths.length, 32);
  bits.put(0, 16);
  bits.put(length, 32);
  bits.put(lengthBits, 16);
  for (const each of lengths) bits.put(each - length, lengthBits);
  bits.align();
  for (let i = 0; i < lengths.length; i++) bits.put(0, 1);
  bits.align();
}

/** All hint tables in one (F.4), with the stream dictionary's entries that tell where the second and third begin. */
export function hintTables(hints: Hints): { readonly bytes: Uint8Array; readonly entries: string } {
  const bits = new Bits();
  pageOffsets(bits, hints);
  const shared = bits.length;
  sharedObjects(bits, hints);
  let entries = `/S ${shared}`;
  if (hints.outline) {
    entries += `/O ${bits.length}`;
    const { number, offset, objects, length } = hints.outline;
    for (const value of [number, offset, objects, length]) bits.put(value, 32);
  }
  return { bytes: bits.bytes(), entries };
}
