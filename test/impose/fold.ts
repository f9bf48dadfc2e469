import type { Arrangement, Duplex, Side } from '../../src/impose/arrange.ts';
import type { Imposition } from '../../src/impose/schemes.ts';

/** One side of a leaf: its page, `undefined` for a blank, and whether its head points up. */
export interface Face {
  readonly page: number | undefined;
  readonly upright: boolean;
}

/** A leaf as it lies: the side that is seen and the side below. */
interface Leaf {
  readonly above: Face;
  readonly below: Face;
}

/** Piles of leaves by rows and columns, the topmost leaf of each first. */
type Piles = readonly (readonly (readonly Leaf[])[])[];

const BLANK: Face = { page: undefined, upright: true };

/** What the printer puts out: sheets with the front up. Where a page stands on paper is taken from its clip, not from the scheme. */
export function printed(arrangement: Arrangement, imposition: Imposition, duplex: Duplex): Piles[] {
  const { sheet, trim } = arrangement;
  const lying = sheet.width > sheet.height;
  // A sheet is turned about an axis that is parallel to the edge at which it is bound.
  const upAxis = lying ? duplex === 'short' : duplex === 'long';
  const faces = (side: Side, back: boolean): Map<string, Face> => {
    const found = new Map<string, Face>();
    for (const { page, matrix, clip } of side.placements) {
      let x = clip[0] + clip[2] / 2;
      let y = clip[1] + clip[3] / 2;
      let upright = matrix[3] > 0;
      if (back && upAxis) x = sheet.width - x;
      if (back && !upAxis) [y, upright] = [sheet.height - y, !upright];
      const column = Math.floor(((x - trim[0]) / trim[2]) * imposition.columns);
      const row = Math.floor(((trim[1] + trim[3] - y) / trim[3]) * imposition.rows);
      const key = `${row} ${column}`;
      if (found.has(key)) throw new Error(`two pages at ${key}`);
      found.set(key, { page, upright });
    }
    return found;
  };
  return Array.from({ length: arrangement.sides.length / 2 }, (_, index) => {
    const front = faces(arrangement.sides[2 * index]!, false);
    const back = faces(arrangement.sides[2 * index + 1]!, true);
    return Array.from({ length: imposition.rows }, (_, row) =>
      Array.from({ length: imposition.columns }, (_, column) => {
        const key = `${row} ${column}`;
        return [{ above: front.get(key) ?? BLANK, below: back.get(key) ?? BLANK }];
      }),
    );
  });
}

/** A pile turned over: about the upright axis heads stay up, about the level one they go down. */
function over(pile: readonly Leaf[], headsStay: boolean): Leaf[] {
  const face = ({ page, upright }: Face): Face => ({ page, upright: page === undefined || headsStay === upright });
  return pile.map(({ above, below }) => ({ above: face(below), below: face(above) })).toReversed();
}

/** Folds the half at `side` behind the other. */
function foldBehind(piles: Piles, side: 'left' | 'right' | 'top'): Piles {
  if (side === 'top') {
    const half = piles.length / 2;
    return piles.slice(half).map((row, r) => row.map((pile, c) => [...pile, ...over(piles[half - 1 - r]![c]!, false)]));
  }
  return piles.map((row) => {
    const half = row.length / 2;
    const [stays, goes] =
      side === 'left' ? [row.slice(half), row.slice(0, half)] : [row.slice(0, half), row.slice(half)];
    return stays.map((pile, c) => [...pile, ...over(goes.at(-1 - c)!, true)]);
  });
}

/** Folds a sheet until it is one pile, with the spine at `binding`. */
export function foldUp(piles: Piles, binding: 'left' | 'right'): readonly Leaf[] {
  let now = piles;
  if (now[0]!.length === 4) now = foldBehind(now, binding);
  if (now.length === 2) now = foldBehind(now, 'top');
  if (now[0]!.length === 2) now = foldBehind(now, binding);
  if (now.length !== 1 || now[0]!.length !== 1) throw new Error('not folded up');
  return now[0]![0]!;
}

/** Puts folded sheets into one another, the first outermost. */
export function nested(sheets: readonly (readonly Leaf[])[]): Leaf[] {
  return sheets.toReversed().reduce<Leaf[]>((inside, sheet) => {
    const half = sheet.length / 2;
    return [...sheet.slice(0, half), ...inside, ...sheet.slice(half)];
  }, []);
}

/** The faces of leaves in the order in which a reader turns them. */
export function read(leaves: readonly Leaf[]): Face[] {
  return leaves.flatMap(({ above, below }) => [above, below]);
}

/** Cuts sheets that lie one on the other into piles and puts these one on the other, row by row. */
export function cutAndPile(sheets: readonly Piles[]): Leaf[] {
  const [first] = sheets;
  if (!first) return [];
  return first.flatMap((row, r) => row.flatMap((_, c) => sheets.flatMap((sheet) => sheet[r]![c]!)));
}

/** Reads each sheet's front row by row, turns it like a leaf of a book and reads its back. */
export function readSides(sheets: readonly Piles[]): Face[] {
  return sheets.flatMap((sheet) => [
    ...sheet.flatMap((row) => row.map((pile) => pile[0]!.above)),
    ...sheet.flatMap((row) => row.toReversed().map((pile) => pile[0]!.below)),
  ]);
}
