import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Stage } from '../src/model/progress.ts';
import { ATTEMPTS } from '../src/paginate/supervisor.ts';
import { makeFolder, watch, type Folder } from './harness/builds.ts';
import { CASES } from './harness/case.ts';

// What holds of a whole build, whatever becomes of its browser.

/** A document of some sixty pages, so that there is a middle. */
const LONG = readFileSync(join(CASES, 'contents', 'input', 'report.md'), 'utf8');
/** How long after the print has begun something happens to it, milliseconds: it takes some hundred. */
const INTO_PAGES_MS = 150;

let folder: Folder;
afterEach(() => folder.remove());

describe('a browser that is killed', () => {
  it.each([
    ['before the pages', 'compose', 0],
    ['as the pages begin', 'paginate', 0],
    ['in the middle of the pages', 'paginate', INTO_PAGES_MS],
  ] as const)('%s is replaced; nothing is left of it', async (_when, stage, wait) => {
    folder = makeFolder({ 'report.md': LONG });
    let killed: number | undefined;
    const kill = (pid: number): void => {
      killed = pid;
      process.kill(pid, 'SIGKILL');
    };
    const { result, browsers, left } = await watch({ files: ['report.md'], cwd: folder.path }, (step, browser) => {
      if (step.stage !== stage || step.state !== 'start' || killed !== undefined) return;
      if (wait === 0) kill(browser!);
      else setTimeout(kill, wait, browser);
    });
    expect(result.diagnostics).toEqual([]);
    expect(result.ok).toBe(true);
    expect(killed).toBe(browsers[0]);
    expect(browsers).toHaveLength(2);
    expect(left()).toEqual([]);
    expect(folder.products()).toEqual([result.products[0]!.path.slice(folder.output.length + 1)]);
    expect(result.products[0]!.pages).toBeGreaterThan(30);
  });

  it('time after time ends in a diagnostic, and no product', async () => {
    folder = makeFolder({ 'report.md': LONG });
    const { result, browsers, left } = await watch(
      { files: ['report.md'], cwd: folder.path },
      () => undefined,
      (browser) => process.kill(browser, 'SIGKILL'),
    );
    expect(result.ok).toBe(false);
    expect(result.diagnostics.map((each) => each.code)).toEqual(['browser-crashed']);
    // Those that were asked their version, and one for each attempt at the pages.
    expect(browsers.length).toBeLessThanOrEqual(2 * ATTEMPTS);
    expect(left()).toEqual([]);
    expect(folder.products()).toEqual([]);
  });
});

describe('a build that is stopped', () => {
  it.each<[Stage, number]>([
    ['read', 0],
    ['compose', 0],
    ['paginate', 0],
    ['paginate', INTO_PAGES_MS],
    ['assemble', 0],
    ['finish', 0],
  ])('at %s, %i ms into it, leaves no product, no process and no half of a file', async (stage, wait) => {
    folder = makeFolder({ 'report.md': LONG });
    const stop = new AbortController();
    const ended: Stage[] = [];
    const { result, left } = await watch({ files: ['report.md'], cwd: folder.path, signal: stop.signal }, (step) => {
      if (step.state === 'end') ended.push(step.stage);
      if (step.stage !== stage || step.state !== 'start') return;
      if (wait === 0) stop.abort();
      else setTimeout(() => stop.abort(), wait);
    });
    expect(result.ok).toBe(false);
    expect(result.products).toEqual([]);
    expect(result.diagnostics.map((each) => each.code)).toEqual(['cancelled']);
    // The pages are what takes long: they are not waited for.
    if (stage === 'paginate') expect(ended).not.toContain(stage);
    expect(left()).toEqual([]);
    expect(folder.products()).toEqual([]);
  });
});

it('several files and editions share one browser', async () => {
  const text = '---\neditions: { web: {}, print: {} }\n---\n\nText.\n';
  folder = makeFolder({ 'one.md': text, 'two.md': text, 'three.md': text });
  const { result, browsers, left } = await watch({ files: ['one.md', 'two.md', 'three.md'], cwd: folder.path });
  expect(result.ok).toBe(true);
  expect(folder.products()).toEqual(
    ['one', 'three', 'two'].flatMap((name) => [`${name}.print.pdf`, `${name}.web.pdf`]),
  );
  expect(browsers).toHaveLength(1);
  expect(left()).toEqual([]);
});
