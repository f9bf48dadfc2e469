import type { ArchiveOptions } from '../archive/archive.ts';
import { FORMS, type BagForm } from '../archive/pack.ts';
import type { BuildResult } from '../build.ts';
import { runBuild, type BuildFlags } from './build.ts';
import { UsageError } from './command.ts';
import type { Terminal } from './terminal.ts';

/** Options of `octavo archive` as the command line gives them. */
export interface ArchiveFlags extends Omit<BuildFlags, 'edition' | 'html' | 'validate'> {
  readonly as?: string;
  readonly verapdf?: boolean;
}

/** `octavo archive`: builds the archive edition and puts it into a bag with all it was made of; returns the exit status. */
export async function archiveCommand(
  files: readonly string[],
  flags: ArchiveFlags,
  terminal: Terminal,
  archive: (options: ArchiveOptions) => Promise<BuildResult>,
): Promise<number> {
  const { as, verapdf = false } = flags;
  if (as !== undefined && !isForm(as)) throw new UsageError(`--as is given “${as}”`, `Known: ${FORMS.join(', ')}.`);
  return runBuild(files, flags, terminal, (options) =>
    archive({ ...options, verapdf, ...(as !== undefined && { as }) }),
  );
}

function isForm(text: string): text is BagForm {
  return (FORMS as readonly string[]).includes(text);
}
