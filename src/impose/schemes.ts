/*
 * Which page stands where, as pure functions of numbers. A sheet's back is told as it is seen when the sheet is turned like a
 * leaf of a book, about its upright axis; what a machine's duplexer does differently is put right when sheets are laid out.
 */

/** One page's place on a side of a sheet. Columns count from the left, rows from the top. */
export interface Cell {
  /** Index from 0; undefined for a blank. */
  readonly page: number | undefined;
  readonly column: number;
  readonly row: number;
  /** Upside down: its head meets that of the page below. */
  readonly turned: boolean;
  /** Where the fold that becomes the spine is, seen on the sheet. */
  readonly spine: 'left' | 'right' | undefined;
  /** Leaves around this one in its signature, which push it out: 0 for the outermost. */
  readonly depth: number;
}

/** Both sides of one sheet. */
export interface Sheet {
  /** Index from 0 of the signature that the sheet belongs to; 0 where sheets are not folded. */
  readonly signature: number;
  readonly front: readonly Cell[];
  readonly back: readonly Cell[];
}

/** What the edge between two columns or rows is. */
export type Seam = 'spine' | 'cut' | 'fold';

/** All sheets and the grid that they share. */
export interface Imposition {
  readonly columns: number;
  readonly rows: number;
  /** Seams between neighbouring columns, and rows: one fewer than there are. */
  readonly columnSeams: readonly Seam[];
  readonly rowSeams: readonly Seam[];
  readonly sheets: readonly Sheet[];
}

/** Folds of one sheet at right angles. */
export type Folds = 1 | 2 | 3;

/** Pages of one sheet from 1 by rows from the top, front and back, as folding schemes show them; upper rows are upside down. */
const FOLDED: Readonly<Record<Folds, { readonly front: readonly number[][]; readonly back: readonly number[][] }>> = {
  1: { front: [[4, 1]], back: [[2, 3]] },
  2: {
    front: [
      [5, 4],
      [8, 1],
    ],
    back: [
      [3, 6],
      [2, 7],
    ],
  },
  3: {
    front: [
      [5, 12, 9, 8],
      [4, 13, 16, 1],
    ],
    back: [
      [7, 10, 11, 6],
      [2, 15, 14, 3],
    ],
  },
};

/** Pages on one folded sheet, both sides: 4, 8 or 16. */
export function pagesPerSheet(folds: Folds): number {
  return 2 ** (folds + 1);
}

/**
 * Folded sheets, put into one another up to `signature` pages (a multiple of {@link pagesPerSheet}), signatures one after the
 * other; the last is as small as it can be. For saddle stitching there is one signature: leave `signature` out.
 * `binding`: the side of the spine on a front cover; `right` for books that are read from right to left.
 */
export function folded(
  pageCount: number,
  options: {
    readonly folds?: Folds | undefined;
    readonly signature?: number | undefined;
    readonly binding?: 'left' | 'right' | undefined;
  } = {},
): Imposition {
  const { folds = 1, binding = 'left' } = options;
  const each = pagesPerSheet(folds);
  const total = Math.ceil(pageCount / each) * each;
  const most = options.signature ?? total;
  const { front, back } = FOLDED[folds];
  const sheets: Sheet[] = [];
  for (let start = 0, number = 0; start < total; start += most, number++) {
    const size = Math.min(most, total - start);
    for (let sheet = 0; sheet < size / each; sheet++) {
      const side = (rows: readonly number[][]): Cell[] =>
        rows.flatMap((row, r) =>
          row.map((local, c): Cell => {
            const place = placeInSignature(local - 1, sheet, each, size);
            const leaf = place >> 1;
            const turned = r < rows.length - 1;
            // A recto's spine is at its left; upside down and bound at the right each change the side.
            const left = ((place % 2 === 0) !== turned) !== (binding === 'right');
            return {
              page: start + place < pageCount ? start + place : undefined,
              column: binding === 'left' ? c : row.length - 1 - c,
              row: r,
              turned,
              spine: left ? 'left' : 'right',
              depth: Math.min(leaf, size / 2 - 1 - leaf),
            };
          }),
        );
      sheets.push({ signature: number, front: side(front), back: side(back) });
    }
  }
  const columns = front[0]!.length;
  const rows = front.length;
  return {
    columns,
    rows,
    columnSeams: columns === 4 ? ['spine', 'fold', 'spine'] : ['spine'],
    rowSeams: rows === 2 ? ['fold'] : [],
    sheets,
  };
}

/** Where a folded sheet's page comes in its signature: the outer sheet has the first and the last pages. */
function placeInSignature(local: number, sheet: number, each: number, size: number): number {
  const half = each / 2;
  return local < half ? sheet * half + local : size - (sheet + 1) * half + local - half;
}

/** Pages side by side in reading order, row by row, a sheet's back after its front. */
export function nUp(pageCount: number, columns: number, rows: number): Imposition {
  const each = columns * rows;
  const sheets: Sheet[] = [];
  for (let start = 0; start < pageCount; start += 2 * each) {
    const side = (from: number): Cell[] => grid(columns, rows, (index) => from + index, pageCount);
    sheets.push({ signature: 0, front: side(start), back: side(start + each) });
  }
  return flat(columns, rows, sheets);
}

/** Sheets that are cut into piles, which put one on the other are the book: the first pile has the first leaves. */
export function cutAndStack(pageCount: number, columns: number, rows: number): Imposition {
  const leaves = Math.ceil(pageCount / 2);
  const pile = Math.ceil(leaves / (columns * rows));
  const sheets = Array.from({ length: pile }, (_, sheet): Sheet => {
    const leaf = (cell: number): number => cell * pile + sheet;
    return {
      signature: 0,
      front: grid(columns, rows, (index) => 2 * leaf(index), pageCount),
      // Behind a cell is the one in the mirrored column.
      back: grid(
        columns,
        rows,
        (index) => 2 * leaf(index - (index % columns) + columns - 1 - (index % columns)) + 1,
        pageCount,
      ),
    };
  });
  return flat(columns, rows, sheets);
}

function grid(columns: number, rows: number, pageAt: (index: number) => number, pageCount: number): Cell[] {
  return Array.from({ length: columns * rows }, (_, index): Cell => {
    const page = pageAt(index);
    return {
      page: page < pageCount ? page : undefined,
      column: index % columns,
      row: Math.floor(index / columns),
      turned: false,
      spine: undefined,
      depth: 0,
    };
  });
}

function flat(columns: number, rows: number, sheets: readonly Sheet[]): Imposition {
  const cuts = (count: number): Seam[] => Array.from({ length: count - 1 }, () => 'cut');
  return { columns, rows, columnSeams: cuts(columns), rowSeams: cuts(rows), sheets };
}
