import { describe, expect, test } from 'vitest';
import { arrange, type Arrangement, type Duplex } from '../../src/impose/arrange.ts';
import { cutAndStack, folded, nUp, pagesPerSheet, type Folds, type Imposition } from '../../src/impose/schemes.ts';
import { cutAndPile, foldUp, nested, printed, read, readSides, type Face } from './fold.ts';

const MOST_PAGES = 70;
const COUNTS = Array.from({ length: MOST_PAGES }, (_, index) => index + 1);
const DUPLEX: readonly Duplex[] = ['long', 'short'];

/** Lays small upright pages out on a large sheet. */
function laidOut(imposition: Imposition, duplex: Duplex, lying = false): Arrangement {
  const arrangement = arrange(imposition, {
    sheet: { width: 900, height: 1200 },
    cell: lying ? { width: 120, height: 60 } : { width: 60, height: 90 },
    bleed: 5,
    creep: 0.1,
    gutter: 4,
    marks: true,
    fit: false,
    duplex,
  });
  if (!arrangement) throw new Error('the sheet is too small');
  return arrangement;
}

/** Says that the faces are pages 1…N in order and heads up, and blanks after them. */
function expectBook(faces: readonly Face[], pageCount: number, blanksBelow: number): void {
  expect(faces.slice(0, pageCount).map((face) => face.page)).toEqual(
    Array.from({ length: pageCount }, (_, index) => index),
  );
  expect(faces.slice(pageCount).every((face) => face.page === undefined)).toBe(true);
  expect(faces.length - pageCount).toBeLessThan(blanksBelow);
  expect(faces.every((face) => face.upright)).toBe(true);
}

describe.each(DUPLEX)('printed with the %s edge as the binding edge', (duplex) => {
  test.each([1, 2, 3] as readonly Folds[])('a booklet of sheets folded %i times reads 1…N', (folds) => {
    for (const binding of ['left', 'right'] as const) {
      for (const count of COUNTS) {
        const imposition = folded(count, { folds, binding });
        const sheets = printed(laidOut(imposition, duplex), imposition, duplex);
        expectBook(read(nested(sheets.map((sheet) => foldUp(sheet, binding)))), count, pagesPerSheet(folds));
      }
    }
  });

  test.each([
    [1, 4],
    [1, 16],
    [1, 20],
    [2, 8],
    [2, 32],
    [3, 16],
    [3, 32],
  ] as readonly [Folds, number][])(
    'signatures of sheets folded %i times, %i pages each, read 1…N',
    (folds, signature) => {
      for (const count of COUNTS) {
        const imposition = folded(count, { folds, signature });
        const sheets = printed(laidOut(imposition, duplex), imposition, duplex);
        const numbers = [...new Set(imposition.sheets.map((sheet) => sheet.signature))];
        expect(numbers).toEqual(Array.from({ length: Math.ceil(count / signature) }, (_, index) => index));
        const faces = numbers.flatMap((number) =>
          read(
            nested(sheets.filter((_, i) => imposition.sheets[i]!.signature === number).map((s) => foldUp(s, 'left'))),
          ),
        );
        expectBook(faces, count, pagesPerSheet(folds));
      }
    },
  );

  test.each([
    [1, 1],
    [2, 1],
    [2, 2],
    [3, 2],
    [4, 5],
  ])('piles cut from %i × %i put one on the other read 1…N', (columns, rows) => {
    for (const count of COUNTS) {
      const imposition = cutAndStack(count, columns, rows);
      const sheets = printed(laidOut(imposition, duplex), imposition, duplex);
      expectBook(read(cutAndPile(sheets)), count, 2 * columns * rows * Math.max(1, sheets.length));
    }
  });

  test.each([
    [1, 1],
    [2, 2],
    [3, 3],
    [4, 2],
  ])('%i × %i pages side by side are read row by row, the back after the front', (columns, rows) => {
    for (const lying of [false, true]) {
      for (const count of COUNTS) {
        const imposition = nUp(count, columns, rows);
        expectBook(
          readSides(printed(laidOut(imposition, duplex, lying), imposition, duplex)),
          count,
          2 * columns * rows,
        );
      }
    }
  });
});

