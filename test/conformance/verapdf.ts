import { execFile, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { ROOT } from '../harness/golden.ts';

const run = promisify(execFile);
const SOURCE: string = fileURLToPath(new URL('verapdf', import.meta.url));
/** Where libraries and classes are kept between runs. */
const PLACE: string = join(ROOT, 'output', 'verapdf');
/** Time for Maven to fetch the libraries over a slow line, milliseconds. */
const FETCH_LIMIT_MS = 5 * 60_000;
/** Memory of the Java machine: 121 pages want 1.3 GB. */
const HEAP = '-Xmx3g';

/** One rule that a file breaks. */
export interface Failure {
  readonly clause: string;
  readonly test: number;
  readonly message: string;
  readonly context: string;
  readonly count: number;
}

/** What veraPDF says of one file by one standard. */
export interface Verdict {
  readonly file: string;
  readonly flavour: string;
  readonly passes: boolean;
  /** A line for each rule that is broken, with the page where the context names one. */
  readonly faults: readonly string[];
}

/** Why files cannot be judged here; undefined when they can. */
export function whyNot(): string | undefined {
  for (const [program, flag] of [
    ['java', '-version'],
    ['javac', '-version'],
    ['mvn', '-v'],
  ] as const) {
    const { error, status } = spawnSync(program, [flag], { stdio: 'ignore', shell: process.platform === 'win32' });
    if (error ?? status !== 0) return `${program} is not installed`;
  }
  return undefined;
}

/** Fetches veraPDF's libraries and compiles the judge, once for each state of its sources. Throws with what went wrong. */
async function prepare(): Promise<string> {
  const sources = ['pom.xml', 'Judge.java'].map((name) => readFileSync(join(SOURCE, name)));
  const key = createHash('sha256').update(Buffer.concat(sources)).digest('hex');
  const stamp = join(PLACE, 'prepared');
  const classPath = [join(PLACE, 'lib', '*'), join(PLACE, 'classes')].join(process.platform === 'win32' ? ';' : ':');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === key) return classPath;
  rmSync(PLACE, { recursive: true, force: true });
  mkdirSync(join(PLACE, 'classes'), { recursive: true });
  const options = { timeout: FETCH_LIMIT_MS, shell: process.platform === 'win32' };
  await run(
    'mvn',
    [
      '-q',
      '-B',
      '-f',
      join(SOURCE, 'pom.xml'),
      'dependency:copy-dependencies',
      `-DoutputDirectory=${join(PLACE, 'lib')}`,
    ],
    options,
  );
  await run(
    'javac',
    ['-cp', join(PLACE, 'lib', '*'), '-d', join(PLACE, 'classes'), join(SOURCE, 'Judge.java')],
    options,
  );
  writeFileSync(stamp, key);
  return classPath;
}

/** Judges files by flavours (`ua1`, `2a`, …), all in one Java machine. */
export async function judge(jobs: readonly (readonly [flavour: string, file: string])[]): Promise<Verdict[]> {
  const java = spawn('java', [HEAP, '-cp', await prepare(), 'Judge'], { stdio: ['pipe', 'pipe', 'inherit'] });
  java.stdin.end(jobs.map((job) => `${job.join('\t')}\n`).join(''));
  let output = '';
  java.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  await new Promise((resolve, reject) => java.on('close', resolve).on('error', reject));
  const lines = output.split('\n').filter((line) => line !== '');
  if (lines.length !== jobs.length) throw new Error(`veraPDF judged ${lines.length} of ${jobs.length} files`);
  return lines.map((line) => {
    const said = JSON.parse(line) as Omit<Verdict, 'faults' | 'passes'> & {
      passes?: boolean;
      failures?: readonly Failure[];
      error?: string;
    };
    return {
      file: said.file,
      flavour: said.flavour,
      passes: said.passes ?? false,
      faults: said.error === undefined ? (said.failures ?? []).map(faultOf) : [said.error],
    };
  });
}

function faultOf({ clause, test, message, context, count }: Failure): string {
  const page = /pages\[(\d+)\]/.exec(context)?.[1];
  const place = page === undefined ? '' : `, first on page ${Number(page) + 1}`;
  return `${clause}-${test} (${count} times${place}): ${message} @ ${context}`;
}
