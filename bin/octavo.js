#!/usr/bin/env node
// Starts Octavo on a Node that is new enough. It is written for old ones: where this Node is older than Octavo needs, the one that comes with
// it (the npm package `node`) takes over, with the same arguments, streams, signals and exit status.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const NEEDED = 24;
const self = fileURLToPath(import.meta.url);
const packageRoot = dirname(dirname(self));

if (Number(process.versions.node.split('.')[0]) >= NEEDED) {
  // Sources are there in a checkout only, where a `dist` from an earlier build would be out of date.
  const source = new URL('../src/cli/main.ts', import.meta.url);
  await import((existsSync(source) ? source : new URL('../dist/cli/main.js', import.meta.url)).href);
} else {
  const own = ownNode();
  if (own === undefined || process.env.OCTAVO_RELAUNCHED) {
    process.stderr.write(
      `octavo needs Node ${NEEDED} or later; this is ${process.version}, and the one that comes with Octavo is not installed.\n` +
        '  mend: Install Node 24 or later, or allow the install script of the package “node” and install again.\n',
    );
    process.exit(1);
  }
  relaunch(own);
}

/** Path of the Node that was installed with Octavo. */
function ownNode() {
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  try {
    const folder = dirname(createRequire(import.meta.url).resolve('node/package.json'));
    const path = join(folder, 'bin', name);
    if (existsSync(path)) return path;
  } catch {
    // Looked for elsewhere below.
  }
  for (const folder of [join(packageRoot, 'node_modules', '.bin'), join(packageRoot, '..', '.bin')]) {
    const path = join(folder, name);
    if (existsSync(path)) return path;
  }
  return undefined;
}

/** Runs this script again on another Node and ends as it ends. */
function relaunch(node) {
  const child = spawn(node, [self, ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: { ...process.env, OCTAVO_RELAUNCHED: '1' },
  });
  // A terminal sends Ctrl-C to both of us, `kill` to this process only: it is passed on, and we wait for the other to tidy up.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    process.stderr.write(`octavo cannot start ${node}: ${error.message}\n`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)));
}
