/** Bounds within which an Office file is read; what goes beyond them is refused with one diagnostic. */
export interface Limits {
  /** Time for one file in its thread. */
  readonly milliseconds: number;
  /** Growth of the whole process while a file is read. */
  readonly memoryBytes: number;
}

const MEBIBYTE = 1024 * 1024;

/** A memo takes 0.1 s and a workbook of 100,000 cells two; both libraries hold some 100 bytes for each byte of a workbook's XML. */
export const LIMITS: Limits = { milliseconds: 30_000, memoryBytes: 1536 * MEBIBYTE };

/** Entries of an Office file's package: a long document full of pictures has a thousand. */
export const ENTRIES_LIMIT = 5000;
/** One unpacked entry, bytes: a sheet of 200,000 cells has 12 MB of XML, a large photograph 20. */
export const ENTRY_BYTES_LIMIT: number = 48 * MEBIBYTE;
/** All unpacked entries together, bytes. */
export const TOTAL_BYTES_LIMIT: number = 192 * MEBIBYTE;
/** Bytes of a table as text: 100,000 lines of a ledger. */
export const TEXT_BYTES_LIMIT: number = 16 * MEBIBYTE;

/** Rows of one table that are set: forty pages. Who needs more needs the file. */
export const ROWS_LIMIT = 2000;
/** Columns of one table that are set: beyond, no page has room for a word in each. */
export const COLUMNS_LIMIT = 40;
/** Sheets of one workbook that are set. */
export const SHEETS_LIMIT = 50;
/** Characters of one cell, as Excel allows them. */
export const CELL_LIMIT = 32_767;
/** Elements of Word's XML inside each other: a table in a table in a text box has forty. */
export const NESTING_LIMIT = 256;
