import { PDFArray, PDFDict, PDFName, PDFRawStream, type PDFContext, type PDFDocument, type PDFPage } from 'pdf-lib';
import type { Book } from '../model/book.ts';
import type { Report } from '../model/diagnostic.ts';
import { joinedGround, type Ground } from '../model/ground.ts';
import type { MarkPlace } from '../model/publication.ts';
import type { GroundsOf } from './ask-grounds.ts';
import {
  across,
  atHead,
  HEAD_SIZE,
  onPage,
  shownPage,
  type DrawnLetter,
  type DrawnMark,
  type MarkPosition,
} from './mark-place.ts';
import { decimal } from './print/decimal.ts';
import { Outlines } from './print/outlines.ts';
import type { PressWorld } from './print/press.ts';

/*
 * DRAFT, CONFIDENTIAL: a word over every page, exhibits' among them. It is drawn as outlines, so that it needs no face and is found by no search
 * for words of the text, as an artifact. On light ground it is multiplied with what is under it and darkens paper, on dark ground it is screened
 * and lightens that (ISO 32000-1, 11.3.5.2): neither hides what stands there. Across a page that has both, each letter has a dark line
 * within a light one, of which one or the other is seen.
 */

/** The face of the mark, by the scripts that its files hold. */
const FACE = '@fontsource/source-sans-3';
const SCRIPTS = ['latin', 'latin-ext', 'greek', 'cyrillic', 'vietnamese'];
/** Size at which outlines are kept, points; pages scale it. */
const SIZE = 100;
/** Space between letters as a part of the type size: capitals want it. */
const TRACKING = 0.09;
/** Height of the face's capitals as a part of the type size. */
const CAPITALS = 0.66;
/** Width of the line around the letters of a mark across, of the size: a point and a half on A4. */
const LINE = 1.8;
/** How much wider the light line is that holds the dark one on mixed ground. */
const HALO = 3;
/** What the plate of a mark at the head has around its words, of the size. */
const PLATE_AIR = 45;

/** Greys of a mark's letters and of the line around them, and how they join what is under them. */
interface Looks {
  readonly blend: 'Multiply' | 'Screen';
  readonly fill?: number;
  readonly line?: number;
}

/**
 * Across: letters of a breath of grey, on which our grey text still has more than 4.5 : 1, within a line that has 3 : 1 on any ground of the kind:
 * on paper 4 : 1, on black 7 : 1; on mixed ground the two lines have 6 : 1 to each other.
 */
const ACROSS: Readonly<Record<'light' | 'dark' | 'mixed', readonly Looks[]>> = {
  light: [{ blend: 'Multiply', fill: 0.9, line: 0.5 }],
  dark: [{ blend: 'Screen', fill: 0.12, line: 0.62 }],
  mixed: [
    { blend: 'Screen', line: 0.72 },
    { blend: 'Multiply', line: 0.4 },
  ],
};
/** At the head: words that have 4.5 : 1 on any ground of the kind; on mixed ground a plate of paper holds them. */
const HEAD_DARK: Looks = { blend: 'Multiply', fill: 0.34 };
const HEAD_LIGHT: Looks = { blend: 'Screen', fill: 0.92 };
const PLATE = 0.97;

const NAME = 'OctavoStatus';

/** What of a status mark others must know. */
interface PaintedStatus {
  /** What it takes of the head of an ordinary page that it shares with a stamp, points; 0 where it stands at no head. */
  readonly headWidth: number;
}

/**
 * Paints the book's mark on all pages; with nothing to paint, nothing happens. At the head of somebody else's page it stands only where there is
 * bare paper, else it goes across. `bleed`: how far pages go beyond the trim, points. Reports `mark-glyph-missing`.
 */
export async function paintStatusMark(
  document: PDFDocument,
  book: Pick<Book, 'status' | 'exhibitPages' | 'map'>,
  world: Pick<PressWorld, 'dependency'> & { readonly groundsOf: GroundsOf },
  report: Report,
  bleed = 0,
): Promise<PaintedStatus | undefined> {
  const { status: mark } = book;
  if (!mark) return undefined;
  const drawn = draw(mark.text.toLocaleUpperCase(), await faces(world));
  if (drawn.missing.length > 0) {
    report({
      severity: 'warning',
      code: 'mark-glyph-missing',
      message: `the face of the mark “${mark.text}” has no “${drawn.missing.join('')}”`,
      hint: 'Write the mark in Latin, Greek or Cyrillic letters.',
    });
  }
  const foreign = new Set(book.exhibitPages);
  const pages = document.getPages().map((page, index) => ({ page, index, shown: shownPage(page) }));
  const heads = pages.flatMap((each) => {
    const at = { room: book.map.pages[each.index]?.room, recto: each.index % 2 === 0, bleed };
    const head = mark.place === 'head' ? atHead(each.shown, drawn, at) : undefined;
    return head ? [{ ...each, position: head, boxes: foreign.has(each.index) ? [head.strip] : head.boxes }] : [];
  });
  const atHeads = (await found(heads, world.groundsOf)).filter(
    ({ index, ground }) => !foreign.has(index) || ground === 'paper',
  );
  const marked = new Set(atHeads.map(({ index }) => index));
  const rest = pages.filter(({ index }) => !marked.has(index));
  const wide = rest.map((each) => ({ ...each, position: across(each.shown, drawn) }));
  const acrossPages = await found(
    wide.map((each) => ({ ...each, boxes: each.position.boxes })),
    world.groundsOf,
  );
  const forms = new Forms(document.context, drawn);
  const open = document.context.register(document.context.stream('q\n'));
  for (const [place, all] of [['head', atHeads] as const, ['across', acrossPages] as const])
    for (const { page, shown, position, ground } of all)
      paint(page, forms.get(place, ground), onPage(shown, position).map(decimal), open);
  return { headWidth: mark.place === 'head' ? (drawn.width * HEAD_SIZE) / SIZE : 0 };
}

