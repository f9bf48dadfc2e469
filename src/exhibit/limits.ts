/** Bounds within which somebody else's PDF is taken in; what goes beyond them is refused with one diagnostic. */
export interface Limits {
  /** Time for one exhibit in its thread. */
  readonly milliseconds: number;
  /** Growth of the whole process while an exhibit is read. */
  readonly memoryBytes: number;
  readonly pages: number;
  /** Indirect objects. */
  readonly objects: number;
  /** One stream of a page's content, unpacked. */
  readonly streamBytes: number;
}

const MEBIBYTE = 1024 * 1024;

/**
 * The bounds that hold unless a caller narrows them. A hundred pages of maps take two seconds and 300 MiB; a thousand plain ones ten
 * seconds. A content stream of 64 MiB is forty thousand pages of text; a million objects are twenty thousand pages.
 */
export const LIMITS: Limits = {
  milliseconds: 60_000,
  memoryBytes: 2048 * MEBIBYTE,
  pages: 10_000,
  objects: 1_000_000,
  streamBytes: 64 * MEBIBYTE,
};

/** Time that each MiB of a file may take beside: scans of 600 ppi take half a second a page and bring some MiB each. */
export const MILLISECONDS_A_MEBIBYTE = 1000;

/** Memory of PDFium's module, bytes: a page of 100 megapixels with its pictures fits; a bomb does not. */
export const MODULE_MEMORY_LIMIT: number = 1024 * MEBIBYTE;
/** Pixels of one raster: an A0 sheet at 200 ppi. Larger pages are painted at fewer ppi. */
export const RASTER_PIXELS_LIMIT: number = 64 * MEBIBYTE;
/** Structure elements looked at, and outline items: more is no document that a person made. */
export const ELEMENTS_LIMIT = 500_000;
/** Arrays and dictionaries inside each other in one object: those who read the file later go down them with less stack than there is here. */
export const NESTING_LIMIT = 256;
/** Levels of a tree that stay as they are; readers of deeper ones give up (PDFium at 1,024), so that they are built flat. */
export const DEPTH_LIMIT = 64;
