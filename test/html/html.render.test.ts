import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Element, Text, type ParentNode } from 'domhandler';
import { parseDocument } from 'htmlparser2';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { build, type BuildOptions } from '../../src/build.ts';
import { findChromium } from '../../src/paginate/chromium.ts';
import { launch, type RunningBrowser } from '../../src/paginate/launch.ts';
import { corpus } from '../harness/corpus.ts';
import { linksOf } from '../harness/links.ts';
import { testCache } from '../harness/press.ts';

const LAUNCHER = fileURLToPath(new URL('../../bin/octavo.js', import.meta.url));
const PACKET = fileURLToPath(new URL('../../samples/board-packet', import.meta.url));
const SAMPLE = fileURLToPath(new URL('../../samples/annual-report', import.meta.url));

let folder: string;
let running: RunningBrowser;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'octavo-html-'));
  running = await launch(await findChromium({ cache: testCache, report: () => undefined }), testCache);
});
afterAll(async () => {
  await running.end();
  rmSync(folder, { recursive: true, force: true });
});

function elements(root: ParentNode): Element[] {
  return root.children.flatMap((child) => (child instanceof Element ? [child, ...elements(child)] : []));
}

function textOf(root: ParentNode): string {
  return root.children
    .map((child) => (child instanceof Text ? child.data : 'children' in child ? textOf(child) : ''))
    .join('');
}

