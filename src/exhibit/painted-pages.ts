import { PDFDict, PDFName, type PDFContext, type PDFRef } from 'pdf-lib';
import type { Exhibit, ExhibitPage } from '../model/exhibit.ts';
import { fewAtOnce } from '../model/few-at-once.ts';
import { items, nameAt, value } from '../model/pdf-values.ts';
import { rasterise, type Raster } from './exhibit.ts';
import { loadPdf } from '../model/pdf-load.ts';
import { pagePicture } from './page-picture.ts';
import type { Paragraph } from './page-words.ts';
import { UnseenFont } from '../model/pdf-unseen-font.ts';

/** Threads that paint at a time: each holds the whole file. */
const PAINTED_AT_ONCE = 2;
/** Pages that one job paints: the file is opened once for them, and their pictures are in memory together. */
const PAGES_A_JOB = 12;

/** How pages are painted. */
export interface PaintOptions {
  /** Pixels an inch. */
  readonly ppi: number;
  /** JPEG quality, 1 to 100, for pages that are photographs; without it nothing is lost. */
  readonly quality?: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The exhibit with some pages (indices from 0) as pictures at so many pixels an inch, for what a file may not hold as it is; their links stay,
 * what other annotations show is part of the picture. Their text lies behind them, unseen, in PDFium's order ({@link ExhibitPage.paragraphs}); what
 * the structure said of them goes. Pages that cannot be painted within bounds stay: their indices are in `left`.
 */
export async function paintPages(
  exhibit: Exhibit,
  pages: readonly number[],
  { ppi, quality, signal }: PaintOptions,
): Promise<{ readonly exhibit: Exhibit; readonly left: readonly number[] }> {
  const document = await loadPdf(exhibit.bytes);
  const leaves = document.getPages();
  const painted = await paintAll(
    exhibit,
    pages.filter((page) => leaves[page]),
    ppi,
    signal,
  );
  const font = new UnseenFont(document.context);
  // In order, so that the same file comes out however threads took turns.
  for (const [index, raster] of [...painted].sort(([a], [b]) => a - b)) {
    const picture = document.context.register(await pagePicture(document.context, raster, quality));
    replaceContent(document.context, leaves[index]!.node, exhibit.pages[index]!.box, { raster, picture }, font);
  }
  font.write();
  return {
    exhibit: {
      ...exhibit,
      bytes: await document.save({ useObjectStreams: false, updateFieldAppearances: false, objectsPerTick: Infinity }),
      pages: exhibit.pages.map((page, index) => {
        const raster = painted.get(index);
        return raster ? { ...page, paragraphs: raster.paragraphs.length } : page;
      }),
      tagged: exhibit.tagged && painted.size < exhibit.pages.length,
      faults: exhibit.faults.filter(({ page, lasting }) => lasting || !painted.has(page)),
    },
    left: pages.filter((page) => !painted.has(page)),
  };
}

/** Paints pages, several in one go; where one of them cannot be, the others are painted one by one. */
async function paintAll(
  exhibit: Exhibit,
  pages: readonly number[],
  ppi: number,
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<number, Raster>> {
  const painted = new Map<number, Raster>();
  const batches = Array.from({ length: Math.ceil(pages.length / PAGES_A_JOB) }, (_, i) =>
    pages.slice(i * PAGES_A_JOB, (i + 1) * PAGES_A_JOB),
  );
  const paint = async (batch: readonly number[]): Promise<void> => {
    const rasters = await rasterise(exhibit, batch, ppi, { signal });
    for (const [i, raster] of rasters?.entries() ?? []) painted.set(batch[i]!, raster);
    if (!rasters && batch.length > 1) for (const page of batch) await paint([page]);
  };
  await fewAtOnce(batches, PAINTED_AT_ONCE, paint);
  return painted;
}

/** Makes a page its picture, with its words behind it. */
function replaceContent(
  context: PDFContext,
  page: PDFDict,
  box: ExhibitPage['box'],
  { raster, picture: image }: { readonly raster: Raster; readonly picture: PDFRef },
  font: UnseenFont,
): void {
  const { left, bottom, right, top } = box;
  const picture = `/Figure <</MCID 0>> BDC q ${right - left} 0 0 ${top - bottom} ${left} ${bottom} cm /Page Do Q EMC\n`;
  const text = raster.paragraphs.map((words, index) => paragraphContent(words, index + 1, font)).join('');
  page.set(PDFName.of('Resources'), context.obj({ XObject: { Page: image }, Font: { Unseen: font.ref } }));
  page.set(PDFName.of('Contents'), context.register(context.flateStream(Buffer.from(picture + text, 'latin1'))));
  page.delete(PDFName.of('Group'));
  const links = items(value(page, 'Annots')).filter(
    (annotation) => annotation instanceof PDFDict && nameAt(annotation, 'Subtype') === 'Link',
  );
  if (links.length > 0) page.set(PDFName.of('Annots'), context.obj(links));
  else page.delete(PDFName.of('Annots'));
}

/** Words of a paragraph, each as wide as it is on the page, a space after each. */
function paragraphContent(words: Paragraph, mcid: number, font: UnseenFont): string {
  const shown = words.map(({ text, x, y, angle, size, width }) => {
    const { hex, width: own } = font.encode(text);
    const space = font.encode(' ').hex;
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    const scale = (100 * width) / Math.max(0.01, own * size);
    const matrix = [cos, sin, -sin, cos, x, y].map(number).join(' ');
    return `/Unseen ${number(size)} Tf ${number(scale)} Tz ${matrix} Tm <${hex}${space}> Tj\n`;
  });
  return `/P <</MCID ${mcid}>> BDC BT 3 Tr\n${shown.join('')}ET EMC\n`;
}

/** A number of a content stream. */
function number(value: number): string {
  return String(Number(value.toFixed(4)));
}
