import { IDENTITY, type Matrix } from '../model/matrix.ts';
import {
  PDFArray,
  PDFDict,
  PDFHexString,
  PDFName,
  PDFNumber,
  PDFRawStream,
  PDFRef,
  type PDFContext,
  type PDFDocument,
  type PDFObject,
} from 'pdf-lib';
import type { DestinationView, Rectangle } from '../model/exhibit.ts';
import type { FigureContent, PageMap, PlacedExhibitPage, Printed } from '../model/book.ts';
import { intersection } from '../model/rectangle.ts';
import type { ComposedExhibit } from '../model/composition.ts';
import type { Report } from '../model/diagnostic.ts';
import { alternativeText } from './alternative-text.ts';
import { moveAnnotation, PageAnnotations } from './annotations.ts';
import { ExhibitHeadings } from './exhibit-headings.ts';
import { linkBack } from './way-back.ts';
import { batches, type Batch } from './batches.ts';
import { BookStructure } from './book-structure.ts';
import { ObjectCopier } from './copy-objects.ts';
import { ExhibitDestinations, namedDestinations, writeNames, type PlacedPage } from './destinations.ts';
import { mergeDuplicates, StoredObjects } from './duplicates.ts';
import { settleSpotColours } from './spot-colours.ts';
import { figurePage, paintedPage, takeStructure, type StructuredPage } from './exhibit-structure.ts';
import { apply, applyTo, intoFrame, inverse, ontoShown, operands, turned } from './geometry.ts';
import { corners, inherited, inheritedEntry, rectangle } from './open.ts';
import { mergeLayers } from './optional-content.ts';
import { settleBoxes } from './page-boxes.ts';
import { bookmarksOf, type ExhibitOutline } from './outline.ts';
import type { OpenedExhibit, OpenedExhibits } from './opened-exhibit.ts';
import { formOf, overlayOf, showForm } from './overlay.ts';
import { flattenForms, joined, sharedCopy } from './page-content.ts';
import { contentDigest } from '../model/pdf-stream.ts';
import type { Node } from './structure-node.ts';
import { recordLabel } from './page-record.ts';
import { reportLosses, type Losses } from './losses.ts';
import { stitched, type Stitched } from './stitch.ts';
import { usedResources } from './used-resources.ts';

/** The printed document with exhibits in it. */
export interface WithExhibits {
  readonly document: PDFDocument;
  readonly outlines: readonly ExhibitOutline[];
  /** Pages of destinations that came with exhibits. */
  readonly destinations: ReadonlyMap<string, number>;
  /** Pages that are one figure each, by their indices. */
  readonly figures: ReadonlyMap<number, FigureContent>;
}

const N = (text: string): PDFName => PDFName.of(text);
const RESOURCES = N('Resources');
const CONTENTS = N('Contents');
const ANNOTS = N('Annots');
/** Name of the form that paints an exhibit's page in a frame. */
const EXHIBIT = 'Exhibit';

/**
 * Puts exhibits into the printed document: each takes the place of the content of the pages that hold its place. The page objects stay, so
 * that labels, destinations and links to them stay right; what was printed there is laid over as furniture.
 */
export async function placeExhibits(
  printed: Printed,
  exhibits: readonly ComposedExhibit[],
  opened: OpenedExhibits,
  created: Date,
  report: Report,
): Promise<WithExhibits> {
  const print = await stitched(printed);
  const { document } = print;
  const places = printed.exhibits ?? [];
  const book = new Places(print, new Set(places.map((place) => place.page)));
  const outlines: ExhibitOutline[] = [];
  for (const batch of batches(places)) {
    const composed = exhibits[batch.exhibit];
    if (!composed) continue;
    outlines.push(book.take(batch, composed, await opened.take(batch.exhibit), printed.map, created, report));
  }
  book.complete();
  return { document, outlines, destinations: book.destinations, figures: book.figures };
}

/** A printed page's sheet. */
function sheetOf(page: PDFDict): Rectangle {
  return rectangle(inherited(page, N('MediaBox'))) ?? { left: 0, bottom: 0, right: 612, top: 792 };
}

function sizeOf(page: PDFDict): { readonly width: number; readonly height: number } {
  const { left, bottom, right, top } = sheetOf(page);
  return { width: right - left, height: top - bottom };
}

