import type { Document, Element } from 'domhandler';
import { TURNED, type Composition, type Medium, type Numbering, type PageGeometry } from '../model/composition.ts';
import type { Report } from '../model/diagnostic.ts';
import { adopt, descendants } from '../model/element-tree.ts';
import type { Exhibit } from '../model/exhibit.ts';
import type { Manuscript } from '../model/manuscript.ts';
import { POINTS_PER_MM } from '../model/length.ts';
import { LANDSCAPES, partFiles, textParts } from '../model/part.ts';
import { plural } from '../model/plural.ts';
import { isPacket, placeIn, type Edition, type Publication } from '../model/publication.ts';
import { CREATOR_TOOL } from '../model/version.ts';
import type { World } from '../world.ts';
import { markAdmonitions } from './admonitions.ts';
import { classifyBlocks } from './blocks.ts';
import type { Arranged } from './arrangement.ts';
import { arrangeChapters } from './chapter-runs.ts';
import { takeTitle, type Chapter } from './chapters.ts';
import { noticeHeading, numberingOf, supplementFacts, type SupplementPack } from './supplement.ts';
import { markClosed } from './closed.ts';
import { checkContrast } from './contrast.ts';
import { planFonts } from './fonts.ts';
import { coverPicture, layoutResource, longestOnCover, packetView, publicationView } from './template-view.ts';
import { breakLongWords, hyphenate } from './hyphenation.ts';
import { landscapeOf, markLandscape } from './landscape.ts';
import { isHeadContent, loadLayout, marginLength, type Layout } from './layout.ts';
import { carriesFiles } from '../model/standard.ts';
import { NO_MARGINS, parsePageSize } from './lengths.ts';
import { pageStyles } from './page-styles.ts';
import { screenThemeStyles, themeStyles } from './theme-styles.ts';
import { arrangePacket } from './packet.ts';
import { pressSheet } from './press-sheet.ts';
import { completeTables } from './table-grid.ts';
import { sizePictures } from './pictures.ts';
import { titleRun, withTitle } from './packet-title.ts';
import { renderTemplate } from './templates.ts';
import { isElement, named, words } from './tree.ts';

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
  /** Exhibits in the order of the publication's PDFs; undefined for one that could not be taken in. */
  readonly exhibits?: readonly (Exhibit | undefined)[];
  /** Runs that were numbered before, by id. */
  readonly printed?: Numbering['printed'];
  /** The supplement that is printed instead of the book. */
  readonly pack?: SupplementPack;
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
  { medium, html: htmlEdition, pdf, exhibits = [], printed, pack }: ComposeOptions = { medium: 'page' },
): Promise<Composition> {
  const files = manuscript.parts.map((part) => part.file);
  const parts = manuscript.parts.map((part) => part.content);
  const name =
    publication.layoutIsDefault && !isPacket(publication) && isArticle(publication, parts)
      ? 'article'
      : publication.layout;
  const layout = await loadLayout({ ...publication, name }, world, report);

  const shown = coverPicture(manuscript, layout);
  const cover = edition.press?.cover ? null : shown;
  placeLeadingFigure(parts[0], shown !== null);
  const lowContrasts = checkContrast(layout.theme, layout.contrast, publication.source, report);

  const titleId = (parts.length === 1 && takeTitle(parts[0]!, publication.title)) || 'octavo-title';
  const lies = LANDSCAPES.find((each) => each === layout.options['landscape']) ?? 'auto';
  const texts = textParts(publication.parts);
  for (const [i, part] of parts.entries()) {
    completeTables(part, files, report);
    classifyBlocks(part);
    markLandscape(part, landscapeOf(texts[i]) ?? lies, files, report);
  }
  if (medium === 'page') sizePictures(parts, manuscript.assets);
  const hyphens = layout.options['text'] === 'justified' && medium === 'page';
  const geometries = geometriesOf(layout, isPacket(publication), edition.press);
  const say = wordsOf(publication, layout, report);
  for (const part of parts) {
    markClosed(part, say);
    markAdmonitions(part, say);
  }
  if (hyphens && isPacket(publication)) await hyphenate(parts, publication.lang);
  const packet = isPacket(publication)
    ? arrangePacket({
        ...{ publication, manuscript, exhibits, options: layout.options, say, medium, report },
        attached: carriesFiles(edition.standard) ? 'paperAttached' : 'paperElsewhere',
        page: pointsOf(geometries.find(({ name: each }) => each === 'body')!),
        ...(edition.press && !edition.press.ownSizes && { bleed: edition.press.bleed * POINTS_PER_MM }),
      })
    : undefined;
  const arranged =
    packet ?? (await arrangeChapters(parts, files, layout, geometries, hyphens ? publication.lang : undefined, report));
  const { headings, chapters } = arranged;

  const formulas = elementsCalled(chapters, 'math').map((math) => words(math));
  const text = [
    publication.title,
    publication.subtitle,
    publication.organisation,
    ...publication.authors,
    ...chapters.flatMap((chapter) => chapter.nodes.map((node) => words(node, 'math'))),
    ...(packet?.texts ?? []),
  ].join(' ');
  const fonts = await planFonts(text, publication.lang, world, formulas.length > 0 ? formulas.join('') : undefined);
  reportMissing(fonts.missing, publication, report);

  const mirrored =
    layout.options['mirrored'] === 'auto'
      ? edition.name === 'print' || edition.press !== undefined
      : layout.options['mirrored'] === true;
  const html = await renderTemplate(layout, publication.lang, {
    publication: publicationView(publication, titleId),
    edition: { name: edition.name },
    options: layout.options,
    cover,
    spread: null,
    titlePage: shown !== null && cover === null,
    packet: packetView(publication, edition),
    supplement: pack ?? null,
    contents: layout.options['contents'] === false ? [] : arranged.contents,
    runs: arranged.runs,
    titleRun: titleRun(arranged.runs),
    say,
    medium,
    pdf: pdf ?? '',
    styles: [...fonts.styles, ...layout.styles.map((style) => `/layout/${style}`)],
    screenStyles: medium === 'screen' ? layout.screen.map((style) => `/layout/${style}`) : [],
    css:
      medium === 'screen'
        ? screenThemeStyles(layout.theme, fonts.fallback)
        : [
            themeStyles(layout.theme, fonts.fallback),
            pageStyles([...geometries, ...(packet?.geometries ?? [])], mirrored),
            ...(packet ? [packet.styles] : []),
          ].join('\n'),
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
    ...(pack ? supplementFacts(pack, publication, say) : { title: publication.title }),
    titleId,
    geometries: [...geometries, ...(packet?.geometries ?? [])],
    ...(packet && packetFacts(withTitle(packet, html, publication, report, titleId), publication, say)),
    ...(packet && { numbering: numberingOf(packet, publication, say, printed, pack) }),
    headings: [
      ...(pack ? noticeHeading(pack, html, publication, say, report) : []),
      ...headings.map(({ id, level, title, span }) => ({ id, level, title, ...(span && { span }) })),
    ],
    heads: {
      verso: isHeadContent(heads?.verso) ? heads.verso : 'chapter',
      recto: isHeadContent(heads?.recto) ? heads.recto : 'section',
    },
    ...(cover && { coverSpan: longestOnCover(publication) }),
    ...(edition.press && { leastPpi: LEAST_PPI }),
    lowContrasts,
    ...(medium === 'page' && { longWords: await breakLongWords(text, publication.lang) }),
    files,
    assets: manuscript.assets,
    resource: (path) => layoutResource(path, layout, world, report),
  };
}

/** The words of the layout in the publication's language, with those that the publication says otherwise. */
function wordsOf(publication: Publication, layout: Layout, report: Report): Record<string, string> {
  const { lang, words: own = {} } = publication;
  const usual = layout.words(lang);
  for (const name of Object.keys(own)) {
    if (Object.hasOwn(usual, name)) continue;
    report({
      severity: 'warning',
      code: 'word-unknown',
      message: `the layout has no word “${name}”`,
      span: placeIn(publication, `words.${name}`),
      hint: `Known are ${Object.keys(usual).join(', ')}.`,
    });
  }
  return { ...usual, ...own };
}

/** What a packet's composition says beside a report's. */
function packetFacts(
  { exhibits, anchors, minuted }: Arranged,
  { folios, packet }: Publication,
  say: Readonly<Record<string, string>>,
): Partial<Composition> {
  return {
    exhibits,
    anchors,
    ...(minuted && { minuted }),
    folios: folios ?? 'physical',
    stamps: { item: say['item'] ?? '', page: say['page'] ?? '', pages: say['pages'] ?? '', of: say['of'] ?? '' },
    ...(packet?.bates && { bates: packet.bates }),
  };
}

/** Points of a page laid out in CSS pixels. */
function pointsOf({ width, height, bleed = 0 }: PageGeometry): { width: number; height: number } {
  return { width: ((width - 2 * bleed) * 72) / 96, height: ((height - 2 * bleed) * 72) / 96 };
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
      message: `no face has “${char}” (U+${char.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}), which occurs ${plural(count, 'time')}`,
      span: { file: partFiles(publication.parts)[0] ?? publication.source, line: 1, column: 1 },
      why: 'A reader would see an empty box.',
      hint: 'Write it otherwise, or use a layout with a face that has it.',
    });
  }
}

