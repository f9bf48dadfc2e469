import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { build, type BuildResult } from '../../../src/build.ts';
import { pageText } from '../../../src/inspect/text.ts';
import { makeFolder, type Folder } from '../../harness/builds.ts';
import { pdfx4Faults } from '../../harness/pdfx4.ts';
import { readObjects } from '../../harness/qpdf-objects.ts';
import { ghostscript, separations } from '../../harness/separations.ts';

// A cover as one sheet around the book: back, spine and front.

const PUBLICATION = `title: A book of its own
organisation: Example Foundation
description: What is said on the back.
theme:
  accent: { cmyk: [100, 60, 0, 10], spot: PANTONE 293 C }
editions:
  print: { cover: { thickness: 1, barcode: true } }
  up: { extends: print, cover: { thickness: 1, spineType: up } }
  thin: { extends: print, marks: false, cover: offset-80 }
  bare: { extends: print, binding: none }
layout: report
parts: [text.md]
`;
const MM = 72 / 25.4;
const BLEED = 3 * MM;
/** From the corner of the sheet to that of the trim: room for marks, and bleed. */
const MEDIA = 13 * MM;

let folder: Folder;
let result: BuildResult;
const made = new Map<string, Uint8Array>();
beforeAll(async () => {
  const chapters = Array.from(
    { length: 14 },
    (_, i) => `# Chapter ${i}\n\n${'Words that fill a line and another. '.repeat(60)}\n\n`,
  );
  folder = makeFolder({ 'publication.yaml': PUBLICATION, 'text.md': chapters.join('') });
  result = await build({ files: ['publication.yaml'], cwd: folder.path, out: folder.output });
  for (const { kind, edition, path } of result.products) made.set(`${edition} ${kind}`, readFileSync(path));
}, 120_000);
afterAll(() => folder.remove());

/** The only page of a cover: its boxes, and how many pages its book has. */
async function sheet(edition: string): Promise<{ trim: number[]; bleed: number[]; pages: number }> {
  const file = await readObjects(made.get(`${edition} cover`)!);
  expect(file.pages).toHaveLength(1);
  const page = file.dict(file.pages[0])!;
  const [trim, bleed] = ['/TrimBox', '/BleedBox'].map((key) => file.array(page[key])!.map(Number));
  return { trim: trim!, bleed: bleed!, pages: (await readObjects(made.get(`${edition} pdf`)!)).pages.length };
}
const lines = async (edition: string): Promise<readonly { text: string; x: number; y: number }[]> =>
  (await pageText(made.get(`${edition} cover`)!))[0]!.lines.map(({ text, x, y }) => ({ text, x, y }));

test('the cover is two pages and a spine as wide as the book is thick, with bleed all round', async () => {
  expect(result.ok).toBe(true);
  const { trim, bleed, pages } = await sheet('print');
  const spine = pages / 2 + 0.5;
  expect((trim[2]! - trim[0]!) / MM).toBeCloseTo(420 + spine, 2);
  expect((trim[3]! - trim[1]!) / MM).toBeCloseTo(297, 2);
  trim.forEach((side, i) => expect(Math.abs(side - bleed[i]!)).toBeCloseTo(BLEED, 2));
});

test('both files are PDF/X-4, and the book has no cover of its own', async () => {
  expect(await pdfx4Faults(made.get('print cover')!)).toEqual([]);
  expect(await pdfx4Faults(made.get('print pdf')!)).toEqual([]);
  const [first] = await pageText(made.get('print pdf')!);
  expect(first!.lines.map(({ text }) => text)).toContain('A book of its own');
});

test('back and front stand on their own side of the folds', async () => {
  const { pages } = await sheet('print');
  const middle = MEDIA + (210 + (pages / 2 + 0.5) / 2) * MM;
  const all = await lines('print');
  expect(all.find(({ text }) => text.startsWith('What is said'))!.x).toBeLessThan(middle);
  expect(all.filter(({ text }) => text === 'A book of its own').some(({ x }) => x > middle)).toBe(true);
});

test('a spine too thin for type has none, and says so', async () => {
  const titles = (await lines('thin')).filter(({ text }) => text.includes('A book'));
  expect(titles).toHaveLength(1);
  expect(result.diagnostics.map(({ code }) => code)).toContain('spine-plain');
});

test('a book that is not bound has no cover around it', () => {
  expect(made.has('bare cover')).toBe(false);
  expect(result.diagnostics.map(({ code }) => code)).toContain('cover-none');
});

test('type on the spine stands between the folds and runs down, or up where that is asked', async () => {
  for (const [edition, angle] of [
    ['print', 90],
    ['up', 270],
  ] as const) {
    const { trim, pages } = await sheet(edition);
    const [left, right] = [210, 210 + pages / 2 + 0.5].map((mm) => MEDIA + mm * MM);
    const spine = (await pageText(made.get(`${edition} cover`)!))[0]!.lines.filter((line) => line.angle % 360 !== 0);
    expect(spine.map(({ text }) => text).join(' ')).toBe('A book of its own Example Foundation');
    for (const line of spine) {
      expect((line.angle + 360) % 360).toBe(angle);
      expect(line.x).toBeGreaterThan(left! + MM);
      expect(line.x).toBeLessThan(right! - MM);
    }
    const [title] = spine;
    // The title stands at the head when it runs down, at the foot when it runs up.
    expect(title!.y > MEDIA + (trim[3]! - trim[1]!) / 2).toBe(edition === 'up');
  }
});

const PPI = 144;
const PX = PPI / 25.4;
test.skipIf(!ghostscript)(
  'the field is the spot ink to the end of the bleed, and folds are marked outside it',
  async () => {
    const { bleed, pages } = await sheet('print');
    const [plates] = await separations(made.get('print cover')!, PPI);
    const [spot, black] = [plates!.get('PANTONE 293 C')!, plates!.get('Black')!];
    const height = Math.round((bleed[3]! - bleed[1]!) * (PPI / 72) + 20 * PX);
    const width = spot.length / height;
    expect(width).toBe(Math.round(width));
    const at = (plate: Uint8Array, x: number, y: number): number => plate[Math.round(y) * width + Math.round(x)]!;
    const edge = 10 * PX + 2;
    for (const x of [edge, width - edge - 1]) for (const y of [edge, height - edge - 1]) expect(at(spot, x, y)).toBe(0);
    for (const fold of [210, 210 + pages / 2 + 0.5]) {
      const x = (13 + fold) * PX;
      const column = Array.from({ length: Math.floor(10 * PX) }, (_, y) =>
        Math.min(at(black, x - 1, y), at(black, x, y), at(black, x + 1, y)),
      );
      expect(column.filter((value) => value < 250).length).toBeGreaterThan(4);
      // Half a millimetre before the bleed it ends.
      expect(column.at(-1)).toBe(255);
    }
  },
);
