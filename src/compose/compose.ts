import type { Document } from 'domhandler';
import type { Composition, Medium, PageGeometry } from '../model/composition.ts';
import type { Report } from '../model/diagnostic.ts';
import type { Manuscript, Resource } from '../model/manuscript.ts';
import { partFiles } from '../model/part.ts';
import type { Edition, Publication } from '../model/publication.ts';
import { CREATOR_TOOL } from '../model/version.ts';
import type { World } from '../world.ts';
import { classifyBlocks } from './blocks.ts';
import {
  chapterStart,
  splitChapters,
  takeTitle,
  viewChapters,
  type Chapter,
  type ChapterStart,
  type ChapterView,
} from './chapters.ts';
import { checkContrast } from './contrast.ts';
import { fieldColour } from './colour.ts';
import { contentsList } from './contents.ts';
import { fontFile, planFonts } from './fonts.ts';
import { mendHeadings } from './headings.ts';
import { hyphenate } from './hyphenation.ts';
import { isHeadContent, loadLayout, marginLength, type Layout } from './layout.ts';
import { NO_MARGINS, pageArea, parsePageSize } from './lengths.ts';
import { pageStyles } from './page-styles.ts';
import { screenThemeStyles, themeStyles } from './theme-styles.ts';
import { pressSheet } from './press-sheet.ts';
import { sizePictures } from './pictures.ts';
import { renderTemplate } from './templates.ts';
import { adopt, descendants, isElement, named, toHtml, words } from './tree.ts';

/** Words up to which a lone document is an article, with its title at the head of the first page, unless a layout is named. */
const ARTICLE_WORDS = 1_800;

/** Below this a picture looks soft in print, at a reader's distance of 30 cm. */
const LEAST_PPI = 200;

/** What the colophon says the publication was made of and by. */
export interface Origin {
  /** SHA-256 of the sources, hexadecimal. */
  readonly digest: string;
  /** The browser that paginated, e.g. `Chromium 153.0.8010.0`. */
  readonly browser: string;
}

/** What a composition is for, and which other editions it speaks of. */
export interface ComposeOptions {
  readonly medium: Medium;
  /** Path of the HTML edition in the output folder, when there is one: the colophon names it. */
  readonly html?: string;
  /** Address of the PDF from the HTML edition, when there is one: it links to it. */
  readonly pdf?: string;
}

/**
 * Compose: heading levels, chapters, contents and the layout make one HTML document of all parts.
 * Throws OctavoError for a layout or template that cannot be used; reports everything else.
 */
