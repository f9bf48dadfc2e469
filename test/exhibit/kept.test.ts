import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { PDFName, PDFString } from 'pdf-lib';
import { cachedBytes } from '../../src/world/content-cache.ts';
import type { ExhibitOptions } from '../../src/exhibit/exhibit.ts';
import { annotate, content, paper, saved, take } from './foreign.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'octavo-kept-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A keep over the folder, and how often something was made for it. */
function keep(program = 'this one'): { readonly options: ExhibitOptions; readonly made: () => number } {
  const made = vi.fn();
  const cached = (key: string, make: () => Promise<Uint8Array>): Promise<Uint8Array> =>
    cachedBytes(folder, key, () => {
      made();
      return make();
    });
  return { options: { keep: { cached, program } }, made: () => made.mock.calls.length };
}

async function entries(): Promise<string[]> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  return found.filter((each) => each.isFile()).map((each) => join(each.parentPath, each.name));
}

/** A paper that is changed on its way in: it has a script, and CMYK to be told. */
const changed = saved(
  paper(3, (document) => {
    const page = document.getPage(1);
    content(page, '0 1 0 0 k 10 10 50 50 re f');
    annotate(page, { Subtype: 'Link', Rect: [0, 0, 9, 9], A: { S: 'JavaScript', JS: PDFString.of('go()') } });
    document.catalog.set(PDFName.of('Lang'), PDFString.of('de-AT'));
  }),
);

describe('what came of an exhibit is kept', () => {
  test('the next time it is there, the same with the same diagnostics, and nothing is made', async () => {
    const fresh = await take(await changed);
    const { options, made } = keep();
    expect(await take(await changed, options)).toEqual(fresh);
    expect(await take(await changed, options)).toEqual(fresh);
    expect(made()).toBe(1);
    expect(fresh.codes).toContain('exhibit-cleaned');
  });

  test('a file that is taken as it came is not stored a second time', async () => {
    const bytes = await saved(paper(1, (document) => void document.getPage(0).node.delete(PDFName.of('Contents'))));
    const before = new Set(await entries());
    const { options } = keep();
    const first = await take(bytes, options);
    const added = (await entries()).filter((path) => !before.has(path));
    expect(added).toHaveLength(1);
    expect(await readFile(added[0]!, 'latin1')).not.toContain('%PDF');
    expect((await take(bytes, options)).exhibit!.bytes).toEqual(first.exhibit!.bytes);
  });

  test('two who ask at once get what was made once', async () => {
    const { options, made } = keep('another');
    const [a, b] = await Promise.all([take(await changed, options), take(await changed, options)]);
    expect(a).toEqual(b);
    expect(made()).toBe(1);
  });

  test('another program, and other wishes, make their own', async () => {
    await take(await changed, keep().options);
    const { options, made } = keep('a newer one');
    await take(await changed, options);
    await take(await changed, { ...options, annotations: 'drop' });
    expect(made()).toBe(2);
  });

  test('an entry that is not as it was written is made anew', async () => {
    const good = await take(await changed, keep().options);
    for (const path of await entries()) {
      const bytes = await readFile(path);
      bytes[bytes.length - 20]! ^= 1;
      await writeFile(path, bytes);
    }
    const { options, made } = keep();
    expect(await take(await changed, options)).toEqual(good);
    expect(made()).toBe(1);
    await take(await changed, options);
    expect(made()).toBe(1);
  });

  test('nothing is kept of what was not read within its bounds', async () => {
    const { options, made } = keep();
    const narrow = { ...options, limits: { milliseconds: 1 } };
    expect((await take(await changed, narrow)).codes).toEqual(['exhibit-timeout']);
    expect((await take(await changed, narrow)).codes).toEqual(['exhibit-timeout']);
    expect(made()).toBe(2);
  });

  test('nothing of a locked file is kept, with a password or without', async () => {
    const before = await entries();
    for (const userPassword of ['sesame', '']) {
      const document = await paper(1);
      document.encrypt({ userPassword, ownerPassword: 'owner', permissions: {} });
      const { options, made } = keep();
      const { exhibit } = await take(await saved(document), { ...options, password: userPassword });
      expect(exhibit!.pages).toHaveLength(1);
      expect(made()).toBe(0);
      const restricted = await take(await saved(document), options);
      expect(restricted.exhibit === undefined).toBe(userPassword !== '');
      expect(made()).toBe(0);
    }
    expect(await entries()).toEqual(before);
  });
});
