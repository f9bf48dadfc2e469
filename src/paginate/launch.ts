import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import puppeteer, { type Browser } from 'puppeteer-core';
import { OctavoError } from '../model/diagnostic.ts';
import { escapeMarkup } from '../model/escape-markup.ts';
import { sweep, type Chromium } from './chromium.ts';
import { Pipe } from './pipe.ts';

/** Time a browser has to start, milliseconds: a cold disk with a virus scanner takes some seconds, a minute means that it never will. */
export const START_LIMIT_MS = 60_000;
/** Time a browser has to close by itself before its processes are killed, milliseconds: it has nothing to save. */
export const CLOSE_LIMIT_MS = 3_000;
/** How much of the browser's own words is kept, characters: its last lines say why it did not start. */
const WORDS_KEPT = 4000;
/** Profiles untouched this long are cleared when their process is gone, milliseconds: over a shared disk it may run on another machine. */
const PROFILE_AGE_MS: number = 24 * 60 * 60 * 1000;
/** How the name of a profile begins; the id of our process follows. */
const PROFILE = '.profile-';
/** How much of the browser's own words a diagnostic repeats, characters: its last lines say why it did not start. */
const LOG_EXCERPT = 600;

/** A browser process that answers. */
export interface RunningBrowser {
  readonly browser: Browser;
  readonly pid: number | undefined;
  /** Settles when the process is gone or no longer answers, however that came. Never rejects. */
  readonly gone: Promise<void>;
  /** Closes it, kills what is left after {@link CLOSE_LIMIT_MS}, removes its profile. Idempotent; never rejects. */
  end(): Promise<void>;
  /** Kills it at once, all its processes, and removes its profile. Never rejects. */
  kill(): Promise<void>;
}

/**
 * Every switch the browser runs with; puppeteer's own defaults are left out, so that a new version of it changes nothing unseen.
 * The sandbox is on unless the process is root, under which Chromium's cannot start.
 */
function switches(profile: string, root: boolean): string[] {
  return [
    '--headless',
    '--remote-debugging-pipe',
    `--user-data-dir=${join(profile, 'data')}`,
    ...(root ? ['--no-sandbox'] : []),

    // No way to any network: every name is unknown, every connection goes to a proxy whose name is unknown, loopback too.
    '--host-resolver-rules=MAP * ~NOTFOUND',
    '--proxy-server=socks5://closed.invalid:1',
    '--proxy-bypass-list=<-loopback>',
    '--disable-quic',
    '--dns-prefetch-disable',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-domain-reliability',
    '--disable-sync',
    '--no-pings',
    '--no-first-run',
    '--no-default-browser-check',
    '--no-service-autorun',
    '--disable-default-apps',
    '--disable-extensions',
    '--disable-component-extensions-with-background-pages',
    '--disable-client-side-phishing-detection',
    '--disable-breakpad',
    '--disable-crash-reporter',
    '--metrics-recording-only',
    '--disable-search-engine-choice-screen',
    // A tab of its own process each: what one job leaves behind, no other sees.
    '--disable-features=Translate,AcceptCHFrame,MediaRouter,OptimizationHints,ProcessPerSiteUpToMainFrameThreshold,IsolateSandboxedIframes,DialMediaRouteProvider',

    // The same pages everywhere.
    '--lang=en-US',
    '--font-render-hinting=none',
    '--force-color-profile=srgb',
    '--force-device-scale-factor=1',
    '--disable-gpu',
    '--hide-scrollbars',
    '--export-tagged-pdf',

    // A hidden tab works as fast as a seen one, and a slow one is ours to end.
    '--disable-background-timer-throttling',
    '--disable-backgrounding-occluded-windows',
    '--disable-renderer-backgrounding',
    '--disable-hang-monitor',
    '--disable-ipc-flooding-protection',
    // Containers often give shared memory 64 MB, which a large print exceeds.
    '--disable-dev-shm-usage',
    '--mute-audio',
    '--password-store=basic',
    '--use-mock-keychain',
  ];
}

