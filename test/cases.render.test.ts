import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildCase, goldens, loadCases, PICTURE_PPI, strayGoldens, type Built, type Finished } from './harness/case.ts';
import { claims } from './harness/case-claims.ts';
import { factText, locate, tagText } from './harness/case-facts.ts';
import { expectGolden } from './harness/golden.ts';
import { expectPicture } from './harness/picture-golden.ts';
import { rasterise } from './harness/raster.ts';
import { brokenRules } from './harness/page-rules.ts';

// Every folder in test/cases is built the whole way through and compared with its goldens; every product keeps the rules of all.

const cases = loadCases();

it('there are cases, and no golden without one', () => {
  expect(cases.length).toBeGreaterThan(15);
  expect(Object.keys(claims).filter((name) => !cases.some((one) => one.name === name))).toEqual([]);
  expect(cases.flatMap((one) => strayGoldens(one).map((file) => `${one.name}/expected/${file}`))).toEqual([]);
});

describe.each(cases)('case $name', (one) => {
  let built: Built;
  const product = (): Finished => {
    expect(built.product, built.diagnostics).toBeDefined();
    return built.product!;
  };

  beforeAll(async () => {
    built = await buildCase(one);
  });

  it('says what it should', () => {
    expectGolden(join(one.folder, 'expected', 'diagnostics.txt'), built.diagnostics);
    expect(built.result.products.length, built.diagnostics).toBe(one.product ? 1 : 0);
  });

  if (one.product) {
    it('is what it should be', () => {
      const { facts, texts } = product();
      expectGolden(join(one.folder, 'expected', 'facts.json'), factText(facts, texts, one.locate));
    });

    it('has the tags that it should', () => {
      expectGolden(join(one.folder, 'expected', 'tags.txt'), tagText(product().facts));
    });

    it('keeps the rules of every page', () => {
      const { facts, texts } = product();
      expect(brokenRules(facts, texts)).toEqual([]);
      expect(one.locate.filter((string) => locate(texts, string).length === 0)).toEqual([]);
    });
  }

  for (const [claim, hold] of Object.entries(claims[one.name] ?? {})) it(claim, () => hold(product()));

  if (one.pictures.length > 0) {
    it('looks as it should', async () => {
      const pages = one.pictures.map((page) => page - 1);
      const pictures = await rasterise(product().bytes, pages, PICTURE_PPI);
      expect(goldens(one).filter((file) => file.endsWith('.png'))).toHaveLength(pictures.length);
      for (const [i, picture] of pictures.entries())
        await expectPicture(join(one.folder, 'expected', `page-${one.pictures[i]}.png`), picture);
    });
  }
});
