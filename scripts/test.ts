import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

// `npm test`: every check and every test; ends with one line, `N passed, N failed`. With `--pack` the package is tried out as well.

const root = fileURLToPath(new URL('..', import.meta.url));
/** The whole of it must end, whatever hangs: under this the machine that runs it does not give up first. */
const LIMIT_MS = 19 * 60 * 1000;
const RESULTS = join(root, 'output', 'test', 'vitest.json');
const begun = performance.now();
const bin = (path: string): string => join(root, 'node_modules', path);

let passed = 0;
let failed = 0;

const CHECKS: readonly (readonly [string, readonly string[]])[] = [
  ['types', [bin('typescript/bin/tsc'), '-p', 'tsconfig.json']],
  ['lint', [bin('oxlint/bin/oxlint'), '--type-aware', '--deny-warnings']],
  ['format', [bin('prettier/bin/prettier.cjs'), '--check', '--log-level', 'warn', '.']],
  ['unused', [bin('knip/bin/knip.js')]],
];
for (const [name, command] of CHECKS) await check(name, command);
await tests();
if (process.argv.includes('--pack')) await check('package', [join(root, 'scripts', 'pack-test.ts')]);

process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exit(failed > 0 ? 1 : 0);

/** Runs one check with our Node; it counts as one. */
async function check(name: string, command: readonly string[]): Promise<void> {
  const ok = (await run(command)) === 0;
  process.stdout.write(`${ok ? 'passed' : 'FAILED'}: ${name}\n`);
  if (ok) passed += 1;
  else failed += 1;
}

/** Runs the tests and counts each. A file that cannot be loaded, or a run that ends without results, counts as a failure. */
async function tests(): Promise<void> {
  mkdirSync(join(root, 'output', 'test'), { recursive: true });
  rmSync(RESULTS, { force: true });
  const status = await run([
    bin('vitest/vitest.mjs'),
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${RESULTS}`,
  ]);
  try {
    const results = JSON.parse(readFileSync(RESULTS, 'utf8')) as {
      readonly numPassedTests: number;
      readonly numFailedTests: number;
      readonly numPendingTests: number;
      readonly testResults: readonly { readonly status: string; readonly assertionResults: readonly unknown[] }[];
    };
    const broken = results.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0);
    passed += results.numPassedTests;
    const wrong = results.numFailedTests + broken.length;
    failed += wrong === 0 && status !== 0 ? 1 : wrong;
    if (results.numPendingTests > 0) process.stdout.write(`${results.numPendingTests} skipped\n`);
  } catch {
    failed += 1;
  }
}

function run(command: readonly string[]): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, command, { cwd: root, stdio: 'inherit' });
    const timer = setTimeout(
      () => {
        process.stdout.write('out of time\n');
        child.kill('SIGKILL');
      },
      Math.max(LIMIT_MS - (performance.now() - begun), 1),
    );
    child.on('error', () => resolve(1));
    child.on('exit', (code) => {
      clearTimeout(timer);
      resolve(code ?? 1);
    });
  });
}