/** A configuration of fontconfig that knows one folder, so that no font of the machine ever leaks into a page. */
function fontConfiguration(fonts: string, cache: string): string {
  return (
    '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">\n' +
    `<fontconfig><dir>${escapeMarkup(fonts)}</dir><cachedir>${escapeMarkup(cache)}</cachedir></fontconfig>\n`
  );
}

/** The environment of the browser: nothing of the person's own but what the system needs to start a program. */
async function environment(chromium: Chromium, profile: string): Promise<Record<string, string>> {
  const result: Record<string, string> = { TZ: 'UTC', LANG: 'en_US.UTF-8', HOME: profile, TMPDIR: profile };
  for (const [name, folder] of [
    ['XDG_CONFIG_HOME', 'config'],
    ['XDG_CACHE_HOME', 'cache'],
    ['XDG_DATA_HOME', 'share'],
    ['XDG_RUNTIME_DIR', 'run'],
  ] as const) {
    result[name] = join(profile, folder);
    await mkdir(result[name], { mode: 0o700 });
  }
  for (const name of [
    'PATH',
    ...(process.platform === 'win32' ? ['SystemRoot', 'SystemDrive', 'windir', 'ProgramFiles', 'LOCALAPPDATA'] : []),
  ]) {
    const value = process.env[name];
    if (value !== undefined) result[name] = value;
  }
  if (process.platform === 'win32') result['TEMP'] = result['TMP'] = profile;
  if (chromium.libraries !== undefined) result['LD_LIBRARY_PATH'] = chromium.libraries;
  if (chromium.fonts !== undefined) {
    const file = join(profile, 'fonts.conf');
    await writeFile(file, fontConfiguration(chromium.fonts, join(profile, 'cache', 'fontconfig')));
    result['FONTCONFIG_FILE'] = file;
  }
  return result;
}

/**
 * Starts a browser with a private profile inside the cache.
 *
 * It is driven through pipes, not a port: no other process can reach it, and it ends when this process does, however that ends.
 * Throws OctavoError `browser-sandbox` when its sandbox cannot start, `browser-start` for any other reason.
 */
