import type { PDFDocument } from 'pdf-lib';
import type { AskGrounds, Ground, GroundQuestion } from '../model/ground.ts';

/** Gives the grounds of the boxes of each question; undefined where nobody can look. */
export type GroundsOf = (questions: readonly GroundQuestion[]) => Promise<readonly (readonly Ground[])[] | undefined>;

/** As it is, without what takes time: nobody keeps it. */
const PLAIN = {
  useObjectStreams: false,
  updateFieldAppearances: false,
  addDefaultPage: false,
  objectsPerTick: Infinity,
};

/** Asks about a document as it is when it is first asked about, written for that once. `bytes`: of it, where they are known. */
export function askingOf(
  document: PDFDocument,
  bytes: Uint8Array | undefined,
  grounds: AskGrounds | undefined,
): GroundsOf {
  let written: Promise<Uint8Array> | undefined;
  return async (questions) => {
    if (!grounds || questions.length === 0) return undefined;
    written ??= bytes ? Promise.resolve(bytes) : document.save(PLAIN);
    return grounds(await written, questions);
  };
}
