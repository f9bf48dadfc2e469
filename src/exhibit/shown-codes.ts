import type { PDFDict } from 'pdf-lib';
import { value } from '../model/pdf-values.ts';
import { codeSpaceOf, type CodeSpace } from './code-space.ts';
import { holderOf, isEmbedded, tellsCharacters } from './font-faults.ts';
import { glyphRule, MISSING, type GlyphRule } from './missing-glyphs.ts';
import { addUntold, toldCodes } from './untold-codes.ts';

/** What is asked of a font's strings. */
interface Watched {
  readonly rule: GlyphRule | undefined;
  readonly space: CodeSpace | undefined;
  readonly told: Uint8Array | undefined;
  readonly codes: Set<number> | undefined;
}

/** Keeps the codes that fonts show, and tells what they break by their glyphs. */
export class ShownCodes {
  /** Of fonts that bring their program only the codes that their map does not tell. */
  readonly byFont: Map<PDFDict, Set<number>> = new Map();
  readonly #watched = new Map<PDFDict, Watched>();

  /** Strings that a font shows; what they break is added to `breaches`, by the clause of ISO 19005-2. */
  see(font: PDFDict, strings: readonly Uint8Array[], breaches: Map<string, string>): void {
    let watched = this.#watched.get(font);
    if (!watched) this.#watched.set(font, (watched = this.#watch(font)));
    const { rule, space, told, codes } = watched;
    if (!rule && !space) return;
    for (const shown of strings) {
      if (codes && told) addUntold(shown, told, codes);
      else if (codes) for (const code of space!.codes(shown)) codes.add(code);
      const broken = rule?.(shown) ?? (space?.isWhole(shown) === false ? MISSING : undefined);
      if (broken) breaches.set(broken[0], broken[1]);
    }
  }

  #watch(font: PDFDict): Watched {
    const embedded = isEmbedded(holderOf(font));
    const plain = embedded && value(font, 'ToUnicode') === undefined && tellsCharacters(font);
    const space = plain ? undefined : codeSpaceOf(font);
    const told = space && toldCodes(font, embedded);
    const codes = space && (!embedded || told) ? new Set<number>() : undefined;
    if (codes) this.byFont.set(font, codes);
    return { rule: glyphRule(font), space, told, codes };
  }
}
