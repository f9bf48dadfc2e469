import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { build } from '../../src/build.ts';
import { findChromium } from '../../src/paginate/chromium.ts';
import { launch } from '../../src/paginate/launch.ts';
import { makeFolder } from '../harness/builds.ts';
import { testCache } from '../harness/press.ts';

const MINUTES = `# Minutes of May

A paragraph.

**Motion:** That the budget be adopted.

**Moved:** A. **Seconded:** B.

Term
: What it means.

> [!NOTE]
> Something to note.

    code
`;

test('on a wide screen all blocks of a packet’s text stand in one column', { timeout: 120_000 }, async () => {
  const folder = makeFolder({
    'publication.yaml': 'title: Papers\nlayout: packet\nparts: [{ group: Minutes, parts: [minutes.md] }]\n',
    'minutes.md': MINUTES,
  });
  const running = await launch(await findChromium({ cache: testCache, report: () => undefined }), testCache);
  try {
    const { products } = await build({ files: [folder.path], out: folder.output, html: true });
    const page = await running.browser.newPage();
    await page.setViewport({ width: 1400, height: 900 });
    await page.goto(pathToFileURL(products.find(({ kind }) => kind === 'html')!.path).href);
    const boxes = await page.evaluate(() =>
      ['p', '.motion', 'dl', '.admonition', 'pre'].map((name) => {
        const { left, right } = document.querySelector(`.flow > ${name}`)!.getBoundingClientRect();
        return { name, left: Math.round(left), right: Math.round(right) };
      }),
    );
    const [paragraph] = boxes;
    expect(boxes).toEqual(boxes.map(({ name }) => ({ ...paragraph, name })));
  } finally {
    await running.end();
    folder.remove();
  }
});
