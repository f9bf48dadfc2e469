import { spawn } from 'node:child_process';
import { mkdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { OctavoError } from '../model/diagnostic.ts';
import { contentHash } from '../world.ts';
import { placeOf } from './context.ts';
import { JUDGED, type JudgedName } from './standards.ts';
import type { Verdict } from './verdict.ts';

/** The program that asks veraPDF's libraries, and where Maven finds those; the same from `src/` and from `dist/`. */
const SOURCES: string = fileURLToPath(new URL('../../assets/verapdf/', import.meta.url));
/** veraPDF's own parser. */
const PROVIDER = 'org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider';
/** Memory of the Java machine: 121 pages want 1.3 GB. */
const HEAP = '-Xmx3g';
/** Longest time for one file by one standard: 121 pages take 7 seconds. */
const FILE_LIMIT_MS = 5 * 60_000;
/** Longest time for Java to say what it is made of. */
const LOOK_LIMIT_MS = 30_000;
/** Time for Maven to fetch the libraries (15 MB) over a slow line. */
const FETCH_LIMIT_MS = 5 * 60_000;
/** Longest answer about one file: 150 rules with 50 places each are not 5 MB. */
const ANSWER_LIMIT = 32 * 1024 * 1024;
/** What a program says when it fails is read up to here. */
const SAID_LIMIT = 16 * 1024;
/** Files of documents are hostile: nothing that they name is fetched. */
const CLOSED = ['-Djava.awt.headless=true', '-Djavax.xml.accessExternalDTD=', '-Djavax.xml.accessExternalSchema='];

type Environment = Readonly<Record<string, string | undefined>>;

/** Where veraPDF is looked for. */
export interface VeraPdfPlace {
  /** Octavo's cache folder, absolute. */
  readonly cache: string;
  /** `JAVA_HOME` and `PATH` lead to Java and Maven; `OCTAVO_VERAPDF` is the class path of a veraPDF that is there already. */
  readonly environment: Environment;
}

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

/** veraPDF, or in words why it cannot be asked here. Nothing is fetched. */
export async function findVeraPdf(place: VeraPdfPlace): Promise<VeraPdf | string> {
  const { environment } = place;
  const java = environment['JAVA_HOME'] ? join(environment['JAVA_HOME'], 'bin', 'java') : 'java';
  const modules = await run(java, ['--list-modules'], environment, LOOK_LIMIT_MS);
  if (modules === undefined) return 'Java is not installed';
  if (modules.status !== 0 || !modules.said.includes('jdk.compiler')) return 'Java is not a JDK of version 11 or later';
  const given = environment['OCTAVO_VERAPDF'];
  if (given) return { java, classPath: given, environment };
  const lib = await libraries(place);
  if (!(await isFolder(lib))) return 'its libraries have not been fetched';
  return { java, classPath: join(lib, '*'), environment };
}

/** Fetches veraPDF's libraries into the cache by Maven, unless they are there. Throws an OctavoError that says what stood in the way. */
export async function fetchVeraPdf(place: VeraPdfPlace): Promise<void> {
  const lib = await libraries(place);
  if (await isFolder(lib)) return;
  const partial = `${lib}.${process.pid}.octavo-partial`;
  await mkdir(partial, { recursive: true });
  try {
    const maven = await run(
      process.platform === 'win32' ? 'mvn.cmd' : 'mvn',
      // Strict checksums: what arrives otherwise than it was published is refused.
      [
        ...['-q', '-B', '-C', '-f', join(SOURCES, 'pom.xml')],
        ...['dependency:copy-dependencies', `-DoutputDirectory=${partial}`],
      ],
      place.environment,
      FETCH_LIMIT_MS,
    );
    if (maven?.status !== 0) {
      throw new OctavoError({
        code: 'verapdf-fetch',
        message: maven
          ? `veraPDF could not be fetched: ${firstError(maven.said)}`
          : 'veraPDF is fetched by Maven, and that is not installed',
        hint: 'Install Maven and check the connection, or let OCTAVO_VERAPDF be the class path of a veraPDF that is installed.',
      });
    }
    // Another process may have been faster: its libraries are the same.
    await rename(partial, lib).catch(async (error: unknown) => {
      if (!(await isFolder(lib))) throw error;
    });
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
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
    const { version, answers, end } = await ask(veraPdf, left, signal);
    signal?.throwIfAborted();
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
    if (stuck) verdicts.push({ standard: stuck.standard, by, passes: false, faults: [], error: end });
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

/** What came out of one Java machine; `end` says in words why it answered no more. */
interface Asked {
  readonly version: string | undefined;
  readonly answers: readonly Answer[];
  readonly end: string;
}

/** Runs one Java machine over the jobs until it ends or is ended. */
function ask(veraPdf: VeraPdf, jobs: readonly Job[], signal: AbortSignal | undefined): Promise<Asked> {
  return new Promise((resolve) => {
    const child = spawn(
      veraPdf.java,
      [HEAP, '-XX:+ExitOnOutOfMemoryError', ...CLOSED, '-cp', veraPdf.classPath, join(SOURCES, 'Judge.java'), PROVIDER],
      { stdio: ['pipe', 'pipe', 'pipe'], env: { PATH: veraPdf.environment['PATH'] ?? '' } },
    );
    const lines: string[] = [];
    let open = '';
    let said = '';
    let end: string | undefined;
    const stop = (why: string): void => {
      end ??= why;
      child.kill('SIGKILL');
    };
    let timer: NodeJS.Timeout | undefined;
    const wait = (): void => {
      clearTimeout(timer);
      timer = setTimeout(() => stop(`veraPDF took more than ${FILE_LIMIT_MS / 60_000} minutes`), FILE_LIMIT_MS);
    };
    const abort = (): void => stop('stopped');
    signal?.addEventListener('abort', abort, { once: true });
    wait();
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      const parts = (open + text).split('\n');
      open = parts.pop() ?? '';
      if (parts.length > 0) wait();
      lines.push(...parts.filter((line) => line !== ''));
      if (open.length > ANSWER_LIMIT) stop('veraPDF’s answer is too long');
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      if (said.length < SAID_LIMIT) said += text;
    });
    const done = (why: string): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      const [head, ...answers] = lines.map((line) => JSON.parse(line) as Answer & { readonly version?: string });
      resolve({ version: head?.version, answers, end: end ?? why });
    };
    child.on('error', (error) => done(error.message));
    child.on('close', () => done(/OutOfMemory/.test(said) ? 'veraPDF needs more memory for it' : firstError(said)));
    // A machine that has ended already does not read.
    child.stdin.on('error', () => undefined);
    child.stdin.end(jobs.map(({ standard, path }) => `${JUDGED[standard].flavour}\t${path}\n`).join(''));
  });
}

