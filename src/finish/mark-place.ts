import type { PDFPage } from 'pdf-lib';
import type { FolioPage } from '../model/book.ts';
import type { Rectangle } from '../model/exhibit.ts';
import { multiply, type Matrix } from '../model/matrix.ts';
import { fromShown, shownSize, type Turn } from '../model/shown-page.ts';
import { STAMP_INSET, STAMP_STRIP, STAMP_WIDTH, stampScale } from '../model/stamp.ts';

/** Part of the diagonal that a mark across takes, and most of the shorter side that its size may be. */
const ACROSS_LENGTH = 0.66;
const ACROSS_SIZE = 0.17;
/** Steepest turn, degrees: beyond, letters stand on each other. */
const ACROSS_TURN = 52;
/** A mark at the head: its size and the distance of its line from the edge, points: it shares that with stamps. */
export const HEAD_SIZE = 8;
const HEAD_TOP = 18.6;
/** Air around it, points. */
const HEAD_AIR = 3;

/** A page as its reader sees it, its lower left corner at the origin. Lengths in points. */
export interface ShownPage {
  readonly width: number;
  readonly height: number;
  /** Of an ordinary page 1, of larger ones more. */
  readonly scale: number;
  /** To the page as it is written. */
  readonly toPage: Matrix;
}

/** How a page of a document is shown. */
export function shownPage(page: PDFPage): ShownPage {
  const { x, y, width, height } = page.getCropBox();
  const box = { left: x, bottom: y, right: x + width, top: y + height };
  const turn = ((((page.getRotation().angle % 360) + 360) % 360) as Turn) || 0;
  const size = shownSize(box, turn);
  return { ...size, scale: stampScale(size), toPage: fromShown(box, turn) };
}

/** A letter of a mark as drawn at the mark's full size: where it begins and how wide it is. */
export interface DrawnLetter {
  readonly at: number;
  readonly width: number;
}

/** A mark as drawn: lengths of its letters, the height of its capitals, and the size that these are given at. */
export interface DrawnMark {
  readonly letters: readonly DrawnLetter[];
  readonly width: number;
  readonly capitals: number;
  readonly size: number;
}

/** Where a mark stands: how it is brought to the page as shown, and the boxes that it needs there. */
export interface MarkPosition {
  readonly matrix: Matrix;
  readonly boxes: readonly Rectangle[];
}

/** From lower left to upper right, its middle in the page's; a box a letter. */
export function across({ width, height }: ShownPage, mark: DrawnMark): MarkPosition {
  const turn = Math.min(Math.atan2(height, width), (ACROSS_TURN * Math.PI) / 180);
  const scale = Math.min(
    (ACROSS_LENGTH * Math.hypot(width, height)) / mark.width,
    (ACROSS_SIZE * Math.min(width, height)) / mark.size,
  );
  const [cos, sin] = [Math.cos(turn) * scale, Math.sin(turn) * scale];
  const [half, middle] = [mark.width / 2, mark.capitals / 2];
  const matrix: Matrix = [
    ...([cos, sin, -sin, cos] as const),
    width / 2 - half * cos + middle * sin,
    height / 2 - half * sin - middle * cos,
  ];
  const boxes = mark.letters.map((letter) => {
    const centre = letter.at + letter.width / 2;
    const [x, y] = [centre * cos - middle * sin + matrix[4], centre * sin + middle * cos + matrix[5]];
    const [dx, dy] = [(letter.width * cos + mark.capitals * sin) / 2, (letter.width * sin + mark.capitals * cos) / 2];
    return { left: x - dx, bottom: y - dy, right: x + dx, top: y + dy };
  });
  return { matrix, boxes };
}

/** Where a mark stands at the head, and the strip that must be free there on somebody else's page: as a stamp's, all of it that has none. */
export interface HeadPosition extends MarkPosition {
  readonly strip: Rectangle;
}

/**
 * In the middle of the head, as far below the edge of a page that is cut as of one that is not (`bleed`); where the head has a stamp, at its inner
 * end. Undefined: it is too wide for that.
 */
export function atHead(
  page: ShownPage,
  mark: DrawnMark,
  { room, recto, bleed }: { readonly room: FolioPage['room']; readonly recto: boolean; readonly bleed: number },
): HeadPosition | undefined {
  const { scale: k, height } = page;
  const scale = (HEAD_SIZE * k) / mark.size;
  const [width, inset] = [mark.width * scale, STAMP_INSET * k];
  const shared = room === 'head';
  if (page.width - width - (shared ? STAMP_WIDTH * k : inset) < inset) return undefined;
  const middle = (page.width - width) / 2;
  const left = !shared ? middle : recto ? inset : page.width - inset - width;
  const bottom = height - bleed - HEAD_TOP * k;
  const air = HEAD_AIR * k;
  const top = bottom + mark.capitals * scale;
  const box = { left: left - air, bottom: bottom - air, right: left + width + air, top: top + air };
  const edge = height - bleed;
  const [from, to] = !shared
    ? [0, page.width]
    : recto
      ? [0, page.width - STAMP_WIDTH * k]
      : [STAMP_WIDTH * k, page.width];
  const strip = { left: from, bottom: edge - STAMP_STRIP * k, right: to, top: edge };
  return { matrix: [scale, 0, 0, scale, left, bottom], boxes: [box], strip };
}

/** A position on a page as it is written. */
export function onPage({ toPage }: ShownPage, { matrix }: Pick<MarkPosition, 'matrix'>): Matrix {
  return multiply(matrix, toPage);
}
