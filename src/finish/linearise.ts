import { deflateSync } from 'node:zlib';
import { PDFDict, PDFName, PDFRef } from 'pdf-lib';
import { body, bodyOf, pack, type Body, type Item } from './compress.ts';
import { crossReference, type Entry } from './cross-reference.ts';
import { hintTables, type Hints, type PageHint } from './hint-tables.ts';
import type { GraphNode, ObjectGraph } from './object-graph.ts';
import { partOf, usageOf, usages, type Part, type Usage } from './usage.ts';
import { Numbers } from './numbers.ts';
import { lockBody, placed, SharedContent, trailer, type Prepared } from './variation.ts';
import { enter, HEADER } from './write.ts';

/** Digits kept for a number in the linearisation dictionary, which is written before they are known. */
const DIGITS = 10;
/**
 * Bytes kept beyond the first guess at the first cross-reference stream's size: offsets are not known when room is made for
 * it, and other offsets compress otherwise. More is taken as often as it proves too little.
 */
const ROOM = 64;

/** The items of each part in file order. */
interface Parts {
  readonly catalog: Item;
  readonly opening: readonly Item[];
  readonly outline: readonly Item[];
  /** The first page's own item first. */
  readonly firstPage: readonly Item[];
  /** For each page after the first: its own item, then what only it needs. */
  readonly pages: readonly (readonly Item[])[];
  readonly shared: readonly Item[];
  readonly rest: readonly Item[];
  readonly use: ReadonlyMap<Item, Usage>;
}

/** Packs nodes into items by what needs them, and puts the items into the parts of the file. */
function sort(graph: ObjectGraph, pages: readonly GraphNode[]): Parts {
  const uses = usages(graph, pages);
  const groups = new Map<string, GraphNode[]>();
  const items: Item[] = [];
  for (const node of graph.nodes) {
    if (node.kind !== 'plain') {
      items.push({ nodes: [node], packed: false });
      continue;
    }
    const use = uses.get(node)!;
    const part = partOf(node.kind, use);
    // Annotations belong to a page and to the structure: together, apart from what no page shows.
    const key = part === 'page' ? `page ${use.pages[0]}` : part === 'rest' && use.pages.length > 0 ? 'on pages' : part;
    append(groups, key, node);
  }
  for (const group of groups.values()) items.push(...pack(group));

  const use = new Map(items.map((item) => [item, usageOf(item, uses)] as const));
  const byPart = new Map<Part, Item[]>();
  const byPage = new Map<number, Item[]>();
  // A page's own object stands before all else in its part.
  items.sort((a, b) => Number(b.nodes[0]!.kind === 'page') - Number(a.nodes[0]!.kind === 'page'));
  for (const item of items) {
    const its = use.get(item)!;
    const part = partOf(item.nodes[0]!.kind, its);
    if (part === 'page') append(byPage, its.pages[0]!, item);
    else append(byPart, part, item);
  }
  return {
    catalog: byPart.get('catalog')![0]!,
    opening: byPart.get('opening') ?? [],
    outline: outlineFirst(graph, byPart.get('outline') ?? []),
    firstPage: byPart.get('first-page') ?? [],
    pages: pages.slice(1).map((_, i) => byPage.get(i + 1) ?? []),
    shared: byPart.get('shared') ?? [],
    rest: byPart.get('rest') ?? [],
    use,
  };
}

/**
 * The outline's items with that of its root before all others: hints name it as the first (F.4.3). Structure destinations make the outline reach
 * the structure, which fills items of its own.
 */
function outlineFirst(graph: ObjectGraph, items: readonly Item[]): readonly Item[] {
  const ref = (graph.root.object as PDFDict).get(PDFName.of('Outlines'));
  const root = ref instanceof PDFRef ? graph.find(ref) : undefined;
  const first = items.find(({ nodes }) => root !== undefined && nodes.includes(root));
  return first ? [first, ...items.filter((item) => item !== first)] : items;
}

