import { PDFDict, PDFName, PDFRawStream, StandardFontEmbedder, type PDFContext } from 'pdf-lib';
import { booleanAt, dictionaryAt, items, nameAt, numbers, textAt, value } from '../model/pdf-values.ts';
import { appearanceOf, inheritedBy, isHidden } from './appearance.ts';
import type { AnnotationChoice } from './job.ts';
import { LookLetters } from './look-letters.ts';
import { rectangle, type PageTree } from './page-tree.ts';
import type { StandInFiles } from './stand-in-faces.ts';

/** Fields that show their value as text (ISO 32000-1, 12.7.4.3 and 12.7.4.4). */
const TEXTS = /^(?:Tx|Ch)$/;
/** What a stamp says that has no name (ISO 32000-1, Table 181). */
const STAMP_DEFAULT = 'Draft';
/** A stamp's frame, the size of its words and what is free beside them, as parts of its height; and the height of capitals, as a part of their size. */
const STAMP = { frame: 0.06, words: 0.5, margin: 0.12, capitals: 0.72 } as const;
const RED: readonly number[] = [0.75, 0.1, 0.1];

/** Whether an annotation or field of a file shows nothing for want of an appearance, or has one that the file says is out of date. */
export function lacksLooks(catalog: PDFDict, tree: PageTree, choice: AnnotationChoice): boolean {
  const anew = wantsAnew(catalog);
  return annotationsOf(tree).some((annotation) => {
    const subtype = nameAt(annotation, 'Subtype');
    if (subtype === 'Link' || subtype === 'Popup' || isHidden(annotation)) return false;
    const bare = !annotation.has(PDFName.of('AP'));
    if (subtype !== 'Widget') return bare && choice !== 'drop';
    const shows = inheritedBy(annotation, 'V') !== undefined || annotation.has(PDFName.of('MK'));
    return anew || (shows && bare) || (isText(annotation) && appearanceOf(annotation) === undefined);
  });
}

/**
 * Makes a file ready for PDFium, which makes the looks that are lacking: it makes those that are out of date (NeedAppearances, ISO 32000-1, 12.7.2)
 * as it does others only where there are none, has letters for Western Europe alone, and makes none of stamps.
 */
export function prepareLooks(context: PDFContext, catalog: PDFDict, tree: PageTree, files: StandInFiles): void {
  const anew = wantsAnew(catalog);
  if (anew) dictionaryAt(catalog, 'AcroForm')?.delete(PDFName.of('NeedAppearances'));
  const letters = new LookLetters(context, catalog, files);
  for (const annotation of annotationsOf(tree)) {
    const subtype = nameAt(annotation, 'Subtype');
    if (subtype === 'Widget') {
      if (anew && isText(annotation)) annotation.delete(PDFName.of('AP'));
      if (isText(annotation) && appearanceOf(annotation) === undefined) letters.ofField(annotation);
    } else if (annotation.has(PDFName.of('AP'))) continue;
    else if (subtype === 'FreeText') letters.ofNote(annotation);
    else if (subtype === 'Stamp') drawStamp(context, annotation);
  }
  letters.write();
}

function wantsAnew(catalog: PDFDict): boolean {
  return booleanAt(dictionaryAt(catalog, 'AcroForm'), 'NeedAppearances') ?? false;
}

function annotationsOf({ leaves }: PageTree): PDFDict[] {
  return leaves.flatMap(({ dict }) => items(value(dict, 'Annots')).filter((each) => each instanceof PDFDict));
}

/** A text field or list with a value. */
function isText(widget: PDFDict): boolean {
  const kind = inheritedBy(widget, 'FT');
  return kind instanceof PDFName && TEXTS.test(kind.decodeText()) && inheritedBy(widget, 'V') !== undefined;
}

/** Gives a stamp the look that readers give it: its words in a frame. */
function drawStamp(context: PDFContext, stamp: PDFDict): void {
  const place = rectangle(value(stamp, 'Rect'));
  if (!place) return;
  const [width, height] = [place.right - place.left, place.top - place.bottom];
  const named = nameAt(stamp, 'Name')?.replace(/^#/, '') ?? STAMP_DEFAULT;
  const words = (named || textAt(stamp, 'Subj') || STAMP_DEFAULT)
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toUpperCase()
    .replace(/[^ -~]/g, '');
  const face = StandardFontEmbedder.for('Helvetica-Bold' as Parameters<typeof StandardFontEmbedder.for>[0]);
  const [frame, margin] = [STAMP.frame * height, STAMP.margin * height];
  const size = Math.min(STAMP.words * height, (width - 2 * margin - 2 * frame) / face.widthOfTextAtSize(words, 1));
  const x = (width - face.widthOfTextAtSize(words, size)) / 2;
  const y = (height - size * STAMP.capitals) / 2;
  const colour = colourOf(stamp) ?? RED.join(' ');
  const font = context.obj({ Type: 'Font', Subtype: 'Type1', BaseFont: 'Helvetica-Bold', Encoding: 'WinAnsiEncoding' });
  const text = words.replace(/[\\()]/g, '\\$&');
  const operators = [
    `${colour} rg ${colour} RG ${decimal(frame)} w`,
    `${decimal(frame)} ${decimal(frame)} ${decimal(width - 2 * frame)} ${decimal(height - 2 * frame)} re S`,
    ...(size > 0 ? [`BT /F ${decimal(size)} Tf ${decimal(x)} ${decimal(y)} Td (${text}) Tj ET`] : []),
  ];
  const look = PDFRawStream.of(
    context.obj({
      Type: 'XObject',
      Subtype: 'Form',
      BBox: [0, 0, width, height],
      Resources: { Font: { F: context.register(font) } },
    }),
    Buffer.from(operators.join('\n'), 'latin1'),
  );
  stamp.set(PDFName.of('AP'), context.obj({ N: context.register(look) }));
}

/** An annotation's colour where it is one of three components. */
function colourOf(annotation: PDFDict): string | undefined {
  const colour = numbers(value(annotation, 'C'));
  return colour?.length === 3 && colour.some((each) => each < 1) ? colour.join(' ') : undefined;
}

function decimal(number: number): number {
  return Number(number.toFixed(3));
}
