import { createHash } from 'node:crypto';
import { PDFDict, PDFName, PDFNumber, type PDFContext, type PDFDocument } from 'pdf-lib';
import type { Book } from '../../model/book.ts';
import { OctavoError, type Report } from '../../model/diagnostic.ts';
import { POINTS_PER_MM } from '../../model/length.ts';
import type { PressSettings } from '../../model/press.ts';
import type { World } from '../../world.ts';
import { describeDocument } from '../metadata.ts';
import type { Conformance } from '../standards.ts';
import { pageBoxes, type PageBoxes } from './boxes.ts';
import { Inks } from './inks.ts';
import { pageList, reportMargins } from './margins.ts';
import { ALL_INKS, drawMarks } from './marks.ts';
import { Outlines } from './outlines.ts';
import { BUNDLED_PROFILES, outputCondition, profileDescription } from './output-condition.ts';
import { boxArray, grown, rectangleOf } from './rectangle.ts';
import { Inker, type InkedPage } from './resources.ts';
import { decimal } from './decimal.ts';
import { SlugLine } from './slug.ts';
import { separation, type Separation } from './separate.ts';
import { stripForPress } from './strip.ts';

/** What of the world a press edition reads: profiles, the colour engine, a face for the slug line. */
export type PressWorld = Pick<World, 'bundled' | 'read' | 'dependency'>;

/** The face of the slug line. */
const SLUG_FACE = ['@fontsource/source-sans-3', 'files/source-sans-3-latin-400-normal.woff'] as const;

/** Turn of a page that lies, degrees clockwise: its head comes to the left, where readers of a bound book expect it. */
const HEAD_AT_LEFT = 270;
const TRIM_BOX = PDFName.of('TrimBox');
const MEDIA_BOX = PDFName.of('MediaBox');

/**
 * Makes a printed book what a press takes (PDF/X-4, ISO 15930-7): all colours in inks, boxes, marks, what the inks are
 * meant for, and nothing that is not printed. Throws OctavoError for a profile that cannot be used.
 */
export async function preparePress(
  document: PDFDocument,
  book: Book,
  press: PressSettings,
  conformance: Conformance,
  world: PressWorld,
  report: Report,
): Promise<void> {
  const { context, catalog } = document;
  const profile = await profileOf(press, world);
  const engine = await separationOf(profile, press, world);
  addBlanks(document, book.map.pages.length);
  const pages = document.getPages();
  stripForPress(catalog, pages);
  const inker = new Inker(context, {
    inks: new Inks(engine, press.inkLimit, book.inks ?? []),
    quality: book.edition.quality,
    overprint: press.overprint,
    richBlack: press.richBlack,
    smallType: press.smallType * POINTS_PER_MM,
    srgb: (await world.bundled('assets/icc/sRGB.icc')) ?? new Uint8Array(),
  });
  const boxes = pages.map((page, index) => {
    const { x, y, width, height } = page.getMediaBox();
    const given = rectangleOf(page.node.lookup(TRIM_BOX));
    return pageBoxes([x, y, x + width, y + height], given, book.trims ?? [], index % 2 === 0, press);
  });
  const name = profileDescription(profile, press.profile);
  const date = book.metadata.created.toISOString().slice(0, 10);
  const slug = press.marks.includes('slug')
    ? await slugLine(context, world, [book.metadata.title, book.edition.name, date, name].join('  ·  '))
    : undefined;
  const around = boxes.map(({ trim, bleed, painted, folds }, index) => {
    const own = `page ${book.map.pages[index]?.label || '–'} (${index + 1} of ${pages.length})`;
    const [x, y, right, top] = painted;
    return {
      safe: grown(trim, -press.safety * POINTS_PER_MM),
      before: `q ${[x, y, right - x, top - y].map(decimal).join(' ')} re W n\n`,
      after: `\nQ\n${drawMarks({ marks: press.marks, trim, bleed, folds, slug, own })}`,
    };
  });
  const inked = await inker.pages(pages, around, press.marks.length > 0 ? ALL_INKS : undefined, slug?.forms);
  pages.forEach((page, index) => {
    const { media, bleed, trim, turned } = boxes[index]!;
    if (turned) page.node.set(PDFName.of('Rotate'), PDFNumber.of(HEAD_AT_LEFT));
    page.node.set(MEDIA_BOX, boxArray(context, media));
    page.node.set(PDFName.of('BleedBox'), boxArray(context, bleed));
    page.node.set(TRIM_BOX, boxArray(context, trim));
  });
  outputCondition(context, catalog, profile, press.profile);
  describe(document, book, conformance);
  reportSizes(boxes, report);
  reportKept(inker, report);
  reportInk(inked, press, name, report);
  reportMargins(
    inked.map(({ placed }, i): { boxes: PageBoxes; placed: InkedPage['placed'] } => ({ boxes: boxes[i]!, placed })),
    press,
    report,
  );
}

