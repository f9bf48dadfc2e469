import { PDFHexString, PDFName, type PDFContext } from 'pdf-lib';
import type { FolioPage } from '../model/book.ts';
import type { ComposedExhibit } from '../model/composition.ts';
import type { Matrix } from '../model/matrix.ts';
import { STAMP_SIDE, STAMP_SIDE_HEIGHT, STAMP_STRIP, stampScale } from '../model/stamp.ts';
import { moveAnnotation, type KeptAnnotation } from './annotations.ts';

/** Room that a stamp's line takes at the outer corner of a page, points: as long as the longest. */
const LENGTH = 150;
/** Link annotations are printed with their page (ISO 32000-1, Table 165). */
const PRINT = 4;

/** The page that holds an exhibit's place, as it was printed. */
interface StampedPage {
  readonly width: number;
  readonly height: number;
  /** Index in the book, from 0: even ones are rectos. */
  readonly index: number;
  readonly room: FolioPage['room'];
}

/**
 * A link under the stamp of an exhibit's page, where nothing else is painted, back to the item that the paper belongs to; undefined where the
 * page has no stamp.
 */
export function linkBack(
  context: PDFContext,
  { id, words, lang }: NonNullable<ComposedExhibit['back']>,
  { width, height, index, room }: StampedPage,
  move: Matrix | undefined,
): KeptAnnotation | undefined {
  const at = stampBox({ width, height, index, room });
  if (!at) return undefined;
  const dict = context.obj({
    Type: 'Annot',
    Subtype: 'Link',
    Rect: at,
    Border: [0, 0, 0],
    F: PRINT,
    Dest: PDFName.of(id),
  });
  dict.set(PDFName.of('Contents'), PDFHexString.fromText(words));
  if (move) moveAnnotation(context, dict, move);
  return { ref: context.register(dict), dict, link: true, lang };
}

/** Where the stamp stands, as the page is shown: left, bottom, right and top in points. */
function stampBox({ width, height, index, room }: StampedPage): [number, number, number, number] | undefined {
  if (room === undefined || room === 'none') return undefined;
  const scale = stampScale({ width, height });
  const length = room === 'side' ? STAMP_SIDE * scale : Math.min(LENGTH * scale, width / 2);
  const high = (room === 'side' ? STAMP_SIDE_HEIGHT : STAMP_STRIP) * scale;
  const left = index % 2 === 0 ? width - length : 0;
  const bottom = room === 'head' ? height - high : 0;
  return [left, bottom, left + length, bottom + high];
}
