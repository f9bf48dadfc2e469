import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

// Packs Octavo, installs the package into an empty project and uses it there as anybody would: command line, API, types. The packages come
// from npm's cache where they can, so that after `npm ci` no network is needed.

const root = fileURLToPath(new URL('..', import.meta.url));
const bin = (path: string): string => join(root, 'node_modules', path);
/** Installing on a slow machine takes minutes; a build that hangs must still end the test. */
const STEP_LIMIT_MS = 8 * 60 * 1000;
const folder = mkdtempSync(join(tmpdir(), 'octavo-pack-'));
const project = join(folder, 'project');

/**
 * The environment as a person's shell has it: npm puts variables of its own and the folders of programs of this project in front, and with
 * them our Node, while the package must do with the one that is installed on the machine.
 */
const ENVIRONMENT = Object.fromEntries(
  Object.entries(process.env)
    .filter(([key]) => !/^(?:npm_|INIT_CWD$|NODE$)/.test(key))
    .map(([key, value = '']) => [
      key,
      key.toUpperCase() === 'PATH' ? value.split(delimiter).filter(outside).join(delimiter) : value,
    ]),
);

function outside(folder: string): boolean {
  return !/[\\/]node_modules[\\/]\.bin$|node-gyp-bin$/.test(folder);
}

/** Runs a step; ends the test with its output when it fails. Returns what it wrote to standard output. */
function step(name: string, command: readonly string[], cwd: string): string {
  const [program, ...rest] = command;
  const result = spawnSync(program!, rest, {
    cwd,
    encoding: 'utf8',
    env: ENVIRONMENT,
    timeout: STEP_LIMIT_MS,
    shell: process.platform === 'win32',
  });
  conclude(name, result.status === 0, `${result.stdout}\n${result.stderr}`);
  return result.stdout;
}

/** Says how a step went; a failed one ends the test. */
function conclude(name: string, ok: boolean, output: string): void {
  process.stdout.write(`${ok ? 'passed' : 'FAILED'}: ${name}\n`);
  if (ok) return;
  process.stdout.write(`${output}\n`);
  rmSync(folder, { recursive: true, force: true });
  process.exit(1);
}

step('npm pack', ['npm', 'pack', '--silent', '--pack-destination', folder], root);
const archive = join(
  folder,
  readdirSync(folder).find((file) => file.endsWith('.tgz'))!,
);
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
conclude('a PDF', existsSync(join(project, 'output', 'first.web.pdf')), 'the build wrote no file');
step('octavo check', ['npx', 'octavo', 'check', 'output/first.web.pdf'], project);

// Papers are read in threads, whose programs are files of their own.
step('octavo new packet', ['npx', 'octavo', 'new', 'packet', 'second'], project);
const packet = join(project, 'second', 'publication.yaml');
writeFileSync(join(project, 'second', 'papers', 'dues.csv'), 'Year,Dues\n2025,120\n2026,130\n');
writeFileSync(
  packet,
  readFileSync(packet, 'utf8').replace(/^( +)- \{ pdf: .*\n/m, '$&$1- { csv: papers/dues.csv, title: Dues }\n'),
);
step('octavo build of a packet', ['npx', 'octavo', 'build', '--strict', 'second'], project);
conclude(
  'words of its papers',
  /Dues/.test(step('octavo check of a packet', ['npx', 'octavo', 'check', '--json', 'output/second.web.pdf'], project)),
  'its papers are not in it',
);

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
conclude('a PDF from the API', existsSync(join(project, 'from-api', 'first.web.pdf')), 'the build wrote no file');

rmSync(folder, { recursive: true, force: true });
