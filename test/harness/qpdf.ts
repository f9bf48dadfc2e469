import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import createModule from '@neslinesli93/qpdf-wasm';

/** What qpdf said and made. */
export interface QpdfResult {
  /** 0 clean, 2 errors, 3 warnings. */
  readonly status: number;
  readonly lines: readonly string[];
}

/** The parts of the Emscripten module that its types leave out. */
interface Module {
  callMain(args: string[]): number;
  readonly FS: {
    init(input: null, output: (byte: number | null) => void, error: (byte: number | null) => void): void;
    writeFile(path: string, bytes: Uint8Array): void;
  };
}
type Create = (options: {
  readonly locateFile: () => string;
  readonly wasmBinary: Uint8Array;
  readonly preRun: readonly ((module: Module) => void)[];
}) => Promise<Module>;

const wasm = fileURLToPath(new URL('./qpdf.wasm', import.meta.resolve('@neslinesli93/qpdf-wasm')));

/** Runs qpdf on a file in memory: `qpdf(bytes, '--check')`. */
export async function qpdf(bytes: Uint8Array, ...args: readonly string[]): Promise<QpdfResult> {
  const said: number[] = [];
  const hear = (byte: number | null): void => void said.push(byte ?? 0);
  const module = await (createModule as unknown as Create)({
    locateFile: () => wasm,
    wasmBinary: readFileSync(wasm),
    preRun: [(starting) => starting.FS.init(null, hear, hear)],
  });
  module.FS.writeFile('/in.pdf', bytes);
  const before = process.exitCode;
  const status = module.callMain([...args, '/in.pdf']);
  // Emscripten sets the whole process's status.
  process.exitCode = before;
  return {
    status,
    lines: Buffer.from(said)
      .toString('utf8')
      .split('\n')
      .filter((line) => line !== ''),
  };
}

/** Fault of a file as a list that is empty when there is none: of its syntax and, where it is linearised, of that. */
export async function faults(bytes: Uint8Array, linearised: boolean): Promise<readonly string[]> {
  const check = await qpdf(bytes, '--check');
  const said = linearised ? 'File is linearized' : 'File is not linearized';
  const found = check.lines.includes(said) ? [] : [`qpdf does not say “${said}”`];
  if (check.status !== 0 || check.lines.some((line) => /warning|error:/i.test(line))) found.push(...check.lines);
  if (linearised) {
    const order = await qpdf(bytes, '--check-linearization');
    if (order.status !== 0 || !order.lines.some((line) => line.includes('no linearization errors')))
      found.push(...order.lines);
  }
  return found;
}
