import { expect, test } from 'vitest';
import { finish } from '../../src/finish/finish.ts';
import { impose } from '../../src/impose/impose.ts';
import { inspect } from '../../src/inspect/inspect.ts';
import { openWorld } from '../../src/world.ts';
import { bookOf } from '../finish/book.ts';
import { pressed } from '../finish/print/book.ts';
import { pdfx4Faults } from '../harness/pdfx4.ts';

const MM = 72 / 25.4;
const options = { scheme: 'booklet', sheet: { width: 450 * MM, height: 320 * MM }, marks: true } as const;

test('sheets of a PDF/X-4 file are PDF/X-4', async () => {
  const { bytes } = await pressed();
  expect(await pdfx4Faults(bytes)).toEqual([]);
  const { file } = await impose(bytes, options);
  expect(await pdfx4Faults(file!)).toEqual([]);
});

test('sheets keep what the file says of itself, and do not claim to be tagged or kept for long', async () => {
  const book = bookOf({});
  const kept = { ...book, edition: { ...book.edition, standard: ['ua-1', 'a-2a'] as const } };
  const environment = { OCTAVO_CACHE: 'output', SOURCE_DATE_EPOCH: '0' };
  const finished = await finish(kept, openWorld({ root: '.', output: 'output', environment }), () => undefined);
  const source = await finished.file();
  expect((await inspect(source)).claims.length).toBeGreaterThan(0);
  const { file } = await impose(source, options);
  const packet = /<x:xmpmeta[\s\S]*<\/x:xmpmeta>/.exec(Buffer.from(file!).toString('latin1'))?.[0];
  expect(packet).toContain('<dc:title>');
  expect(packet).not.toMatch(/pdfuaid:part|pdfaid:part/);
  expect((await inspect(file!)).claims).toEqual([]);
});
