import { PDFStream, type PDFObject } from 'pdf-lib';
import { latinCharacter, placed } from '../model/latin-encoding.ts';
import { readToUnicode } from '../model/pdf-to-unicode.ts';
import { utf16Hex, type ToUnicode } from '../model/to-unicode.ts';
import { symbolCharacters } from './symbol-characters.ts';

/** Faces of signs, where a letter's code is no letter. */
const SYMBOLS = /^(?:Symbol|Wingdings|Webdings|ZapfDingbats|MT ?Extra|Marlett)/i;

/** Pieces of brackets and other signs of Adobe's Symbol, U+F8E5 and on, which have characters of their own by now. */
const PIECES = placed(0xf8e5, '‾⏐⎯®©™⎛⎜⎝⎡⎢⎣⎧⎨⎩⎪⎮⎞⎟⎠⎤⎥⎦⎫⎬⎭');
const PIECE_BY_CODE: ReadonlyMap<number, string> = new Map(PIECES);

/** Characters that mean something in one face only. */
const PRIVATE = /[\ue000-\uf8ff]/;

/** What a private character of a face means: Windows keeps the codes of faces with an encoding of their own at U+F000 to U+F0FF. */
function meaning(character: number, face: string): string | undefined {
  const piece = PIECE_BY_CODE.get(character);
  if (piece !== undefined) return piece;
  if (character < 0xf020 || character > 0xf0ff) return undefined;
  const code = character & 0xff;
  const known = symbolCharacters(face);
  if (known) return known.get(code);
  return SYMBOLS.test(face) ? undefined : latinCharacter('WinAnsiEncoding', code);
}

/** A ToUnicode map with private characters told, as far as they can be; undefined when nothing changes. `face`: the font's name. */
export function privateCharactersTold(map: string, face: string): string | undefined {
  const plain = face.replace(/^[A-Z]{6}\+/, '');
  const told = map.replace(
    /(<[0-9A-Fa-f\s]+>\s*)<\s*([Ff][08][0-9A-Fa-f]{2})\s*>/g,
    (whole, code: string, hex: string) => {
      const sign = meaning(parseInt(hex, 16), plain);
      if (sign === undefined) return whole;
      return `${code}<${utf16Hex(sign)}>`;
    },
  );
  return told === map ? undefined : told;
}

/** Maps that say private characters: fonts of one file have the same ones. */
const known = new WeakMap<ToUnicode, boolean>();

/** Whether a ToUnicode map says a private character of any code. Throws when it cannot be read. */
export function saysPrivateCharacters(map: PDFStream): boolean {
  const read = readToUnicode(map);
  let says = known.get(read);
  if (says === undefined) known.set(read, (says = [...read.text.values()].some((each) => PRIVATE.test(each))));
  return says;
}

/** Whether a ToUnicode map says private characters (ISO/IEC 10646, U+E000 to U+F8FF), of codes that are `shown` where these are known. */
export function hasPrivateCharacters(map: PDFObject | undefined, shown?: ReadonlySet<number>): boolean {
  if (!(map instanceof PDFStream)) return false;
  try {
    if (!saysPrivateCharacters(map)) return false;
    const { text } = readToUnicode(map);
    return [...text].some(([code, characters]) => (shown?.has(code) ?? true) && PRIVATE.test(characters));
  } catch {
    return false;
  }
}
