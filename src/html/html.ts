import render from 'dom-serializer';
import { Element, Text, type Document } from 'domhandler';
import { parseDocument } from 'htmlparser2';
import type { Composition, ScreenFacts } from '../model/composition.ts';
import { descendants } from '../model/element-tree.ts';
import { HtmlFiles, type HtmlForm } from './files.ts';
import { makeAccessible } from './accessibility.ts';
import { put, take } from './dom.ts';

/** The page of an HTML edition. */
export const INDEX = 'index.html';
/** Its style sheet, where it is a folder. */
const STYLE = 'style.css';
/** What only the layout oracle needs. */
const PRINT_ATTRIBUTES = ['data-source', 'data-start', 'data-folio', 'data-heads', 'data-columns', 'data-opening'];

/**
 * Writes the HTML edition of a composition for screens: its files by path, {@link INDEX} first. It calls nothing outside itself and runs no
 * script. Pictures are coded for their largest box on a screen, only the faces that the text needs come along. The same composition gives
 * the same bytes.
 */
export async function writeHtml(
  composition: Composition,
  seen: ScreenFacts,
  form: HtmlForm,
): Promise<Map<string, Uint8Array>> {
  const document = parseDocument(composition.html, { decodeEntities: true });
  const files = new HtmlFiles(composition, seen, form);
  await gatherStyles(document, composition, files, form);
  makeAccessible(document, seen.scrolling, composition.title);
  await placePictures(document, composition, seen, files);
  for (const node of descendants(document)) for (const name of PRINT_ATTRIBUTES) delete node.attribs[name];
  const page = new TextEncoder().encode(`${render(document, { encodeEntities: 'utf8' }).trim()}\n`);
  const rest = [...files.files].sort(([a], [b]) => (a < b ? -1 : 1));
  return new Map([[INDEX, page] as const, ...rest]);
}

/** One style sheet for all: linked from the folder’s page, inside the single one. */
async function gatherStyles(
  document: Document,
  composition: Composition,
  files: HtmlFiles,
  form: HtmlForm,
): Promise<void> {
  const characters = new Set(Array.from(composition.html, (character) => character.codePointAt(0)!));
  const sheets = descendants(document).filter(
    (node) => node.name === 'style' || (node.name === 'link' && node.attribs['rel'] === 'stylesheet'),
  );
  const texts: string[] = [];
  for (const sheet of sheets) {
    texts.push(
      sheet.name === 'style'
        ? await files.styles(
            sheet.children.map((child) => (child instanceof Text ? child.data : '')).join(''),
            '/',
            characters,
          )
        : await files.styleSheet(sheet.attribs['href'] ?? '', characters),
    );
  }
  const head = sheets[0]?.parent;
  for (const sheet of sheets) {
    // The line that it stood on goes with it.
    if (sheet.prev instanceof Text && sheet.prev.data.trim() === '') take(sheet.prev);
    take(sheet);
  }
  const css = `${texts.filter((text) => text !== '').join('\n')}\n`;
  if (!head) return;
  if (form === 'folder') {
    files.files.set(STYLE, new TextEncoder().encode(css));
    put(new Element('link', { rel: 'stylesheet', href: STYLE }), head);
  } else {
    const style = new Element('style', {});
    put(style, head);
    put(new Text(css.replaceAll('</', '<\\/')), style);
  }
}

/** Gives every picture its address, the room it takes, and leave to load later when it is not the first. */
async function placePictures(
  document: Document,
  composition: Composition,
  seen: ScreenFacts,
  files: HtmlFiles,
): Promise<void> {
  let first = true;
  for (const image of descendants(document)) {
    if (image.name !== 'img') continue;
    const url = image.attribs['src'] ?? '';
    const address = await files.picture(url);
    const asset = composition.assets.get(url);
    if (address === undefined || !asset) continue;
    image.attribs['src'] = address;
    const box = seen.boxes.get(url) ?? asset.natural;
    // The proportions are the picture’s own, whatever the box crops.
    const width = Math.max(1, Math.round(Math.min(box.width, asset.natural.width)));
    // What an author wrote stays; the natural size that reading put there, to say the proportions, becomes that of the box.
    const { width: written, height } = image.attribs;
    if (written === undefined || (written === String(asset.natural.width) && height === String(asset.natural.height))) {
      image.attribs['width'] = String(width);
      image.attribs['height'] = String(Math.max(1, Math.round((width * asset.natural.height) / asset.natural.width)));
    }
    image.attribs['decoding'] = 'async';
    if (!first) image.attribs['loading'] = 'lazy';
    first = false;
  }
}
