import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

// Packs Octavo, installs the package into an empty project and uses it there as anybody would: command line, API, types. The packages come
// from npm's cache where they can, so that after `npm ci` no network is needed.

const root = fileURLToPath(new URL('..', import.meta.url));
const bin = (path: string): string => join(root, 'node_modules', path);
/** Installing on a slow machine takes minutes; a build that hangs must still end the test. */
const STEP_LIMIT_MS = 8 * 60 * 1000;
const folder = mkdtempSync(join(tmpdir(), 'octavo-pack-'));
const project = join(folder, 'project');

/** Runs a step; ends the test with its output when it fails. Returns what it wrote to standard output. */
function step(name: string, command: readonly string[], cwd: string): string {
  const [program, ...rest] = command;
  // npm sets npm_* for its children; the project must see npm as a person's shell does.
  const environment = Object.fromEntries(
    Object.entries(process.env).filter(([key]) => !/^npm_(?:lifecycle|package|execpath|command)/.test(key)),
  );
  const result = spawnSync(program!, rest, {
    cwd,
    encoding: 'utf8',
    env: environment,
    timeout: STEP_LIMIT_MS,
    shell: process.platform === 'win32',
  });
  if (result.status !== 0) {
    process.stdout.write(`FAILED: ${name}\n${result.stdout}\n${result.stderr}\n`);
    rmSync(folder, { recursive: true, force: true });
    process.exit(1);
  }
  process.stdout.write(`passed: ${name}\n`);
  return result.stdout;
}

function must(name: string, holds: boolean): void {
  step(name, [process.execPath, '-e', `process.exit(${holds ? 0 : 1})`], root);
}

const packed = JSON.parse(
  step('npm pack', ['npm', 'pack', '--json', '--silent', '--pack-destination', folder], root),
) as unknown;
const archive = join(
  folder,
  readdirSync(folder).find((file) => file.endsWith('.tgz'))!,
);
must('one archive', Array.isArray(packed) || typeof packed === 'object');
step('publint', [process.execPath, bin('publint/src/cli.js'), archive, '--strict'], root);
step(
  'are the types wrong',
  [process.execPath, bin('@arethetypeswrong/cli/dist/index.js'), archive, '--profile', 'esm-only'],
  root,
);

mkdirSync(project);
writeFileSync(
  join(project, 'package.json'),
  JSON.stringify({ name: 'empty', private: true, type: 'module', allowScripts: { node: true } }),
);
step('npm install', ['npm', 'install', '--prefer-offline', '--no-audit', '--no-fund', archive], project);
step('octavo --version', ['npx', 'octavo', '--version'], project);
step('octavo new', ['npx', 'octavo', 'new', 'report', 'first'], project);
step('octavo build', ['npx', 'octavo', 'build', '--strict', 'first'], project);
must('a PDF', existsSync(join(project, 'output', 'first.web.pdf')));
step('octavo check', ['npx', 'octavo', 'check', 'output/first.web.pdf'], project);

writeFileSync(
  join(project, 'use.ts'),
  `import { build, type BuildResult, type Diagnostic } from 'octavo';
const result: BuildResult = await build({ files: ['first'], out: 'from-api', onProgress: ({ stage, state }) => void [stage, state] });
const diagnostics: readonly Diagnostic[] = result.diagnostics;
if (!result.ok || result.products.length !== 1) throw new Error(JSON.stringify(diagnostics));
`,
);
writeFileSync(
  join(project, 'tsconfig.json'),
  JSON.stringify({
    compilerOptions: {
      target: 'es2024',
      module: 'nodenext',
      strict: true,
      exactOptionalPropertyTypes: true,
      skipLibCheck: false,
      noEmit: true,
      types: [],
    },
    files: ['use.ts'],
  }),
);
step('types of the API', [process.execPath, bin('typescript/bin/tsc'), '-p', 'tsconfig.json'], project);
step('the API', [process.execPath, 'use.ts'], project);
must('a PDF from the API', existsSync(join(project, 'from-api', 'first.web.pdf')));

rmSync(folder, { recursive: true, force: true });