/** Places with the ground that each has: all of its boxes together. */
async function found<T extends { readonly index: number; readonly boxes: MarkPosition['boxes'] }>(
  places: readonly T[],
  groundsOf: GroundsOf,
): Promise<readonly (T & { readonly ground: Ground })[]> {
  const grounds = await groundsOf(places.map(({ index, boxes }) => ({ page: index, boxes })));
  return places.map((place, i) => ({ ...place, ground: joinedGround(grounds?.[i] ?? []) }));
}

type Reference = ReturnType<PDFContext['register']>;

/** Paints a form on a page after all else, as an artifact. `open` saves the graphics state before all else. */
function paint(page: PDFPage, form: Reference, matrix: readonly string[], open: Reference): void {
  const { context } = page.doc;
  const content = `Q\n/Artifact <</Type /Pagination /Subtype /Watermark>> BDC q ${matrix.join(' ')} cm /${NAME} Do Q EMC\n`;
  const contents = page.node.Contents();
  const old =
    contents instanceof PDFArray
      ? contents.asArray()
      : [page.node.get(PDFName.of('Contents'))].flatMap((ref) => ref ?? []);
  page.node.set(PDFName.of('Contents'), context.obj([open, ...old, context.register(context.stream(content))]));
  const resources = page.node.Resources() ?? context.obj({});
  const known = resources.lookup(PDFName.of('XObject'));
  const all = known instanceof PDFDict ? known : context.obj({});
  all.set(PDFName.of(NAME), form);
  if (all !== known) resources.set(PDFName.of('XObject'), all);
  page.node.set(PDFName.of('Resources'), page.node.get(PDFName.of('Resources')) ?? resources);
}

async function faces(world: Pick<PressWorld, 'dependency'>): Promise<Outlines[]> {
  const files = await Promise.all(
    SCRIPTS.map((script) => world.dependency(FACE, `files/source-sans-3-${script}-400-normal.woff`)),
  );
  return files.flatMap((woff) => (woff ? [new Outlines(woff)] : []));
}

interface Drawn extends DrawnMark {
  /** Outlines from the origin at {@link SIZE}, a letter each. */
  readonly paths: readonly string[];
  readonly missing: readonly string[];
}

function draw(text: string, outlines: readonly Outlines[]): Drawn {
  const letters: DrawnLetter[] = [];
  const paths: string[] = [];
  const missing: string[] = [];
  let pen = 0;
  for (const character of text) {
    const face = outlines.find((each) => each.has(character));
    if (!face) missing.push(character);
    else {
      const path = face.path(character, SIZE);
      const width = face.width(character, SIZE);
      if (path !== '') {
        letters.push({ at: pen, width });
        paths.push(`q 1 0 0 1 ${decimal(pen)} 0 cm ${path}`);
      }
      pen += width + TRACKING * SIZE;
    }
  }
  const width = Math.max(1, pen - TRACKING * SIZE);
  return { letters, paths, width, missing, capitals: CAPITALS * SIZE, size: SIZE };
}

/** The mark as forms, one for each place and ground, made when it is needed. */
class Forms {
  readonly #context: PDFContext;
  readonly #drawn: Drawn;
  readonly #made = new Map<string, Reference>();

  constructor(context: PDFContext, drawn: Drawn) {
    this.#context = context;
    this.#drawn = drawn;
  }

  get(place: MarkPlace, found: Ground): Reference {
    const ground = found === 'paper' ? 'light' : found;
    const key = `${place} ${ground}`;
    let form = this.#made.get(key);
    if (!form) {
      form =
        place === 'across'
          ? this.#form('', ACROSS[ground])
          : this.#form(ground === 'mixed' ? this.#plate() : '', [ground === 'dark' ? HEAD_LIGHT : HEAD_DARK]);
      this.#made.set(key, form);
    }
    return form;
  }

  /** A rectangle of paper under the whole mark. */
  #plate(): string {
    const { width, capitals } = this.#drawn;
    const box = [-PLATE_AIR, -PLATE_AIR, width + 2 * PLATE_AIR, capitals + 2 * PLATE_AIR];
    return `${PLATE} g ${box.map(decimal).join(' ')} re f\n`;
  }

  #form(before: string, looks: readonly Looks[]): Reference {
    const { paths, width } = this.#drawn;
    const blends = Object.fromEntries(looks.map(({ blend }) => [blend, { Type: 'ExtGState', BM: blend }]));
    const dict: PDFDict = this.#context.obj({
      ...{ Type: 'XObject', Subtype: 'Form', BBox: [-SIZE, -SIZE, width + SIZE, 2 * SIZE] },
      Resources: { ExtGState: blends },
    });
    const layers = looks.map(({ blend, fill, line }, layer) => {
      // The first of two lines holds the other.
      const wide = layer < looks.length - 1 ? LINE * HALO : LINE;
      const colours = [
        fill === undefined ? '' : `${fill} g`,
        line === undefined ? '' : `${line} G ${decimal(wide)} w 1 j`,
      ];
      const operator = fill === undefined ? 'S' : line === undefined ? 'f' : 'B';
      return `/${blend} gs ${colours.join(' ')}\n${paths.map((path) => `${path} ${operator} Q`).join('\n')}\n`;
    });
    return this.#context.register(PDFRawStream.of(dict, Buffer.from(before + layers.join(''), 'latin1')));
  }
}
