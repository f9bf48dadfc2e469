import { readFileSync } from 'node:fs';
import { degrees, PDFDocument, PDFName, PDFString, rgb, StandardFonts } from 'pdf-lib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { build, type BuildResult } from '../../../src/build.ts';
import { makeFolder, type Folder } from '../../harness/builds.ts';
import { nameFaceOfNobody } from '../../harness/exhibit.ts';
import { pdfx4Faults } from '../../harness/pdfx4.ts';
import { readObjects, type Objects } from '../../harness/qpdf-objects.ts';
import { ghostscript, inked, separations } from '../../harness/separations.ts';

// Other people's pages among our own, for a press: sizes of their own, fonts that are not in the file, notes that hang over them.

const PUBLICATION = `title: Papers
layout: packet
editions:
  print: { binding: none, marks: false }
  loose: { extends: print, ownSizes: true }
parts:
  - { group: Papers, parts: [letter.pdf, lying.pdf, strange.pdf] }
`;
const MM = 72 / 25.4;
const A4 = [210 * MM, 297 * MM];
const sample = (name: string): Uint8Array =>
  readFileSync(new URL(`../../../samples/board-packet/papers/${name}.pdf`, import.meta.url));

/** A small page whose font is in no file, with a note over it, turned. */
async function strange(): Promise<Uint8Array> {
  const document = await PDFDocument.create();
  const page = document.addPage([300, 400]);
  page.drawText('No such font', {
    x: 40,
    y: 200,
    size: 24,
    font: await document.embedFont(StandardFonts.Helvetica),
    color: rgb(0.04, 0.04, 0.06),
  });
  page.setRotation(degrees(0));
  const { context } = document;
  const appearance = context.register(
    context.stream('0 0 0 rg 0 0 50 50 re f', { Type: 'XObject', Subtype: 'Form', BBox: [0, 0, 50, 50] }),
  );
  const note = {
    Type: 'Annot',
    Subtype: 'Stamp',
    Rect: [200, 300, 250, 350],
    F: 4,
    Contents: PDFString.of('Paid'),
    AP: { N: appearance },
  };
  page.node.set(PDFName.of('Annots'), context.obj([context.register(context.obj(note))]));
  await nameFaceOfNobody(document);
  return document.save();
}

let folder: Folder;
let result: BuildResult;
const made = new Map<string, { readonly bytes: Uint8Array; readonly file: Objects }>();
beforeAll(async () => {
  folder = makeFolder({
    'publication.yaml': PUBLICATION,
    'letter.pdf': sample('audit-letter'),
    'lying.pdf': sample('roof-survey'),
    'strange.pdf': await strange(),
  });
  result = await build({ files: ['publication.yaml'], cwd: folder.path, out: folder.output });
  for (const { edition, path } of result.products) {
    const bytes = readFileSync(path);
    made.set(edition, { bytes, file: await readObjects(bytes) });
  }
}, 120_000);
afterAll(() => folder.remove());

/** Width and height of every page when it is cut, as it is seen. */
function cuts({ file }: { readonly file: Objects }): number[][] {
  return file.pages.map((ref) => {
    const page = file.dict(ref)!;
    const [left, bottom, right, top] = file.array(page['/TrimBox'])!.map(Number);
    const size = [right! - left!, top! - bottom!];
    return Number(page['/Rotate'] ?? 0) % 180 === 0 ? size : size.toReversed();
  });
}
const codes = (): string[] => result.diagnostics.map(({ code }) => code);

test('all pages are cut to the publication’s size, those that lie turned to stand, and bleed on every side', () => {
  const print = made.get('print')!;
  expect(cuts(print).length).toBeGreaterThanOrEqual(4);
  for (const size of cuts(print)) size.forEach((side, i) => expect(side).toBeCloseTo(A4[i]!, 2));
  expect(print.file.pages.some((ref) => print.file.dict(ref)!['/Rotate'] === 270)).toBe(true);
  for (const ref of print.file.pages) {
    const page = print.file.dict(ref)!;
    const [trim, bleed] = ['/TrimBox', '/BleedBox'].map((key) => print.file.array(page[key])!.map(Number));
    trim!.forEach((side, i) => expect(Math.abs(side - bleed![i]!)).toBeCloseTo(3 * MM, 2));
  }
});

test('the file is PDF/X-4 in spite of a font that is not embedded, and says what became of its page', async () => {
  expect(result.ok).toBe(true);
  expect(await pdfx4Faults(made.get('print')!.bytes)).toEqual([]);
  expect(codes()).toContain('exhibit-painted');
  expect(codes()).not.toContain('exhibit-nonconforming');
});

test('with sizes of their own the pages keep them, and the mixture is reported', () => {
  const sizes = cuts(made.get('loose')!).map((size) => size.map(Math.round).join(' × '));
  expect(sizes).toContain('300 × 400');
  expect(codes()).toContain('trim-mixed');
});

test.skipIf(!ghostscript)('text and stamp of a painted page, near black in RGB, are black ink alone', async () => {
  const pages = await separations(made.get('print')!.bytes, 72);
  const last = pages[made.get('print')!.file.pages.length - 1]!;
  // The note of 50 points square, made no larger, is part of the page.
  expect(inked(last, 'Black')).toBeGreaterThan(2000);
  for (const ink of ['Cyan', 'Magenta', 'Yellow']) expect(inked(last, ink)).toBe(0);
});
