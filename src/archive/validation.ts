import type { Diagnostic } from '../model/diagnostic.ts';
import type { StandardName } from '../model/standard.ts';
import { diagnosticsOf, judgedAmong, openValidator, ownValidator, type Validator } from '../validate/validate.ts';
import { cacheFolder } from '../world.ts';
import type { Validation } from './build-record.ts';

/** Holds a PDF to its standards. Its answer is a part of the bag. */
export type Validate = (pdf: Uint8Array, standards: readonly StandardName[]) => Promise<Validation>;

/** Our own checks: they say the same on every machine. */
export const byOwnChecks: Validate = by(ownValidator);

/** veraPDF, whose version is a part of the answer. Throws an OctavoError where it is not there. */
export async function byVeraPdf(): Promise<Validate> {
  return by(await openValidator({ cache: cacheFolder(process.env), environment: process.env, required: true }));
}

function by(validator: Validator): Validate {
  return async (pdf, claimed) => {
    const standards = judgedAmong(claimed);
    const [verdicts = []] = await validator.judge([{ bytes: pdf, standards }]);
    const found = await Promise.all(verdicts.map((verdict) => diagnosticsOf(verdict, pdf)));
    return {
      by: [...new Set(verdicts.map((verdict) => verdict.by))].join(', '),
      standards,
      ok: verdicts.every(({ passes }) => passes),
      findings: found.flat().map(({ message }) => message),
    };
  };
}

/** What to tell of a PDF that breaks its standards; undefined of one that keeps them. */
export function nonconformance(
  name: string,
  { ok, by: who, findings }: Validation,
): Omit<Diagnostic, 'severity'> | undefined {
  if (ok) return undefined;
  const more = findings.length > 1 ? ` (and ${findings.length - 1} more)` : '';
  return {
    code: 'archive-nonconforming',
    message: `the PDF of ${name} breaks its standards, says ${who}: ${findings[0] ?? 'no reason given'}${more}`,
    why: 'Archives ask for files that keep the standard that they claim.',
    hint: 'See all with “octavo build --edition archive --validate”.',
  };
}
