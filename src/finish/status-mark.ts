import { PDFArray, PDFDict, PDFName, PDFRawStream, type PDFContext, type PDFDocument, type PDFPage } from 'pdf-lib';
import type { Book } from '../model/book.ts';
import type { Report } from '../model/diagnostic.ts';
import { multiply, type Matrix } from '../model/matrix.ts';
import { decimal } from './print/decimal.ts';
import { Outlines } from './print/outlines.ts';
import type { PressWorld } from './print/press.ts';

/*
 * DRAFT, CONFIDENTIAL: a word over every page, exhibits' among them. It is drawn as outlines, so that it needs no face and is found by no search
 * for words of the text, as an artifact, and multiplied with what is under it: it darkens paper and hides nothing.
 */

/** The face of the mark, by the scripts that its files hold. */
const FACE = '@fontsource/source-sans-3';
const SCRIPTS = ['latin', 'latin-ext', 'greek', 'cyrillic', 'vietnamese'];
/** Size at which outlines are kept, points; pages scale it. */
const SIZE = 100;
/** Space between letters, of the size: capitals want it. */
const TRACKING = 0.09;
/** Height of the face's capitals, of the size. */
const CAPITALS = 0.66;
/** Light of the mark across a page: our grey text on it still has more than 4.5 : 1. */
const ACROSS_LIGHT = 0.9;
/** Part of the diagonal that the mark takes, and most of the shorter side that its size may be. */
const ACROSS_LENGTH = 0.66;
const ACROSS_SIZE = 0.17;
/** Steepest turn, degrees: beyond, letters stand on each other. */
const ACROSS_TURN = 52;
/** The mark at the head: light, size and distance of its line from the edge, points; printers leave 4 mm blank. */
const HEAD_LIGHT = 0.36;
const HEAD_SIZE = 8;
const HEAD_TOP = 22;

const NAME = 'OctavoStatus';

/** Paints the book's mark on all pages; with nothing to paint, nothing happens. Reports `mark-glyph-missing`. */
export async function paintStatusMark(
  document: PDFDocument,
  book: Pick<Book, 'status' | 'exhibitPages'>,
  world: Pick<PressWorld, 'dependency'>,
  report: Report,
): Promise<void> {
  const { status: mark } = book;
  if (!mark) return;
  const foreign = new Set(book.exhibitPages);
  const { context } = document;
  const drawn = draw(mark.text.toLocaleUpperCase(), await faces(world));
  if (drawn.missing.length > 0) {
    report({
      severity: 'warning',
      code: 'mark-glyph-missing',
      message: `the face of the mark “${mark.text}” has no “${drawn.missing.join('')}”`,
      hint: 'Write the mark in Latin, Greek or Cyrillic letters.',
    });
  }
  const forms = { across: form(context, drawn, ACROSS_LIGHT), head: form(context, drawn, HEAD_LIGHT) };
  const blend = context.register(context.obj({ Type: 'ExtGState', BM: 'Multiply' }));
  const open = context.register(context.stream('q\n'));
  for (const [index, page] of document.getPages().entries()) {
    const place = foreign.has(index) ? 'across' : mark.place;
    const at = place === 'across' ? across(page, drawn.width) : atHead(page, drawn.width);
    const content = `Q\n/Artifact <</Type /Pagination /Subtype /Watermark>> BDC q /${NAME} gs ${at.map(decimal).join(' ')} cm /${NAME} Do Q EMC\n`;
    const contents = page.node.Contents();
    const old =
      contents instanceof PDFArray
        ? contents.asArray()
        : [page.node.get(PDFName.of('Contents'))].flatMap((ref) => ref ?? []);
    page.node.set(PDFName.of('Contents'), context.obj([open, ...old, context.register(context.stream(content))]));
    name(page, 'ExtGState', blend);
    name(page, 'XObject', forms[place]);
  }
}

