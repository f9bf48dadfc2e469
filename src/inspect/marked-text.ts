import { PDFDict, PDFStream } from 'pdf-lib';
import { dictionaryAt, numberAt, value } from '../model/pdf-values.ts';
import { Interpreter } from './interpret.ts';
import { pagesOf } from './pages.ts';

/** Longest time for the content of all pages, milliseconds. */
const PAGES_TIMEOUT_MS = 60_000;

/** Text of marked content, by the dictionary of the page or form that paints it, then by its identifier. */
export class MarkedText {
  readonly #texts = new Map<PDFDict, Map<number, string>>();

  add(owner: PDFDict, mcid: number, text: string): void {
    let texts = this.#texts.get(owner);
    if (!texts) this.#texts.set(owner, (texts = new Map()));
    texts.set(mcid, (texts.get(mcid) ?? '') + text);
  }
  of(owner: PDFDict, mcid: number): string {
    return this.#texts.get(owner)?.get(mcid) ?? '';
  }
}

/** Text that a marked-content reference points to (14.7.4.2): in its own stream, or on its page, or on the element's. */
export function referencedText(reference: PDFDict, page: PDFDict | undefined, texts: MarkedText): string {
  const mcid = numberAt(reference, 'MCID');
  const stream = value(reference, 'Stm');
  const owner = stream instanceof PDFStream ? stream.dict : (dictionaryAt(reference, 'Pg') ?? page);
  return owner && mcid !== undefined ? texts.of(owner, mcid) : '';
}

/** The marked text of all pages of a file. */
export function readMarkedText(catalog: PDFDict): MarkedText {
  const texts = new MarkedText();
  const interpreter = new Interpreter(performance.now() + PAGES_TIMEOUT_MS);
  for (const page of pagesOf(catalog)) {
    interpreter.page(page, {
      glyph(glyph, owner) {
        if (glyph.mark?.mcid !== undefined) texts.add(owner, glyph.mark.mcid, glyph.text);
      },
    });
  }
  return texts;
}
