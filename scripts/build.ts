import { spawnSync } from 'node:child_process';
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { thirdParty } from './third-party.ts';

// Makes dist/: the program, bundled so that it starts fast, and the types of its API. ARCHITECTURE.md says why and what it brings.

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

/** Where a declaration names another: what stands before the name, the name, and what follows. */
const IMPORT = /((?:from|import)\s*\(?\s*['"])(\.[^'"]*)\.[jt]s(['"])/g;

rmSync(dist, { recursive: true, force: true });
await bundle();
declare();

/** What somebody starts, and the programs of threads, are files by their names in src/; what several of them use is in `chunks/`. */
async function bundle(): Promise<void> {
  const entries = ['src/index.ts', 'src/cli/main.ts', ...globSync('src/*/thread.ts', { cwd: root })];
  // What is installed with the package stays outside; other packages, which only a checkout has, go in.
  const installed = Object.keys((JSON.parse(read('package.json')) as { dependencies: object }).dependencies);
  const made = await rolldown({
    cwd: root,
    input: Object.fromEntries(
      entries.map((path) => [path.replaceAll('\\', '/').slice('src/'.length, -'.ts'.length), path]),
    ),
    platform: 'node',
    external: (id) => id.startsWith('node:') || installed.some((name) => id === name || id.startsWith(`${name}/`)),
    onLog: (level, { message }) => {
      if (level === 'warn') throw new Error(message);
    },
  });
  const { output } = await made.write({
    dir: dist,
    format: 'esm',
    entryFileNames: '[name].js',
    chunkFileNames: 'chunks/[name].js',
    codeSplitting: { groups: [{ name: 'pdf-lib', test: /[\\/]node_modules[\\/]/ }] },
  });
  await made.close();
  const modules = output.flatMap((file) => (file.type === 'chunk' ? file.moduleIds : []));
  const foreign = modules.filter((id) => /[\\/]node_modules[\\/]/.test(id));
  writeFileSync(join(dist, 'THIRD-PARTY.txt'), thirdParty(foreign, read('node_modules/pdfjs-dist/LICENSE')));
}

/** Types by the compiler, of which those come into the package to which the API leads; it rewrites `.ts` in imports of JavaScript only. */
function declare(): void {
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const all = mkdtempSync(join(tmpdir(), 'octavo-types-'));
  try {
    const flags = ['-p', 'tsconfig.build.json', '--outDir', all];
    const { status } = spawnSync(process.execPath, [tsc, ...flags], { cwd: root, stdio: 'inherit' });
    if (status !== 0) throw new Error('the compiler wrote no types');
    const left = ['index.d.ts'];
    const taken = new Set<string>();
    for (let path = left.pop(); path !== undefined; path = left.pop()) {
      if (taken.has(path)) continue;
      taken.add(path);
      const text = readFileSync(join(all, path), 'utf8').replaceAll(IMPORT, '$1$2.js$3');
      mkdirSync(dirname(join(dist, path)), { recursive: true });
      writeFileSync(join(dist, path), text);
      for (const [, , to] of text.matchAll(IMPORT)) left.push(join(dirname(path), `${to}.d.ts`));
    }
  } finally {
    rmSync(all, { recursive: true, force: true });
  }
}
