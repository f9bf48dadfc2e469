import { sourceLines } from '../html/source-lines.ts';
import type { Composition } from '../model/composition.ts';
import type { Report } from '../model/diagnostic.ts';
import type { StandardName } from '../model/standard.ts';
import { diagnosticsOf, judgedAmong, type Validator } from '../validate/validate.ts';
import type { Steps } from './steps.ts';

/** What a PDF is judged with, and where what is found is reported. */
interface Making {
  readonly validator: Validator;
  readonly steps: Steps;
  readonly tell: Report;
  readonly options: { readonly signal?: AbortSignal | undefined };
}

/**
 * Holds a finished PDF to the standards that it claims, before it is written: every rule that it breaks is reported, with the line of the
 * Markdown where that can be found. A product that has failed already and a file for the press, which has no judge here, are passed over.
 */
export async function prove(
  bytes: Uint8Array,
  claimed: readonly StandardName[],
  composition: Pick<Composition, 'html' | 'files'>,
  { validator, steps, tell, options }: Making,
): Promise<void> {
  const standards = judgedAmong(claimed);
  if (standards.length === 0 || steps.failed()) return;
  if (validator.absence) tell(validator.absence);
  await steps.run(
    'validate',
    async () => {
      const [verdicts = []] = await validator.judge([{ bytes, standards }], options.signal);
      const findSource = sourceLines(composition);
      for (const verdict of verdicts) for (const found of await diagnosticsOf(verdict, bytes, findSource)) tell(found);
      return verdicts;
    },
    (verdicts) => `${standards.join(', ')} by ${verdicts[0]?.by ?? 'nobody'}`,
  );
}