function append<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}

function sizeOf(part: readonly Body[]): number {
  return part.reduce((sum, each) => sum + each.length, 0);
}

/** What the hint tables say of the file. `start` is where `firstPage` begins, `after` where the pages after it do. */
function hintsFor(
  parts: Parts,
  numbers: Numbers,
  written: ReadonlyMap<Item, Body>,
  opensOutline: boolean,
  start: number,
): Hints {
  const length = (items: readonly Item[]): number => sizeOf(items.map((item) => written.get(item)!));
  const opened = opensOutline ? parts.outline : [];
  const first = [...parts.firstPage, ...opened];
  const index = new Map([...first, ...parts.shared].map((item, i) => [item, i] as const));
  const shared = new Map<number, number[]>();
  for (const [item, i] of index) {
    for (const page of parts.use.get(item)!.pages) {
      if (page > 0) append(shared, page, i);
    }
  }
  const pages: PageHint[] = [
    { objects: first.length, length: length(first), shared: [] },
    ...parts.pages.map((items, i) => ({
      objects: items.length,
      length: length(items),
      shared: shared.get(i + 1) ?? [],
    })),
  ];
  const sharedAt = start + length(first) + length(parts.pages.flat());
  const restAt = sharedAt + length(parts.shared);
  const at = (items: readonly Item[], offset: number): { number: number; offset: number } | undefined =>
    items[0] && { number: numbers.ofItem(items[0]), offset };
  // Among what is left, the outline stands first.
  const outline = at(parts.outline, opensOutline ? start + length(parts.firstPage) : restAt);
  return {
    firstPageOffset: start,
    pages,
    sharedLengths: [...first, ...parts.shared].map((item) => written.get(item)!.length),
    sharedOnFirstPage: first.length,
    firstShared: at(parts.shared, sharedAt),
    outline: outline && { ...outline, objects: parts.outline.length, length: length(parts.outline) },
  };
}

/**
 * The file arranged for reading while it downloads (ISO 32000-1, Annex F): what the first page needs, then each page, each
 * with its own, then the rest; cross-references for the first page at the front, hint tables that tell where all pages lie.
 * `pages` are the pages' references in order; they must hold all their attributes themselves. `lockable` keeps a number for a lock.
 */
