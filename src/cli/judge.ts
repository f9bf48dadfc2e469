import { OctavoError, type Diagnostic } from '../model/diagnostic.ts';
import type { JavaPlace } from '../validate/java.ts';
import { cacheFolder } from '../world.ts';
import { EXIT, jsonText, UsageError } from './command.ts';
import { readPdf } from './read-pdf.ts';
import { writeDiagnostics } from './report.ts';
import { plural } from '../model/plural.ts';
import { printable, styled, type Terminal } from './terminal.ts';

/** What `--standard` without names stands for. */
export const CLAIMED = 'claimed';

type Stages = typeof import('../inspect/inspect.ts') & typeof import('../validate/validate.ts');

/** Where veraPDF is looked for. */
export function veraPdfPlace({ environment }: Terminal): JavaPlace {
  return { cache: cacheFolder(environment), environment };
}

/** `octavo check --standard`: holds files to standards and tells, file by file, what each breaks; returns the exit status. */
export async function judgeCommand(
  files: readonly string[],
  flags: { readonly standard: string; readonly json?: boolean },
  terminal: Terminal,
): Promise<number> {
  const stages: Stages = { ...(await import('../inspect/inspect.ts')), ...(await import('../validate/validate.ts')) };
  const named = flags.standard === CLAIMED ? undefined : standardsNamed(flags.standard, stages);
  const read = await Promise.all(files.map((file) => readPdf(file, terminal)));
  const validator = await stages.openValidator(veraPdfPlace(terminal));
  const judged = await Promise.all(
    read.map(async (bytes) => ({ bytes, standards: named ?? (await claimsOf(bytes, stages)) })),
  );
  const verdicts = await validator.judge(judged);
  const results = await Promise.all(
    files.map(async (file, i) => {
      const own = verdicts[i] ?? [];
      const found = await Promise.all(own.map((verdict) => stages.diagnosticsOf(verdict, read[i]!)));
      const diagnostics = own.length > 0 ? found.flat() : [unclaimed(file)];
      const standards = own.map(({ standard, by, passes }) => ({ standard, ok: passes, by }));
      return { file, ok: own.length > 0 && own.every(({ passes }) => passes), standards, diagnostics };
    }),
  );
  const ok = results.every((result) => result.ok);
  const notes = validator.absence ? [validator.absence] : [];
  if (flags.json) terminal.stdout.write(jsonText({ ok, files: results, diagnostics: notes }));
  else {
    await writeDiagnostics(notes, terminal, { strict: false });
    for (const result of results) await writeResult(result, stages, terminal);
  }
  return ok ? EXIT.ok : EXIT.failed;
}

function standardsNamed(list: string, { parseStandards }: Stages): ReturnType<Stages['parseStandards']> {
  try {
    return parseStandards(list);
  } catch (error) {
    if (!(error instanceof OctavoError)) throw error;
    throw new UsageError(error.diagnostic.message, error.diagnostic.hint);
  }
}

/** The standards that a file claims; none for one that does not open, which is told of it then. */
async function claimsOf(bytes: Uint8Array, stages: Stages): Promise<ReturnType<Stages['claimedStandards']>> {
  try {
    return stages.claimedStandards((await stages.inspect(bytes)).claims);
  } catch (error) {
    if (!(error instanceof OctavoError)) throw error;
    return [];
  }
}

function unclaimed(file: string): Diagnostic {
  return {
    severity: 'error',
    code: 'standard-unclaimed',
    message: `${file} claims no standard for accessibility or archives`,
    hint: 'Name those to hold it to: --standard ua-1,a-2a. For print ask “octavo preflight”.',
  };
}

/** What came of one file. */
interface Result {
  readonly file: string;
  readonly standards: readonly {
    readonly standard: keyof Stages['JUDGED'];
    readonly ok: boolean;
    readonly by: string;
  }[];
  readonly diagnostics: readonly Diagnostic[];
}

async function writeResult(
  { file, standards, diagnostics }: Result,
  { JUDGED }: Stages,
  terminal: Terminal,
): Promise<void> {
  const { stdout, environment } = terminal;
  await writeDiagnostics(diagnostics, terminal, { strict: false });
  const found = diagnostics.length > 0 ? `, ${plural(diagnostics.length, 'finding')}` : '';
  const told = standards.map(({ standard, ok }) => {
    const { title } = JUDGED[standard];
    return ok
      ? styled(`keeps ${title}`, 'green', stdout, environment)
      : styled(`breaks ${title}`, 'red', stdout, environment);
  });
  const by = [...new Set(standards.map((each) => each.by))].map((who) => `, says ${who}`).join('');
  stdout.write(`${printable(file)}: ${told.length > 0 ? told.join(', ') : 'not judged'}${found}${printable(by)}\n`);
}
