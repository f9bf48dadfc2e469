import { deflateSync, crc32 } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import type { Resource } from '../../src/model/manuscript.ts';
import { BODY_LIMIT } from '../../src/paginate/tab.ts';
import { pdfText } from '../harness/pdf-text.ts';
import { codeOf, noResources, openPress } from '../harness/press.ts';

const { press } = openPress();
afterAll(() => press.close());

/** A PNG of one colour. */
function png(width: number, height: number): Resource {
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const frame = Buffer.alloc(8);
    frame.writeUInt32BE(data.length);
    frame.writeUInt32BE(crc32(body), 4);
    return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width);
  header.writeUInt32BE(height, 4);
  header.set([8, 0, 0, 0, 0], 8);
  const pixels = deflateSync(Buffer.alloc((width + 1) * height));
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return {
    type: 'image/png',
    bytes: Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', pixels), chunk('IEND', Buffer.alloc(0))]),
  };
}

/** MediaBoxes as Chromium writes them, in points. */
const mediaBoxes = (bytes: Uint8Array): string[] =>
  [
    ...Buffer.from(bytes)
      .toString('latin1')
      .matchAll(/\/MediaBox \[([^\]]*)\]/g),
  ].map((match) => match[1]!);

describe('a tab', { timeout: 60_000 }, () => {
  it('gives the document what is asked for by path and search, and is ready when all has come', async () => {
    const asked: string[] = [];
    const seen = await press.run('resources', async (tab) => {
      await tab.open('<link rel=stylesheet href="/a/page.css"><img src="/asset/ab.png?w=3">', async (path) => {
        asked.push(path);
        await new Promise((resolve) => setTimeout(resolve, 100));
        if (path.endsWith('.css')) return { type: 'text/css', bytes: Buffer.from('img { border-left: 7px solid }') };
        return path === '/asset/ab.png?w=3' ? png(3, 2) : undefined;
      });
      return tab.evaluate(() => {
        const image = document.querySelector('img')!;
        return [image.complete, image.naturalWidth, getComputedStyle(image).borderLeftWidth];
      });
    });
    expect(asked.sort()).toEqual(['/a/page.css', '/asset/ab.png?w=3']);
    expect(seen).toEqual([true, 3, '7px']);
  });

  it('evaluates with arguments, waits for promises and reports what was thrown', async () => {
    await press.run('evaluate', async (tab) => {
      await tab.open('<p>one<p>two', noResources);
      expect(
        await tab.evaluate(
          async (a: number, b: { c: string }) => `${a}${b.c}${document.querySelectorAll('p').length}`,
          1,
          { c: 'x' },
        ),
      ).toBe('1x2');
      await expect(tab.evaluate(() => (null as unknown as { x: 1 }).x)).rejects.toThrow(
        'Cannot read properties of null',
      );
    });
  });

  it('lays out for print when asked to', async () => {
    const sizes = await press.run('media', async (tab) => {
      await tab.open('<style>@media print { p { font-size: 30px } }</style><p>x', noResources);
      const size = () => tab.evaluate(() => getComputedStyle(document.querySelector('p')!).fontSize);
      const before = await size();
      await tab.emulatePrint();
      return [before, await size()];
    });
    expect(sizes).toEqual(['16px', '30px']);
  });

  it('prints pages of the size that the styles ask for, tagged or not, without header and outline', async () => {
    const html =
      '<!doctype html><html lang=en><title>T</title><style>@page { size: 400px 200px; margin: 0 }</style><h1>Head</h1><p>Text';
    const [tagged, untagged] = await press.run('print', async (tab) => {
      await tab.open(html, noResources);
      return [await tab.print(), await tab.print({ tagged: false })];
    });
    expect(mediaBoxes(tagged)).toEqual(['0 0 300 150']);
    const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');
    expect(text(tagged)).toContain('/StructTreeRoot');
    expect(text(untagged)).not.toContain('/StructTreeRoot');
    expect(text(tagged)).not.toContain('/Outlines');
    expect(await pdfText(tagged)).toEqual(['Head\nText']);
  });

  it('prints the same bytes but for the dates from one document, tab after tab', async () => {
    const html =
      '<!doctype html><html lang=en><title>T</title><table><thead><tr><th>a<th>b<tbody><tr><td>1<td>2</table>';
    const print = () =>
      press.run('same', async (tab) => {
        await tab.open(html, noResources);
        return Buffer.from(await tab.print())
          .toString('latin1')
          .replace(/D:\d{14}/g, 'D:');
      });
    const first = await print();
    expect(first).toContain('/TH');
    expect(await print()).toBe(first);
  });

  it('uses no font of the machine, whatever the document asks for', async () => {
    const html = '<p style="font-family: DejaVu Sans, Arial, serif">Latin שלום 漢字 <code>code</code>';
    const bytes = await press.run('fonts', async (tab) => {
      await tab.open(html, noResources);
      return tab.print();
    });
    const names = new Set(
      [
        ...Buffer.from(bytes)
          .toString('latin1')
          .matchAll(/\/BaseFont \/(?:[A-Z]{6}\+)?([^\s/]+)/g),
      ].map((match) => match[1]),
    );
    expect([...names]).toEqual(['OpenSans-Regular']);
  });

  it('stands in one language and time zone', async () => {
    const place = await press.run('place', async (tab) => {
      await tab.open('<p>x', noResources);
      return tab.evaluate(() => [
        navigator.language,
        Intl.DateTimeFormat().resolvedOptions().timeZone,
        devicePixelRatio,
      ]);
    });
    expect(place).toEqual(['en-US', 'UTC', 1]);
  });

  it('sees nothing of what another tab loaded or kept', async () => {
    const width = (image: Resource) =>
      press.run('cache', async (tab) => {
        await tab.open('<img src="/same.png">', async () => image);
        return tab.evaluate(() => {
          const kept = localStorage.getItem('kept');
          localStorage.setItem('kept', 'yes');
          return [document.querySelector('img')!.naturalWidth, kept];
        });
      });
    expect(await width(png(2, 2))).toEqual([2, null]);
    expect(await width(png(5, 2))).toEqual([5, null]);
  });

  it('throws what the caller’s own resources throw', async () => {
    const work = press.run('fault', (tab) =>
      tab.open('<img src="/a.png">', () => Promise.reject(new Error('the picture is broken'))),
    );
    await expect(work).rejects.toThrow('the picture is broken');
  });

  it('takes documents and resources up to a named limit', { timeout: 120_000 }, async () => {
    const over = 'x'.repeat(BODY_LIMIT + 1);
    expect(await codeOf(press.run('large', (tab) => tab.open(over, noResources)))).toBe('document-too-large');
    const largeImage = press.run('large', (tab) =>
      tab.open('<img src="/a.png">', async () => ({ type: 'image/png', bytes: Buffer.alloc(BODY_LIMIT + 1) })),
    );
    expect(await codeOf(largeImage)).toBe('document-too-large');

    const head = '<p>head<!--';
    const most = head + 'x'.repeat(BODY_LIMIT - head.length - 3) + '-->';
    const text = await press.run('most', async (tab) => {
      await tab.open(most, noResources);
      return tab.evaluate(() => document.body.textContent);
    });
    expect(text).toBe('head');
  });

  it('opens one document', async () => {
    const work = press.run('twice', async (tab) => {
      await tab.open('<p>one', noResources);
      await tab.open('<p>two', noResources);
    });
    await expect(work).rejects.toThrow('a tab opens one document');
  });
});