/** Where the libraries of the pinned version are or will be. */
async function libraries({ cache }: VeraPdfPlace): Promise<string> {
  return join(cache, 'verapdf', contentHash(await readFile(join(SOURCES, 'pom.xml'))));
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (facts) => facts.isDirectory(),
    () => false,
  );
}

/** The line of a program's words that says what went wrong. */
function firstError(said: string): string {
  const lines = said.split('\n').map((line) => line.trim());
  return (lines.find((line) => /error|exception/i.test(line)) ?? lines.find((line) => line !== '') ?? 'no reason given')
    .replace(/^\[ERROR\] /, '')
    .slice(0, 300);
}

/** Runs a program; undefined when it cannot be started. One that takes too long is ended. */
function run(
  program: string,
  parameters: readonly string[],
  environment: Environment,
  limit: number,
): Promise<{ readonly status: number | null; readonly said: string } | undefined> {
  return new Promise((resolve) => {
    const child = spawn(program, parameters, {
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: limit,
      killSignal: 'SIGKILL',
      // Maven is a script on Windows.
      shell: program.endsWith('.cmd'),
      env: environment,
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        if (said.length < SAID_LIMIT) said += text;
      });
    }
    child.on('error', () => resolve(undefined));
    child.on('close', (status) => resolve({ status, said }));
  });
}
