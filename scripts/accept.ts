import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

// `npm run accept -- [name]`: writes the goldens of the tests whose names match; look at the difference before you commit it.

const vitest = fileURLToPath(new URL('../node_modules/vitest/vitest.mjs', import.meta.url));
// The option takes one pattern.
const wanted = process.argv.slice(2).join('|');
const names = wanted === '' ? [] : ['-t', wanted];
const { status } = spawnSync(process.execPath, [vitest, 'run', ...names], {
  cwd: fileURLToPath(new URL('..', import.meta.url)),
  stdio: 'inherit',
  env: { ...process.env, OCTAVO_ACCEPT: '1' },
});
process.exit(status ?? 1);
