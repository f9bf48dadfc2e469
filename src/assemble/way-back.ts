import { PDFHexString, PDFName, type PDFContext } from 'pdf-lib';
import type { FolioPage } from '../model/book.ts';
import type { ComposedExhibit } from '../model/composition.ts';
import type { Matrix } from '../model/matrix.ts';
import { moveAnnotation, type KeptAnnotation } from './annotations.ts';

/** Room that a stamp's line takes at the outer corner of a page, points: as long as the longest, as high as the strip that has no ink. */
const LENGTH = 150;
const HEIGHT = 24;
/** Shorter side of a page in points beyond which stamps grow with the page. */
const USUAL_SIDE = 842;
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
 * A link under the stamp of an exhibit's page, where nothing else is painted, back to the item that the paper belongs to; undefined where the stamp
 * has no line along the page's foot or head.
 */
export function linkBack(
  context: PDFContext,
  { id, words }: NonNullable<ComposedExhibit['back']>,
  { width, height, index, room }: StampedPage,
  move: Matrix | undefined,
): KeptAnnotation | undefined {
  if (room !== 'foot' && room !== 'head') return undefined;
  const scale = Math.max(1, Math.min(width, height) / USUAL_SIDE);
  const length = Math.min(LENGTH * scale, width / 2);
  const left = index % 2 === 0 ? width - length : 0;
  const bottom = room === 'foot' ? 0 : height - HEIGHT * scale;
  const dict = context.obj({
    Type: 'Annot',
    Subtype: 'Link',
    Rect: [left, bottom, left + length, bottom + HEIGHT * scale],
    Border: [0, 0, 0],
    F: PRINT,
    Dest: PDFName.of(id),
  });
  dict.set(PDFName.of('Contents'), PDFHexString.fromText(words));
  if (move) moveAnnotation(context, dict, move);
  return { ref: context.register(dict), dict, link: true };
}
