import { inflateSync } from 'node:zlib';
import {
  PDFDict,
  PDFName,
  PDFNumber,
  PDFObjectParser,
  PDFObjectStreamParser,
  PDFRawStream,
  PDFRef,
  type PDFObject,
} from 'pdf-lib';
import { DELIMITER, WHITE } from './content-tokens.ts';

/*
 * The library reads tokens byte by byte, through a call for each, and numbers through texts. A packet of a thousand pages has a million of them,
 * and reading them took a quarter of its time. What is here reads the tokens that nearly all files consist of (names, numbers, references,
 * white space) in one go and gives the same objects; whatever else there is, broken tokens above all, is left to the library.
 */

/** Where a parser of the library is in its bytes. */
interface Place {
  readonly bytes: Uint8Array;
  readonly length: number;
  idx: number;
  slice: (this: Place, start: number, end: number) => Uint8Array;
}

/** What of the library's parser is read more quickly here, or called. */
interface Parser {
  readonly bytes: Place;
  skipWhitespaceAndComments: (this: Parser) => void;
  parseRawNumber: (this: Parser) => number;
  parseNumberOrRef: (this: Parser) => PDFObject;
  parseName: (this: Parser) => PDFName;
  parseObject: (this: Parser, ref?: PDFRef) => PDFObject;
  readonly parseArray: (this: Parser, ref?: PDFRef) => PDFObject;
  readonly parseDictOrStream: (this: Parser, ref?: PDFRef) => PDFObject;
  readonly parseHexString: (this: Parser, ref?: PDFRef) => PDFObject;
  readonly parseString: (this: Parser, ref?: PDFRef) => PDFObject;
}

/** Digits that a double holds without rounding. */
const DIGITS_LIMIT = 15;
const POWERS = Array.from({ length: DIGITS_LIMIT + 1 }, (_, power) => 10 ** power);
/** Whole numbers of which one object serves all who need one: widths, positions in arrays, counts. */
const LEAST_SHARED = -1024;
const MOST_SHARED = 4096;
/** Names found by their bytes: a table of so many places, where a later one takes the place of another. */
const NAME_PLACES = 8192;

const SLASH = 0x2f;
const PERCENT = 0x25;
const HASH = 0x23;
const POINT = 0x2e;
const MINUS = 0x2d;
const PLUS = 0x2b;
const ZERO = 0x30;
const NINE = 0x39;
const LETTER_R = 0x52;

const library = PDFObjectParser.prototype as unknown as Parser;
/** The library's own, for what is not read here. */
const { parseRawNumber, parseName, parseObject } = library;

const numberOf = PDFNumber.of;
const shared: PDFNumber[] = [];
const sharedNumber: typeof PDFNumber.of = (value) => {
  // Minus zero is written as it is.
  if (!Number.isInteger(value) || value < LEAST_SHARED || value > MOST_SHARED || Object.is(value, -0))
    return numberOf(value);
  return (shared[value - LEAST_SHARED] ??= numberOf(value));
};

function skipSpace(this: Parser): void {
  this.bytes.idx = afterSpace(this.bytes, this.bytes.idx);
}

function afterSpace({ bytes, length }: Place, from: number): number {
  let i = from;
  for (;;) {
    while (i < length && WHITE[bytes[i]!] === 1) i++;
    if (bytes[i] !== PERCENT) return i;
    while (i < length && bytes[i] !== 10 && bytes[i] !== 13) i++;
  }
}

function rawNumber(this: Parser): number {
  const place = this.bytes;
  const { bytes } = place;
  let i = place.idx;
  const sign = bytes[i]!;
  if (sign === MINUS || sign === PLUS) i++;
  let [value, digits, decimals] = [0, 0, 0];
  for (; isDigit(bytes[i]); i++, digits++) value = value * 10 + bytes[i]! - ZERO;
  if (bytes[i] === POINT) {
    for (i++; isDigit(bytes[i]); i++, digits++, decimals++) value = value * 10 + bytes[i]! - ZERO;
  } else if (bytes[i] === MINUS || bytes[i] === PLUS) return parseRawNumber.call(this);
  if (digits === 0 || digits > DIGITS_LIMIT) return parseRawNumber.call(this);
  place.idx = i;
  // Both are whole and exact, so that their quotient is the nearest double, as of the text.
  const size = decimals === 0 ? value : value / POWERS[decimals]!;
  return sign === MINUS ? -size : size;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= ZERO && byte <= NINE;
}

