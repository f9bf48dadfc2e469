import { openExhibit, STAND_IN_FILES, type ExhibitOptions, type StandInFiles } from '../exhibit/exhibit.ts';
import type { Report } from '../model/diagnostic.ts';
import type { Exhibit } from '../model/exhibit.ts';
import { fewAtOnce } from '../model/few-at-once.ts';
import { pdfParts, type Part, type PdfPart } from '../model/part.ts';
import type { Edition } from '../model/publication.ts';
import { programDigest, type World } from '../world.ts';
import { PAPERS_AT_ONCE, readPaper } from './paper.ts';

/**
 * Takes in every PDF of a publication, each file once for every way that it is asked for; undefined, and reported, where one cannot be.
 * In the order of {@link pdfParts}. Rejects only when the signal fires. A press prints no notes that hang over pages: they become part of them.
 */
export async function takeExhibits(
  parts: readonly Part[],
  edition: Edition,
  world: World,
  report: Report,
  signal?: AbortSignal,
): Promise<readonly (Exhibit | undefined)[]> {
  const wanted = pdfParts(parts).map((part): PdfPart =>
    edition.press && part.annotations === 'keep' ? { ...part, annotations: 'flatten' } : part,
  );
  if (wanted.length === 0) return [];
  const key = ({ file, password, annotations }: PdfPart): string => JSON.stringify([file, password, annotations]);
  const given = await givenTo(edition, world);
  const faces = standInFiles(world);
  // Whether they can be read is seen by who needs them.
  faces.catch(() => undefined);
  const turns = (part: PdfPart): readonly number[] => [
    ...new Set(wanted.filter((other) => key(other) === key(part)).map(({ rotate }) => rotate)),
  ];
  const taken = new Map<string, Exhibit | undefined>();
  await fewAtOnce(firstOfEach(wanted, key), PAPERS_AT_ONCE, async (part) => {
    const glance = { turns: turns(part), cut: edition.press !== undefined, words: edition.press === undefined };
    taken.set(key(part), await take(part, { ...given, faces, glance, signal }, world, report));
  });
  // Asked for in any case, so that an archive's record does not depend on what was taken in before.
  await faces;
  return wanted.map((part) => taken.get(key(part)));
}

/** Of parts with the same key the first, in their order. */
function firstOfEach(parts: readonly PdfPart[], key: (part: PdfPart) => string): readonly PdfPart[] {
  return [...Map.groupBy(parts, key).values()].map(([first]) => first!);
}

async function take(
  part: PdfPart,
  options: ExhibitOptions,
  world: World,
  report: Report,
): Promise<Exhibit | undefined> {
  const { file, span, password, annotations } = part;
  const bytes = await readPaper(part, 'exhibit-unreadable', world, report);
  if (!bytes) return undefined;
  return openExhibit({ bytes, file, span, ...(password !== undefined && { password }) }, report, {
    ...options,
    annotations,
    keep: { cached: (key, make) => world.cached(key, make), program: await programDigest() },
  });
}

/** The profile by which screens show CMYK of no press in particular: of the kind that readers take. */
const CMYK_PROFILE = 'assets/icc/SWOP_TR003_coated_3.icc';

/**
 * What an edition gives to exhibits that lack it beside faces: a profile for their CMYK. A press prints inks as they are; an edition without
 * standard leaves colours to readers.
 */
async function givenTo(edition: Edition, world: World): Promise<Pick<ExhibitOptions, 'cmyk'>> {
  const cmyk = edition.press || edition.standard.length === 0 ? undefined : await world.bundled(CMYK_PROFILE);
  return cmyk ? { cmyk } : {};
}

/** Faces for those that exhibits name and do not bring. */
async function standInFiles(world: World): Promise<StandInFiles> {
  const files = await Promise.all(
    STAND_IN_FILES.map(async ({ package: from, file, key }) => {
      const bytes = await world.dependency(from, file);
      if (!bytes) return [];
      // Threads share it instead of each taking a copy.
      const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
      shared.set(bytes);
      return [[key, shared]] as const;
    }),
  );
  return new Map(files.flat());
}
