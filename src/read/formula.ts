import temml from 'temml';
import { escapeMarkup } from '../model/escape-markup.ts';
import type { FormulaToken } from './formula-lexer.ts';
import { FORMULA_EXPANSION_LIMIT, FORMULA_LENGTH_LIMIT, FORMULA_SIZE_LIMIT } from './limits.ts';
import type { Marks, ReportAt } from './mark.ts';
import type { SourceText } from './source-text.ts';

/** A formula as MathML, or what is wrong with it. */
type Formula =
  | { readonly ok: true; readonly mathml: string }
  | {
      readonly ok: false;
      /** In the words of the program that reads TeX. */
      readonly message: string;
      /** Offset in the TeX at which it is wrong. */
      readonly at: number;
    };

/**
 * Sets TeX as MathML, which browsers draw and read aloud themselves. `display` stands alone. TeX that reaches out (`\href`,
 * `\includegraphics`), names classes or writes styles is refused; expansions, lengths and sizes are bounded, so that no formula hangs a
 * build or covers a page. Never throws.
 */
function typesetFormula(tex: string, display: boolean): Formula {
  if (tex.length > FORMULA_LENGTH_LIMIT)
    return { ok: false, message: `It has more than ${FORMULA_LENGTH_LIMIT} characters`, at: 0 };
  try {
    const mathml = temml.renderToString(tex, {
      displayMode: display,
      throwOnError: true,
      trust: false,
      maxExpand: FORMULA_EXPANSION_LIMIT,
      maxSize: [FORMULA_SIZE_LIMIT, FORMULA_SIZE_LIMIT],
    });
    return { ok: true, mathml };
  } catch (error) {
    // What nests without end outgrows the stack.
    if (error instanceof RangeError) return { ok: false, message: 'It nests too deeply', at: 0 };
    return faultOf(error, tex);
  }
}

/** The program's error: its message ends in an excerpt, which a diagnostic shows better. */
function faultOf(error: unknown, tex: string): Formula {
  const message = error instanceof Error ? error.message : String(error);
  const { position } = error as { readonly position?: unknown };
  return {
    ok: false,
    message: message
      .replace(/^\s*(?:ParseError:?)?\s*/, '')
      .replace(/:? at (?:position \d+|end of input)\s*:[\s\S]*$/, ''),
    at: typeof position === 'number' ? Math.min(position, tex.trimEnd().length) : 0,
  };
}

/** What is wrong with `$$` that nothing closes. */
const OPEN: Formula = { ok: false, message: '“$$” is never closed before the next blank line', at: 0 };

/** A formula that begins at `start`, as HTML for the sanitiser; one that is wrong is reported and shown as it is written. */
export function renderFormula(
  { raw, tex, display, closed }: FormulaToken,
  source: SourceText,
  start: number,
  marks: Marks,
  report: ReportAt,
): string {
  const formula = closed ? typesetFormula(tex, display) : OPEN;
  if (formula.ok)
    return `<math${marks.add({ kind: 'formula', ...source.place(start), mathml: formula.mathml })}></math>`;
  report(
    {
      severity: 'warning',
      code: 'formula-mistaken',
      message: `the formula cannot be set: ${formula.message}`,
      why: 'It stands in the publication as it is written here.',
      hint: 'Mend its TeX. A dollar sign that begins no formula is written \\$; “formulas: false” lets none begin one.',
    },
    source.place(start + Math.max(0, raw.trimStart().indexOf(tex)) + formula.at),
  );
  return escapeMarkup(raw.trim());
}
