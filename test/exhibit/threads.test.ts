import { spawnSync } from 'node:child_process';
import type { Worker } from 'node:worker_threads';
import { deflateSync } from 'node:zlib';
import { PDFName, type PDFRef } from 'pdf-lib';
import { describe, expect, test } from 'vitest';
import { rasterise } from '../../src/exhibit/exhibit.ts';
import { ROOT } from '../harness/golden.ts';
import { content, paper, saved, take, written } from './foreign.ts';

/** Threads that were begun since the tests were; the number of one that is gone is −1. */
const threads: Worker[] = [];
process.on('worker', (worker: Worker) => threads.push(worker));
const gone = (): boolean => threads.length > 0 && threads.at(-1)!.threadId === -1;

/** Forms that call each other ten times, twenty deep: as small a file as one likes, and nobody ever paints it. */
async function endless(): Promise<Uint8Array> {
  return saved(
    paper(1, (document, context) => {
      let inner: PDFRef | undefined;
      for (let level = 0; level < 20; level++) {
        inner = context.register(
          context.stream(inner ? '/F Do '.repeat(10) : '0 0 9 9 re f', {
            Type: 'XObject',
            Subtype: 'Form',
            BBox: [0, 0, 600, 900],
            ...(inner && { Resources: { XObject: { F: inner } } }),
          }),
        );
      }
      const page = document.getPage(0);
      page.node.Resources()!.set(PDFName.of('XObject'), context.obj({ F: inner! }));
      content(page, '/F Do');
    }),
  );
}

describe('time', () => {
  test('a file that nobody can paint is given up, and its thread is gone', async () => {
    const begun = performance.now();
    const { exhibit, diagnostics } = await take(await endless(), { limits: { milliseconds: 600 } });
    expect(exhibit).toBeUndefined();
    expect(diagnostics).toMatchObject([
      { severity: 'warning', code: 'exhibit-timeout', message: expect.stringMatching(/within 0.6 seconds/) as string },
    ]);
    expect(performance.now() - begun).toBeLessThan(8000);
    expect(gone()).toBe(true);
  });

  test('the next file is taken in all the same', async () => {
    await take(await endless(), { limits: { milliseconds: 500 } });
    expect(gone()).toBe(true);
    expect((await take(await saved(paper(2)))).exhibit!.pages).toHaveLength(2);
  });

  test('a signal ends it at once', async () => {
    const stop = new AbortController();
    const taken = take(await endless(), { signal: stop.signal });
    setTimeout(() => stop.abort(new Error('enough')), 700);
    await expect(taken).rejects.toThrow('enough');
    expect(gone()).toBe(true);
  });
});

describe('memory', () => {
  test('an object stream that unpacks without end is given up, and what it took comes back', async () => {
    const megabytes = 1500;
    const block = Buffer.alloc(1024 * 1024, ' ');
    const packed = deflateSync(Buffer.concat(Array.from({ length: megabytes / 10 }, () => block)));
    // Packed three times: no single step is suspicious.
    const twice = deflateSync(deflateSync(packed));
    const stream = `<< /Type /ObjStm /N 1 /First 4 /Filter [/FlateDecode /FlateDecode /FlateDecode] /Length ${twice.length} >>\nstream\n${twice.toString('latin1')}\nendstream`;
    const bytes = written([
      '<< /Type /Catalog /Pages 2 0 R >>',
      '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
      '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] >>',
      stream,
    ]);
    const { exhibit, codes } = await take(bytes, { limits: { memoryBytes: 150 * 1024 * 1024, milliseconds: 15_000 } });
    expect(exhibit).toBeUndefined();
    expect(codes).toEqual(['exhibit-too-large']);
    expect(gone()).toBe(true);
  }, 40_000);

  test('a picture of gigapixels does not fill the memory', async () => {
    const before = process.memoryUsage.rss();
    let most = before;
    const look = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 50);
    const document = await paper(1, (own, context) => {
      const picture = context.register(
        context.stream(deflateSync(Buffer.alloc(1024 * 1024)), {
          Type: 'XObject',
          Subtype: 'Image',
          Width: 60_000,
          Height: 60_000,
          ColorSpace: 'DeviceRGB',
          BitsPerComponent: 8,
          Filter: 'FlateDecode',
        }),
      );
      const page = own.getPage(0);
      page.node.Resources()!.set(PDFName.of('XObject'), context.obj({ Im: picture }));
      content(page, 'q 400 0 0 400 50 50 cm /Im Do Q');
    });
    const { exhibit, codes } = await take(await saved(document));
    clearInterval(look);
    expect(exhibit !== undefined || codes.length === 1).toBe(true);
    expect(most - before).toBeLessThan(1.5 * 1024 * 1024 * 1024);
  });
});

test('ten at once, a bad one among them', async () => {
  const good = await saved(paper(5));
  const bad = await endless();
  const all = await Promise.all(
    Array.from({ length: 10 }, (_, i) => take(i === 4 ? bad : good, i === 4 ? { limits: { milliseconds: 600 } } : {})),
  );
  expect(all.map(({ exhibit }) => exhibit?.pages.length)).toEqual([5, 5, 5, 5, undefined, 5, 5, 5, 5, 5]);
  expect(all[4]!.codes).toEqual(['exhibit-timeout']);
});

test('a page that nobody can paint has no raster, and nothing hangs', async () => {
  expect(await rasterise({ bytes: await endless() }, [0], 50, { milliseconds: 1000 })).toBeUndefined();
});

test('a program that has taken a file in ends, though its thread waits for the next', async () => {
  const program = `
    import { openOffice } from './src/office/office.ts';
    import { rasterise } from './src/exhibit/exhibit.ts';
    const bytes = (text) => new Uint8Array(Buffer.from(text, 'base64'));
    await openOffice(bytes('YSxiCjEsMg=='), { file: 'a.csv', format: 'csv' }, 'en', () => undefined);
    if (!(await rasterise({ bytes: bytes('${Buffer.from(await saved(paper(1))).toString('base64')}') }, [0], 20))) throw new Error('nothing');
    const begun = performance.now();
    process.on('exit', () => process.stdout.write(String(performance.now() - begun)));`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  // Idle threads go after five seconds.
  expect(Number(stdout)).toBeGreaterThan(0);
  expect(Number(stdout)).toBeLessThan(2500);
});