export async function compose(
  publication: Publication,
  edition: Edition,
  manuscript: Manuscript,
  origin: Origin,
  world: World,
  report: Report,
  { medium, html: htmlEdition, pdf }: ComposeOptions = { medium: 'page' },
): Promise<Composition> {
  const files = manuscript.parts.map((part) => part.file);
  const parts = manuscript.parts.map((part) => part.content);
  const name = publication.layoutIsDefault && isArticle(publication, parts) ? 'article' : publication.layout;
  const layout = await loadLayout(
    { name, options: publication.options, theme: publication.theme, source: publication.source },
    world,
    report,
  );

  const cover = coverOf(manuscript, layout);
  placeLeadingFigure(parts[0], cover !== null);
  checkContrast(layout.theme, layout.contrast, publication.source, report);

  const titleId = (parts.length === 1 && takeTitle(parts[0]!, publication.title)) || 'octavo-title';
  for (const part of parts) classifyBlocks(part);
  if (medium === 'page') sizePictures(parts, manuscript.assets);
  const headings = mendHeadings(parts, files, report);
  if (layout.options['text'] === 'justified' && medium === 'page') await hyphenate(parts, publication.lang);
  const chapters = splitChapters(parts, headings);
  const start = chapterStart(layout.options['chapters'], chapters);
  const views = viewChapters(chapters, layout.options['numbering'] !== false && start !== 'run-on');
  const numbers = new Map(
    views.flatMap((view) =>
      view.heading && view.number !== undefined ? [[view.heading.attribs['id'] ?? '', view.number] as const] : [],
    ),
  );

  const text = [
    publication.title,
    publication.subtitle,
    publication.organisation,
    ...publication.authors,
    ...chapters.flatMap((chapter) => chapter.nodes.map(words)),
  ].join(' ');
  const fonts = await planFonts(text, publication.lang, has(chapters, 'math'), world);
  reportMissing(fonts.missing, publication, report);

  const geometries = geometriesOf(layout, edition.press);
  const mirrored =
    layout.options['mirrored'] === 'auto'
      ? edition.name === 'print' || edition.press !== undefined
      : layout.options['mirrored'] === true;
  const html = await renderTemplate(layout, {
    publication: {
      title: publication.title,
      titleId,
      subtitle: publication.subtitle ?? '',
      organisation: publication.organisation ?? '',
      authors: publication.authors,
      date: publication.date ?? '',
      lang: publication.lang,
      description: publication.description ?? '',
      url: publication.url ?? '',
      name: publication.name,
    },
    edition: { name: edition.name },
    options: layout.options,
    cover,
    contents:
      layout.options['contents'] === false
        ? []
        : contentsList(headings, layout.options['contents'], numbers, contentsLines(geometries)),
    runs: runsOf(views, chapters, start),
    chapterStart: start,
    say: layout.words(publication.lang),
    medium,
    pdf: pdf ?? '',
    styles: [...fonts.styles, ...layout.styles.map((style) => `/layout/${style}`)],
    screenStyles: medium === 'screen' ? layout.screen.map((style) => `/layout/${style}`) : [],
    css:
      medium === 'screen'
        ? screenThemeStyles(layout.theme, fonts.fallback)
        : [themeStyles(layout.theme, fonts.fallback), pageStyles(geometries, mirrored)].join('\n'),
    colophon: {
      show: layout.options['colophon'] !== false,
      tool: CREATOR_TOOL,
      browser: origin.browser,
      sources: [...new Set([publication.source, ...files])],
      digest: origin.digest,
      html: htmlEdition ?? '',
      fonts: fontNames(layout, fonts.fallback, chapters),
    },
  });

  const { heads } = layout.options as { heads?: { verso?: unknown; recto?: unknown } };
  return {
    html,
    title: publication.title,
    titleId,
    geometries,
    headings: headings.map(({ id, level, title, span }) => ({ id, level, title, ...(span && { span }) })),
    heads: {
      verso: isHeadContent(heads?.verso) ? heads.verso : 'chapter',
      recto: isHeadContent(heads?.recto) ? heads.recto : 'section',
    },
    ...(edition.press && { leastPpi: LEAST_PPI }),
    files,
    assets: manuscript.assets,
    resource: (path) => layoutResource(path, layout, world),
  };
}

/** Whether a publication that names no layout is an article: short, in one part, and asking for nothing that only a report has. */
function isArticle({ options, cover }: Publication, parts: readonly Document[]): boolean {
  const contents = options['contents'];
  if (options['cover'] === true || cover || (contents !== undefined && contents !== false)) return false;
  return parts.length === 1 && wordCount(parts) <= ARTICLE_WORDS;
}

function wordCount(parts: readonly Document[]): number {
  return parts.reduce((sum, part) => sum + words(part).split(' ').length, 0);
}

function reportMissing(missing: ReadonlyMap<string, number>, publication: Publication, report: Report): void {
  for (const [char, count] of missing) {
    report({
      severity: 'warning',
      code: 'glyph-missing',
      message: `no face has “${char}” (U+${char.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}), which occurs ${count} time${count === 1 ? '' : 's'}`,
      span: { file: partFiles(publication.parts)[0] ?? publication.source, line: 1, column: 1 },
      why: 'A reader would see an empty box.',
      hint: 'Write it otherwise, or use a layout with a face that has it.',
    });
  }
}

/** The kinds of page that every layout has: `cover` without margins, `front`, `body` and `blank` with the layout's. */
function geometriesOf(layout: Layout, press: Edition['press']): PageGeometry[] {
  const size = parsePageSize(layout.size)!;
  const path = `${layout.chain[0]!.path}/layout.json`;
  const margins = {
    top: marginLength(layout.margins.top, size.height, path),
    bottom: marginLength(layout.margins.bottom, size.height, path),
    inner: marginLength(layout.margins.inner, size.width, path),
    outer: marginLength(layout.margins.outer, size.width, path),
  };
  const sheets = [
    { name: 'cover', ...size, margins: NO_MARGINS },
    ...['front', 'body', 'blank'].map((name) => ({ name, ...size, margins })),
  ];
  return press ? sheets.map((sheet) => pressSheet(sheet, press)) : sheets;
}

/** Height of a line of the contents list and of its heading with the space below, in CSS pixels: 14.25 pt and four of them. */
const CONTENTS_LINE = 19;
const CONTENTS_HEAD = 4 * CONTENTS_LINE;

