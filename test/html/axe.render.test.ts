import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { build } from '../../src/build.ts';
import { findChromium } from '../../src/paginate/chromium.ts';
import { launch, type RunningBrowser } from '../../src/paginate/launch.ts';
import { ROOT } from '../harness/golden.ts';
import { testCache } from '../harness/press.ts';

// axe-core finds nothing in any HTML edition, on a phone and a desk, by light and dark, by the rules of WCAG 2.2 AA and its own.

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const DOCUMENTS = {
  'our report': join(ROOT, 'samples', 'annual-report', 'publication.yaml'),
  'our packet': join(ROOT, 'samples', 'board-packet', 'publication.yaml'),
  'the document of features': join(ROOT, 'test', 'cases', 'features', 'input', 'report.md'),
  'the document of tags': join(ROOT, 'test', 'cases', 'tags', 'input', 'report.md'),
};

/** Each rule that is broken, with the first elements that break it. */
interface Fault {
  readonly rule: string;
  readonly help: string;
  readonly elements: readonly string[];
}

let folder: string;
let running: RunningBrowser;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'octavo-axe-'));
  running = await launch(await findChromium({ cache: testCache, report: () => undefined }), testCache);
});
afterAll(async () => {
  await running.end();
  rmSync(folder, { recursive: true, force: true });
});

async function faults(path: string, width: number, scheme: 'light' | 'dark'): Promise<Fault[]> {
  const page = await running.browser.newPage();
  try {
    await page.setViewport({ width, height: 900 });
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
    await page.goto(pathToFileURL(path).href, { waitUntil: 'load' });
    await page.evaluate(axe.source);
    return await page.evaluate(async (tags) => {
      const { axe } = globalThis as unknown as { axe: typeof import('axe-core') };
      // What an author makes half transparent is the author's own.
      const context = { include: [['html']], exclude: [['[style*="opacity"]']] };
      const { violations } = await axe.run(context, { runOnly: { type: 'tag', values: tags } });
      return violations.map(({ id, help, nodes }) => ({
        rule: id,
        help,
        elements: nodes.slice(0, 3).map(({ html, failureSummary }) => `${html.slice(0, 160)} ${failureSummary ?? ''}`),
      }));
    }, RULES);
  } finally {
    await page.close();
  }
}

describe.each(Object.entries(DOCUMENTS))('axe on %s', (name, file) => {
  let path: string;
  beforeAll(async () => {
    const out = join(folder, name.replace(/\W+/g, '-'));
    const { products, diagnostics } = await build({ files: [file], out, html: true, editions: ['web'] });
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
    path = products.find(({ kind }) => kind === 'html')!.path;
  });

  test.each([
    [390, 'light'],
    [1280, 'light'],
    [1280, 'dark'],
  ] as const)('finds nothing at %i px, %s', async (width, scheme) => {
    expect(await faults(path, width, scheme)).toEqual([]);
  });
});
