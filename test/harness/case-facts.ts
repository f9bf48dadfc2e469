import type { OutlineFacts, PageFacts, PdfFacts } from '../../src/inspect/facts.ts';
import type { PageText } from '../../src/inspect/text.ts';
import { VERSION } from '../../src/model/version.ts';

/** Places are held to half a point: less is rounding, more can be seen. */
const GRID = 0.5;
/** Sizes of pages are held to this many decimal places of a point. */
const SIZE_DIGITS = 2;

const snap = (points: number): number => Math.round(points / GRID) * GRID + 0;
const size = (points: number): string => String(Number(points.toFixed(SIZE_DIGITS)));

/** Text without what no reader sees: soft hyphens. */
export function seen(text: string): string {
  return text.replaceAll('\u00AD', '');
}

/** Where a string stands: page from 1, points from the page's top left corner to the beginning of the baseline. */
export interface Located {
  readonly page: number;
  readonly x: number;
  readonly y: number;
}

/** Every place where a string stands on a line. It begins where a word begins; its end may be inside one. */
export function locate(texts: readonly PageText[], wanted: string): Located[] {
  return texts.flatMap((page) =>
    page.lines.flatMap((line) =>
      line.words.flatMap((word, index) => {
        const rest = seen(
          line.words
            .slice(index)
            .map((each) => each.text)
            .join(' '),
        );
        return rest.startsWith(wanted) ? [{ page: page.page + 1, x: snap(word.x), y: snap(word.y) }] : [];
      }),
    ),
  );
}

/**
 * What a reader or a validator finds in a product, as JSON that is read in a review: one line a page, a bookmark, a destination. Pages count
 * from 1. The tags are a golden of their own ({@link tagText}), for they change by themselves.
 */
export function factText(facts: PdfFacts, texts: readonly PageText[], wanted: readonly string[]): string {
  const { metadata } = facts;
  const value = {
    version: facts.version,
    linearised: facts.linearised,
    pages: facts.pages.map((page, index) => `${index + 1} [${page.label}] ${boxes(page)}`),
    outline: outlineLines(facts.outline),
    destinations: facts.destinations.map(({ name, page, left, top }) => {
      const height = page === undefined ? 0 : facts.pages[page]!.media[3];
      const place = [left ?? 0, height - (top ?? height)].map((each) => snap(each)).join(' ');
      return `${name}: ${page === undefined ? 'nowhere' : `page ${page + 1} at ${place}`}`;
    }),
    metadata: {
      title: metadata.title,
      authors: metadata.authors,
      description: metadata.description,
      keywords: metadata.keywords,
      subjects: metadata.subjects,
      languages: metadata.languages,
      created: metadata.created,
      modified: metadata.modified,
      creatorTool: withoutVersion(metadata.creatorTool ?? ''),
      info: Object.keys(metadata.info).sort(),
      disagreements: metadata.disagreements,
    },
    viewer: facts.viewer,
    claims: facts.claims,
    outputIntents: facts.outputIntents.map((intent) => intent.subtype),
    attachments: facts.attachments.map((file) => `${file.name} (${file.size} bytes)`),
    fonts: facts.fonts.map((font) =>
      [
        font.name,
        font.type,
        font.embedded ? (font.subset ? 'subset' : 'embedded') : 'NOT EMBEDDED',
        ...(font.toUnicode ? [] : ['no ToUnicode']),
      ].join(', '),
    ),
    images: facts.images.map((image) =>
      [
        `page ${image.page + 1}`,
        `${image.width} × ${image.height} px`,
        `${Math.round(image.ppi.x)} × ${Math.round(image.ppi.y)} ppi`,
        image.colourSpace,
        image.filter,
        ...(image.softMask ? ['soft mask'] : []),
        ...(image.count > 1 ? [`${image.count} times`] : []),
      ].join(', '),
    ),
    located: Object.fromEntries(
      wanted.map((string) => [
        string,
        locate(texts, string).map((place) => `page ${place.page} at ${place.x} ${place.y}`),
      ]),
    ),
    faults: facts.faults,
  };
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

/** The tags: how many of each type, the role map, then the tree. */
export function tagText(facts: PdfFacts): string {
  const { tags } = facts;
  const list = (record: Readonly<Record<string, unknown>>): string =>
    Object.entries(record)
      .map(([key, item]) => `${key} ${String(item)}`)
      .join(', ');
  return [
    `marked: ${tags.marked}, language: ${tags.lang ?? 'none'}`,
    `counts: ${list(tags.counts)}`,
    `roles: ${list(tags.roles)}`,
    '',
    withoutVersion(tags.tree),
    '',
  ].join('\n');
}

/** A version of ours is no fact of a case. */
function withoutVersion(text: string): string {
  return text.replaceAll(`Octavo ${VERSION}`, 'Octavo VERSION');
}

function boxes(page: PageFacts): string {
  const [left, bottom, right, top] = page.media;
  const parts = [`${size(right - left)} × ${size(top - bottom)} pt`];
  if (left !== 0 || bottom !== 0) parts.push(`at ${size(left)} ${size(bottom)}`);
  for (const name of ['crop', 'bleed', 'trim', 'art'] as const) {
    const box = page[name];
    if (box) parts.push(`${name} ${box.map(size).join(' ')}`);
  }
  if (page.rotate !== 0) parts.push(`turned ${page.rotate}`);
  return parts.join(', ');
}

function outlineLines(items: readonly OutlineFacts[]): string[] {
  return items.flatMap((item) => [
    `${'  '.repeat(item.level - 1)}${item.open ? '▾' : item.children.length > 0 ? '▸' : '·'} ${item.title} → ${item.page === undefined ? 'nowhere' : `page ${item.page + 1} [${item.label ?? ''}]`} #${item.destination ?? ''}`,
    ...outlineLines(item.children),
  ]);
}
