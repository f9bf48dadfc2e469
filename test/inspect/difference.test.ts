import { PDFDocument, PDFName, PDFString } from 'pdf-lib';
import { expect, test } from 'vitest';
import { firstDifference } from '../../src/inspect/difference.ts';

async function made(change: (document: PDFDocument) => void = () => undefined): Promise<Uint8Array> {
  const document = await PDFDocument.create({ updateMetadata: false });
  document.addPage([200, 300]).drawLine({ start: { x: 0, y: 0 }, end: { x: 9, y: 9 } });
  change(document);
  return document.save({ useObjectStreams: false });
}

test('files of the same bytes do not differ', async () => {
  expect(await firstDifference(await made(), await made())).toBeUndefined();
});

test('the object that differs is named with its kind and what it says', async () => {
  const other = await made((document) => document.getPage(0).node.set(PDFName.of('Marker'), PDFString.of('x')));
  expect(await firstDifference(await made(), other)).toMatch(
    /^object \d+ \(Page\): “.*” in the first, “.*Marker.*” in the second$/s,
  );
});

test('an object of one file only is named', async () => {
  const other = await made((document) => void document.context.register(document.context.obj({ Type: 'Extra' })));
  expect(await firstDifference(await made(), other)).toMatch(/^object \d+ \(Extra\) is in the second only$/);
});

test('where all objects are the same, the place in the file is told', async () => {
  const one = await made();
  const text = Buffer.from(one).toString('latin1');
  const other = Buffer.from(text.replace('\nstartxref', ' \nstartxref'), 'latin1');
  expect(await firstDifference(one, other)).toMatch(/^all objects are the same; .* from byte \d+$/);
});
