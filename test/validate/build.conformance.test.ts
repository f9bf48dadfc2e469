import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { archive } from '../../src/archive/archive.ts';
import { buildRecordSchema } from '../../src/archive/build-record.ts';
import { verify } from '../../src/archive/verify.ts';
import { build } from '../../src/build.ts';
import { whyNot } from '../conformance/verapdf.ts';
import { makeFolder, type Folder } from '../harness/builds.ts';

// What breaks a standard is not written, and told of; what keeps it is written with veraPDF's word.

/** A mask over a picture breaks PDF/UA-1. This one is there only once the picture is coded for print: nothing before the validator sees it. */
const BAD = `---
title: Words
lang: en
layout: ./house
---

# Words

First words of the document.

<p class="veiled"><img src="dot.png" alt="A dot"></p>

Last words.
`;
const GOOD = BAD.replace(' class="veiled"', '');

const HOUSE = {
  'dot.png': await sharp({ create: { width: 60, height: 60, channels: 3, background: '#0b4f8a' } })
    .png()
    .toBuffer(),
  'house/layout.json': '{ "description": "Veils pictures.", "extends": "article", "styles": ["house.css"] }',
  'house/house.css': ".veiled img[src$='?final'] { mask-image: linear-gradient(black, transparent); }",
};

const reason = await whyNot();

describe.skipIf(reason !== undefined)('what is validated by veraPDF', () => {
  let folder: Folder;
  beforeAll(() => {
    folder = makeFolder({ ...HOUSE, 'bad.md': BAD, 'good.md': GOOD });
  });
  afterAll(() => folder.remove());

  it('is built when it keeps its standards, and is told of and not written when it breaks them', async () => {
    const { ok, products, diagnostics } = await build({
      files: ['bad.md', 'good.md'],
      cwd: folder.path,
      validate: true,
    });
    expect(ok).toBe(false);
    expect(products.map(({ publication }) => publication)).toEqual(['good']);
    expect(folder.products()).toEqual(['good.web.pdf']);
    expect(diagnostics).toMatchObject([
      {
        severity: 'error',
        code: 'conformance-form-content',
        message: expect.stringMatching(/^page 1, .*\(ISO 14289-1, 7\.20\)$/),
      },
    ]);
  });

  it('goes into a bag with the verdict and the version of who gave it, or not at all', async () => {
    const options = { cwd: folder.path, verapdf: true } as const;
    const good = await archive({ ...options, files: ['good.md'] });
    expect(good).toMatchObject({ ok: true, diagnostics: [] });
    const { path } = good.products[0]!;
    const record = buildRecordSchema.parse(JSON.parse(readFileSync(join(path, 'data', 'build.json'), 'utf8')));
    expect(record.validation).toEqual({
      by: expect.stringMatching(/^veraPDF \d+\.\d+\.\d+$/),
      standards: ['ua-1', 'a-2a'],
      ok: true,
      findings: [],
    });
    expect(await verify({ path })).toMatchObject({ ok: true, diagnostics: [] });

    const bad = await archive({ ...options, files: ['bad.md'] });
    expect(bad).toMatchObject({ ok: false, products: [], diagnostics: [{ code: 'archive-nonconforming' }] });
    expect(folder.products().filter((name) => name.startsWith('bad'))).toEqual([]);
  });
});

it('a bag of what its judge refuses says so, and so does verify', async () => {
  const folder = makeFolder({ ...HOUSE, 'good.md': GOOD });
  const { ok, products, diagnostics } = await archive({
    cwd: folder.path,
    files: ['good.md'],
    validate: (_, standards) => Promise.resolve({ by: 'a judge', standards, ok: false, findings: ['all is wrong'] }),
  });
  expect(ok).toBe(true);
  expect(diagnostics).toMatchObject([{ severity: 'warning', code: 'archive-nonconforming' }]);
  const said = await verify({ path: products[0]!.path });
  expect(said).toMatchObject({ ok: true, diagnostics: [{ severity: 'warning', code: 'bag-nonconforming' }] });
  expect(said.diagnostics[0]!.message).toContain('a judge: all is wrong');
  folder.remove();
});
