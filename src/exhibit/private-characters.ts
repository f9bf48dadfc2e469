import { PDFStream, type PDFObject } from 'pdf-lib';
import { latinCharacter } from '../model/latin-encoding.ts';
import { streamBytes } from '../model/pdf-stream.ts';
import { parseToUnicode } from '../model/to-unicode.ts';

/** Largest map of characters looked at, bytes: all of two bytes' codes, one a line. */
const MAP_LIMIT = 4 * 1024 * 1024;
/** Signs of symbol faces that office programs put before paragraphs and into forms, by their codes. */
const SIGNS: readonly (readonly [face: RegExp, signs: ReadonlyMap<number, string>])[] = [
  [
    /^Symbol/,
    signs({
      0x20: ' ',
      0x2b: '+',
      0x2d: '−',
      0x3d: '=',
      0xa3: '≤',
      0xb0: '°',
      0xb1: '±',
      0xb3: '≥',
      0xb4: '×',
      0xb7: '•',
      0xd7: '⋅',
      0xde: '⇒',
    }),
  ],
  [
    /^Wingdings/,
    signs({
      0x20: ' ',
      0x6c: '●',
      0x6e: '■',
      0x6f: '□',
      0x71: '❑',
      0x76: '❖',
      0x9f: '•',
      0xa7: '▪',
      0xa8: '◻',
      0xd8: '➢',
      0xe0: '→',
      0xf0: '⇨',
      0xfb: '✗',
      0xfc: '✓',
      0xfd: '☒',
      0xfe: '☑',
    }),
  ],
];
const SYMBOLS = /^(?:Symbol|Wingdings|Webdings|ZapfDingbats|MT ?Extra|Marlett)/i;

function signs(table: Readonly<Record<number, string>>): ReadonlyMap<number, string> {
  return new Map(Object.entries(table).map(([code, sign]) => [Number(code), sign]));
}

/** What a private character of a face means: Windows keeps the codes of faces with an encoding of their own at U+F000 to U+F0FF. */
function meaning(character: number, face: string): string | undefined {
  if (character < 0xf020 || character > 0xf0ff) return undefined;
  const code = character & 0xff;
  const known = SIGNS.find(([named]) => named.test(face));
  if (known) return known[1].get(code);
  return SYMBOLS.test(face) ? undefined : latinCharacter('WinAnsiEncoding', code);
}

/** A ToUnicode map with private characters told, as far as they can be; undefined when nothing changes. `face`: the font's name. */
export function privateCharactersTold(map: string, face: string): string | undefined {
  const plain = face.replace(/^[A-Z]{6}\+/, '');
  const told = map.replace(
    /(<[0-9A-Fa-f\s]+>\s*)<\s*([Ff]0[0-9A-Fa-f]{2})\s*>/g,
    (whole, code: string, hex: string) => {
      const sign = meaning(parseInt(hex, 16), plain);
      if (sign === undefined) return whole;
      return `${code}<${sign.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}>`;
    },
  );
  return told === map ? undefined : told;
}

/** Whether a ToUnicode map says private characters (ISO/IEC 10646, U+E000 to U+F8FF). */
export function hasPrivateCharacters(map: PDFObject | undefined): boolean {
  if (!(map instanceof PDFStream)) return false;
  try {
    const { text } = parseToUnicode(Buffer.from(streamBytes(map, MAP_LIMIT)).toString('latin1'));
    return [...text.values()].some((characters) => /[\ue000-\uf8ff]/.test(characters));
  } catch {
    return false;
  }
}
