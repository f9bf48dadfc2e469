import { PDFStream, type PDFDict } from 'pdf-lib';
import type { Rectangle } from '../model/exhibit.ts';
import { fontAdvances } from '../model/pdf-font-advances.ts';
import { latinCharacter, glyphText, lettersOf } from '../model/latin-encoding.ts';
import { dictionary, dictionaryAt, items, name, nameAt, numberAt, numbers, value } from '../model/pdf-values.ts';
import { readToUnicode } from '../model/pdf-to-unicode.ts';
import { codeSpaceOf } from './code-space.ts';
import { holderOf } from './font-faults.ts';

/** Room that a face's glyphs take about their origins, thousandths of its size, where its descriptor does not say: more than any text face's. */
const ANY_FACE: Rectangle = { left: -500, bottom: -600, right: 2000, top: 1500 };
/** That which they take at least, whatever a descriptor says. */
const LEAST_FACE: Rectangle = { left: -100, bottom: -250, right: 1000, top: 950 };
/** An advance where the file does not say: wider than nearly all letters. */
const UNKNOWN_ADVANCE = 1000;
const SPACE = 0x20;
/** Characters that have no ink. */
const BLANK = /^[ \u00a0\u2000-\u200a\u202f]$/;
/** Characters that nobody can read: none, and private ones. */
const UNREADABLE = /^[\0\ufeff\ufffd\ufffe\ue000-\uf8ff]*$/;

/** What strings of a font measure and say. */
export interface ShownFace {
  readonly vertical: boolean;
  /** Whether its glyphs may have colours of their own (Type 3). */
  readonly coloured: boolean;
  /** Around the origin of every glyph, thousandths of the size. */
  readonly box: Rectangle;
  /** Whether advances are those of the file, and not as much as they may be. */
  readonly measured: boolean;
  /** How far strings go, thousandths of the size. */
  advance(shown: Uint8Array): number;
  /** How many codes they have. */
  codes(shown: Uint8Array): number;
  /** How many of these are spaces between words: codes of one byte (ISO 32000-1, 9.3.3). */
  spaces(shown: Uint8Array): number;
  /** Whether strings are spaces, which paint nothing. */
  blank(shown: Uint8Array): boolean;
  /** Undefined: one of its codes is told by nothing. */
  text(shown: Uint8Array): string | undefined;
}

/** What is known of a font; undefined where it is not even known how strings fall into codes. `glyphs`: what a Type 3 font's paint, in glyph space. */
export function shownFace(font: PDFDict, glyphs?: Rectangle): ShownFace | undefined {
  const space = codeSpaceOf(font);
  if (!space) return undefined;
  const coloured = nameAt(font, 'Subtype') === 'Type3';
  const composite = nameAt(font, 'Subtype') === 'Type0';
  const identity = composite && (nameAt(font, 'Encoding') ?? '').startsWith('Identity-');
  const { byCode, others } = fontAdvances(font);
  const missing = composite ? undefined : numberAt(dictionaryAt(font, 'FontDescriptor'), 'MissingWidth');
  // Other composite fonts' codes lead to glyphs by tables that are not here.
  const byGlyph = composite && !identity;
  const rest = byGlyph ? Math.max(others ?? 0, ...byCode.values()) : (others ?? missing ?? UNKNOWN_ADVANCE);
  const advances = Array.from(
    { length: byGlyph ? 0 : 1 + Math.max(...byCode.keys(), 0) },
    (_, c) => byCode.get(c) ?? rest,
  );
  /** Codes of a string, one after the other. */
  const each = (shown: Uint8Array, take: (code: number) => void): void => {
    if (!composite) for (let i = 0; i < shown.length; i++) take(shown[i]!);
    else if (identity) for (let i = 1; i < shown.length; i += 2) take((shown[i - 1]! << 8) | shown[i]!);
    else for (const code of space.codes(shown)) take(code);
  };
  let characters: ((code: number) => string | undefined) | undefined;
  const known = new Map<number, string | undefined>();
  const characterOf = (code: number): string | undefined => {
    if (known.has(code)) return known.get(code);
    characters ??= charactersOf(font, composite);
    const own = characters(code);
    const told = own === undefined || UNREADABLE.test(own) ? undefined : own;
    known.set(code, told);
    return told;
  };
  return {
    vertical: space.vertical,
    coloured,
    box: coloured ? glyphBox(font, glyphs) : faceBox(font),
    measured: byGlyph ? byCode.size === 0 : composite || byCode.size > 0,
    advance(shown) {
      let advance = 0;
      if (!composite) for (let i = 0; i < shown.length; i++) advance += advances[shown[i]!] ?? rest;
      else if (identity)
        for (let i = 1; i < shown.length; i += 2) advance += advances[(shown[i - 1]! << 8) | shown[i]!] ?? rest;
      else for (const code of space.codes(shown)) advance += advances[code] ?? rest;
      return advance;
    },
    codes: (shown) => (!composite ? shown.length : identity ? shown.length >> 1 : space.codes(shown).length),
    spaces: (shown) => (composite ? 0 : shown.reduce((count, code) => (code === SPACE ? count + 1 : count), 0)),
    blank(shown) {
      let blank = !coloured;
      each(shown, (code) => {
        blank &&= BLANK.test(characterOf(code) ?? '');
      });
      return blank;
    },
    text(shown) {
      let said: string | undefined = '';
      each(shown, (code) => {
        const own = said === undefined ? undefined : characterOf(code);
        said = own === undefined ? undefined : said! + own;
      });
      return said;
    },
  };
}

