import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { findChromium, type Chromium } from '../../src/paginate/chromium.ts';
import { launch } from '../../src/paginate/launch.ts';
import { eventually, processGroup, testCache } from '../harness/press.ts';

const posix = process.platform !== 'win32';

describe.runIf(posix)('a process that ends', () => {
  const harness = fileURLToPath(new URL('../harness/press.ts', import.meta.url));
  /** A process of its own with a page that computes for ever; resolves with the browser's process id. */
  const start = (ending: string): { readonly child: ChildProcess; readonly browser: Promise<number> } => {
    const program = `
      const { openPress, noResources } = await import(${JSON.stringify(harness)});
      const { press } = openPress();
      press.run('endless', async (tab) => {
        await tab.open('<p>x', noResources);
        setTimeout(() => { console.log(press.processId()); ${ending} }, 300);
        await tab.evaluate(() => { for (;;); });
      });`;
    const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const browser = new Promise<number>((resolve) =>
      child.stdout.once('data', (text: Buffer) => resolve(Number(text.toString()))),
    );
    return { child, browser };
  };

  it.each([
    ['is killed', '', (child: ChildProcess) => child.kill('SIGKILL')],
    ['is terminated', '', (child: ChildProcess) => child.kill('SIGTERM')],
    ['exits without a word to the press', 'process.exit(3);', () => undefined],
    ['breaks', 'throw new Error("broken on purpose, as a test");', () => undefined],
  ])('takes its browser with it when it %s', async (_name, ending, end) => {
    const { child, browser } = start(ending);
    const pid = await browser;
    expect(pid).toBeGreaterThan(0);
    if (ending === '') expect(processGroup(pid).length).toBeGreaterThan(1);
    end(child);
    expect(await eventually(() => processGroup(pid).length === 0, 10_000)).toBe(true);
  });
});

describe.runIf(posix)('a browser that does not start', () => {
  const folder = mkdtempSync(join(tmpdir(), 'octavo-launch-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const failing = (script: string): Chromium => {
    const executable = join(folder, 'browser');
    writeFileSync(executable, `#!/bin/sh\n${script}\n`);
    chmodSync(executable, 0o755);
    return { executable, pinned: false };
  };
  const failure = async (chromium: Chromium): Promise<string> => {
    const error = await launch(chromium, folder).catch((fault: unknown) => fault);
    const { code, message, hint } = (error as { diagnostic: { code: string; message: string; hint: string } })
      .diagnostic;
    expect(hint).toBeTruthy();
    expect(readdirSync(join(folder, 'chromium', 'profiles'))).toEqual([]);
    return `${code}: ${message}`;
  };

  it('names the library that it lacks', async () => {
    const words =
      'chrome: error while loading shared libraries: libnss3.so: cannot open shared object file: No such file or directory';
    expect(await failure(failing(`echo '${words}' >&2; exit 127`))).toMatch(
      /^browser-start: .* lacks the library libnss3\.so$/,
    );
  });

  it('says that the sandbox is what fails, and does not go on without it', async () => {
    const words =
      '[1122/101945.693438:FATAL:content/browser/zygote_host/zygote_host_impl_linux.cc:129] No usable sandbox!';
    expect(await failure(failing(`echo '${words}' >&2; exit 133`))).toBe(
      'browser-sandbox: the browser’s sandbox cannot start on this system',
    );
  });

  it('repeats its last words otherwise', async () => {
    expect(await failure(failing(`echo 'the moon is full' >&2; exit 1`))).toMatch(
      /^browser-start: .* does not start: the moon is full$/,
    );
  });

  it('is told from one that is no program', async () => {
    const executable = join(folder, 'browser');
    writeFileSync(executable, 'no program');
    chmodSync(executable, 0o644);
    expect(await failure({ executable, pinned: false })).toMatch(/^browser-start: .* does not start: .*EACCES/);
  });
});

describe.runIf(process.platform === 'linux' && process.getuid?.() !== 0)(
  'a browser of a person who is not root',
  () => {
    it('lays documents out in its sandbox', async () => {
      const running = await launch(await findChromium({ cache: testCache, report: () => undefined }), testCache);
      try {
        expect(processGroup(running.pid!).some(({ args }) => args.includes('--no-sandbox'))).toBe(false);
      } finally {
        await running.end();
      }
    });
  },
);
