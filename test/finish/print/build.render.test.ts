import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { build, type BuildResult } from '../../../src/build.ts';
import { makeFolder, type Folder } from '../../harness/builds.ts';
import { pdfx4Faults } from '../../harness/pdfx4.ts';
import { readObjects } from '../../harness/qpdf-objects.ts';
import { ghostscript, inked, separations } from '../../harness/separations.ts';

// From Markdown to what a press takes, through the browser.

const PUBLICATION = `title: Print
layout: report
theme:
  accent: { cmyk: [100, 60, 0, 10], spot: PANTONE 293 C }
editions:
  print: { binding: saddle, marks: false }
parts: [text.md]
`;
const TEXT = `# One\n\n${'Words that fill a line and another. '.repeat(60)}\n\n## Picture\n\n![A small one](small.png "Small")\n`;

let folder: Folder;
let result: BuildResult;
let bytes: Uint8Array;
beforeAll(async () => {
  const noise = Uint8Array.from({ length: 300 * 200 * 3 }, (_, i) => (i * 7919) % 256);
  const small = await sharp(noise, { raw: { width: 300, height: 200, channels: 3 } })
    .png()
    .toBuffer();
  folder = makeFolder({ 'publication.yaml': PUBLICATION, 'text.md': TEXT, 'small.png': small });
  result = await build({ files: ['publication.yaml'], cwd: folder.path, out: folder.output });
  bytes = readFileSync(result.products[0]!.path);
}, 120_000);
afterAll(() => folder.remove());

test('the file is PDF/X-4', async () => {
  expect(result.ok).toBe(true);
  expect(await pdfx4Faults(bytes)).toEqual([]);
});

test('every page is A4 when cut, with 3 mm more on each side, and whole sheets are full', async () => {
  const file = await readObjects(bytes);
  expect(file.pages.length % 4).toBe(0);
  for (const ref of file.pages) {
    const [left, bottom, right, top] = file.array(file.dict(ref)!['/TrimBox'])!.map(Number);
    expect(right! - left!).toBeCloseTo((210 * 72) / 25.4, 3);
    expect(top! - bottom!).toBeCloseTo((297 * 72) / 25.4, 3);
    const bleed = file.array(file.dict(ref)!['/BleedBox'])!.map(Number);
    expect(left! - bleed[0]!).toBeCloseTo((3 * 72) / 25.4, 3);
  }
});

test('a picture that is too coarse is named at its line', () => {
  const coarse = result.diagnostics.find(({ code }) => code === 'image-coarse');
  expect(coarse?.message).toMatch(/^small\.png has \d+ pixels per inch/);
  expect(coarse?.span).toMatchObject({ file: 'text.md', line: 7 });
});

test.skipIf(!ghostscript)(
  'the cover’s field is the spot ink to the last row of the bleed, and no other ink',
  async () => {
    const [cover] = await separations(bytes, 50);
    const spot = cover!.get('PANTONE 293 C')!;
    const width = Math.round((216 / 25.4) * 50);
    expect(spot[0]).toBe(0);
    expect(spot[width * 3]).toBe(0);
    expect(spot.at(-width)).toBe(0);
    expect(inked(cover!, 'Cyan') + inked(cover!, 'Magenta') + inked(cover!, 'Yellow')).toBe(0);
  },
);
