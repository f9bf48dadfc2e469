import { spawn } from 'node:child_process';
import { mkdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { OctavoError } from '../model/diagnostic.ts';
import { contentHash } from '../world.ts';

/** Memory of the Java machine: veraPDF wants 1.3 GB for 121 pages. */
const HEAP = '-Xmx3g';
/** Longest time from one answer to the next: veraPDF takes 7 seconds for 121 pages. */
const ANSWER_LIMIT_MS = 5 * 60_000;
/** Longest time for Java to say what it is made of. */
const LOOK_LIMIT_MS = 30_000;
/** Time for Maven to fetch libraries (veraPDF: 15 MB) over a slow line. */
const FETCH_LIMIT_MS = 5 * 60_000;
/** Longest answer about one file: 150 rules with 200 places each are not 10 MB. */
const ANSWER_LIMIT = 32 * 1024 * 1024;
/** What a program says when it fails is read up to here. */
const SAID_LIMIT = 16 * 1024;
/** Files of documents are hostile: nothing that they name is fetched. */
const CLOSED = ['-Djava.awt.headless=true', '-Djavax.xml.accessExternalDTD=', '-Djavax.xml.accessExternalSchema='];

/** Variables of a process: `JAVA_HOME` and `PATH` lead to Java and Maven. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Where libraries are kept, and by what they are found and fetched. */
export interface JavaPlace {
  /** Octavo's cache folder, absolute. */
  readonly cache: string;
  readonly environment: Environment;
}

/** A program for Java as one source file, with the libraries that it asks. */
export interface JavaProgram {
  readonly java: string;
  readonly classPath: string;
  /** Absolute path of the source, which Java compiles as it starts. */
  readonly source: string;
  readonly parameters: readonly string[];
  readonly environment: Environment;
}

/** What came out of one Java machine; `end` says in words why it answers no more. */
export interface Answers {
  readonly lines: readonly string[];
  readonly end: string;
}

/** The path of a Java that can run sources, or in words why there is none. */
export async function findJava(environment: Environment): Promise<{ readonly path: string } | string> {
  const path = environment['JAVA_HOME'] ? join(environment['JAVA_HOME'], 'bin', 'java') : 'java';
  const modules = await run(path, ['--list-modules'], environment, LOOK_LIMIT_MS);
  if (modules === undefined) return 'Java is not installed';
  if (modules.status !== 0 || !modules.said.includes('jdk.compiler')) return 'Java is not a JDK of version 11 or later';
  return { path };
}

/** The folder of the libraries that a `pom.xml` (absolute path) names; undefined when they have not been fetched. */
export async function findLibraries(pom: string, place: JavaPlace): Promise<string | undefined> {
  const folder = await folderOf(pom, place);
  return (await isFolder(folder)) ? folder : undefined;
}

/** Fetches the libraries that a `pom.xml` names into the cache by Maven, unless they are there; returns their folder. Throws an OctavoError. */
export async function fetchLibraries(pom: string, place: JavaPlace): Promise<string> {
  const folder = await folderOf(pom, place);
  if (await isFolder(folder)) return folder;
  const partial = `${folder}.${process.pid}.octavo-partial`;
  await mkdir(partial, { recursive: true });
  try {
    const maven = await run(
      process.platform === 'win32' ? 'mvn.cmd' : 'mvn',
      // Strict checksums: what arrives otherwise than it was published is refused.
      ['-q', '-B', '-C', '-f', pom, 'dependency:copy-dependencies', `-DoutputDirectory=${partial}`],
      place.environment,
      FETCH_LIMIT_MS,
    );
    if (maven?.status !== 0) {
      throw new OctavoError({
        code: 'java-libraries',
        message: maven
          ? `Maven could not fetch libraries: ${firstError(maven.said)}`
          : 'libraries for Java are fetched by Maven, and that is not installed',
        hint: 'Install Maven and check the connection.',
      });
    }
    // Another process may have been faster: its libraries are the same.
    await rename(partial, folder).catch(async (error: unknown) => {
      if (!(await isFolder(folder))) throw error;
    });
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
  return folder;
}

/**
 * Runs a program in one Java machine: hands it lines, takes lines of JSON until it ends or is ended. One that stays silent too long, says
 * too much or needs too much memory is ended.
 */
export function runJava(program: JavaProgram, lines: readonly string[], signal?: AbortSignal): Promise<Answers> {
  const { java, classPath, source, parameters, environment } = program;
  return new Promise((resolve) => {
    const child = spawn(
      java,
      [HEAP, '-XX:+ExitOnOutOfMemoryError', ...CLOSED, '-cp', classPath, source, ...parameters],
      { stdio: ['pipe', 'pipe', 'pipe'], env: { PATH: environment['PATH'] ?? '' } },
    );
    const answers: string[] = [];
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
      timer = setTimeout(() => stop(`it took more than ${ANSWER_LIMIT_MS / 60_000} minutes`), ANSWER_LIMIT_MS);
    };
    const abort = (): void => stop('stopped');
    signal?.addEventListener('abort', abort, { once: true });
    wait();
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      const parts = (open + text).split('\n');
      open = parts.pop() ?? '';
      if (parts.length > 0) wait();
      // Answers are JSON; the Java machine itself says on the same stream that it has no more memory.
      answers.push(...parts.filter((line) => line.startsWith('{')));
      said += parts
        .filter((line) => !line.startsWith('{'))
        .join('\n')
        .slice(0, SAID_LIMIT);
      if (open.length > ANSWER_LIMIT) stop('there is too much to say of it');
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      if (said.length < SAID_LIMIT) said += text;
    });
    const done = (why: string): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      resolve({ lines: answers, end: end ?? why });
    };
    child.on('error', (error) => done(error.message));
    child.on('close', () => done(/OutOfMemory/.test(said) ? 'it needs more memory' : firstError(said)));
    // A machine that has ended already does not read.
    child.stdin.on('error', () => undefined);
    child.stdin.end(lines.map((line) => `${line}\n`).join(''));
  });
}

/** Where the libraries of a `pom.xml` are or will be. */
async function folderOf(pom: string, { cache }: JavaPlace): Promise<string> {
  return join(cache, 'java', contentHash(await readFile(pom)));
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
