import { relative, resolve, sep } from 'node:path';
import type { Report } from '../model/diagnostic.ts';

/**
 * A report for what happens in a project root that shows files as a person in `cwd` writes them: stages name files relative to the root,
 * terminals and editors link those relative to the working folder.
 *
 * @param root absolute
 * @param cwd absolute
 */
export function relocate(report: Report, root: string, cwd: string): Report {
  return (diagnostic) => {
    if (!diagnostic.span) return report(diagnostic);
    const file = relative(cwd, resolve(root, diagnostic.span.file)).split(sep).join('/');
    return report({ ...diagnostic, span: { ...diagnostic.span, file } });
  };
}
