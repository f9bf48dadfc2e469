/**
 * What a document may ask of the reader. Each bound lies far above what people write and far below what would make a build hang;
 * past it the reader says so and goes on.
 */

/** Nesting of lists, quotes and notes. The deepest of real documents is under ten; each level is lexed again. */
export const NESTING_LIMIT = 24;
/**
 * Lines of one item’s or note’s text without an empty line: each is looked at together with those that follow. A page has some fifty; five thousand
 * take about half a second.
 */
export const RUN_ON_LIMIT = 5_000;
/** Nesting of emphasis, links and the like inside one paragraph. */
export const INLINE_NESTING_LIMIT = 32;
/** Nesting of HTML elements: blocks of Markdown take up to three each. */
export const ELEMENT_NESTING_LIMIT = 200;
/** HTML elements open at once in a part: parsers keep them in a list that they search. Real pages have a few dozen. */
export const OPEN_ELEMENTS_LIMIT = 500;
/** Rows of one table: 20 000 rows print as some 400 pages. */
export const TABLE_ROW_LIMIT = 20_000;
/** Characters of one paragraph, heading or cell that are searched for emphasis and links: the search is quadratic at worst. */
export const INLINE_LENGTH_LIMIT = 50_000;
/** Characters of one line, embedded images not counted: patterns that run over a line keep a stack, and a chapter has about 40 000. */
export const LINE_LENGTH_LIMIT = 400_000;
/**
 * Work for emphasis in one paragraph: signs that may open or close it, times characters that each may look through. A page-long paragraph full
 * of emphasis is under a million; ten million take about 0.3 s.
 */
export const EMPHASIS_WORK_LIMIT = 20_000_000;
/** The same for a whole part: a thousand-page book is under a hundred million. */
export const PART_EMPHASIS_WORK_LIMIT = 400_000_000;
/** Characters of Markdown in one part, embedded images not counted: a thousand-page book is about 3 million. */
export const PART_LENGTH_LIMIT = 32_000_000;
/** Characters of one `data:` address that is taken as an image (about 384 KB of picture): larger ones belong in files. */
export const DATA_ADDRESS_LIMIT = 524_288;
/** Characters of a picture's `data:` address in an Office file, where it cannot be a file of its own: a photograph of 48 MB. */
export const OFFICE_PICTURE_LIMIT = 67_108_864;
/** A `data:` address longer than this is set aside before the Markdown is read, so that no pattern runs over it. */
export const DATA_ADDRESS_SHORT = 200;
/** Diagnostics of one kind of oddity in one part's bytes (NUL, invalid UTF-8): the first few show the rest. */
export const BYTE_FAULT_LIMIT = 5;
/** Characters of one formula: a page of TeX has about 3 000. */
export const FORMULA_LENGTH_LIMIT = 5000;
/** Macros that one formula may expand: those that people write stay under a hundred; one that defines itself by itself never ends. */
export const FORMULA_EXPANSION_LIMIT = 1000;
/** Lengths that a formula may ask for, em: some three lines of a page. */
export const FORMULA_SIZE_LIMIT = 100;