/** The printed document while exhibits find their places in it. */
class Places {
  readonly destinations = new Map<string, number>();
  readonly figures = new Map<number, FigureContent>();
  readonly #document: PDFDocument;
  readonly #context: PDFContext;
  readonly #refs: readonly PDFRef[];
  readonly #indices: ReadonlyMap<PDFRef, number>;
  readonly #pages: readonly PDFDict[];
  readonly #structure: BookStructure | undefined;
  readonly #taken: Set<string>;
  readonly #names = new Map<string, PDFObject>();
  readonly #copied: PDFRef[];
  readonly #stored = new StoredObjects();
  /** Pages that were printed without tags. */
  readonly #unmarked: ReadonlySet<PDFRef>;
  readonly #shared = new Map<PDFObject, PDFRef>();
  readonly #streams = new Map<string, PDFRef>();
  readonly #headings: ExhibitHeadings | undefined;
  /** How what was printed on a page moves with it. */
  readonly #moves = new Map<PDFRef, Matrix>();

  /** `replaced`: pages that hold exhibits' places. */
  constructor({ document, copied, apart }: Stitched, replaced: ReadonlySet<number>) {
    this.#copied = [...copied];
    this.#unmarked = new Set(apart);
    this.#document = document;
    this.#context = document.context;
    const pages = document.getPages();
    this.#refs = pages.map((page) => page.ref);
    this.#pages = pages.map((page) => page.node);
    this.#taken = new Set(namedDestinations(document.catalog).keys());
    this.#indices = new Map(this.#refs.map((ref, index) => [ref, index]));
    this.#structure = BookStructure.read(
      this.#context,
      document.catalog,
      this.#pages,
      (ref) => this.#indices.get(ref),
      replaced,
    );
    if (this.#structure) this.#headings = new ExhibitHeadings(this.#context, this.#structure);
  }