/** Addresses that a page or its style sheets load, as written. */
function loaded(page: string, css: string): string[] {
  const nodes = elements(parseDocument(page));
  const attributes = nodes.flatMap((node) => {
    const { src, srcset, poster, data, href } = node.attribs;
    return [
      src,
      srcset,
      poster,
      data,
      ...(node.name === 'link' && !['alternate', 'canonical'].includes(node.attribs['rel'] ?? '') ? [href] : []),
    ];
  });
  const styles = [
    css,
    ...nodes.flatMap((node) => [node.attribs['style'] ?? '', ...(node.name === 'style' ? [textOf(node)] : [])]),
  ];
  const urls = styles.flatMap((text) => [...text.matchAll(/url\(\s*["']?([^"')]*)/g)].map((match) => match[1]!));
  return [...attributes.filter((each) => each !== undefined), ...urls];
}

/** What a publication needs of a reader who cannot see, point or wait; empty when all of it is there. */
function accessibilityFaults(page: string): string[] {
  const nodes = elements(parseDocument(page));
  const faults: string[] = [];
  const named = (name: string): Element[] => nodes.filter((node) => node.name === name);
  const ids = nodes.flatMap((node) => node.attribs['id'] ?? []);
  for (const id of new Set(ids)) if (ids.indexOf(id) !== ids.lastIndexOf(id)) faults.push(`two ids “${id}”`);
  for (const node of nodes) {
    const { href } = node.attribs;
    if (href?.startsWith('#') && !ids.includes(decodeURIComponent(href.slice(1)))) faults.push(`${href} leads nowhere`);
    for (const name of ['aria-labelledby', 'aria-describedby', 'for', 'headers']) {
      for (const id of (node.attribs[name] ?? '').split(' ').filter(Boolean))
        if (!ids.includes(id)) faults.push(`${name} ${id}`);
    }
    for (const name of Object.keys(node.attribs)) if (name.startsWith('on')) faults.push(`${node.name} ${name}`);
  }
  if (!named('html')[0]?.attribs['lang']) faults.push('no language');
  if (textOf(named('title')[0] ?? parseDocument('')).trim() === '') faults.push('no title');
  if (named('script').length > 0) faults.push('a script');
  const body = named('body')[0]!;
  const top = body.children.filter((child) => child instanceof Element);
  const kinds = top.map((node) => node.name);
  for (const landmark of ['header', 'main', 'footer'])
    if (kinds.filter((kind) => kind === landmark).length !== 1) faults.push(`${kinds.join()} has not one ${landmark}`);
  const [skip] = top;
  if (skip?.name !== 'a' || skip.attribs['href'] !== `#${named('main')[0]?.attribs['id']}`) faults.push('no skip link');
  for (const nav of named('nav'))
    if (!nav.attribs['aria-labelledby'] && !nav.attribs['aria-label']) faults.push('a nameless nav');
  for (const image of named('img'))
    if (image.attribs['alt'] === undefined) faults.push(`${image.attribs['src']} has no alt`);
  const levels = nodes.flatMap((node) => (/^h[1-6]$/.test(node.name) ? [Number(node.name[1])] : []));
  if (levels.filter((level) => level === 1).length !== 1) faults.push('not one h1');
  if (levels.some((level, index) => index > 0 && level > levels[index - 1]! + 1))
    faults.push(`levels skip: ${levels.join('')}`);
  for (const region of nodes.filter((node) => node.attribs['tabindex'] === '0' && node.name !== 'a')) {
    if (region.attribs['role'] !== 'region' || !region.attribs['aria-label'])
      faults.push(`a nameless ${region.name} that takes focus`);
  }
  return faults;
}

/** Loads a file in the pinned browser: what it asked for, what failed, and how much wider than the screen it is. */
async function open(
  path: string,
  width: number,
): Promise<{ asked: string[]; failed: string[]; over: number; faces: number }> {
  const page = await running.browser.newPage();
  try {
    const asked: string[] = [];
    const failed: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    page.on('requestfailed', (request) => failed.push(request.url()));
    await page.setViewport({ width, height: 800 });
    await page.goto(pathToFileURL(path).href, { waitUntil: 'load' });
    const [over, faces] = await page.evaluate(async () => {
      await document.fonts.ready;
      const loaded = [...document.fonts].filter((face) => face.status === 'loaded').length;
      return [document.documentElement.scrollWidth - document.documentElement.clientWidth, loaded] as const;
    });
    return { asked, failed, over, faces };
  } finally {
    await page.close();
  }
}

async function made(
  source: string,
  options: Partial<BuildOptions> = {},
): Promise<{ index: string; page: string; css: string; out: string }> {
  const out = mkdtempSync(join(folder, 'out-'));
  const { ok, products, diagnostics } = await build({ files: [source], out, html: true, ...options });
  expect(diagnostics.filter((each) => each.severity === 'error')).toEqual([]);
  expect(ok).toBe(true);
  const index = products.find((product) => product.kind === 'html')!.path;
  const style = join(dirname(index), 'style.css');
  return { index, page: readFileSync(index, 'utf8'), css: existsSync(style) ? readFileSync(style, 'utf8') : '', out };
}

describe('the HTML edition of the sample', () => {
  let edition: Awaited<ReturnType<typeof made>>;
  beforeAll(async () => {
    edition = await made(SAMPLE);
  });

  test('lies beside the PDF, and each names the other', async () => {
    expect(readdirSync(edition.out).sort()).toEqual(['annual-report.html', 'annual-report.web.pdf']);
    const links = elements(parseDocument(edition.page)).filter(
      (node) => node.attribs['href'] === '../annual-report.web.pdf',
    );
    expect(links.map((node) => node.name)).toContain('a');
    expect(links.find((node) => node.name === 'link')?.attribs).toMatchObject({
      rel: 'alternate',
      type: 'application/pdf',
    });
    const back = await linksOf(readFileSync(join(edition.out, 'annual-report.web.pdf')));
    expect(back.map(({ url }) => url)).toContain('annual-report.html/index.html');
  });

  test('loads nothing but its own files, all of which are there, and has none too many', () => {
    const addresses = loaded(edition.page, edition.css);
    expect(addresses.filter((each) => /^[a-z][a-z0-9+.-]*:|^\//i.test(each) && !each.startsWith('data:'))).toEqual([]);
    const own = new Set(addresses.filter((each) => !each.startsWith('data:')));
    const there = readdirSync(dirname(edition.index), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) =>
        join(entry.parentPath, entry.name)
          .slice(dirname(edition.index).length + 1)
          .split('\\')
          .join('/'),
      );
    expect([...own].sort()).toEqual(there.filter((each) => each !== 'index.html').sort());
  });

  test('has landmarks, a skip link, one h1, names and targets for all that needs them, and no script', () => {
    expect(accessibilityFaults(edition.page)).toEqual([]);
    expect(elements(parseDocument(edition.page)).filter((node) => node.name === 'nav')).toHaveLength(1);
  });

  test('has notes that lead to and fro', () => {
    const nodes = elements(parseDocument(edition.page));
    const call = nodes.find((node) => 'data-footnote-ref' in node.attribs)!;
    const note = nodes.find((node) => `#${node.attribs['id']}` === call.attribs['href'])!;
    const back = elements(note).find((node) => 'data-footnote-backref' in node.attribs)!;
    expect(call.attribs['id'] ?? (call.parent as Element).attribs['id']).toBe(back.attribs['href']!.slice(1));
  });

  test.each([320, 390, 1280])(
    'opens as a file at %i px: nothing fails, nothing is wider than the screen',
    async (width) => {
      const { asked, failed, over, faces } = await open(edition.index, width);
      expect(failed).toEqual([]);
      expect(asked.filter((url) => !url.startsWith('file:') && !url.startsWith('data:'))).toEqual([]);
      expect(over).toBe(0);
      expect(faces).toBeGreaterThan(4);
    },
  );

  test('says nothing of sheets of paper', () => {
    expect(edition.css).not.toMatch(/@page|counter\(physical/);
    expect(edition.page).not.toMatch(/data-source|data-folio/);
  });

  test('is the same in another folder, time zone and locale', () => {
    const run = (name: string, environment: Record<string, string>): string => {
      const here = join(folder, name);
      cpSync(SAMPLE, join(here, 'annual-report'), { recursive: true });
      const { status } = spawnSync(process.execPath, [LAUNCHER, 'build', '--html', 'annual-report'], {
        cwd: here,
        env: { ...process.env, SOURCE_DATE_EPOCH: '1700000000', ...environment },
      });
      expect(status).toBe(0);
      return join(here, 'output');
    };
    const one = run('one', { TZ: 'UTC', LC_ALL: 'C' });
    const two = run('zwei/ü', { TZ: 'Asia/Kathmandu', LC_ALL: 'sv_SE.UTF-8' });
    const files = (root: string): string[] => readdirSync(root, { recursive: true }).map(String).sort();
    expect(files(two)).toEqual(files(one));
    for (const file of files(one).filter((each) => /\.\w+$/.test(each) && !each.endsWith('.html'))) {
      expect(Buffer.compare(readFileSync(join(one, file)), readFileSync(join(two, file))), file).toBe(0);
    }
    const index = join('annual-report.html', 'index.html');
    expect(readFileSync(join(two, index), 'utf8')).toBe(readFileSync(join(one, index), 'utf8'));
  });
});

describe('an article', () => {
  let source: string;
  beforeAll(async () => {
    source = join(folder, 'article');
    mkdirSync(join(source, 'static'), { recursive: true });
    const noise = Buffer.from(Array.from({ length: 2400 * 1200 * 3 }, (_, i) => (i * 2654435761) >>> 24));
    await sharp(noise, { raw: { width: 2400, height: 1200, channels: 3 } })
      .jpeg()
      .toFile(join(source, 'static', 'wide.jpg'));
    const row = (cells: number): string =>
      `| ${Array.from({ length: cells }, (_, i) => `column number ${i}`).join(' | ')} |`;
    writeFileSync(
      join(source, 'text.md'),
      `---\ntitle: Kurz\nlang: de\n---\n\n## Erstens\n\n![Rauschen](/wide.jpg)\n\nEin Wort auf Griechisch: λόγος.\n\n${row(12)}\n${'|---'.repeat(12)}|\n${row(12)}\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n\`\`\`\n${'long line of code '.repeat(20)}\n\`\`\`\n`,
    );
  });

  test('has its title as the banner, and keyboards reach what scrolls, and only that', async () => {
    const { page } = await made(join(source, 'text.md'));
    expect(accessibilityFaults(page)).toEqual([]);
    const regions = elements(parseDocument(page)).filter((node) => node.attribs['role'] === 'region');
    expect(regions.map((node) => [node.name, node.attribs['aria-label']])).toEqual([
      ['div', 'Erstens'],
      ['pre', 'Erstens'],
    ]);
    expect(page).toContain('Zum Text springen');
  });

  test('has pictures of two pixels for a CSS pixel of the largest box, no finer', async () => {
    const { page, index } = await made(join(source, 'text.md'));
    const image = elements(parseDocument(page)).find((node) => node.name === 'img')!;
    const { width } = await sharp(join(dirname(index), image.attribs['src']!)).metadata();
    const box = Number(image.attribs['width']);
    expect(box).toBeGreaterThan(500);
    expect(box).toBeLessThan(1000);
    expect(width).toBeGreaterThan(1.9 * box);
    expect(width).toBeLessThanOrEqual(2 * box);
  });

  test('brings the faces of the characters it has, and no other subset', async () => {
    const { index } = await made(join(source, 'text.md'));
    const faces = readdirSync(join(dirname(index), 'fonts'));
    expect(faces.some((face) => /-greek-\d/.test(face))).toBe(true);
    expect(faces.filter((face) => /cyrillic|vietnamese|-300-|noto/.test(face) && !face.includes('latin-300'))).toEqual(
      [],
    );
  });

  test('as a single file holds everything and shows the same', async () => {
    const { index, page, out } = await made(join(source, 'text.md'), { html: 'single' });
    expect(readdirSync(out).sort()).toEqual(['text.single.html', 'text.web.pdf']);
    expect(loaded(page, '').filter((each) => !each.startsWith('data:'))).toEqual([]);
    expect(accessibilityFaults(page)).toEqual([]);
    expect(page).toContain('href="text.web.pdf"');
    const { asked, failed, over, faces } = await open(index, 390);
    expect(failed).toEqual([]);
    expect(asked.filter((url) => url.startsWith('file:'))).toHaveLength(1);
    expect(over).toBe(0);
    expect(faces).toBeGreaterThan(2);
  });
});

test('papers of a meeting: nothing of a closed session, nor a link to a PDF that has it', async () => {
  const { index, page, out } = await made(PACKET, { editions: ['web', 'public'] });
  expect(readdirSync(out)).toContain('board-packet.web.pdf');
  expect(page).toContain('href="../board-packet.public.pdf"');
  expect(page).not.toContain('board-packet.web.pdf');
  expect(page).toContain('Closed session');
  const closed = readFileSync(join(PACKET, 'pay.md'), 'utf8')
    .split('\n')
    .filter((line) => line.length > 40);
  expect(closed.length).toBeGreaterThan(0);
  for (const line of closed) expect(page).not.toContain(line.slice(0, 40));
  expect(accessibilityFaults(page)).toEqual([]);
  for (const width of [320, 1280]) expect(await open(index, width)).toMatchObject({ failed: [], over: 0 });
});

describe.skipIf(!corpus)('real documents', () => {
  test.each(['annual-report-2022', 'annual-report-2024', 'bylaws', 'comparison-guide'])('%s', async (name) => {
    const { index, page, css } = await made(join(corpus!, name));
    expect(accessibilityFaults(page)).toEqual([]);
    expect(
      loaded(page, css).filter((each) => /^[a-z][a-z0-9+.-]*:|^\//i.test(each) && !each.startsWith('data:')),
    ).toEqual([]);
    for (const width of [320, 1280]) expect(await open(index, width)).toMatchObject({ failed: [], over: 0 });
  });
});
