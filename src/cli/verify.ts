import { resolve } from 'node:path';
import type { VerifyOptions, VerifyResult } from '../archive/verify.ts';
import { exists } from '../world.ts';
import { EXIT, jsonText, UsageError } from './command.ts';
import { writeDiagnostics } from './report.ts';
import { stoppable } from './stop.ts';
import { plural } from '../model/plural.ts';
import { printable, size, styled, type Terminal } from './terminal.ts';

/** Options of `octavo verify` as the command line gives them. */
export interface VerifyFlags {
  readonly rebuild?: boolean;
  readonly json?: boolean;
}

/** `octavo verify`: says whether a bag is whole and, when asked, whether the same PDF comes out again; returns the exit status. */
export async function verifyCommand(
  bag: string,
  flags: VerifyFlags,
  terminal: Terminal,
  verify: (options: VerifyOptions) => Promise<VerifyResult>,
): Promise<number> {
  const { cwd, stdout, stderr, environment } = terminal;
  if (!(await exists(resolve(cwd, bag)))) throw new UsageError(`there is no bag ${bag}`, 'Check the path.');
  const outcome = await stoppable((signal) => verify({ path: bag, cwd, rebuild: flags.rebuild === true, signal }));
  if (outcome.stopped) {
    stderr.write('stopped\n');
    return EXIT.stopped;
  }
  const { ok, files, bytes, rebuilt, record, diagnostics } = outcome.value;
  if (flags.json) stdout.write(jsonText({ ok, bag, files, bytes, rebuilt, record, diagnostics }));
  else {
    await writeDiagnostics(diagnostics, terminal, { strict: false });
    if (ok) {
      const facts = [
        'whole',
        plural(files, 'file'),
        size(bytes),
        ...(rebuilt ? ['the same PDF came out again'] : []),
        ...(record
          ? [
              `made ${new Date(record.sourceDateEpoch * 1000).toISOString()} by Octavo ${record.tool.version}`,
              ...(record.validation.ok
                ? [`keeps ${record.validation.standards.join(' and ')}, says ${record.validation.by}`]
                : []),
            ]
          : []),
      ];
      stdout.write(`${styled(printable(bag), 'green', stdout, environment)}  ${printable(facts.join(', '))}\n`);
    }
  }
  return ok ? EXIT.ok : EXIT.failed;
}
