import { execFile, execFileSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { Diagnostics } from '../../src/model/diagnostic.ts';
import { findChromium, pinnedBrowser, type Chromium } from '../../src/paginate/chromium.ts';
import { codeOf, noResources, openPress, testCache } from '../harness/press.ts';

const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
const linux = process.platform === 'linux' && process.arch === 'x64';
const folder = mkdtempSync(join(tmpdir(), 'octavo-chromium-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Finds the browser in a cache, with what was said meanwhile. */
async function find(cache: string): Promise<{ readonly chromium: Chromium; readonly notices: readonly string[] }> {
  const notices: string[] = [];
  const chromium = await findChromium({ cache, report: () => undefined, onNotice: (text) => notices.push(text) });
  return { chromium, notices };
}

describe('the pinned browser', () => {
  it('is the one in the lock file', () => {
    const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, { version: string } | undefined>;
    };
    const { package: name, version } = pinnedBrowser('linux');
    expect(lock.packages[`node_modules/${name}`]?.version).toBe(version);
    expect(pinnedBrowser('darwin')).toEqual(pinnedBrowser('win32'));
    expect(pinnedBrowser('darwin').package).toBe('chrome-headless-shell');
    expect(pinnedBrowser('darwin').version).toMatch(/^\d+\.\d+\.\d+\.\d+$/);
  });

  it('does not exist for some machines, which are told what to do', async () => {
    const report = (): void => undefined;
    const work = findChromium({ cache: folder, report, platform: 'linux', arch: 'arm64' });
    await expect(work).rejects.toThrow('no pinned browser exists for linux on arm64');
    const hint = await work.catch((error: { diagnostic: { hint: string } }) => error.diagnostic.hint);
    expect(hint).toContain('name it with the browser option');
  });
});

describe('a browser that a person names', () => {
  it('is taken, with a warning that pages may differ', async () => {
    const executable = join(folder, 'named');
    writeFileSync(executable, '');
    const diagnostics = new Diagnostics();
    expect(await findChromium({ cache: folder, executable, report: diagnostics.report })).toEqual({
      executable,
      pinned: false,
    });
    expect(diagnostics.all.map(({ severity, code }) => `${severity} ${code}`)).toEqual(['warning browser-unpinned']);
  });

  it('must be there, and be a file', async () => {
    const report = (): void => undefined;
    expect(await codeOf(findChromium({ cache: folder, executable: join(folder, 'absent'), report }))).toBe(
      'browser-missing',
    );
    expect(await codeOf(findChromium({ cache: folder, executable: folder, report }))).toBe('browser-missing');
  });

  it.runIf(linux)('makes pages, and is warned about once in a run', async () => {
    const { chromium } = await find(testCache);
    const { press, diagnostics } = openPress({ executable: join(folder, 'wrapper') });
    const wrapper = `#!/bin/sh\nLD_LIBRARY_PATH='${chromium.libraries}' exec '${chromium.executable}' "$@"\n`;
    writeFileSync(join(folder, 'wrapper'), wrapper, { mode: 0o755 });
    try {
      for (const label of ['one', 'two']) await press.run(label, (tab) => tab.open('<p>x', noResources));
    } finally {
      await press.close();
    }
    expect(diagnostics.all.map(({ code }) => code)).toEqual(['browser-unpinned']);
  });
});

describe.runIf(linux)('unpacking', () => {
  const cache = join(folder, 'cache');
  const home = join(cache, 'chromium');
  const place = join(home, `${pinnedBrowser('linux').version}-linux-x64`);
  const sizes = (): Record<string, number> =>
    Object.fromEntries(
      readdirSync(place, { recursive: true, encoding: 'utf8' })
        .map((path) => [path, statSync(join(place, path))] as const)
        .filter(([, facts]) => facts.isFile())
        .map(([path, facts]) => [path, facts.size]),
    );

  it('is done by two processes at once to the good of both, whatever a dead one left', async () => {
    // A process that died: one before its folder was in place, and, as no process can, one that left a folder without manifest.
    mkdirSync(join(home, '.partial-000000000000'), { recursive: true });
    utimesSync(join(home, '.partial-000000000000'), 0, 0);
    mkdirSync(place);
    writeFileSync(join(place, 'chromium'), 'half');

    const program = `
      const { findChromium } = await import(${JSON.stringify(join(root, 'src/paginate/chromium.ts'))});
      const found = await findChromium({ cache: ${JSON.stringify(cache)}, report: () => undefined });
      console.log(found.executable);`;
    const other = promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program]);
    const [mine, theirs] = await Promise.all([find(cache), other]);
    expect(mine.chromium).toMatchObject({ executable: join(place, 'chromium'), pinned: true });
    expect(theirs.stdout.trim()).toBe(join(place, 'chromium'));
    expect(mine.notices).toEqual([`unpacking Chromium ${pinnedBrowser('linux').version} (once for this machine)`]);
    expect(readdirSync(home)).toEqual([pinnedBrowser('linux').version + '-linux-x64']);
    expect(statSync(join(place, 'chromium')).mode & 0o111).toBe(0o111);
  });

  it('is done once', async () => {
    const { ino } = statSync(place);
    expect((await find(cache)).notices).toEqual([]);
    expect(statSync(place).ino).toBe(ino);
  });

  it.each([
    ['shorter', () => truncateSync(join(place, 'al2023/lib/libnss3.so'), 1000)],
    ['lost', () => rmSync(join(place, 'fonts/fonts/Open_Sans/OpenSans-Regular.ttf'))],
  ])('is done again when a file is %s', async (_fault, damage) => {
    const before = sizes();
    damage();
    expect(sizes()).not.toEqual(before);
    expect((await find(cache)).notices).toHaveLength(1);
    expect(sizes()).toEqual(before);
    expect(readdirSync(home)).toHaveLength(1);
  });

  it('says so when the cache cannot be written', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    expect(await codeOf(find(file))).toBe('browser-unpack');
  });
});