/** What a descriptor says of a face's glyphs; more where it says nothing that can be. */
function faceBox(font: PDFDict): Rectangle {
  const descriptor = dictionaryAt(holderOf(font), 'FontDescriptor');
  const box = numbers(value(descriptor, 'FontBBox'));
  const [a = 0, b = 0, c = 0, d = 0] = box ?? [];
  if (box?.length !== 4 || a >= c || b >= d) return ANY_FACE;
  return {
    left: Math.min(a, LEAST_FACE.left),
    bottom: Math.min(b, LEAST_FACE.bottom, numberAt(descriptor, 'Descent') ?? 0),
    right: Math.max(c, LEAST_FACE.right),
    top: Math.max(d, LEAST_FACE.top, numberAt(descriptor, 'Ascent') ?? 0),
  };
}

/** What a Type 3 font's glyphs paint, in thousandths of its size; everything where that is not known. */
function glyphBox(font: PDFDict, glyphs: Rectangle | undefined): Rectangle {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = numbers(value(font, 'FontMatrix')) ?? [];
  const corners = glyphs
    ? [glyphs.left, glyphs.right].flatMap(
        (x) =>
          [
            [x, glyphs.bottom],
            [x, glyphs.top],
          ] as const,
      )
    : [];
  const x = corners.map(([x, y]) => 1000 * (a * x + c * y + e));
  const y = corners.map(([x, y]) => 1000 * (b * x + d * y + f));
  if (corners.length === 0) return { left: 0, bottom: 0, right: 0, top: 0 };
  if (![...x, ...y].every(Number.isFinite))
    return { left: -Infinity, bottom: -Infinity, right: Infinity, top: Infinity };
  return { left: Math.min(...x), bottom: Math.min(...y), right: Math.max(...x), top: Math.max(...y) };
}

/** Characters by code: by the font's own map, else by an encoding that it names. */
function charactersOf(font: PDFDict, composite: boolean): (code: number) => string | undefined {
  const map = value(font, 'ToUnicode');
  const told = map instanceof PDFStream ? toldBy(map) : new Map<number, string>();
  const named = composite ? undefined : namedCharacters(font);
  return (code) => {
    const own = told.get(code);
    return own === undefined ? named?.(code) : lettersOf(own);
  };
}

function toldBy(map: PDFStream): ReadonlyMap<number, string> {
  try {
    return readToUnicode(map).text;
  } catch {
    return new Map();
  }
}

/** Characters by an encoding's names; undefined where it names none. */
function namedCharacters(font: PDFDict): ((code: number) => string | undefined) | undefined {
  const encoding = value(font, 'Encoding');
  const base = name(encoding) ?? nameAt(dictionary(encoding), 'BaseEncoding');
  const latin = base === 'WinAnsiEncoding' || base === 'MacRomanEncoding' ? base : undefined;
  const glyphs = new Map<number, string | undefined>();
  let code = 0;
  for (const item of items(value(dictionary(encoding), 'Differences'))) {
    const glyph = name(item);
    if (glyph !== undefined) glyphs.set(code++, glyphText(glyph));
    else code = Number(item.toString());
  }
  if (!latin && glyphs.size === 0) return undefined;
  const lettersAt = (at: number): string | undefined => {
    const character = latin && latinCharacter(latin, at);
    return character === undefined ? undefined : lettersOf(character);
  };
  return (at) => (glyphs.has(at) ? glyphs.get(at) : lettersAt(at));
}
