import type { Composition } from '../model/composition.ts';
import type { Report } from '../model/diagnostic.ts';
import { POINTS_PER_MM, POINTS_PER_PX } from '../model/length.ts';
import type { Manuscript } from '../model/manuscript.ts';
import type { CoverSettings, PressSettings } from '../model/press.ts';
import type { Edition, Publication } from '../model/publication.ts';
import { coverSpread, spineWidth, type CoverSpread } from '../model/spine.ts';
import type { World } from '../world.ts';
import { planFonts } from './fonts.ts';
import { loadLayout } from './layout.ts';
import { NO_MARGINS, parsePageSize } from './lengths.ts';
import { pageStyles } from './page-styles.ts';
import { pressSheet } from './press-sheet.ts';
import { coverPicture, layoutResource, packetView, publicationView } from './template-view.ts';
import { renderTemplate } from './templates.ts';
import { themeStyles } from './theme-styles.ts';

/** The template of a whole cover; it shows a layout's own `cover.njk` on its front. */
const TEMPLATE = 'cover-spread.njk';
const STYLE = '/layout/base/cover-spread.css';
const TITLE_ID = 'octavo-title';
/** Part of the spine's length that type may take: the rest is air at both ends and between title and organisation. */
const SPINE_FILLED = 0.85;
/** Width of a character of the sans in semibold as a part of its size, with room. */
const CHARACTER = 0.56;
/** Least size of type on a spine, points. */
const SPINE_TYPE_LEAST = 6;

/**
 * A whole cover for a bound book of `pages` pages as a document of one page: back, spine and front. Undefined, and reported as `cover-none`, where
 * the layout has no cover or the binding no spine to wrap; `spine-plain` tells of a spine without type.
 */
export async function composeCover(
  publication: Publication,
  edition: Edition & { readonly press: PressSettings & { readonly cover: CoverSettings } },
  manuscript: Manuscript,
  pages: number,
  world: World,
  report: Report,
): Promise<Composition | undefined> {
  const { press } = edition;
  const wanted = {
    name: publication.layout,
    options: publication.options,
    theme: publication.theme,
    source: publication.source,
  };
  // What is wrong with the layout is reported with the book.
  const layout = await loadLayout(wanted, world, () => undefined);
  const cover = coverPicture(manuscript, layout);
  const span = { file: publication.source, line: 1, column: 1 };
  if (!cover || (press.binding !== 'saddle' && press.binding !== 'perfect')) {
    report({
      severity: 'warning',
      code: 'cover-none',
      message: cover
        ? `a book with the binding “${press.binding}” has no cover around it`
        : `the layout “${layout.name}” has no cover`,
      span,
      hint: 'Take “cover” out of the edition, or choose another binding or layout.',
    });
    return undefined;
  }
  const size = parsePageSize(layout.size)!;
  const trim = { width: size.width * POINTS_PER_PX, height: size.height * POINTS_PER_PX };
  const spread = coverSpread(trim, spineWidth(pages, press.cover.paper, press.binding));
  const type = press.cover.spineType === 'none' ? undefined : spineType(publication, spread);
  tellSize(spread, trim.width, pages, type !== undefined || press.cover.spineType === 'none', report);
  const geometry = pressSheet(
    {
      name: 'cover-spread',
      width: spread.width / POINTS_PER_PX,
      height: spread.height / POINTS_PER_PX,
      margins: NO_MARGINS,
      folds: spread.folds.map((fold) => fold / POINTS_PER_PX),
    },
    press,
  );
  const text = [
    publication.title,
    publication.subtitle,
    publication.organisation,
    publication.description,
    ...publication.authors,
    ...Object.values(publication.packet ?? {}),
  ].join(' ');
  const fonts = await planFonts(text, publication.lang, world);
  const html = await renderTemplate({ ...layout, template: TEMPLATE }, publication.lang, {
    publication: publicationView(publication, TITLE_ID),
    edition: { name: edition.name },
    options: layout.options,
    cover,
    packet: packetView(publication, edition),
    say: layout.words(publication.lang),
    medium: 'page',
    spread: {
      panel: size.width,
      spine: (spread.width - 2 * trim.width) / POINTS_PER_PX,
      direction: press.cover.spineType,
      type: type?.size ?? 0,
      organisation: type?.organisation ?? false,
      barcode: press.cover.barcode,
    },
    styles: [...fonts.styles, STYLE, ...layout.styles.map((style) => `/layout/${style}`)],
    css: [themeStyles(layout.theme, fonts.fallback), pageStyles([geometry], false)].join('\n'),
  });
  return {
    html,
    title: publication.title,
    titleId: TITLE_ID,
    geometries: [geometry],
    headings: [],
    heads: { verso: 'none', recto: 'none' },
    files: [],
    assets: manuscript.assets,
    resource: (path) => layoutResource(path, layout, world, report),
  };
}

/** Size of the type along a spine, points, and whether there is room for the organisation beside the title; undefined: there is none for the title. */
function spineType(
  { title, organisation = '' }: Publication,
  { typeSize, height }: CoverSpread,
): { readonly size: number; readonly organisation: boolean } | undefined {
  if (typeSize === undefined) return undefined;
  const room = height * SPINE_FILLED;
  const both = room / ((title.length + organisation.length + 4) * CHARACTER);
  const alone = room / (title.length * CHARACTER);
  const size = Math.min(typeSize, Math.max(both, Math.min(alone, SPINE_TYPE_LEAST * 1.5)));
  return size < SPINE_TYPE_LEAST ? undefined : { size: Number(size.toFixed(2)), organisation: size <= both };
}

function tellSize({ width, height }: CoverSpread, front: number, pages: number, full: boolean, report: Report): void {
  const mm = (points: number): number => Number((points / POINTS_PER_MM).toFixed(1));
  const spine = width - 2 * front;
  report({
    severity: 'note',
    code: 'cover-size',
    message: `the cover is ${mm(width)} × ${mm(height)} mm when cut, its spine ${mm(spine)} mm for ${pages} pages`,
    why: 'Papers differ: the printer’s own figure for the spine wins.',
  });
  if (full || spine === 0) return;
  report({
    severity: 'note',
    code: 'spine-plain',
    message: `there is no type on the spine of ${mm(spine)} mm`,
    why: 'A fold goes a millimetre to either side, and type has to stay clear of it.',
  });
}