/** Gives a resource of a page the mark's name. */
function name(page: PDFPage, kind: string, value: PDFName | ReturnType<PDFContext['register']>): void {
  const resources = page.node.Resources() ?? page.doc.context.obj({});
  const known = resources.lookup(PDFName.of(kind));
  const all = known instanceof PDFDict ? known : page.doc.context.obj({});
  all.set(PDFName.of(NAME), value);
  if (all !== known) resources.set(PDFName.of(kind), all);
  page.node.set(PDFName.of('Resources'), page.node.get(PDFName.of('Resources')) ?? resources);
}

async function faces(world: Pick<PressWorld, 'dependency'>): Promise<Outlines[]> {
  const files = await Promise.all(
    SCRIPTS.map((script) => world.dependency(FACE, `files/source-sans-3-${script}-400-normal.woff`)),
  );
  return files.flatMap((woff) => (woff ? [new Outlines(woff)] : []));
}

interface Drawn {
  /** Path operators from the origin at {@link SIZE}. */
  readonly paths: string;
  /** Points at {@link SIZE}. */
  readonly width: number;
  readonly missing: readonly string[];
}

function draw(text: string, outlines: readonly Outlines[]): Drawn {
  const paths: string[] = [];
  const missing: string[] = [];
  let pen = 0;
  for (const character of text) {
    const face = outlines.find((each) => each.has(character));
    if (!face) missing.push(character);
    else {
      const line = face.line(character, SIZE);
      if (line !== '') paths.push(`q 1 0 0 1 ${decimal(pen)} 0 cm ${line} Q`);
      pen += face.width(character, SIZE) + TRACKING * SIZE;
    }
  }
  return { paths: paths.join('\n'), width: Math.max(1, pen - TRACKING * SIZE), missing };
}

function form(context: PDFContext, { paths, width }: Drawn, light: number): ReturnType<PDFContext['register']> {
  const dict: PDFDict = context.obj({ Type: 'XObject', Subtype: 'Form', BBox: [-SIZE, -SIZE, width + SIZE, 2 * SIZE] });
  return context.register(PDFRawStream.of(dict, Buffer.from(`${light} g\n${paths}\n`, 'latin1')));
}

/** From a page as it is shown, its lower left corner at the origin, to the page as it is written. */
function shown(page: PDFPage): { readonly width: number; readonly height: number; readonly toPage: Matrix } {
  const { x, y, width, height } = page.getCropBox();
  switch (((page.getRotation().angle % 360) + 360) % 360) {
    case 90:
      return { width: height, height: width, toPage: [0, 1, -1, 0, x + width, y] };
    case 180:
      return { width, height, toPage: [-1, 0, 0, -1, x + width, y + height] };
    case 270:
      return { width: height, height: width, toPage: [0, -1, 1, 0, x, y + height] };
    default:
      return { width, height, toPage: [1, 0, 0, 1, x, y] };
  }
}

/** From lower left to upper right, its middle in the page's. `length` is the mark's at {@link SIZE}. */
function across(page: PDFPage, length: number): Matrix {
  const { width, height, toPage } = shown(page);
  const turn = Math.min(Math.atan2(height, width), (ACROSS_TURN * Math.PI) / 180);
  const scale = Math.min(
    (ACROSS_LENGTH * Math.hypot(width, height)) / length,
    (ACROSS_SIZE * Math.min(width, height)) / SIZE,
  );
  const [cos, sin] = [Math.cos(turn) * scale, Math.sin(turn) * scale];
  const [half, middle] = [length / 2, (CAPITALS * SIZE) / 2];
  const [dx, dy] = [width / 2 - half * cos + middle * sin, height / 2 - half * sin - middle * cos];
  return multiply([cos, sin, -sin, cos, dx, dy], toPage);
}

/** In the middle of the head. */
function atHead(page: PDFPage, length: number): Matrix {
  const { width, height, toPage } = shown(page);
  const scale = HEAD_SIZE / SIZE;
  return multiply([scale, 0, 0, scale, (width - length * scale) / 2, height - HEAD_TOP], toPage);
}
