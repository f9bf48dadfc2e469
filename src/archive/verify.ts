import { basename, resolve } from 'node:path';
import { Diagnostics, OctavoError, type Diagnostic, type Report } from '../model/diagnostic.ts';
import { DECLARATION_FILE, RECORD_FILE } from './bag.ts';
import { buildRecordSchema, type BuildRecord } from './build-record.ts';
import { ALGORITHMS, checksum, parseManifest, TRUSTED, type Algorithm } from './manifest.ts';
import { rebuild } from './rebuild.ts';
import { sha256 } from './record.ts';
import { unpack } from './unpack.ts';

/** What to verify; `path` is absolute or relative to `cwd`. */
export interface VerifyOptions {
  /** A bag: a folder, a zip or a tar. */
  readonly path: string;
  /** Builds the PDF anew from the bag and compares its bytes. Runs the layout that the bag brings; opens no connection. */
  readonly rebuild?: boolean;
  /** Default `process.cwd()`. */
  readonly cwd?: string;
  readonly signal?: AbortSignal | undefined;
}

/** What came of it. `ok` is false when anything is wrong with the bag or the same bytes did not come out. */
export interface VerifyResult {
  readonly ok: boolean;
  /** Files in the bag, and bytes of them. */
  readonly files: number;
  readonly bytes: number;
  /** True when the same bytes came out; absent when that was not asked, or the bag is broken. */
  readonly rebuilt?: boolean;
  /** What the bag says of its making, when it is one of ours. */
  readonly record?: BuildRecord;
  readonly diagnostics: readonly Diagnostic[];
}

/** Faults of one kind that are named; a bag with a wrong manifest would else name every file. */
const NAMED_LIMIT = 20;

/**
 * Verifies a bag (RFC 8493, 3): that what must be there is, that every manifest is complete and every checksum right, that no file of the
 * payload is unlisted, that Payload-Oxum counts right, and that its own record agrees. With `rebuild`, that the same PDF comes out again.
 * A bag is material from strangers: its paths are held inside it, its size is bounded. Never throws for what is wrong with a bag.
 */
export async function verify(options: VerifyOptions): Promise<VerifyResult> {
  const all = new Diagnostics();
  const path = resolve(options.cwd ?? process.cwd(), options.path);
  let files: ReadonlyMap<string, Uint8Array> = new Map();
  let record: BuildRecord | undefined;
  let rebuilt: boolean | undefined;
  try {
    files = (await unpack(path)).files;
    checkBag(files, basename(path), all.report);
    record = files.has(RECORD_FILE) ? readRecord(files.get(RECORD_FILE)!, all.report) : undefined;
    if (record) {
      checkRecord(record, files, all.report);
      checkVerdict(record, all.report);
    }
    if (options.rebuild && !all.failed(false)) {
      if (record) rebuilt = await rebuild(record, files, all.report, options.signal);
      else {
        all.report({
          severity: 'error',
          code: 'rebuild-impossible',
          message: `the bag has no ${RECORD_FILE} that says how its PDF was made`,
          hint: 'Only bags that “octavo archive” wrote can be rebuilt.',
        });
      }
    }
  } catch (error) {
    if (!(error instanceof OctavoError)) throw error;
    all.report(error.diagnostic);
  }
  return {
    ok: !all.failed(false),
    files: files.size,
    bytes: [...files.values()].reduce((sum, bytes) => sum + bytes.length, 0),
    ...(rebuilt !== undefined && { rebuilt }),
    ...(record && { record }),
    diagnostics: all.all,
  };
}

/** Reports as an error of the bag. */
type Fault = (code: string, message: string, why?: string) => void;

function checkBag(files: ReadonlyMap<string, Uint8Array>, name: string, report: Report): void {
  const fault: Fault = (code, message, why) =>
    report({ severity: 'error', code, message, ...(why !== undefined && { why }) });
  const text = (file: string): string => new TextDecoder().decode(files.get(file));
  const payload = [...files.keys()].filter((file) => file.startsWith('data/'));
  if (!files.has(DECLARATION_FILE)) {
    fault('bag-structure', `${name} is no bag: it has no ${DECLARATION_FILE}`, 'RFC 8493, 2.1.1: every bag has it.');
    return;
  }
  if (
    !/^BagIt-Version: (?:0\.9[3-7]|1\.0)\r?\nTag-File-Character-Encoding: UTF-8\r?\n?$/i.test(text(DECLARATION_FILE))
  ) {
    fault(
      'bag-structure',
      `${DECLARATION_FILE} does not say “BagIt-Version: 1.0” and “Tag-File-Character-Encoding: UTF-8”`,
      'RFC 8493, 2.1.1: these two lines and no others.',
    );
  }
  if (payload.length === 0) fault('bag-structure', 'there is no payload: the folder data is missing or empty');
  if (files.has('fetch.txt')) {
    fault(
      'bag-incomplete',
      'the bag lists files to be fetched (fetch.txt)',
      'Nothing is fetched while a bag is verified.',
    );
  }
  const manifests = manifestsOf(files, 'manifest-');
  if (!manifests.some(({ algorithm }) => TRUSTED.has(algorithm))) {
    fault(
      'bag-structure',
      manifests.length === 0
        ? 'there is no payload manifest'
        : `the payload manifests use ${manifests.map(({ algorithm }) => algorithm).join(' and ')} only`,
      'RFC 8493, 2.1.3 and 5.3: a manifest with SHA-256 or SHA-512 holds a bag together.',
    );
  }
  for (const manifest of manifests) {
    const listed = checkManifest(manifest, files, fault);
    nameSome(
      payload.filter((file) => !listed.has(file)),
      (file) => fault('bag-unlisted', `“${file}” is in the payload and not in ${manifest.file}`),
      fault,
    );
  }
  const tagManifests = manifestsOf(files, 'tagmanifest-');
  for (const manifest of tagManifests) {
    const listed = checkManifest(manifest, files, fault);
    for (const file of files.keys()) {
      if (file.startsWith('data/') || file.startsWith('tagmanifest-') || listed.has(file)) continue;
      fault('bag-unlisted', `“${file}” is in the bag and not in ${manifest.file}`);
    }
  }
  if (files.has('bag-info.txt')) checkOxum(text('bag-info.txt'), payload, files, fault);
}

