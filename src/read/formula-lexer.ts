import type { TokenizerAndRendererExtension } from 'marked';
import { FORMULA_LENGTH_LIMIT } from './limits.ts';

/** A formula in TeX: `$…$` in a line, `$$…$$` by itself. */
export interface FormulaToken {
  readonly type: 'formula';
  readonly raw: string;
  readonly tex: string;
  readonly display: boolean;
  /** False for `$$` on a line of its own that nothing closes. */
  readonly closed: boolean;
}

const LENGTH = `{1,${FORMULA_LENGTH_LIMIT}}?`;
/** `$$` at a line's begin up to `$$` at a line's end, without a blank line between. */
const BLOCK = new RegExp(String.raw`^ {0,3}\$\$((?:(?!\n[ \t]*\n|\$\$)[\s\S])${LENGTH})\$\$[ \t]*(?:\n|$)`);
const OPEN_BLOCK = /^ {0,3}\$\$[ \t]*(?:\n|$)/;
/** The same within a paragraph. */
const DISPLAY = new RegExp(String.raw`^\$\$((?:(?!\$\$)[\s\S])${LENGTH})\$\$(?!\$)`);
/**
 * Signs with no space inside them, no letter or digit outside: `$5 and $10`, `US$5`, `(in $) and ($)` and `$HOME/$USER` are none. A
 * backslash keeps a sign from closing.
 */
const INLINE = new RegExp(
  String.raw`^\$(?![\s$)\],;:])((?:\\[\s\S]|[^$\\])${LENGTH})(?<![\s([])\$(?![\p{L}\p{N}$])`,
  'u',
);
const WORD_BEFORE = /[\p{L}\p{N}\\$]$/u;
/** An amount and words after it: “$5 million or CA$” is money. */
const MONEY = /^[\d.,]+\s+\p{L}{2,}/u;

/** Formulas of the block level and in lines, as extensions of the lexer. */
export const formulaExtensions: readonly TokenizerAndRendererExtension[] = [
  {
    name: 'formula',
    level: 'block',
    tokenizer(src) {
      const match = BLOCK.exec(src);
      if (match) return token(match[0], match[1]!, true);
      const open = OPEN_BLOCK.exec(src);
      return open ? { ...token(open[0], '', true), closed: false } : undefined;
    },
  },
  {
    name: 'formula',
    level: 'inline',
    start(src) {
      const at = src.indexOf('$');
      return at === -1 ? undefined : at;
    },
    tokenizer(src, tokens) {
      if (!src.startsWith('$')) return undefined;
      const display = DISPLAY.exec(src);
      if (display) return token(display[0], display[1]!, true);
      const match = WORD_BEFORE.test(tokens.at(-1)?.raw ?? '') ? null : INLINE.exec(src);
      return match && !MONEY.test(match[1]!) ? token(match[0], match[1]!, false) : undefined;
    },
  },
];

function token(raw: string, tex: string, display: boolean): FormulaToken {
  return { type: 'formula', raw, tex, display, closed: true };
}