describe.runIf(linux)('a system without the browser’s libraries', () => {
  /** All that the browser may take from the system, which every glibc-based one has. */
  const system =
    /^(ld-linux-x86-64|libc|libm|libdl|libpthread|librt|libresolv|libgcc_s)\.so\.\d+$|^(ld|libc|libm)-[\d.]+\.so$/;

  it('serves: the running browser maps nss, nspr and expat of ours, and nothing of the system but glibc', async () => {
    const { chromium } = await find(testCache);
    const { press } = openPress();
    try {
      const maps = await press.run('maps', async (tab) => {
        await tab.open('<p>x', noResources);
        await tab.print();
        return readFileSync(`/proc/${press.processId()}/maps`, 'utf8');
      });
      const mapped = [...new Set([...maps.matchAll(/ (\/\S+\.so(?:\.\d+)*)$/gm)].map((match) => match[1]!))];
      const ours = mapped
        .filter((path) => path.startsWith(chromium.libraries!))
        .map((path) => path.slice(chromium.libraries!.length + 1));
      expect(ours).toEqual(expect.arrayContaining(['libnss3.so', 'libnspr4.so', 'libnssutil3.so', 'libexpat.so.1']));
      const others = mapped
        .filter((path) => !path.startsWith(chromium.libraries!))
        .map((path) => path.split('/').at(-1)!);
      expect(others.filter((name) => !system.test(name))).toEqual([]);
    } finally {
      await press.close();
    }
  });

  /** Whether this process may mount and change its root, as on a machine or in a container of its own it may. */
  const mayMount = (): boolean => {
    try {
      if (process.getuid?.() !== 0) return false;
      execFileSync('unshare', ['--mount', 'mount', '--bind', '/tmp', '/mnt'], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  };

  describe.runIf(mayMount())('as a bare root folder', () => {
    const bare = join(folder, 'bare');

    /** A root folder with glibc, the compiler's runtime and nothing else; Node, the sources and the browser come in by mounts. */
    const prepare = (): void => {
      const libraries = new Set<string>();
      for (const program of [
        process.execPath,
        join(testCache, 'chromium', `${pinnedBrowser('linux').version}-linux-x64`, 'chromium'),
      ]) {
        for (const [, path] of execFileSync('ldd', [program], { encoding: 'utf8' }).matchAll(/(\/\S+) \(0x/g))
          libraries.add(path!);
      }
      for (const path of libraries) {
        if (/nss|nspr|plc|plds|expat/.test(path)) continue;
        mkdirSync(dirname(bare + path), { recursive: true });
        copyFileSync(path, bare + path);
      }
      for (const path of ['proc', 'dev', 'tmp', root.slice(1)])
        mkdirSync(join(bare, path), { recursive: true, mode: 0o777 });
      for (const device of ['null', 'urandom']) writeFileSync(join(bare, 'dev', device), '');
      execFileSync('chmod', ['777', join(bare, 'tmp')]);
      const press = JSON.stringify(join(root, 'src/paginate/supervisor.ts'));
      writeFileSync(
        join(bare, 'print.mts'),
        `const { Press } = await import(${press});
        const press = new Press({ cache: '/tmp/cache-' + process.getuid(), report: () => undefined });
        try {
          const bytes = await press.run('bare', async (tab) => {
            await tab.open('<p>x', async () => undefined);
            return tab.print();
          });
          console.log(Buffer.from(bytes.subarray(0, 5)).toString());
        } catch (error) {
          console.log(error.diagnostic?.code ?? error);
        }
        await press.close();`,
      );
    };

    /** Runs the program in the bare root as a user, and returns what it printed. */
    const runAs = async (user: number): Promise<string> => {
      const script = `
        mount --bind "$2" "$1$2" && mount --bind /dev/null "$1/dev/null" && mount --bind /dev/urandom "$1/dev/urandom" &&
        mount --bind /proc "$1/proc" && exec chroot --userspec="$4:$4" "$1" "$3" /print.mts`;
      const env = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' };
      const args = ['--mount', 'sh', '-c', script, 'sh', bare, root, process.execPath, String(user)];
      return (await promisify(execFile)('unshare', args, { env, timeout: 60_000 })).stdout.trim();
    };

    it('prints there all the same', async () => {
      await find(testCache);
      prepare();
      expect(await runAs(0)).toBe('%PDF-');
    });

    // The kernel gives no user namespace to a process whose root is not the machine's: here no sandbox can start.
    it('does not go on without a sandbox for a person who is not root', async () => {
      expect(await runAs(65_534)).toBe('browser-sandbox');
    });
  });
});
