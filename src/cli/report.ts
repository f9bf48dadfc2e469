import { formatSpan } from '../model/span.ts';
import type { Diagnostic, Severity } from '../model/diagnostic.ts';
import { Excerpts } from './excerpt.ts';
import { plural } from '../model/plural.ts';
import { printable, styled, type Style, type Terminal } from './terminal.ts';

const STYLES: Readonly<Record<Severity, Style>> = { error: 'red', warning: 'yellow', note: 'cyan' };

/** Writes diagnostics to the error stream in their order, each with its line of source, and a count at the end. */
export async function writeDiagnostics(
  diagnostics: readonly Diagnostic[],
  terminal: Terminal,
  options: { readonly strict: boolean },
): Promise<void> {
  const { stderr, environment } = terminal;
  const excerpts = new Excerpts(terminal.cwd);
  for (const { severity, code, message, span, why, hint } of diagnostics) {
    const place = span ? `${styled(printable(formatSpan(span)), 'bold', stderr, environment)}: ` : '';
    const kind = styled(severity, STYLES[severity], stderr, environment);
    const lines = [`${place}${kind}: ${printable(message)} ${styled(`[${code}]`, 'dim', stderr, environment)}`];
    if (span) lines.push(...(await excerpts.at(span)).map((line) => styled(line, 'dim', stderr, environment)));
    if (why) lines.push(`  why: ${printable(why)}`);
    if (hint) lines.push(`  mend: ${printable(hint)}`);
    stderr.write(`${lines.join('\n')}\n`);
  }
  const count = (severity: Severity): number => diagnostics.filter((each) => each.severity === severity).length;
  const [errors, warnings] = [count('error'), count('warning')];
  if (errors + warnings > 0) {
    const strict = options.strict && warnings > 0 ? '; --strict counts warnings as errors' : '';
    stderr.write(
      `${[errors && plural(errors, 'error'), warnings && plural(warnings, 'warning')].filter(Boolean).join(', ')}${strict}\n`,
    );
  }
}
