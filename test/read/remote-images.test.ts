import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { read } from '../../src/read/read.ts';
import { makePublication, type TestPublication } from '../harness/publication.ts';

const picture = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"/>');
const other = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="5" height="5"/>');
const markdown = 'x ![a](https://img.example/b.svg) ![b](https://img.example/a.svg)';
let made: TestPublication | undefined;
afterEach(async () => made?.remove());

async function open(
  fetch: (address: string) => Promise<Uint8Array>,
  hosts: string[],
  text = markdown,
): Promise<TestPublication> {
  return makePublication({ files: { 'report.md': text }, publication: { hosts }, world: { fetch } });
}
const run = (publication: TestPublication) =>
  read(publication.publication, publication.edition, publication.world, publication.diagnostics.report);

describe('remote images', () => {
  test('from a host that nobody allowed are not fetched', async () => {
    const asked: string[] = [];
    made = await open(
      async (address) => (asked.push(address), picture),
      ['else.example'],
      '![a](https://img.example/b.svg)\n![b](//img.example/c.svg)\n<img src="http://img.example/d.svg" alt="x">',
    );
    await run(made);
    expect(asked).toEqual([]);
    expect(made.codes()).toEqual([1, 2, 3].map((line) => `image-remote-host report.md:${line}:1`));
    expect(made.diagnostics.all[0]!.hint).toContain('hosts: [img.example]');
  });

  test('are recorded, and a second build asks nobody', async () => {
    made = await open(() => Promise.resolve(picture), ['img.example']);
    expect((await run(made)).assets.size).toBe(1);
    const lock = await readFile(join(made.folder, 'report.lock.json'), 'utf8');
    const sha256 = createHash('sha256').update(picture).digest('hex');
    expect(JSON.parse(lock)).toEqual({
      version: 1,
      images: ['a', 'b'].map((name) => ({
        address: `https://img.example/${name}.svg`,
        sha256,
        bytes: picture.length,
        type: 'image/svg+xml',
      })),
    });
    made.world.fetch = () => Promise.reject(new Error('no network'));
    expect((await run(made)).assets.size).toBe(1);
    expect(made.codes()).toEqual([]);
    expect(await readFile(join(made.folder, 'report.lock.json'), 'utf8')).toBe(lock);
  });

  test('that changed at their address are an error', async () => {
    made = await open(() => Promise.resolve(picture), ['img.example']);
    await run(made);
    const lock = await readFile(join(made.folder, 'report.lock.json'), 'utf8');
    // The cache is gone, as on another machine.
    made.world.cached = (_key, make) => make();
    made.world.fetch = () => Promise.resolve(other);
    expect((await run(made)).assets.size).toBe(0);
    expect(made.of('image-lock-mismatch').map((d) => d.severity)).toEqual(['error', 'error']);
    expect(await readFile(join(made.folder, 'report.lock.json'), 'utf8')).toBe(lock);
  });

  test('that cannot be fetched are a warning with a placeholder', async () => {
    made = await open(() => Promise.reject(new Error('the host answered 404')), ['img.example']);
    await run(made);
    expect(made.codes()).toEqual(['image-fetch-failed report.md:1:3', 'image-fetch-failed report.md:1:35']);
  });
});