function numberOrRef(this: Parser): PDFObject {
  const place = this.bytes;
  const { bytes } = place;
  const first = this.parseRawNumber();
  const after = afterSpace(place, place.idx);
  let [i, generation] = [after, 0];
  for (; isDigit(bytes[i]) && i - after < DIGITS_LIMIT; i++) generation = generation * 10 + bytes[i]! - ZERO;
  if (i > after) {
    i = afterSpace(place, i);
    if (bytes[i] === LETTER_R) {
      place.idx = i + 1;
      return PDFRef.of(first, generation);
    }
  }
  place.idx = after;
  return PDFNumber.of(first);
}

const nameTexts: string[] = [];
const names: PDFName[] = [];

function nameObject(this: Parser): PDFName {
  const place = this.bytes;
  const { bytes, length } = place;
  const start = place.idx + 1;
  if (bytes[start - 1] !== SLASH) return parseName.call(this);
  let [i, hash] = [start, 0];
  for (; i < length && WHITE[bytes[i]!] === 0 && DELIMITER[bytes[i]!] === 0; i++) {
    if (bytes[i] === HASH) return parseName.call(this);
    hash = (Math.imul(hash, 31) + bytes[i]!) | 0;
  }
  place.idx = i;
  const at = (hash >>> 0) % NAME_PLACES;
  const known = nameTexts[at];
  if (known !== undefined && isText(bytes, start, i, known)) return names[at]!;
  let text = '';
  for (let k = start; k < i; k++) text += String.fromCharCode(bytes[k]!);
  nameTexts[at] = text;
  return (names[at] = PDFName.of(text));
}

/** Whether bytes between two places are those of a text. */
function isText(bytes: Uint8Array, start: number, end: number, text: string): boolean {
  if (text.length !== end - start) return false;
  for (let k = 0; k < text.length; k++) if (bytes[start + k] !== text.charCodeAt(k)) return false;
  return true;
}

function anyObject(this: Parser, ref?: PDFRef): PDFObject {
  const place = this.bytes;
  const i = afterSpace(place, place.idx);
  place.idx = i;
  const byte = place.bytes[i];
  switch (byte) {
    case 0x3c:
      return place.bytes[i + 1] === 0x3c ? this.parseDictOrStream(ref) : this.parseHexString(ref);
    case 0x28:
      return this.parseString(ref);
    case SLASH:
      return this.parseName();
    case 0x5b:
      return this.parseArray(ref);
    default:
      return isDigit(byte) || byte === MINUS ? this.parseNumberOrRef() : parseObject.call(this, ref);
  }
}

const FILTER = PDFName.of('Filter');
const PARAMETERS = ['DecodeParms', 'DP'].map((key) => PDFName.of(key));
const FLATE = PDFName.of('FlateDecode');
/** Largest object stream unpacked here, bytes: the library knows no limit, and may go on where this ends. */
const OBJECTS_LIMIT = 64 * 1024 * 1024;

/** An object stream unpacked; itself where the library has to do that. Its own inflation took a fifth of what reading such a file does. */
function plainObjects(stream: PDFRawStream): PDFRawStream {
  const { dict } = stream;
  if (dict.get(FILTER) !== FLATE || PARAMETERS.some((key) => dict.has(key))) return stream;
  try {
    const bytes = inflateSync(stream.getContents(), { maxOutputLength: OBJECTS_LIMIT });
    const entries = dict.entries().filter(([key]) => key !== FILTER);
    return PDFRawStream.of(PDFDict.fromMapWithContext(new Map(entries), dict.context), bytes);
  } catch {
    return stream;
  }
}

/** Lets the library read tokens so, from now on. */
export function quickenParser(): void {
  const forStream = PDFObjectStreamParser.forStream;
  PDFObjectStreamParser.forStream = (stream, shouldWaitForTick) => forStream(plainObjects(stream), shouldWaitForTick);
  PDFNumber.of = sharedNumber;
  library.skipWhitespaceAndComments = skipSpace;
  library.parseRawNumber = rawNumber;
  library.parseNumberOrRef = numberOrRef;
  library.parseName = nameObject;
  library.parseObject = anyObject;
  // What a stream holds stays where it is in the file.
  const placeOf = PDFObjectParser.forBytes as unknown as (bytes: Uint8Array) => { readonly bytes: object };
  const places = Object.getPrototypeOf(placeOf(new Uint8Array()).bytes) as Place;
  places.slice = function (this: Place, start: number, end: number): Uint8Array {
    return this.bytes.subarray(start, end);
  };
}
