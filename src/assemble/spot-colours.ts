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
import { contentDigest, streamBytes } from '../model/pdf-stream.ts';
import { dictionary, dictionaryAt, items, name, numberAt, numbers, value } from '../model/pdf-values.ts';

const N = (text: string): PDFName => PDFName.of(text);
/** Colorants of DeviceN spaces that are no spot colours (ISO 32000-1, 8.6.6.5). */
const PROCESS: ReadonlySet<string> = new Set(['Cyan', 'Magenta', 'Yellow', 'Black', 'None']);
/** Arrays and dictionaries inside each other: colour spaces in resources in forms are a handful. */
const DEPTH_LIMIT = 16;
/** Type of functions that are small programs (ISO 32000-1, 7.10.5). */
const CALCULATOR = 4;

/**
 * Makes exhibits agree on their spot colours, of which a book may have one by each name (ISO 19005-2, 6.2.4.4). A Separation that says of a name
 * something else than the first one becomes a DeviceN of that one colorant, which is painted and printed alike; DeviceN spaces say what each of
 * their spot colours is alone.
 */
export function settleSpotColours(context: PDFContext): void {
  const spaces = context
    .enumerateIndirectObjects()
    .flatMap(([, object]) => (isElement(object) ? [] : spacesIn(object)));
  const spots = new Map<string, PDFRef>();
  const keys = new Map<string, string>();
  const separations = spaces.filter((space) => name(space.lookup(0)) === 'Separation');
  for (const space of separations) {
    const ink = name(space.lookup(1)) ?? '';
    if (spots.has(ink)) continue;
    spots.set(ink, context.register(space.clone(context)));
    keys.set(ink, meaningOf(space));
  }
  for (const space of separations) {
    const ink = name(space.lookup(1)) ?? '';
    if (keys.get(ink) !== meaningOf(space)) separate(context, space, ink);
  }
  for (const space of spaces) if (name(space.lookup(0)) === 'DeviceN') tellColorants(context, space, spots);
}

/** Most objects of a tagged file, and none of them has colours. */
function isElement(object: PDFObject): boolean {
  return object instanceof PDFDict && object.get(N('Type')) === N('StructElem');
}

/** Colour spaces of spot colours in an object, those in it but not those that it refers to. */
function spacesIn(object: PDFObject | undefined, depth = 0): PDFArray[] {
  if (depth > DEPTH_LIMIT) return [];
  const inner = object instanceof PDFArray ? object.asArray() : (dictionary(object)?.values() ?? []);
  const family = object instanceof PDFArray && object.size() >= 4 ? name(object.get(0)) : undefined;
  const own = family === 'Separation' || family === 'DeviceN' ? [object as PDFArray] : [];
  return [
    ...own,
    ...inner.flatMap((each) => (each instanceof PDFArray || each instanceof PDFDict ? spacesIn(each, depth + 1) : [])),
  ];
}

/** A text that is the same for Separations that show the same: their alternate space and tint transform. */
function meaningOf(space: PDFArray): string {
  return `${meaning(space.lookup(2))} ${meaning(space.lookup(3))}`;
}

function meaning(object: PDFObject | undefined, depth = 0): string {
  if (depth > DEPTH_LIMIT) return '';
  if (object instanceof PDFStream) return contentDigest(object) + meaning(object.dict, depth + 1);
  if (object instanceof PDFArray) return `[${items(object).map((each) => meaning(each, depth + 1)).join(' ')}]`; // prettier-ignore
  if (!(object instanceof PDFDict)) return String(object);
  return `<${object.keys().map((key) => `${key.toString()} ${meaning(object.lookup(key), depth + 1)}`).join(' ')}>`; // prettier-ignore
}

/** Makes a Separation that differs from the book's a space in which it may. Every ink is no colorant of such a space: its marks go by their colour. */
function separate(context: PDFContext, space: PDFArray, ink: string): void {
  space.set(0, N('DeviceN'));
  space.set(1, context.obj([N(ink === 'All' ? 'Registration' : ink)]));
}

/** Gives a DeviceN space an entry for each of its spot colours, by what the book's say of them. */
function tellColorants(context: PDFContext, space: PDFArray, spots: Map<string, PDFRef>): void {
  const attributes = space.size() > 4 ? space.lookup(4) : undefined;
  const own = attributes instanceof PDFDict ? attributes : undefined;
  const process = items(value(dictionaryAt(own, 'Process'), 'Components')).map((each) => name(each));
  const inks = items(space.lookup(1)).map((each) => name(each) ?? '');
  const colorants = dictionaryAt(own, 'Colorants') ?? context.obj({});
  for (const [at, ink] of inks.entries()) {
    if (PROCESS.has(ink) || process.includes(ink)) continue;
    const known = colorants.get(N(ink));
    const spot = spots.get(ink) ?? (known instanceof PDFRef ? known : alone(context, space, at, inks));
    spots.set(ink, spot);
  }
  for (const ink of [...inks, ...colorants.keys().map((key) => key.decodeText())]) {
    const spot = spots.get(ink);
    if (spot) colorants.set(N(ink), spot);
  }
  if (colorants.keys().length === 0) return;
  const told = own ?? context.obj({});
  told.set(N('Colorants'), colorants);
  if (space.size() > 4) space.set(4, told);
  else space.push(told);
}

/** One colorant of a DeviceN space as a Separation: as it is painted without the others where the space's function can tell, else as a grey of its strength. */
function alone(context: PDFContext, space: PDFArray, at: number, inks: readonly string[]): PDFRef {
  const tint = space.lookup(3);
  const single = inks.length === 1 ? space.get(3) : tint instanceof PDFStream && withoutOthers(context, tint, at, inks);
  const grey = ['DeviceGray', context.obj({ FunctionType: 2, Domain: [0, 1], C0: [1], C1: [0], N: 1 })] as const;
  const [alternate, transform] = single ? [space.get(2), single] : grey;
  return context.register(context.obj(['Separation', N(inks[at]!), alternate, transform]));
}

/** A calculator function of several colorants for one of them, the others being 0; undefined for functions of other kinds. */
function withoutOthers(context: PDFContext, tint: PDFStream, at: number, inks: readonly string[]): PDFRef | undefined {
  if (numberAt(tint.dict, 'FunctionType') !== CALCULATOR) return undefined;
  try {
    const [, body] = /\{([^]*)\}/.exec(Buffer.from(streamBytes(tint)).toString('latin1')) ?? [];
    const code = `{${'0 exch '.repeat(at)}${'0 '.repeat(inks.length - at - 1)}${body ?? ''}}`;
    const range = (numbers(value(tint.dict, 'Range')) ?? []).map((each) => PDFNumber.of(each));
    const dict = context.obj({ FunctionType: CALCULATOR, Domain: [0, 1], Range: range });
    return body === undefined ? undefined : context.register(PDFRawStream.of(dict, Buffer.from(code, 'latin1')));
  } catch {
    return undefined;
  }
}