async function profileOf(press: PressSettings, world: PressWorld): Promise<Uint8Array> {
  if (BUNDLED_PROFILES.includes(press.profile)) {
    const bundled = await world.bundled(`assets/icc/${press.profile}.icc`);
    if (bundled) return bundled;
  }
  const read = await world.read(press.profile);
  if (read.ok) return read.bytes;
  throw new OctavoError({
    code: 'profile-missing',
    message: `there is no colour profile “${press.profile}”`,
    why: `It is neither one of ${BUNDLED_PROFILES.join(', ')} nor a file of the publication.`,
    hint: 'Name one of these, or the path of an .icc file.',
  });
}

async function separationOf(profile: Uint8Array, press: PressSettings, world: PressWorld): Promise<Separation> {
  const wasm = await world.dependency('lcms-wasm', 'dist/lcms.wasm');
  if (!wasm) throw new Error('lcms-wasm is missing from the installation');
  const engine = await separation(wasm, profile, press.intent, press.blackPoint);
  if (engine) return engine;
  throw new OctavoError({
    code: 'profile-unfit',
    message: `the colour profile “${press.profile}” is not one that colours can be separated to`,
    why: 'A press needs a CMYK output profile with tables from colour to inks.',
    hint: 'Ask the printer for the profile of the stock and press.',
  });
}

/** Empty pages at the end, as large as the last, until there are `count`. */
function addBlanks(document: PDFDocument, count: number): void {
  const last = document.getPages().at(-1)?.getSize();
  while (last && document.getPageCount() < count) document.addPage([last.width, last.height]);
}

async function slugLine(context: PDFContext, world: PressWorld, always: string): Promise<SlugLine | undefined> {
  const woff = await world.dependency(...SLUG_FACE);
  return woff && new SlugLine(context, new Outlines(woff), `${always}  ·  `);
}

/** Info and XMP with what PDF/X asks beyond the rest (ISO 15930-7, 6.9): identifiers, and that nothing is trapped. */
function describe(document: PDFDocument, book: Book, conformance: Conformance): void {
  const { context, catalog } = document;
  // From what is said, not from the printed bytes: the browser writes what the clock says into them.
  const said = [book.metadata, book.edition.name, book.map.pages.map(({ label }) => label), book.text];
  const digest = createHash('sha256').update(JSON.stringify(said)).digest('hex');
  const uuid = digest.slice(0, 32).replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, '$1-$2-$3-$4-$5');
  describeDocument(context, catalog, book.metadata, {
    ...conformance,
    namespaces: { ...conformance.namespaces, xmpMM: 'http://ns.adobe.com/xap/1.0/mm/' },
    claims: [
      ...conformance.claims,
      ['pdf:Trapped', 'False'],
      ['xmpMM:DocumentID', `uuid:${uuid}`],
      ['xmpMM:VersionID', '1'],
      ['xmpMM:RenditionClass', 'default'],
    ],
  });
  const info = context.lookup(context.trailerInfo.Info);
  if (info instanceof PDFDict) info.set(PDFName.of('Trapped'), PDFName.of('False'));
}

/** Points by which two lengths may differ and still be cut alike. */
const SAME_CUT = 0.5;

function reportSizes(boxes: readonly PageBoxes[], report: Report): void {
  const sizes = boxes.map(({ trim, turned }) => {
    const [width, height] = [trim[2] - trim[0], trim[3] - trim[1]];
    return turned ? [height, width] : [width, height];
  });
  const other = sizes.flatMap((size, index) =>
    size.some((side, i) => Math.abs(side - sizes[0]![i]!) > SAME_CUT) ? [index + 1] : [],
  );
  if (other.length === 0) return;
  report({
    severity: 'warning',
    code: 'trim-mixed',
    message: `${pageList(other)} ${other.length === 1 ? 'has' : 'have'} another size than page 1`,
    why: 'A bound book is cut to one size.',
    hint: 'Leave “ownSizes” out, or tell the printer which sheets fold out or are cut by themselves.',
  });
}

function reportKept(inker: Inker, report: Report): void {
  const kept = inker.kept.map(({ what, page }) => ({ what, page: page + 1 })).sort((a, b) => a.page - b.page);
  for (const what of new Set(kept.map((each) => each.what))) {
    const pages = [...new Set(kept.filter((each) => each.what === what).map((each) => each.page))];
    report({
      severity: 'warning',
      code: 'press-colour-kept',
      message: `${what} on ${pageList(pages)} keeps its colours of the screen`,
      why: 'The press turns them into inks in its own way.',
    });
  }
}

function reportInk(pages: readonly InkedPage[], press: PressSettings, profile: string, report: Report): void {
  const most = Math.max(0, ...pages.map((page) => page.most));
  const page = pages.findIndex((each) => each.most === most) + 1;
  const percent = Math.round(most * 100);
  if (press.inkLimit !== undefined && percent > press.inkLimit)
    report({
      severity: 'warning',
      code: 'ink-limit',
      message: `${percent} % of ink on page ${page} is more than ${press.inkLimit} %`,
      why: 'Colours given as inks are printed as they are.',
      hint: 'Give them less ink, or ask the printer for a higher limit.',
    });
  else
    report({
      severity: 'note',
      code: 'ink-total',
      message: `the most ink is ${percent} %, on page ${page}, by ${profile}`,
    });
}
