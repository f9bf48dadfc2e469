import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { VERSION } from '../../src/model/version.ts';

const LAUNCHER = fileURLToPath(new URL('../../bin/octavo.js', import.meta.url));
/** Makes Node say that it is an old one, in the launcher's own process only. */
const PRETEND = [
  '--import',
  'data:text/javascript,Object.defineProperty(process,"versions",{value:{...process.versions,node:"18.20.0"}})',
];

function octavo(
  args: readonly string[],
  options: { readonly old: boolean; readonly environment?: Record<string, string> },
): { status: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...(options.old ? PRETEND : []), LAUNCHER, ...args], {
    encoding: 'utf8',
    env: { ...process.env, ...options.environment },
  });
  return { status, stdout, stderr };
}

test.each([false, true])('starts Octavo (on an old Node: %s)', (old) => {
  expect(octavo(['--version'], { old })).toEqual({ status: 0, stdout: `${VERSION}\n`, stderr: '' });
});

test.each([false, true])('ends with its exit status (on an old Node: %s)', (old) => {
  const { status, stderr } = octavo(['build', 'no such file.md'], { old });
  expect(status).toBe(2);
  expect(stderr).toContain('there is no file or folder no such file.md');
});

test('on an old Node that leads to another old one says what to do', () => {
  const { status, stderr } = octavo(['--version'], { old: true, environment: { OCTAVO_RELAUNCHED: '1' } });
  expect(status).toBe(1);
  expect(stderr).toContain('octavo needs Node 24 or later');
});