/** Lines of the contents list that one page of front matter holds. */
function contentsLines(geometries: readonly PageGeometry[]): number {
  const front = geometries.find((geometry) => geometry.name === 'front')!;
  return Math.floor((pageArea(front).height - CONTENTS_HEAD) / CONTENTS_LINE);
}

/** Width to height from which a cover picture is a band across the page instead of the page's ground. */
const BAND_RATIO = 1.6;

/** The figure that the cover was taken from is taken off the text, or stays where there is no cover to show it. */
function placeLeadingFigure(part: Document | undefined, onCover: boolean): void {
  const figure = part?.children.find((node) => isElement(node, 'figure') && 'data-cover' in node.attribs);
  if (!part || !isElement(figure)) return;
  delete figure.attribs['data-cover'];
  if (onCover)
    adopt(
      part,
      part.children.filter((node) => node !== figure),
    );
}

function coverOf(manuscript: Manuscript, layout: Layout): Record<string, unknown> | null {
  if (layout.options['cover'] === false) return null;
  const picture = manuscript.cover;
  const edge = picture?.asset.edge;
  const field = (edge && fieldColour(edge)) ?? '';
  if (!picture) return { src: '', alt: '', shape: 'none', field };
  const { natural, url } = picture.asset;
  const ratio = natural.width / natural.height;
  const shape = natural.width < 600 ? 'mark' : ratio >= BAND_RATIO ? 'band' : 'ground';
  return { src: url, alt: picture.alt, shape, ratio: ratio.toFixed(4), field };
}

/** Characters up to which text before the first chapter is a note and no chapter of its own: a third of a page. */
const SHORT_PREFACE = 800;

/** Chapters gathered into runs: each its own where chapters start on a fresh page, one for all where they run on. */
function runsOf(
  views: readonly ChapterView[],
  chapters: readonly Chapter[],
  start: ChapterStart,
): Record<string, unknown>[] {
  const show = (view: ChapterView): Record<string, unknown> => ({
    id: view.id,
    title: view.title,
    number: view.number ?? '',
    heading: view.heading ? toHtml(view.heading) : '',
    html: toHtml(view.nodes),
  });
  if (start === 'run-on') return [{ id: 'octavo-body', start: 'next', opening: false, chapters: views.map(show) }];
  const runs: { id: string; start: string; opening: boolean; chapters: Record<string, unknown>[] }[] = [];
  let preface: ChapterView | undefined;
  for (const [i, view] of views.entries()) {
    // A few lines before the first chapter would stand alone on a page: they stand at the head of that chapter’s instead.
    if (i === 0 && !view.heading && chapters[0]!.length < SHORT_PREFACE && views.length > 1) {
      preface = view;
      continue;
    }
    const together = preface ? [show(preface), show(view)] : [show(view)];
    preface = undefined;
    runs.push({
      id: `octavo-${view.id}`,
      start: start === 'recto' ? 'recto' : 'next',
      opening: view.heading !== undefined,
      chapters: together,
    });
  }
  return runs;
}

/** Families that the colophon names: the theme's, the mono only where there is code, and those that other scripts called in. */
function fontNames(layout: Layout, fallback: readonly string[], chapters: readonly Chapter[]): string[] {
  const code = has(chapters, 'pre', 'code', 'kbd');
  const first = (token: string): string => (layout.theme[token] ?? '').split(',')[0]!.replace(/['"]/g, '').trim();
  return [
    ...new Set([first('font-text'), first('font-head'), ...(code ? [first('font-code')] : []), ...fallback]),
  ].filter(Boolean);
}

/** True when chapters have an element of one of these names. */
function has(chapters: readonly Chapter[], ...names: readonly string[]): boolean {
  return chapters.some((chapter) =>
    chapter.nodes.some(
      (node) => isElement(node, ...names) || ('children' in node && descendants(node).some((d) => named(d, ...names))),
    ),
  );
}

const TYPES: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  woff2: 'font/woff2',
  svg: 'image/svg+xml',
  png: 'image/png',
  jpg: 'image/jpeg',
  webp: 'image/webp',
};

async function layoutResource(path: string, layout: Layout, world: World): Promise<Resource | undefined> {
  const type = TYPES[path.slice(path.lastIndexOf('.') + 1)];
  if (!type) return undefined;
  const font = await fontFile(path, world);
  if (font) return { bytes: font, type };
  const folder = layout.chain.find((candidate) => path.startsWith(`/layout/${candidate.name}/`));
  const file = folder && decodeURI(path.slice(`/layout/${folder.name}/`.length));
  if (!folder || !file || file.split('/').includes('..')) return undefined;
  const bytes = await folder.read(file);
  return bytes && { bytes, type };
}