/** The kinds of page that every layout has: `cover` without margins, `front`, `body` and `blank` with the layout's; a packet has tabs that reach three edges. */
function geometriesOf(layout: Layout, packet: boolean, press: Edition['press']): PageGeometry[] {
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
    // Wide tables of packets lie on their side.
    ...(packet ? [{ name: `body${TURNED}`, width: size.height, height: size.width, margins }] : []),
    ...(packet ? [{ name: 'divider', ...size, margins: { ...NO_MARGINS, bottom: margins.bottom } }] : []),
  ];
  return press ? sheets.map((sheet) => pressSheet(sheet, press)) : sheets;
}

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

/** Families that the colophon names: the theme's, the mono only where there is code, and those that other scripts called in. */
function fontNames(layout: Layout, fallback: readonly string[], chapters: readonly Chapter[]): string[] {
  const code = elementsCalled(chapters, 'pre', 'code', 'kbd').length > 0;
  const first = (token: string): string => (layout.theme[token] ?? '').split(',')[0]!.replace(/['"]/g, '').trim();
  return [
    ...new Set([first('font-text'), first('font-head'), ...(code ? [first('font-code')] : []), ...fallback]),
  ].filter(Boolean);
}

/** The elements of these names in chapters. */
function elementsCalled(chapters: readonly Chapter[], ...names: readonly string[]): Element[] {
  return chapters
    .flatMap((chapter) => chapter.nodes)
    .flatMap((node) => (isElement(node) ? [node, ...descendants(node)] : []))
    .filter((element) => named(element, ...names));
}