interface Manifest {
  readonly file: string;
  readonly algorithm: Algorithm;
}

function manifestsOf(files: ReadonlyMap<string, Uint8Array>, prefix: string): Manifest[] {
  return ALGORITHMS.map((algorithm) => ({ file: `${prefix}${algorithm}.txt`, algorithm })).filter(({ file }) =>
    files.has(file),
  );
}

/** Holds files to one manifest; returns what it lists. */
function checkManifest(
  { file, algorithm }: Manifest,
  files: ReadonlyMap<string, Uint8Array>,
  fault: Fault,
): ReadonlySet<string> {
  const { entries, faults } = parseManifest(algorithm, new TextDecoder().decode(files.get(file)));
  nameSome(
    faults,
    ({ line, kind, text }) => {
      if (kind === 'outside') {
        fault(
          'bag-outside',
          `${file}, line ${line}, names “${text}”, which lies outside the bag`,
          'Such a path is never opened.',
        );
      } else if (kind === 'repeated') fault('bag-structure', `${file}, line ${line}, names “${text}” again`);
      else fault('bag-structure', `${file}, line ${line}, is no checksum and path`);
    },
    fault,
  );
  nameSome(
    entries.filter(({ path }) => !files.has(path)),
    ({ path }) => fault('bag-incomplete', `“${path}” is missing; ${file} lists it`),
    fault,
  );
  nameSome(
    entries.filter((entry) => files.has(entry.path) && checksum(algorithm, files.get(entry.path)!) !== entry.checksum),
    ({ path }) => fault('bag-changed', `“${path}” is not what ${file} recorded: its ${algorithm} differs`),
    fault,
  );
  return new Set(entries.map(({ path }) => path));
}

/** Tells of each, and after {@link NAMED_LIMIT} of how many more there are. */
function nameSome<T>(items: readonly T[], tell: (item: T) => void, fault: Fault): void {
  for (const item of items.slice(0, NAMED_LIMIT)) tell(item);
  if (items.length > NAMED_LIMIT) fault('bag-more', `${items.length - NAMED_LIMIT} more of the same are not named`);
}

/** Payload-Oxum: octets and files (RFC 8493, 2.2.2). */
function checkOxum(
  info: string,
  payload: readonly string[],
  files: ReadonlyMap<string, Uint8Array>,
  fault: Fault,
): void {
  const written = /^Payload-Oxum\s*:\s*(\S.*?)\s*$/im.exec(info)?.[1];
  if (written === undefined) return;
  const octets = payload.reduce((sum, file) => sum + files.get(file)!.length, 0);
  const found = `${octets}.${payload.length}`;
  if (written === found) return;
  fault(
    'bag-oxum',
    `bag-info.txt says Payload-Oxum ${written}; the payload has ${found} (octets and files)`,
    'The bag was cut short or changed on its way.',
  );
}

function readRecord(bytes: Uint8Array, report: Report): BuildRecord | undefined {
  try {
    return buildRecordSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch {
    report({
      severity: 'warning',
      code: 'bag-record',
      message: `${RECORD_FILE} is no record of a build that this version of Octavo reads`,
    });
    return undefined;
  }
}

/** What judged the PDF when the bag was made must have found nothing. */
function checkVerdict({ validation: { ok, by, findings } }: BuildRecord, report: Report): void {
  if (ok) return;
  const first = findings[0] === undefined ? '' : `: ${findings[0]}`;
  report({
    severity: 'warning',
    code: 'bag-nonconforming',
    message: `the PDF broke its standards when the bag was made, says ${by}${first}`,
    hint: 'Ask “octavo check --standard” of it.',
  });
}

/** The record must speak of the files that are there. */
function checkRecord(record: BuildRecord, files: ReadonlyMap<string, Uint8Array>, report: Report): void {
  const expected = [
    record.product,
    ...record.sources.map((file) => ({ ...file, path: `data/source/${file.path}` })),
    ...record.octavo.map((file) => ({ ...file, path: `data/octavo/${file.path}` })),
    ...record.remote,
  ];
  for (const file of expected) {
    const bytes = files.get(file.path);
    if (bytes && sha256(bytes) === file.sha256) continue;
    report({
      severity: 'error',
      code: 'bag-record',
      message: `${RECORD_FILE} speaks of ${bytes ? 'another' : 'a missing'} “${file.path}”`,
      why: 'What was built is not what lies in the bag.',
    });
  }
}
