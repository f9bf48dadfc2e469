import { multiply, IDENTITY, type Matrix } from '../model/matrix.ts';
import { text } from '../model/pdf-values.ts';
import { intersection } from '../model/rectangle.ts';
import {
  PDFArray,
  PDFDict,
  PDFName,
  PDFNumber,
  PDFRawStream,
  PDFRef,
  PDFStream,
  type PDFContext,
  type PDFObject,
} from 'pdf-lib';
import type { ObjectCopier } from './copy-objects.ts';
import { byteString, type ExhibitDestinations, type PlacedPage } from './destinations.ts';
import { apply, applyTo } from './geometry.ts';
import type { Losses } from './losses.ts';
import { corners, numbers, rectangle } from './open.ts';

/** An annotation of an exhibit that came along. */
export interface KeptAnnotation {
  readonly ref: PDFRef;
  readonly dict: PDFDict;
  readonly link: boolean;
  /** Language of what is said of it, where that is not the exhibit’s. */
  readonly lang?: string;
}

const N = (text: string): PDFName => PDFName.of(text);
const ANNOTS = N('Annots');
const SUBTYPE = N('Subtype');
const LINK = N('Link');
const DEST = N('Dest');
const F = N('F');
/** The annotation that one answers; of a page that stays behind, it would bring its words along. */
const IRT = N('IRT');

/** Flag Print (Table 165): what is on the page is on paper. */
const PRINT = 4;
/** Keys that tie an annotation to its file or make it act. `P` is written anew. */
const TIES: ReadonlySet<PDFName> = new Set(['P', 'Parent', 'Popup', 'AA', 'A', 'PA', 'Dest'].map(N));
/** Actions that lead a reader somewhere without running anything (Table 198), beside GoTo. */
const NAMED: ReadonlySet<PDFObject> = new Set(['NextPage', 'PrevPage', 'FirstPage', 'LastPage'].map(N));
/** What viewers make anew by themselves, or what a form leaves behind when its looks are part of the page. */
const FURNITURE: ReadonlySet<PDFObject> = new Set(['Popup', 'Widget'].map(N));
/** What needs a program or a player, or only means something to a printer's workflow. */
const PLAYERS: ReadonlySet<PDFObject> = new Set(
  ['Screen', 'Movie', 'Sound', 'RichMedia', '3D', 'TrapNet', 'PrinterMark'].map(N),
);
/** Arrays of points, x and y in turn (Tables 175 to 179). InkList holds arrays of them. */
const POINTS: readonly PDFName[] = ['QuadPoints', 'Vertices', 'L', 'CL'].map(N);

/** The annotations of a page, found before anything is copied: a reference to one must not bring its page along. */
export class PageAnnotations {
  readonly #found: (Kept & { readonly source: PDFDict; readonly to: PDFRef })[] = [];
  readonly #context: PDFContext;
  readonly #page: PlacedPage;

  constructor(
    context: PDFContext,
    page: PDFDict,
    placed: PlacedPage,
    copier: ObjectCopier,
    destinations: ExhibitDestinations,
    losses: Losses,
  ) {
    this.#context = context;
    this.#page = placed;
    const written = page.lookup(ANNOTS);
    if (!(written instanceof PDFArray)) return;
    for (let i = 0; i < written.size(); i++) {
      const ref = written.get(i);
      const source = written.lookup(i);
      if (!(source instanceof PDFDict)) continue;
      const keep = isCutOff(source, placed) ? undefined : decide(source, destinations, losses);
      if (!keep) {
        if (ref instanceof PDFRef) copier.lead(ref, undefined);
        continue;
      }
      const to = context.nextRef();
      if (ref instanceof PDFRef) copier.lead(ref, to);
      this.#found.push({ ...keep, source, to });
    }
  }

  /** Copies them onto the page that the exhibit's is on now. */
  copy(copier: ObjectCopier): KeptAnnotation[] {
    return this.#found.map(({ source, to, lead, address }) => {
      const answered = source.get(IRT);
      const elsewhere = !(answered instanceof PDFRef && copier.placeOf(answered));
      const plain = new Map([...source.asMap()].filter(([key]) => !TIES.has(key) && !(key === IRT && elsewhere)));
      const dict = copier.copy(PDFDict.fromMapWithContext(plain, source.context)) as PDFDict;
      dict.set(N('P'), this.#page.ref);
      const link = dict.lookup(SUBTYPE) === LINK;
      if (lead) dict.set(DEST, lead);
      const action = source.lookup(N('A'));
      if (link && !lead && action instanceof PDFDict) dict.set(N('A'), actionOf(copier, action, address));
      const flags = dict.lookup(F);
      if (link) dict.set(F, PDFNumber.of((flags instanceof PDFNumber ? flags.asNumber() : 0) | PRINT));
      if (this.#page.matrix !== IDENTITY) moveAnnotation(this.#context, dict, this.#page.matrix);
      this.#context.assign(to, dict);
      return { ref: to, dict, link };
    });
  }
}