  /** Takes pages of an exhibit in. */
  take(
    batch: Batch,
    { exhibit, part, headingId, beginning, back, places = new Map() }: ComposedExhibit,
    opened: OpenedExhibit,
    map: PageMap,
    created: Date,
    report: Report,
  ): ExhibitOutline {
    const context = this.#context;
    const source = opened.document;
    const sourcePages = source.getPages();
    const wanted = batch.places.flatMap(({ exhibitPage }) => sourcePages[exhibitPage]?.node ?? []);
    const narrow = wanted.length < sourcePages.length ? usedResources(wanted) : undefined;
    const tagged = this.#structure && opened.structure;
    const copier = new ObjectCopier(source.context, context, narrow, this.#stored.of(tagged !== undefined));
    const prefix = `exhibit-${batch.number}-`;
    const title = part.title ?? exhibit.title ?? nameOf(exhibit.file);

    const placed = new Map<PDFRef, PlacedPage>();
    const taken: {
      readonly place: PlacedExhibitPage;
      readonly at: PlacedPage;
      readonly ref: PDFRef;
      readonly from: PDFDict;
    }[] = [];
    for (const page of sourcePages) copier.lead(page.ref, undefined);
    for (const place of batch.places) {
      const from = sourcePages[place.exhibitPage];
      const facts = exhibit.pages[place.exhibitPage];
      const ref = this.#refs[place.page];
      if (!from || !facts || !ref) continue;
      const turn = turned(facts, part.rotate);
      const matrix = place.frame ? intoFrame(facts.box, turn, place.frame) : IDENTITY;
      const visible = place.frame && intersection(place.clip ?? sheetOf(this.#pages[place.page]!), place.frame);
      const at: PlacedPage = { ref, index: place.page, box: facts.box, turn, matrix, ...(visible && { visible }) };
      placed.set(from.ref, at);
      copier.lead(from.ref, ref);
      taken.push({ place, at, ref: from.ref, from: from.node });
    }

    const losses: Losses = { leftOut: 0, dead: 0, bookmarks: 0, annotations: 0 };
    const destinations = new ExhibitDestinations(context, source, placed, this.#taken, prefix);
    const annotations = taken.map(
      ({ from, at }) => new PageAnnotations(context, from, at, copier, destinations, losses),
    );

    const structured = new Map<PDFRef, StructuredPage>();
    taken.forEach(({ place, at, ref, from }, i) => {
      const sheet = sizeOf(this.#pages[at.index]!);
      const { paragraphs, label } = exhibit.pages[place.exhibitPage]!;
      const painted = paragraphs !== undefined;
      const untagged = tagged === undefined && !painted;
      const begins = beginning?.page === place.exhibitPage ? beginning.headings : [];
      const unseen = this.#headings?.begin(batch.exhibit, begins, at, sheet);
      const { mcids, form } = this.#paint(place, at, opened, from, copier, untagged, unseen);
      const move = place.frame ? undefined : this.#moves.get(at.ref);
      const stamped = { ...sheet, index: at.index, room: map.pages[at.index]?.room };
      const home = back && map.destinations.has(back.id) ? linkBack(context, back, stamped, move) : undefined;
      const kept = [...annotations[i]!.copy(copier), ...(home ? [home] : [])];
      this.#annotate(
        at,
        move,
        kept.map((each) => each.ref),
      );
      if (label !== undefined) recordLabel(context, this.#pages[at.index]!, label, created);
      structured.set(ref, { placed: at, mcids: painted ? new Set() : mcids, form, annotations: kept });
    });

    const structure = this.#structure;
    if (structure) {
      if (!tagged) flattenForms(context, copier.copied);
      const figures = taken.flatMap(({ ref, at, place }) => {
        const { paragraphs } = exhibit.pages[place.exhibitPage]!;
        if (tagged && paragraphs === undefined) return [];
        const alt = alternativeText(exhibit, place.exhibitPage, title);
        const box = corners(at.visible ?? at.box);
        const page = structured.get(ref)!;
        if (tagged) structured.delete(ref);
        return paragraphs === undefined
          ? figurePage(context, structure, page, alt, box)
          : paintedPage(context, structure, page, paragraphs, alt, box);
      });
      const nodes = tagged
        ? [...takeStructure(context, tagged, structured, copier, structure, prefix), ...figures].toSorted(byPage)
        : figures;
      const element = structure.element('Part', nodes);
      element.dict.set(N('T'), PDFHexString.fromText(title));
      if (exhibit.lang !== undefined) element.dict.set(N('Lang'), PDFHexString.fromText(exhibit.lang));
      element.first ??= taken[0]?.at.index;
      element.last ??= taken.at(-1)?.at.index;
      structure.insert(element);
    }

    mergeLayers(context, this.#document.catalog, source.catalog, copier, title);
    this.#copied.push(...copier.copied);

    const name = (page: number, view?: DestinationView): string | undefined => {
      const at = sourcePages[page] && placed.get(sourcePages[page].ref);
      return at && destinations.nameFor(at, view, `${prefix}page-${page + 1}`);
    };
    const first = name(batch.places[0]!.exhibitPage) ?? headingId;
    const items = bookmarksOf(exhibit.outline, name, () => losses.bookmarks++);
    for (const [each, object] of destinations.named) {
      this.#names.set(each, object);
      const index = object instanceof PDFArray ? this.#indices.get(object.get(0) as PDFRef) : undefined;
      if (index !== undefined) this.destinations.set(each, index);
    }
    for (const [id, destination] of places) {
      const place = destinations.placeOf(destination);
      if (place && !this.#names.has(id)) this.#names.set(id, place);
    }
    reportLosses(losses, exhibit, report);
    return { under: headingId, title, first, items };
  }

  /** Gives a printed page an exhibit page's content, with what was printed there over it; `headings`: a form of unseen ones. */
  #paint(
    place: PlacedExhibitPage,
    at: PlacedPage,
    opened: OpenedExhibit,
    from: PDFDict,
    copier: ObjectCopier,
    untagged: boolean,
    headings: PDFRef | undefined,
  ): { readonly mcids: ReadonlySet<number>; readonly form: PDFRef | undefined } {
    const context = this.#context;
    const page = this.#pages[at.index]!;
    const asFigure = untagged && this.#structure !== undefined;
    const content = opened.content(from, asFigure);
    const written = inheritedEntry(from, RESOURCES);
    const copy = written ? copier.copy(written) : undefined;
    const theirs = copy instanceof PDFRef ? context.lookup(copy) : copy;
    const [begin, end] = asFigure ? ['/Figure<</MCID 0>>BDC\n', 'EMC\n'] : ['', ''];
    const box = sheetOf(page);
    const printedResources = inherited(page, RESOURCES);
    const printedOwn = printedResources instanceof PDFDict ? printedResources : undefined;
    const overlay = overlayOf(context, page, printedOwn, box, this.#unmarked.has(at.ref));

    let form: PDFRef | undefined;
    let streams: readonly PDFRef[];
    let own: PDFDict;
    if (place.frame) {
      const shown = place.clip ? intersection(at.box, applyTo(inverse(at.matrix), place.clip)) : at.box;
      const dict: PDFDict = context.obj({ Type: 'XObject', Subtype: 'Form', BBox: corners(shown) });
      if (copy) dict.set(RESOURCES, copy);
      const group = from.get(N('Group'));
      const copied = group && copier.copy(group);
      if (copied) dict.set(N('Group'), copied);
      const stored = (part: PDFRef | Uint8Array): PDFObject | undefined =>
        part instanceof PDFRef ? from.context.lookup(part) : opened.packed(part);
      form = context.register(formOf(dict, content, stored, () => joined(from.context, content)));
      own = context.obj({ XObject: { [EXHIBIT]: form } });
      streams = [this.#stream(`q\n${begin}${operands(at.matrix)} cm\n/${EXHIBIT} Do\n${end}Q\n`)];
    } else {
      own = sharedCopy(context, theirs instanceof PDFDict ? theirs : undefined, this.#shared);
      const parts = content.parts.map((part) =>
        part instanceof PDFRef ? copier.copyRef(part)! : this.#once(opened.packed(part), copier),
      );
      streams = [this.#stream(`q\n${begin}`), ...parts, this.#stream(`\n${content.closing}${end}Q\n`)];
      settleBoxes(page, at, from, copier);
    }
    const move = place.frame ? IDENTITY : ontoShown(box, at.box, at.turn);
    if (!place.frame) this.#moves.set(at.ref, move);
    const show = (shown: PDFRef, wish: string): string => showForm(context, own, shown, wish, move);
    const before = headings ? [this.#stream(`q\n${show(headings, 'Headings')}Q\n`)] : [];
    if (asFigure) {
      const from = before.length + 1;
      const within = place.frame ? ([0, 0] as const) : ([from, from + streams.length - 2] as const);
      this.figures.set(at.index, { streams: within, ...(place.frame && { form: EXHIBIT }) });
    }
    streams = [...before, ...streams];
    if (overlay) {
      const stamp = `q\n/Artifact<</Type/Pagination>>BDC\n${show(overlay, 'Stamp')}EMC\nQ\n`;
      streams = [...streams, this.#stream(stamp)];
    }
    page.set(RESOURCES, own);
    page.set(CONTENTS, context.obj([...streams]));
    return { mcids: asFigure ? new Set() : content.mcids, form };
  }

  /** A copy of a stream, each with its bytes once. */
  #once(stream: PDFRawStream, copier: ObjectCopier): PDFRef {
    const digest = contentDigest(stream);
    let ref = this.#streams.get(digest);
    if (!ref) this.#streams.set(digest, (ref = this.#context.register(copier.copy(stream)!)));
    return ref;
  }

  /** A small stream of operators, each text once. */
  #stream(text: string): PDFRef {
    let ref = this.#streams.get(text);
    if (!ref) {
      ref = this.#context.register(PDFRawStream.of(this.#context.obj({}), Buffer.from(text, 'latin1')));
      this.#streams.set(text, ref);
    }
    return ref;
  }

  /** Gives a page the exhibit's annotations, and those of the print moved with what they are on. */
  #annotate(at: PlacedPage, move: Matrix | undefined, kept: readonly PDFRef[]): void {
    const page = this.#pages[at.index]!;
    const printed = page.lookup(ANNOTS);
    const own = printed instanceof PDFArray ? printed.asArray() : [];
    for (const each of own) {
      const dict = this.#context.lookup(each);
      if (move && dict instanceof PDFDict) moveAnnotation(this.#context, dict, move);
    }
    if (kept.length + own.length === 0) page.delete(ANNOTS);
    else page.set(ANNOTS, this.#context.obj([...kept, ...own]));
  }

  /** Writes into the document what all that was taken in has in common. */
  complete(): void {
    const { catalog } = this.#document;
    this.#moveDestinations();
    writeNames(this.#context, catalog, this.#names);
    this.#headings?.write();
    this.#structure?.write();
    mergeDuplicates(this.#context, this.#copied);
    settleSpotColours(this.#context);
  }

  /** The print's own destinations on pages whose space is another now. */
  #moveDestinations(): void {
    const written = this.#document.catalog.lookup(N('Dests'));
    if (!(written instanceof PDFDict)) return;
    for (const key of written.keys()) {
      const place = written.lookup(key);
      const page = place instanceof PDFArray ? place.get(0) : undefined;
      const move = page instanceof PDFRef ? this.#moves.get(page) : undefined;
      if (!move || !(place instanceof PDFArray) || place.lookup(1) !== N('XYZ')) continue;
      const x = place.lookup(2);
      const y = place.lookup(3);
      if (!(x instanceof PDFNumber) || !(y instanceof PDFNumber)) continue;
      const moved = apply(move, x.asNumber(), y.asNumber());
      written.set(key, this.#context.obj([page!, 'XYZ', ...moved, 0]));
    }
  }
}

/** Elements in the order of the pages on which they begin; those of one page stay as they are. */
function byPage(a: Node, b: Node): number {
  return (a.first ?? 0) - (b.first ?? 0);
}

/** A file's name without folders and extension. */
function nameOf(file: string): string {
  return file.replace(/^.*\//, '').replace(/\.pdf$/i, '');
}
