import { minutedPapers, openMinuteNumbers } from '../compose/minutes.ts';
import type { Report } from '../model/diagnostic.ts';
import { fewAtOnce } from '../model/few-at-once.ts';
import type { Manuscript } from '../model/manuscript.ts';
import type { MinuteNumbers } from '../model/minute-numbers.ts';
import type { OfficeText } from '../model/office.ts';
import { officeParts } from '../model/part.ts';
import type { Edition, Publication } from '../model/publication.ts';
import { openOffice } from '../office/office.ts';
import { read, readWords } from '../read/read.ts';
import type { World } from '../world.ts';
import { PAPERS_AT_ONCE, readPaper } from './paper.ts';

/** Reads a publication's texts and pictures, what Office files become among them. Rejects only when the signal fires. */
export async function readTexts(
  { publication, edition }: { readonly publication: Publication; readonly edition: Edition },
  world: World,
  report: Report,
  options: {
    readonly onImages?: (done: number, total: number) => void;
    readonly signal?: AbortSignal | undefined;
  },
): Promise<Manuscript> {
  const office = await takeOffice(publication, world, report, options.signal);
  return read(publication, edition, world, report, options.onImages, office);
}

/** The numbers that everything has that a publication's texts minute in the open. Reports nothing. */
export async function readMinuteNumbers(publication: Publication, world: World): Promise<readonly MinuteNumbers[]> {
  const office = await takeOffice(publication, world, () => undefined);
  return openMinuteNumbers(minutedPapers(publication.parts, await readWords(publication, world, office)));
}

/** Turns every Office file of a publication into text, by path; those that cannot be are reported and left out. */
async function takeOffice(
  { parts, lang }: Pick<Publication, 'parts' | 'lang'>,
  world: World,
  report: Report,
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, OfficeText>> {
  const texts = new Map<string, OfficeText>();
  const byFile = new Map(officeParts(parts).map((part) => [part.file, part]));
  await fewAtOnce(byFile.values(), PAPERS_AT_ONCE, async (part) => {
    const bytes = await readPaper(part, 'office-unreadable', world, report);
    const text = bytes && (await openOffice(bytes, part, lang, report, { signal }));
    if (text) texts.set(part.file, text);
  });
  return texts;
}