export async function launch(chromium: Chromium, cache: string): Promise<RunningBrowser> {
  const profiles = join(cache, 'chromium', 'profiles');
  const profile = join(profiles, `${PROFILE}${process.pid}-${randomBytes(6).toString('hex')}`);
  const clear = () => rm(profile, { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined);
  let child: Child;
  try {
    await mkdir(profile, { recursive: true, mode: 0o700 });
    await sweep(profiles, PROFILE, PROFILE_AGE_MS, isAbandoned);
    child = start(chromium, profile, await environment(chromium, profile));
  } catch (error) {
    await clear();
    throw startFailure(error as Error, '', chromium);
  }
  let browser: Browser;
  try {
    browser = await Promise.race([
      puppeteer.connect({
        transport: child.pipe,
        // Single calls may take as long as their job may: the job's limit is the one that speaks.
        protocolTimeout: 0,
        defaultViewport: { width: 1280, height: 1024, deviceScaleFactor: 1 },
      }),
      child.failed.then((error) => Promise.reject(error)),
      after(START_LIMIT_MS).then(() =>
        Promise.reject(new Error(`it does not answer within ${START_LIMIT_MS / 1000} s`)),
      ),
    ]);
  } catch (error) {
    // The pipe breaks before the last words have come.
    await Promise.race([child.failed, after(CLOSE_LIMIT_MS)]);
    child.kill();
    await Promise.race([child.exited, after(CLOSE_LIMIT_MS)]);
    await clear();
    throw startFailure(error as Error, child.words(), chromium);
  }
  const disconnected = new Promise<void>((resolve) => void browser.once('disconnected', () => resolve()));
  let ending: Promise<void> | undefined;
  const finish = async (gently: boolean) => {
    if (gently) {
      await Promise.race([browser.close().catch(() => undefined), after(CLOSE_LIMIT_MS)]);
      await Promise.race([child.exited, after(CLOSE_LIMIT_MS)]);
    }
    child.kill();
    await Promise.race([child.exited, after(CLOSE_LIMIT_MS)]);
    await clear();
  };
  return {
    browser,
    pid: child.pid,
    gone: Promise.race([child.exited, disconnected]),
    end: () => (ending ??= finish(true)),
    kill() {
      child.kill();
      return (ending ??= finish(false));
    },
  };
}

/** True when no process runs under the id in a profile's name. */
function isAbandoned(name: string): boolean {
  try {
    process.kill(Number.parseInt(name.slice(PROFILE.length), 10), 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

/** A browser process, whether it answers or not. */
interface Child {
  readonly pid: number | undefined;
  readonly pipe: Pipe;
  /** Settles when the process is gone. */
  readonly exited: Promise<void>;
  /** Settles with the reason when the process could not be started, or is gone and its words have come. */
  readonly failed: Promise<Error>;
  /** The end of what it said on its error output. */
  words(): string;
  /** Kills it and its helpers at once. */
  kill(): void;
}

/** Starts the process, at the head of a process group of its own, where Ctrl-C in a terminal does not reach it. */
function start(chromium: Chromium, profile: string, env: Record<string, string>): Child {
  const windows = process.platform === 'win32';
  const child = spawn(chromium.executable, switches(profile, process.getuid?.() === 0), {
    env,
    detached: !windows,
    windowsHide: true,
    stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'],
  });
  const { pid } = child;
  const kill = () => {
    if (pid === undefined) return;
    try {
      if (windows) child.kill('SIGKILL');
      else process.kill(-pid, 'SIGKILL');
    } catch {
      // Nothing is left of it.
    }
  };
  process.once('exit', kill);
  const exited = new Promise<void>((resolve) => {
    const end = () => {
      process.off('exit', kill);
      // A browser that died may leave helpers that do not know it yet.
      kill();
      resolve();
    };
    child.once('exit', end);
    child.once('error', end);
  });
  const failed = new Promise<Error>((resolve) => {
    child.once('error', resolve);
    child.once('close', (code, signal) => resolve(new Error(`it ended with ${signal ?? `status ${code}`}`)));
  });
  let words = '';
  child.stderr!.setEncoding('utf8').on('data', (text: string) => (words = (words + text).slice(-WORDS_KEPT)));
  return {
    pid,
    pipe: new Pipe(child.stdio[3] as Writable, child.stdio[4] as Readable),
    exited,
    failed,
    words: () => words,
    kill,
  };
}

/** A promise for a later moment that keeps no process alive. */
export function after(milliseconds: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, milliseconds).unref());
}

/** Says why a browser did not start, by its own last words. */
function startFailure(error: Error, words: string, chromium: Chromium): OctavoError {
  if (/no usable sandbox|zygote_host_impl|namespace_sandbox|credentials\.cc/i.test(words)) {
    return new OctavoError(
      {
        code: 'browser-sandbox',
        message: 'the browser’s sandbox cannot start on this system',
        why: 'Documents are laid out in a sandbox, which needs user namespaces; Octavo does not go on without it.',
        hint: 'Allow unprivileged user namespaces (on Ubuntu: sysctl kernel.apparmor_restrict_unprivileged_userns=0), or build as root inside a container of its own.',
      },
      { cause: error },
    );
  }
  const said = words.trim() || error.message;
  const library = /error while loading shared libraries: (\S+):/.exec(words)?.[1];
  return new OctavoError(
    {
      code: 'browser-start',
      message: library
        ? `the browser ${chromium.executable} lacks the library ${library}`
        : `the browser ${chromium.executable} does not start: ${said.slice(-LOG_EXCERPT)}`,
      hint: chromium.pinned
        ? 'See that the cache folder allows programs to run (OCTAVO_CACHE names another), and that the system has glibc.'
        : 'Try the program by itself, or leave the browser option out to use the pinned one.',
    },
    { cause: error },
  );
}