/** Whether an annotation is on a part of its page that the book does not show. */
function isCutOff(annotation: PDFDict, { matrix, visible }: PlacedPage): boolean {
  const rect = visible && rectangle(annotation.lookup(N('Rect')));
  if (!rect) return false;
  const { left, bottom, right, top } = intersection(visible, applyTo(matrix, rect));
  return left > right || bottom > top;
}

/** Where an annotation that comes along leads: to an object of the book, or to an address that is not the one written. */
interface Kept {
  readonly lead?: PDFObject;
  readonly address?: string;
}

/** Whether an annotation comes along, and where it leads. */
function decide(annotation: PDFDict, destinations: ExhibitDestinations, losses: Losses): Kept | undefined {
  const subtype = annotation.lookup(SUBTYPE);
  if (!(subtype instanceof PDFName) || FURNITURE.has(subtype)) return undefined;
  if (PLAYERS.has(subtype)) {
    losses.annotations++;
    return undefined;
  }
  if (subtype !== LINK) return {};
  const action = annotation.lookup(N('A'));
  const kind = action instanceof PDFDict ? action.lookup(N('S')) : undefined;
  if (annotation.has(DEST) || kind === N('GoTo')) {
    const lead = destinations.lead(annotation.has(DEST) ? annotation.lookup(DEST) : (action as PDFDict).lookup(N('D')));
    if (lead.kind === 'place') return { lead: lead.object };
    if (lead.kind === 'left-out') losses.leftOut++;
    else losses.dead++;
    return undefined;
  }
  if (kind === N('URI')) {
    const address = addressOf((action as PDFDict).lookup(N('URI')), destinations.base);
    if (!address) losses.dead++;
    return address;
  }
  const named = action instanceof PDFDict ? action.lookup(N('N')) : undefined;
  if (kind === N('Named') && named && NAMED.has(named)) return {};
  losses.dead++;
  return undefined;
}

/** Schemes by which an address begins, and those that run or read something where the book is read. */
const SCHEME = /^[a-z][a-z0-9+.-]*:/i;
const RUNS = /^(?:javascript|vbscript|data|file):/i;

/** What an address is in the book: a relative one is written in full where its file says to what it is relative (12.6.4.7); an empty one is none. */
function addressOf(written: PDFObject | undefined, base: string | undefined): Kept | undefined {
  const address = text(written)?.trim() ?? '';
  if (address === '') return undefined;
  if (base === undefined || SCHEME.test(address) || !URL.canParse(address, base)) return {};
  const whole = new URL(address, base).href;
  return RUNS.test(whole) ? undefined : { address: whole };
}

/** An action with what makes it lead somewhere and nothing that would follow it (Next). */
function actionOf(copier: ObjectCopier, action: PDFDict, address: string | undefined): PDFDict {
  const kept = ['S', 'URI', 'N'].map(N).flatMap((key) => {
    const value = action.lookup(key);
    return value ? [[key, value] as const] : [];
  });
  const copy = copier.copy(PDFDict.fromMapWithContext(new Map(kept), action.context)) as PDFDict;
  if (address !== undefined) copy.set(N('URI'), byteString(address));
  return copy;
}

/** Moves an annotation with the page under it: its rectangle, its points, and its looks where they turn. */
export function moveAnnotation(context: PDFContext, dict: PDFDict, matrix: Matrix): void {
  const rect = rectangle(dict.lookup(N('Rect')));
  if (rect) dict.set(N('Rect'), context.obj(corners(applyTo(matrix, rect))));
  for (const key of POINTS) {
    const points = numbers(dict.lookup(key), 2);
    if (points) dict.set(key, context.obj(movedPoints(points, matrix)));
  }
  const ink = dict.lookup(N('InkList'));
  if (ink instanceof PDFArray) {
    const strokes = ink.asArray().map((_, i) => movedPoints(numbers(ink.lookup(i), 2) ?? [], matrix));
    dict.set(N('InkList'), context.obj(strokes));
  }
  const looks = dict.lookup(N('AP'));
  if (matrix[1] !== 0 && looks instanceof PDFDict) turnLooks(context, dict, looks, matrix);
}

function movedPoints(points: readonly number[], matrix: Matrix): number[] {
  const moved: number[] = [];
  for (let i = 0; i + 1 < points.length; i += 2) moved.push(...apply(matrix, points[i]!, points[i + 1]!));
  return moved;
}

/** An appearance is fitted into the rectangle without turning (12.5.5): a turned page's must turn by itself. */
function turnLooks(context: PDFContext, dict: PDFDict, looks: PDFDict, matrix: Matrix): void {
  const normal = looks.lookup(N('N'));
  if (!(normal instanceof PDFStream)) return;
  const size = Math.hypot(matrix[0], matrix[1]);
  const turn: Matrix = [matrix[0] / size, matrix[1] / size, matrix[2] / size, matrix[3] / size, 0, 0];
  const own = numbers(normal.dict.lookup(N('Matrix')), 6) as unknown as Matrix | undefined;
  const form = normal.dict.clone(context);
  form.set(N('Matrix'), context.obj([...multiply(own ?? IDENTITY, turn)]));
  dict.set(N('AP'), context.obj({ N: context.register(PDFRawStream.of(form, normal.getContents())) }));
}
