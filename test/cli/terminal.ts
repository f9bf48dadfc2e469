import type { Terminal } from '../../src/cli/terminal.ts';

/** A terminal that keeps what is written to it. */
export interface Recorder extends Terminal {
  readonly out: () => string;
  readonly err: () => string;
}

/** Makes a {@link Recorder} in a working folder; no screen unless told. */
export function recorder(
  cwd: string,
  options: { readonly environment?: Terminal['environment']; readonly isTTY?: boolean } = {},
): Recorder {
  const texts = { out: '', err: '' };
  const sink = (name: 'out' | 'err'): Terminal['stdout'] => ({
    write: (text) => (texts[name] += text),
    isTTY: options.isTTY ?? false,
    columns: 80,
  });
  return {
    stdout: sink('out'),
    stderr: sink('err'),
    cwd,
    environment: options.environment ?? {},
    out: () => texts.out,
    err: () => texts.err,
  };
}
