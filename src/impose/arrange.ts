import type { Matrix } from '../model/matrix.ts';
import { POINTS_PER_MM } from '../model/length.ts';
import type { Cell, Imposition, Seam } from './schemes.ts';
import type { SheetSize } from './sheet-sizes.ts';

/** Left, bottom, width and height in points. */
export type Rectangle = readonly [number, number, number, number];

/** The edge about which a duplexer turns sheets. */
export type Duplex = 'long' | 'short';

/** A page on a side: `matrix` takes points from the left bottom corner of its upright trim to the sheet; nothing shows outside `clip`. */
export interface Placement {
  readonly page: number;
  readonly matrix: Matrix;
  readonly clip: Rectangle;
}

/** A straight mark. */
export interface Mark {
  readonly kind: 'cut' | 'fold';
  readonly from: readonly [number, number];
  readonly to: readonly [number, number];
}

/** One side of a sheet, ready to be written. */
export interface Side {
  readonly placements: readonly Placement[];
  readonly marks: readonly Mark[];
}

/** All sides in the order of printing: front, back, front … */
export interface Arrangement {
  readonly sheet: SheetSize;
  /** What is left when cut: the pages with what is between them. */
  readonly trim: Rectangle;
  /** Trim and the bleed around it, as far as the sheet goes. */
  readonly bleed: Rectangle;
  /** 1 unless pages were made smaller to fit. */
  readonly scale: number;
  /** How to set the duplexer. */
  readonly duplex: Duplex;
  readonly sides: readonly Side[];
  /** What the sheet has no room for. */
  readonly cramped: readonly ('bleed' | 'marks')[];
}

/** What pages measure, points. */
export interface PageSize {
  readonly width: number;
  readonly height: number;
}

/** Paper between pages that are folded head to head or fore edge to fore edge, for the knife: 3 mm each, where there is no bleed. */
const TRIMMED_OFF = 3 * POINTS_PER_MM;
/** Marks begin this far outside the bleed and are this long, so that none is left on the page (ISO 12647-1 leaves it to custom: 3 to 5 mm). */
const MARK_CLEAR = POINTS_PER_MM;
const MARK_LENGTH = 4 * POINTS_PER_MM;
/** Points that rounding may take: a page of 595.276 on a sheet of 595.28 fits. */
const TOLERANCE = 0.5;

/** A gap between columns or rows: what grows with the pages and what does not. */
interface Gap {
  readonly scaled: number;
  readonly fixed: number;
}

/**
 * Lays pages of `cell` size (points, upright) out on sheets. The sheet is turned upright or lying, whichever has more room.
 * Undefined when the pages do not fit and `fit` is not asked for. With `fit` pages become smaller, never larger.
 * `creep`: how far each leaf pushes those inside it out; they move that much to the spine. `gutter`: paper between two pages at a spine.
 */
export function arrange(
  imposition: Imposition,
  options: {
    readonly sheet: SheetSize;
    readonly cell: PageSize;
    /** A page's own size, where sizes differ; it is set in the middle of its cell. */
    readonly pageSize?: (page: number) => PageSize;
    readonly bleed: number;
    readonly creep: number;
    readonly gutter: number;
    readonly marks: boolean;
    readonly fit: boolean;
    readonly duplex: Duplex | undefined;
  },
): Arrangement | undefined {
  const { cell, bleed, marks } = options;
  const gap = (seam: Seam): Gap =>
    seam === 'spine'
      ? { scaled: 0, fixed: options.gutter }
      : seam === 'fold' && bleed === 0
        ? { scaled: 0, fixed: 2 * TRIMMED_OFF }
        : { scaled: 2 * bleed, fixed: 0 };
  const columns = track(imposition.columns, cell.width, imposition.columnSeams.map(gap));
  const rows = track(imposition.rows, cell.height, imposition.rowSeams.map(gap));
  const around = { scaled: 2 * bleed, fixed: marks ? 2 * (MARK_CLEAR + MARK_LENGTH) : 0 };

  const { width, height } = options.sheet;
  const orientations: readonly SheetSize[] = [
    { width: Math.min(width, height), height: Math.max(width, height) },
    { width: Math.max(width, height), height: Math.min(width, height) },
  ];
  const scaleOf = (sheet: SheetSize): number =>
    Math.min(
      (sheet.width - columns.fixed - around.fixed) / (columns.scaled + around.scaled),
      (sheet.height - rows.fixed - around.fixed) / (rows.scaled + around.scaled),
    );
  const sheet = scaleOf(orientations[1]!) > scaleOf(orientations[0]!) ? orientations[1]! : orientations[0]!;
  const room = scaleOf(sheet);
  const scale = options.fit ? Math.min(1, room) : 1;
  const across = columns.at(scale);
  const down = rows.at(scale);
  const [left, bottom] = [(sheet.width - across.extent) / 2, (sheet.height - down.extent) / 2];
  if (scale <= 0 || left < -TOLERANCE || bottom < -TOLERANCE) return undefined;

  const cut = bleed * scale;
  const space = Math.min(left, bottom);
  const cramped: ('bleed' | 'marks')[] = [];
  if (space < cut - TOLERANCE) cramped.push('bleed');
  if (marks && space < cut + MARK_CLEAR + MARK_LENGTH - TOLERANCE) cramped.push('marks');

  const lying = sheet.width > sheet.height;
  const duplex = options.duplex ?? (lying ? 'short' : 'long');
  // Schemes turn sheets about the upright axis: the long edge of an upright sheet, the short edge of a lying one.
  const turnBack = duplex !== (lying ? 'short' : 'long');
  const top = bottom + down.extent;
  const lines = marks ? marksAround(imposition, { left, top, bottom, across, down, cut, sheet }) : [];

  const place = (each: Cell, turnSide: boolean): Placement[] => {
    if (each.page === undefined) return [];
    const own = options.pageSize?.(each.page) ?? cell;
    const [w, h] = [own.width * scale, own.height * scale];
    const column = across.cells[each.column]!;
    const row = down.cells[each.row]!;
    const shift = each.spine ? (each.spine === 'left' ? -1 : 1) * each.depth * options.creep : 0;
    const x = left + column.start + (column.size - w) / 2 + shift;
    const y = top - row.start - row.size + (row.size - h) / 2;
    const matrix: Matrix = each.turned ? [-scale, 0, 0, -scale, x + w, y + h] : [scale, 0, 0, scale, x, y];
    const clip: Rectangle = [
      left + column.start - Math.min(cut, column.before / 2),
      top - row.start - row.size - Math.min(cut, row.after / 2),
      column.size + Math.min(cut, column.before / 2) + Math.min(cut, column.after / 2),
      row.size + Math.min(cut, row.before / 2) + Math.min(cut, row.after / 2),
    ];
    return [turnSide ? turned(each.page, matrix, clip, sheet) : { page: each.page, matrix, clip }];
  };
  const sides = imposition.sheets.flatMap((each): Side[] => [
    { placements: each.front.flatMap((one) => place(one, false)), marks: lines },
    { placements: each.back.flatMap((one) => place(one, turnBack)), marks: lines },
  ]);
  const [dx, dy] = [Math.min(cut, Math.max(0, left)), Math.min(cut, Math.max(0, bottom))];
  return {
    sheet,
    trim: [left, bottom, across.extent, down.extent],
    bleed: [left - dx, bottom - dy, across.extent + 2 * dx, down.extent + 2 * dy],
    scale,
    duplex,
    sides,
    cramped,
  };
}