describe('creep', () => {
  test('moves inner leaves to the spine, one leaf more a step, and nothing else', () => {
    const at = (creep: number): Map<number, number> => {
      const imposition = folded(16, {});
      const arrangement = arrange(imposition, {
        sheet: { width: 400, height: 300 },
        cell: { width: 100, height: 150 },
        bleed: 0,
        creep,
        gutter: 0,
        marks: false,
        fit: false,
        duplex: undefined,
      })!;
      return new Map(arrangement.sides.flatMap((side) => side.placements.map((each) => [each.page, each.matrix[4]])));
    };
    const [without, having] = [at(0), at(0.5)];
    const moved = [...without].sort(([a], [b]) => a - b).map(([page, x]) => having.get(page)! - x);
    // Pages 1 and 2 are the outermost leaf, 7 to 10 the innermost; rectos (1, 3 …) have the spine at the left.
    const want = [0, 0, -0.5, 0.5, -1, 1, -1.5, 1.5, -1.5, 1.5, -1, 1, -0.5, 0.5, 0, 0];
    moved.forEach((each, page) => expect(each, `page ${page + 1}`).toBeCloseTo(want[page]!));
  });

  test('begins anew with every signature', () => {
    const depths = folded(40, { signature: 16 }).sheets.map((sheet) => sheet.front[0]!.depth);
    expect(depths).toEqual([0, 1, 2, 3, 0, 1, 2, 3, 0, 1]);
  });
});

describe('room', () => {
  const options = {
    sheet: { width: 842, height: 595 },
    cell: { width: 420, height: 595 },
    bleed: 0,
    creep: 0,
    gutter: 0,
    marks: false,
    fit: false,
    duplex: undefined,
  } as const;

  test('the sheet is turned to where the pages fit, and the duplexer is set for upright backs', () => {
    const arrangement = arrange(folded(8), { ...options, sheet: { width: 595, height: 842 } })!;
    expect(arrangement.sheet).toEqual({ width: 842, height: 595 });
    expect(arrangement.duplex).toBe('short');
  });

  test('pages that do not fit are refused, or made smaller when asked', () => {
    const cell = { width: 595, height: 842 };
    expect(arrange(folded(8), { ...options, cell })).toBeUndefined();
    const fitted = arrange(folded(8), { ...options, cell, fit: true })!;
    expect(fitted.scale).toBeCloseTo(595 / 842, 2);
    expect(arrange(folded(8), { ...options, fit: true, cell: { width: 100, height: 100 } })!.scale).toBe(1);
  });

  test('bleed and marks that have no room are told', () => {
    expect(arrange(folded(8), { ...options, bleed: 8, marks: true })!.cramped).toEqual(['bleed', 'marks']);
    expect(
      arrange(folded(8), { ...options, bleed: 8, marks: true, sheet: { width: 1000, height: 800 } })!.cramped,
    ).toEqual([]);
  });

  test('no page shows in its neighbour, none shows more than its bleed, and no mark lies on a page or its bleed', () => {
    for (const imposition of [folded(16, { folds: 3 }), folded(8, { folds: 2 }), folded(8), cutAndStack(24, 3, 2)]) {
      for (const gutter of [0, 6]) {
        const arrangement = arrange(imposition, {
          ...options,
          sheet: { width: 700, height: 700 },
          cell: { width: 100, height: 140 },
          bleed: 8,
          gutter,
          marks: true,
        })!;
        for (const { placements, marks } of arrangement.sides) {
          expect(marks.length).toBeGreaterThan(8);
          placements.forEach(({ clip: [x, y, w, h] }, i) => {
            expect(w).toBeLessThanOrEqual(116);
            expect(h).toBeLessThanOrEqual(156);
            for (const { clip } of placements.slice(i + 1)) {
              const apart =
                clip[0] + 1e-6 >= x + w ||
                x + 1e-6 >= clip[0] + clip[2] ||
                clip[1] + 1e-6 >= y + h ||
                y + 1e-6 >= clip[1] + clip[3];
              expect(apart).toBe(true);
            }
            for (const { from, to } of marks) {
              const outside =
                Math.max(from[0], to[0]) <= x ||
                Math.min(from[0], to[0]) >= x + w ||
                Math.max(from[1], to[1]) <= y ||
                Math.min(from[1], to[1]) >= y + h;
              expect(outside).toBe(true);
            }
          });
        }
      }
    }
  });
});
