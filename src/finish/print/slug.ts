import { PDFRawStream, type PDFContext, type PDFRef } from 'pdf-lib';
import { decimal } from './decimal.ts';
import type { Outlines } from './outlines.ts';

/** Size of the slug line, points: small enough for any title beside the registration marks. */
export const SLUG_SIZE = 6;
/** Room that forms have around their outlines, points. */
const ROOM = SLUG_SIZE;

/**
 * The slug line: what all pages say is one form, what each says of itself is put together from one form a character, so that a thousand pages
 * cost no more than their numbers.
 */
export class SlugLine {
  /** Forms by the name that content calls them. */
  readonly forms: Map<string, PDFRef> = new Map();
  readonly #context: PDFContext;
  readonly #outlines: Outlines;
  readonly #start: number;

  /** `always` is what all pages say. */
  constructor(context: PDFContext, outlines: Outlines, always: string) {
    this.#context = context;
    this.#outlines = outlines;
    this.#start = outlines.width(always, SLUG_SIZE);
    this.#form('OctavoSlug', always);
  }

  #form(name: string, text: string): string {
    if (!this.forms.has(name)) {
      const right = this.#outlines.width(text, SLUG_SIZE) + ROOM;
      const dict = this.#context.obj({
        Type: 'XObject',
        Subtype: 'Form',
        BBox: [-ROOM, -ROOM, right, SLUG_SIZE + ROOM],
      });
      const drawing = Buffer.from(this.#outlines.line(text, SLUG_SIZE), 'latin1');
      this.forms.set(name, this.#context.register(PDFRawStream.of(dict, drawing)));
    }
    return name;
  }

  /** Content that writes the line from (`x`, `y`), with `own` at its end. */
  draw(own: string, x: number, y: number): string {
    const parts = [`q 1 0 0 1 ${decimal(x)} ${decimal(y)} cm /OctavoSlug Do Q`];
    let pen = x + this.#start;
    for (const character of own) {
      const name = this.#form(`OctavoGlyph${character.codePointAt(0)!}`, character);
      parts.push(`q 1 0 0 1 ${decimal(pen)} ${decimal(y)} cm /${name} Do Q`);
      pen += this.#outlines.width(character, SLUG_SIZE);
    }
    return parts.join('\n');
  }
}