/** A placement when its whole side is upside down. */
function turned(page: number, [a, b, c, d, e, f]: Matrix, [x, y, w, h]: Rectangle, sheet: SheetSize): Placement {
  return {
    page,
    matrix: [-a, -b, -c, -d, sheet.width - e, sheet.height - f],
    clip: [sheet.width - x - w, sheet.height - y - h, w, h],
  };
}

/** A column or row: where it begins in the grid, its size, and the gaps at its sides (endless at the grid's own edge). */
interface Lane {
  readonly start: number;
  readonly size: number;
  readonly before: number;
  readonly after: number;
}

/** All columns, or rows, at a scale. */
interface Lanes {
  readonly extent: number;
  readonly cells: readonly Lane[];
}

/** Columns or rows of one size with gaps between them. */
function track(
  count: number,
  size: number,
  gaps: readonly Gap[],
): { readonly scaled: number; readonly fixed: number; at(scale: number): Lanes } {
  const sum = (key: keyof Gap): number => gaps.reduce((all, each) => all + each[key], 0);
  return {
    scaled: count * size + sum('scaled'),
    fixed: sum('fixed'),
    at(scale) {
      const cells: Lane[] = [];
      let start = 0;
      for (let i = 0; i < count; i++) {
        const after = gaps[i] ? gaps[i]!.scaled * scale + gaps[i]!.fixed : Infinity;
        cells.push({ start, size: size * scale, before: cells[i - 1]?.after ?? Infinity, after });
        start += size * scale + (i < count - 1 ? after : 0);
      }
      return { extent: start, cells };
    },
  };
}

/** Crop marks at every cut and fold marks at every fold, outside the bleed, at all four sides of the sheet. */
function marksAround(
  imposition: Imposition,
  grid: {
    readonly left: number;
    readonly top: number;
    readonly bottom: number;
    readonly across: Lanes;
    readonly down: Lanes;
    readonly cut: number;
    readonly sheet: SheetSize;
  },
): Mark[] {
  const clear = grid.cut + MARK_CLEAR;
  const right = grid.left + grid.across.extent;
  const ends = (low: number, high: number, most: number): (readonly [number, number])[] => [
    [Math.max(0, low - clear - MARK_LENGTH), low - clear],
    [high + clear, Math.min(most, high + clear + MARK_LENGTH)],
  ];
  const marks: Mark[] = [];
  for (const { at, kind } of linesOf(grid.across, imposition.columnSeams)) {
    const x = grid.left + at;
    for (const [from, to] of ends(grid.bottom, grid.top, grid.sheet.height)) {
      if (to > from) marks.push({ kind, from: [x, from], to: [x, to] });
    }
  }
  for (const { at, kind } of linesOf(grid.down, imposition.rowSeams)) {
    const y = grid.top - at;
    for (const [from, to] of ends(grid.left, right, grid.sheet.width)) {
      if (to > from) marks.push({ kind, from: [from, y], to: [to, y] });
    }
  }
  return marks;
}

/** Where columns or rows are cut and folded. A spine is folded and not cut. */
function linesOf(lanes: Lanes, seams: readonly Seam[]): { readonly at: number; readonly kind: Mark['kind'] }[] {
  const lines: { at: number; kind: Mark['kind'] }[] = [{ at: 0, kind: 'cut' }];
  seams.forEach((seam, i) => {
    const [end, next] = [lanes.cells[i]!.start + lanes.cells[i]!.size, lanes.cells[i + 1]!.start];
    if (seam !== 'cut') lines.push({ at: (end + next) / 2, kind: 'fold' });
    if (seam !== 'spine') lines.push({ at: end, kind: 'cut' });
    if (seam !== 'spine' && next > end) lines.push({ at: next, kind: 'cut' });
  });
  return [...lines, { at: lanes.extent, kind: 'cut' }];
}
