import { join } from 'node:path';
import { OctavoError } from '../model/diagnostic.ts';
import { PACKAGE_ROOT } from '../model/installation.ts';
import { placeOf } from './context.ts';
import { fetchLibraries, findJava, findLibraries, runJava, type Environment, type JavaPlace } from './java.ts';
import { JUDGED, type JudgedName } from './standards.ts';
import type { Verdict } from './verdict.ts';

/** The program that asks veraPDF's libraries, and where Maven finds those. */
const SOURCES: string = join(PACKAGE_ROOT, 'assets', 'verapdf');
const POM: string = join(SOURCES, 'pom.xml');
/** veraPDF's own parser. */
const PROVIDER = 'org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider';

/** veraPDF on this machine. */
export interface VeraPdf {
  readonly java: string;
  readonly classPath: string;
  readonly environment: Environment;
}

/** One file to judge. */
export interface Job {
  readonly standard: JudgedName;
  /** Absolute. */
  readonly path: string;
}

/**
 * veraPDF, or in words why it cannot be asked here. `OCTAVO_VERAPDF` is the class path of one that is there already, else it is looked for in
 * the cache. Nothing is fetched.
 */
export async function findVeraPdf(place: JavaPlace): Promise<VeraPdf | string> {
  const { environment } = place;
  const java = await findJava(environment);
  if (typeof java === 'string') return java;
  const given = environment['OCTAVO_VERAPDF'];
  if (given) return { java: java.path, classPath: given, environment };
  const libraries = await findLibraries(POM, place);
  if (libraries === undefined) return 'its libraries have not been fetched';
  return { java: java.path, classPath: join(libraries, '*'), environment };
}

/** Fetches veraPDF's libraries into the cache by Maven, unless they are there. Throws an OctavoError that says what stood in the way. */
export async function fetchVeraPdf(place: JavaPlace): Promise<void> {
  await fetchLibraries(POM, place);
}

/**
 * Judges files in one Java machine; answers in the order of the jobs. A file on which it fails, takes too long or needs too much memory has
 * a verdict with `error`; those after it are judged by a fresh one. Throws an OctavoError when veraPDF does not start at all.
 */
export async function judgeFiles(
  veraPdf: VeraPdf,
  jobs: readonly Job[],
  signal?: AbortSignal,
): Promise<readonly Verdict[]> {
  const verdicts: Verdict[] = [];
  while (verdicts.length < jobs.length) {
    const left = jobs.slice(verdicts.length);
    const { lines, end } = await runJava(
      { ...veraPdf, source: join(SOURCES, 'Judge.java'), parameters: [PROVIDER] },
      left.map(({ standard, path }) => `${JUDGED[standard].flavour}\t${path}`),
      signal,
    );
    signal?.throwIfAborted();
    const [head, ...answers] = lines.map((line) => JSON.parse(line) as Answer & { readonly version?: string });
    const version = head?.version;
    if (version === undefined) {
      throw new OctavoError({
        code: 'verapdf-failed',
        message: `veraPDF does not start: ${end}`,
        hint: 'Check Java and, where it is set, OCTAVO_VERAPDF.',
      });
    }
    const by = `veraPDF ${version}`;
    answers.forEach((answer, i) => verdicts.push(verdictOf(answer, left[i]!.standard, by)));
    const stuck = left[answers.length];
    if (stuck)
      verdicts.push({
        standard: stuck.standard,
        by,
        passes: false,
        faults: [],
        error: `veraPDF gave up on it: ${end}`,
      });
  }
  return verdicts;
}

/** What assets/verapdf/Judge.java writes about one job. */
interface Answer {
  readonly passes?: boolean;
  readonly failures?: readonly {
    readonly clause: string;
    readonly test: number;
    readonly message: string;
    readonly count: number;
    readonly places: readonly string[];
  }[];
  readonly error?: string;
}

function verdictOf({ passes = false, failures = [], error }: Answer, standard: JudgedName, by: string): Verdict {
  const faults = failures.map(({ places, ...fault }) => ({
    ...fault,
    cited: true,
    standard,
    places: places.map(placeOf),
  }));
  return { standard, by, passes, faults, ...(error !== undefined && { error: `veraPDF gave up on it: ${error}` }) };
}
