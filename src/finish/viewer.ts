import { PDFName, type PDFContext, type PDFDict } from 'pdf-lib';
import { directionOf } from '../model/direction.ts';
import { textString } from './text-string.ts';

/**
 * How the document opens (ISO 32000-1, 7.7.2 and 12.2): its title in the window, bookmarks beside it where there are
 * any, one page under the other, in its language and its reading order. `MarkInfo` is set only where there is a structure to speak of.
 */
export function viewer(
  context: PDFContext,
  catalog: PDFDict,
  options: { readonly lang: string; readonly outline: boolean },
): void {
  const preferences = { DisplayDocTitle: true, ...(directionOf(options.lang) === 'rtl' && { Direction: 'R2L' }) };
  catalog.set(PDFName.of('ViewerPreferences'), context.obj(preferences));
  catalog.set(PDFName.of('PageMode'), PDFName.of(options.outline ? 'UseOutlines' : 'UseNone'));
  // Spreads are for paper: on a screen they halve the type, and readers who want them have the command.
  catalog.set(PDFName.of('PageLayout'), PDFName.of('OneColumn'));
  if (options.lang) catalog.set(PDFName.of('Lang'), textString(options.lang));
  if (catalog.has(PDFName.of('StructTreeRoot'))) catalog.set(PDFName.of('MarkInfo'), context.obj({ Marked: true }));
}
