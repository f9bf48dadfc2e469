import { posix } from 'node:path';
import type { Document, Element } from 'domhandler';
import type { Report } from '../model/diagnostic.ts';
import type { Asset, Manuscript } from '../model/manuscript.ts';
import { textParts } from '../model/part.ts';
import { isPacket, type Edition, type Publication } from '../model/publication.ts';
import type { World } from '../world.ts';
import { leadingImage, type Marked, setPunctuation } from './document.ts';
import type { Mark } from './mark.ts';
import { identify, linkedFiles } from './identify.ts';
import { type ImageCall, type ImageResult, Images } from './images.ts';
import { flattenLinks, settleLink } from './links.ts';
import { type OfficeTexts, type ReadPart, readPart } from './part.ts';
import { MISSING_ALT } from './sanitise.ts';
import { element as make, replaceNode } from './tree.ts';

/**
 * Reads all parts of a publication: Markdown to sanitised trees in which every block, link and image knows its source, ids given,
 * links settled, footnotes linked, punctuation set, images opened and measured. What Office files became is given, by their paths.
 *
 * Users' mistakes go to `report` and reading goes on; nothing is thrown for them. `onImages` counts images as they are opened.
 */
export async function read(
  publication: Publication,
  edition: Edition,
  world: World,
  report: Report,
  onImages?: (done: number, total: number) => void,
  office: OfficeTexts = new Map(),
): Promise<Manuscript> {
  const parts = await Promise.all(
    textParts(publication.parts).map((part, index) => readPart(part, index, publication, world, report, office)),
  );
  const targets = identify(parts, report, linkedFiles(publication.parts));
  const list = listOnce(world);
  for (const [index, part] of parts.entries()) {
    for (const { element, mark } of part.tree.links)
      await settleLink(element, mark, part.file, targets[index]!, publication, list, report);
    flattenLinks(part.tree.links);
    setPunctuation(part.tree, publication.lang, publication.smart);
  }
  const images = new Images(publication, edition, world, list, (standIn) => {
    for (const part of parts) {
      const kept = part.dataAddress(standIn);
      if (kept) return kept;
    }
    return undefined;
  });
  const cover = await placeImages(parts, images, publication, report, onImages);
  return {
    parts: parts.map(({ file, title, tree }) => ({
      file,
      ...(title === undefined ? {} : { title }),
      content: tree.document,
    })),
    assets: images.assets,
    ...(cover ? { cover } : {}),
  };
}

/** The words of a publication's texts in trees, in order: nothing is settled between them and no picture opened. Reports nothing. */
export async function readWords(
  publication: Publication,
  world: World,
  office: OfficeTexts = new Map(),
): Promise<readonly Document[]> {
  const parts = textParts(publication.parts).map((part, index) =>
    readPart(part, index, publication, world, () => undefined, office),
  );
  return (await Promise.all(parts)).map(({ tree }) => tree.document);
}

interface PlacedImage {
  readonly part: ReadPart;
  readonly image: Marked;
  readonly call: ImageCall;
}

async function placeImages(
  parts: readonly ReadPart[],
  images: Images,
  publication: Publication,
  report: Report,
  onImages: ((done: number, total: number) => void) | undefined,
): Promise<Manuscript['cover']> {
  const placed: PlacedImage[] = parts.flatMap((part) =>
    part.tree.images.map((image) => ({
      part,
      image,
      call: { src: image.mark.src ?? '', span: { file: part.file, line: image.mark.line, column: image.mark.column } },
    })),
  );
  const named = publication.cover || undefined;
  const coverCall: ImageCall | undefined = named && {
    src: named.image,
    span: { file: publication.source, line: named.line, column: 1 },
  };
  const calls = [...placed.map(({ call }) => call), ...(coverCall ? [coverCall] : [])];
  const results = await images.openAll(calls, onImages);

  // Papers of a packet keep their pictures.
  const leading =
    publication.cover === undefined && parts[0] && !isPacket(publication) ? leadingImage(parts[0].tree) : undefined;
  let cover: { asset: Asset; alt: string } | undefined;
  placed.forEach(({ image, call }, index) => {
    const result = results[index]!;
    const alt = altOf(image, call, report);
    if (result.ok && leading?.image === image.element) {
      cover = { asset: result.asset, alt };
      leading.figure.attribs['data-cover'] = '';
    }
    place(image.element, alt, call, result, report);
  });
  if (coverCall && named) {
    const result = results.at(-1)!;
    reportResult(result, coverCall, report);
    if (result.ok) cover = { asset: result.asset, alt: named.alt };
  }
  return cover;
}

/** The image's alternative text; the warning where there is none. */
function altOf({ mark }: Marked, call: ImageCall, report: Report): string {
  const missing = mark.kind === 'raw' ? mark.alt === undefined || mark.alt === MISSING_ALT : mark.alt?.trim() === '';
  if (missing) {
    report({
      severity: 'warning',
      code: 'image-alt-missing',
      message: `the image${/^data:/i.test(call.src) ? '' : ` “${posix.basename(call.src)}”`} has no alternative text`,
      span: call.span,
      why: 'Who cannot see the image learns nothing of it.',
      hint: altHint(mark, call.span.file),
    });
  }
  return missing ? '' : (mark.alt ?? '');
}

/** Where an alternative text is written: in Word, in HTML, in Markdown. */
function altHint({ kind }: Mark, file: string): string {
  if (/\.docx$/i.test(file)) return 'In Word, say what it shows under “Edit Alt Text”.';
  const place = kind === 'raw' ? 'in its attribute alt' : 'between the square brackets';
  return `Say what it shows ${place}; for a mere ornament write <img alt="">.`;
}

/** Turns the element into the image, or into its placeholder. */
function place(image: Element, alt: string, call: ImageCall, result: ImageResult, report: Report): void {
  reportResult(result, call, report);
  if (result.ok) {
    const { width, height } = image.attribs;
    const own = width !== undefined || height !== undefined;
    const natural = {
      width: String(round(result.asset.natural.width)),
      height: String(round(result.asset.natural.height)),
    };
    image.attribs = { ...image.attribs, src: result.asset.url, alt, ...(own ? {} : natural) };
    return;
  }
  const shown = /^data:/i.test(call.src) ? 'embedded image' : call.src;
  const { 'data-source': source } = image.attribs;
  const label = [alt, shown].filter((text) => text !== '').join(' – ');
  const placeholder = make(
    'span',
    {
      class: 'missing-image',
      role: 'img',
      'aria-label': label === '' ? 'missing image' : label,
      ...(source === undefined ? {} : { 'data-source': source }),
    },
    label,
  );
  if (image.attribs['id'] !== undefined) placeholder.attribs['id'] = image.attribs['id'];
  replaceNode(image, placeholder);
}

function reportResult(result: ImageResult, call: ImageCall, report: Report): void {
  if (!result.ok) report({ ...result.diagnostic, span: call.span });
  else for (const note of result.notes) report({ ...note, span: call.span });
}

function round(pixels: number): number {
  return Math.round(pixels * 100) / 100;
}

/** The world's `list` with each folder listed once: thousands of links may ask for the same. */
function listOnce(world: World): World['list'] {
  const lists = new Map<string, Promise<readonly string[]>>();
  return (path) => {
    let names = lists.get(path);
    if (!names) lists.set(path, (names = world.list(path)));
    return names;
  };
}