export async function linearise(graph: ObjectGraph, pages: readonly PDFRef[], lockable = false): Promise<Prepared> {
  const pageNodes = pages.map((ref) => graph.find(ref)!);
  const parts = sort(graph, pageNodes);
  const opensOutline = (graph.root.object as PDFDict).get(PDFName.of('PageMode')) === PDFName.of('UseOutlines');
  const firstPage = opensOutline ? [...parts.firstPage, ...parts.outline] : parts.firstPage;
  const rest = opensOutline ? parts.rest : [...parts.outline, ...parts.rest];
  const front = [parts.catalog, ...parts.opening, ...firstPage];
  const back = [...parts.pages.flat(), ...parts.shared, ...rest];

  // In either half what is written itself is numbered before what is packed in it: a reader of the first section must
  // come upon an object stream before its contents. The half behind has the lower numbers (F.3.2).
  const numbers = new Numbers();
  for (const item of back) numbers.item(item);
  const mainNumber = numbers.take();
  for (const item of back) numbers.contents(item);
  const first = numbers.next;
  const own = { dictionary: numbers.take(), reference: numbers.take(), hint: numbers.take() };
  const lockNumber = lockable ? numbers.take() : undefined;
  const kept = numbers.next - first;
  for (const item of front) numbers.item(item);
  for (const item of front) numbers.contents(item);
  const size = numbers.next;
  const shared = await SharedContent.of(graph, [...front, ...back], numbers);
  const frontEnd = Buffer.from('startxref\n0\n%%EOF\n', 'latin1');

  return async (variation = {}) => {
    const { bodies: written, id } = await shared.vary(variation);
    const lock = lockBody(lockNumber, variation.lock);
    const common = trailer(graph, numbers, size, id, lock);
    const bodiesOf = (items: readonly Item[]): Body[] => items.map((item) => written.get(item)!);
    const head = [...bodiesOf([parts.catalog]), ...(lock ? [lock] : []), ...bodiesOf(parts.opening)];
    const firstBodies = bodiesOf(firstPage);
    const backBodies = bodiesOf(back);
    const frontAt = HEADER.length + leadDictionary(own.dictionary, NO_FACTS).length;

    for (let room = 0; ;) {
      // Everything's place hangs on the room for the first section, and that section's size on the places.
      const headAt = frontAt + room + frontEnd.length;
      const hintAt = headAt + sizeOf(head);
      const hints = hintTables(hintsFor(parts, numbers, written, opensOutline, hintAt));
      const packed = deflateSync(hints.bytes, { level: 9 });
      const hintEntries = `${hints.entries}/Filter/FlateDecode`;
      const hint = bodyOf({ number: own.hint, text: () => hintEntries, data: packed }, variation.lock?.cipher);
      const { offsets, end: mainAt } = placed([...head, hint, ...firstBodies, ...backBodies], headAt);
      offsets.set(own.dictionary, HEADER.length).set(own.reference, frontAt);

      const frontEntries: Entry[] = [];
      for (let number = first; number < first + kept; number++) {
        const offset = offsets.get(number);
        // The number kept for a lock is free where there is none.
        frontEntries[number - first] = offset === undefined ? { type: 0 } : { type: 1, offset };
      }
      enter(frontEntries, first, front, numbers, offsets);
      const frontReference = crossReference({
        number: own.reference,
        first,
        entries: frontEntries,
        trailer: `${common}/Prev ${mainAt}`,
      });
      if (frontReference.length > room) {
        room = frontReference.length + ROOM;
        continue;
      }

      const mainEntries: Entry[] = [{ type: 0 }];
      enter(mainEntries, 0, back, numbers, offsets);
      mainEntries[mainNumber] = { type: 1, offset: mainAt };
      const main = crossReference({ number: mainNumber, first: 0, entries: mainEntries, trailer: common });
      const last = Buffer.from(`startxref\n${frontAt}\n%%EOF\n`, 'latin1');
      const lead = leadDictionary(own.dictionary, {
        L: mainAt + main.length + last.length,
        H: hintAt,
        HL: hint.length,
        O: numbers.ofItem(firstPage[0]!),
        E: hintAt + hint.length + sizeOf(firstBodies),
        N: pages.length,
        // The white space before the section (Table F.1).
        T: mainAt - 1,
      });
      const padding = Buffer.alloc(room - frontReference.length, ' ');
      const all = [lead, frontReference].flatMap((each) => each.pieces);
      const tail = [...head, hint, ...firstBodies, ...backBodies, main].flatMap((each) => each.pieces);
      return Buffer.concat([HEADER, ...all, padding, frontEnd, ...tail, last]);
    }
  };
}

/** What the linearisation dictionary tells (ISO 32000-1, Table F.1). */
type LeadFacts = Readonly<Record<'L' | 'H' | 'HL' | 'O' | 'E' | 'N' | 'T', number>>;
const NO_FACTS: LeadFacts = { L: 0, H: 0, HL: 0, O: 0, E: 0, N: 0, T: 0 };

/** The linearisation dictionary, of the same length whatever it tells. */
function leadDictionary(number: number, facts: LeadFacts): Body {
  const digits = (value: number): string => String(value).padEnd(DIGITS);
  return body(
    number,
    `<</Linearized 1/L ${digits(facts.L)}/H[${digits(facts.H)} ${digits(facts.HL)}]/O ${digits(facts.O)}` +
      `/E ${digits(facts.E)}/N ${digits(facts.N)}/T ${digits(facts.T)}>>`,
  );
}
