import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PDFArray, PDFDict, PDFDocument, PDFName } from 'pdf-lib';
import { finish } from '../../src/finish/finish.ts';
import { bookOf, resources } from '../finish/book.ts';
import { ROOT } from '../harness/golden.ts';

const name = (text: string): PDFName => PDFName.of(text);

/** A book of four pages that keeps PDF/UA-1 and PDF/A-2a. */
export async function conforming(): Promise<Uint8Array> {
  const book = bookOf({});
  const world = {
    ...resources,
    bundled: (path: string) => Promise.resolve(new Uint8Array(readFileSync(join(ROOT, path)))),
  };
  const standard = ['ua-1', 'a-2a'] as const;
  const { file } = await finish({ ...book, edition: { ...book.edition, standard } }, world, () => undefined);
  return file();
}

/** The ways in which {@link broken} breaks a file. */
export type Break = 'alt' | 'contents' | 'heading' | 'intent' | 'language' | 'script' | 'tabs' | 'unicode';

/** The conforming book with what a person could have got wrong. */
export async function broken(...ways: readonly Break[]): Promise<Uint8Array> {
  const document = await PDFDocument.load(await conforming(), { updateMetadata: false });
  const { context, catalog } = document;
  const dicts = context.enumerateIndirectObjects().flatMap(([, object]) => (object instanceof PDFDict ? [object] : []));
  const first = (key: string, value: string): PDFDict => {
    const found = dicts.find((dict) => dict.lookup(name(key)) === name(value));
    if (!found) throw new Error(`the book has no ${value}`);
    return found;
  };
  for (const way of ways) {
    if (way === 'alt') first('S', 'Figure').delete(name('Alt'));
    else if (way === 'contents') {
      const pages = document.getPages();
      const annotations = pages
        .map((page) => page.node.lookup(name('Annots')))
        .find((each) => each instanceof PDFArray);
      annotations?.lookup(0, PDFDict).delete(name('Contents'));
    } else if (way === 'heading') first('S', 'H2').set(name('S'), name('H5'));
    else if (way === 'intent') catalog.delete(name('OutputIntents'));
    else if (way === 'language') catalog.delete(name('Lang'));
    else if (way === 'script') catalog.set(name('OpenAction'), context.obj({ S: 'JavaScript', JS: 'x' }));
    else if (way === 'unicode') first('Subtype', 'Type0').delete(name('ToUnicode'));
    else for (const page of document.getPages()) page.node.delete(name('Tabs'));
  }
  return document.save({ updateFieldAppearances: false });
}
