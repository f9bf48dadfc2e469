import { PDFDict, PDFName, PDFRawStream, type PDFContext, type PDFObject, type PDFRef } from 'pdf-lib';
import {
  glyphCharacter,
  glyphName,
  LATIN_GLYPHS,
  latinCharacter,
  type LatinEncoding,
} from '../model/latin-encoding.ts';
import { dictionaryAt, items, name, nameAt, numberAt, numbers, value } from '../model/pdf-values.ts';
import { TrueTypeFace } from '../model/true-type.ts';
import { FONT_FLAGS, faceAsWide, faceMostLike, type FaceKey, type Family, type Style } from './stand-in-choice.ts';
import { faceProgram, type FaceProgram } from './face-program.ts';

/** Families that stand in, and where their faces are. */
const FAMILIES: readonly Family[] = ['arimo', 'tinos', 'cousine', 'carlito', 'caladea'];

const STYLES = {
  Regular: '400Regular',
  Italic: '400Regular_Italic',
  Bold: '700Bold',
  BoldItalic: '700Bold_Italic',
} as const satisfies Record<Style, string>;

/** Faces of Chinese, Japanese and Korean. */
export type HanFamily = 'noto-sans-jp' | 'noto-sans-sc' | 'noto-sans-kr';
const HAN_SUBSETS: Readonly<Record<HanFamily, string>> = {
  'noto-sans-jp': 'japanese',
  'noto-sans-sc': 'chinese-simplified',
  'noto-sans-kr': 'korean',
};
const HAN_WEIGHTS = { Regular: 400, Bold: 700 } as const;

/** Where the stand-ins are: packages and files in them. */
export const STAND_IN_FILES: readonly { readonly package: string; readonly file: string; readonly key: string }[] = [
  ...FAMILIES.flatMap((family) =>
    Object.entries(STYLES).map(([style, file]) => ({
      package: `@expo-google-fonts/${family}`,
      file: `${file}/${capital(family)}_${file}.ttf`,
      key: `${family} ${style}`,
    })),
  ),
  ...Object.entries(HAN_SUBSETS).flatMap(([family, subset]) =>
    Object.entries(HAN_WEIGHTS).map(([style, weight]) => ({
      package: `@fontsource/${family}`,
      file: `files/${family}-${subset}-${weight}-normal.woff`,
      key: `${family} ${style}`,
    })),
  ),
];

/** Bytes of {@link STAND_IN_FILES} by key; what is missing is not stood in for. */
export type StandInFiles = ReadonlyMap<string, Uint8Array>;

/** How far an advance may be from the file’s own, thousandths of the size, and the share of letters for which it may be farther. */
const ADVANCE_TOLERANCE = 6;
const STRANGERS_SHARE = 0.05;
/** How much narrower or wider letters may be made: condensed faces take 0.7, extended ones 1.4. */
const MODEST = { least: 0.55, most: 1.7 } as const;
/** Widest letter, thousandths of the size: beyond it is a mistake of the file. */
const WIDEST = 4000;
/** Stems in thousandths of the size, as these faces have them. */
const STEM = 84;
const BOLD_STEM = 140;
const CODES = 256;
/** What a stand-in can show: all that the encodings of Latin text faces have. */
const REPERTOIRE: ReadonlySet<string> = new Set([
  ...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'.split(''),
  ...LATIN_GLYPHS.values(),
]);

/** Embeds stand-ins into one file: each face once. */
export class StandIns {
  readonly #context: PDFContext;
  readonly #files: StandInFiles;
  readonly #programs = new Map<string, { readonly program: FaceProgram; readonly ref: PDFRef } | undefined>();

  constructor(context: PDFContext, files: StandInFiles) {
    this.#context = context;
    this.#files = files;
  }

  /**
   * Gives a simple font without program one that stands in for it. Undefined, and nothing changed, where there is none that runs as wide
   * or a character is not known; else the name of the face that came in.
   */
  embed(font: PDFDict): string | undefined {
    const subtype = nameAt(font, 'Subtype');
    if (subtype !== 'Type1' && subtype !== 'TrueType') return undefined;
    const base = (nameAt(font, 'BaseFont') ?? '').replace(/^[A-Z]{6}\+/, '').replaceAll(' ', '');
    const characters = charactersOf(font, subtype);
    if (!characters) return undefined;
    const key = faceAsWide(base);
    const face = key && this.#program(key, characters);
    if (face && runsAlike(font, characters, face.program)) {
      this.#write(font, key, face, characters);
      return capital(key.replace(/ .*/, ''));
    }
    return this.#stretch(font, base, characters);
  }

  /** Gives a font the face most like it, each letter made as wide as the file says. */
  #stretch(font: PDFDict, base: string, characters: readonly string[]): string | undefined {
    const key = faceMostLike(font, base);
    const bytes = key && this.#files.get(key);
    const widths = widthsOf(font, characters);
    if (!bytes || widths.size === 0) return undefined;
    const face = new TrueTypeFace(bytes);
    const wanted = [...widths.keys()].sort();
    const program = faceProgram(face, wanted, widths);
    const lacking = wanted.some((character) => !program.advances.has(character));
    if (lacking || !isModest(face, widths)) return undefined;
    this.#write(font, key, { program, ref: this.#embedded(program) }, characters);
    return `${capital(key.replace(/ .*/, ''))} (stretched)`;
  }

  #embedded(program: FaceProgram): PDFRef {
    return this.#context.register(PDFRawStream.of(this.#context.obj({ Length1: program.bytes.length }), program.bytes));
  }

  /** The program of a face with its usual repertoire and whatever else is wanted; undefined when the face has not all of it. */
  #program(
    face: FaceKey,
    wanted: readonly string[],
  ): { readonly program: FaceProgram; readonly ref: PDFRef } | undefined {
    const more = [...new Set(wanted)].filter((character) => !REPERTOIRE.has(character)).sort();
    const key = `${face} ${more.join('')}`;
    if (this.#programs.has(key)) return this.#programs.get(key);
    const bytes = this.#files.get(face);
    const all = bytes && faceProgram(new TrueTypeFace(bytes), [...REPERTOIRE, ...more]);
    const program = all && more.every((character) => all.advances.has(character)) ? all : undefined;
    const made = program && { program, ref: this.#embedded(program) };
    this.#programs.set(key, made);
    return made;
  }

  #write(
    font: PDFDict,
    key: FaceKey,
    { program, ref }: { readonly program: FaceProgram; readonly ref: PDFRef },
    characters: readonly string[],
  ): void {
    const context = this.#context;
    const [family, style] = key.split(' ') as [string, string];
    const bold = style.startsWith('Bold');
    const italic = style.endsWith('Italic');
    const face = PDFName.of(`OCTAVO+${capital(family)}-${style}`);
    const differences: (number | PDFName)[] = [];
    characters.forEach((character, code) => {
      if (character === latinCharacter('WinAnsiEncoding', code)) return;
      differences.push(code, PDFName.of(glyphName(character)));
    });
    font.set(PDFName.of('Subtype'), PDFName.of('TrueType'));
    font.set(PDFName.of('BaseFont'), face);
    font.set(PDFName.of('FirstChar'), context.obj(0));
    font.set(PDFName.of('LastChar'), context.obj(CODES - 1));
    font.set(PDFName.of('Widths'), context.obj(characters.map((character) => program.advances.get(character) ?? 0)));
    font.set(
      PDFName.of('Encoding'),
      differences.length === 0
        ? PDFName.of('WinAnsiEncoding')
        : context.obj({ Type: 'Encoding', BaseEncoding: 'WinAnsiEncoding', Differences: differences }),
    );
    const flags =
      FONT_FLAGS.nonsymbolic |
      (family === 'cousine' ? FONT_FLAGS.fixed : 0) |
      (family === 'tinos' ? FONT_FLAGS.serif : 0) |
      (italic ? FONT_FLAGS.italic : 0);
    font.set(
      PDFName.of('FontDescriptor'),
      context.register(
        context.obj({
          Type: 'FontDescriptor',
          FontName: face,
          Flags: flags,
          FontBBox: [...program.box],
          ItalicAngle: italic ? -12 : 0,
          Ascent: program.ascent,
          Descent: program.descent,
          CapHeight: 700,
          StemV: bold ? BOLD_STEM : STEM,
          FontFile2: ref,
        }),
      ),
    );
  }
}

function capital(word: string): string {
  return word.replace(/^./, (letter) => letter.toUpperCase());
}

/** Characters by code; undefined where the names of an encoding tell nothing. */
function charactersOf(font: PDFDict, subtype: 'Type1' | 'TrueType'): readonly string[] | undefined {
  const encoding = value(font, 'Encoding');
  const own = encoding instanceof PDFDict ? encoding : undefined;
  const plain = name(encoding) ?? nameAt(own, 'BaseEncoding');
  const base: LatinEncoding =
    plain === 'WinAnsiEncoding' || plain === 'MacRomanEncoding'
      ? plain
      : // Readers take a TrueType face without encoding as Windows does.
        subtype === 'TrueType' && !own
        ? 'WinAnsiEncoding'
        : 'StandardEncoding';
  const characters = Array.from({ length: CODES }, (_, code) => latinCharacter(base, code));
  let code = 0;
  for (const item of items(value(own, 'Differences'))) {
    const glyph = name(item);
    if (glyph === undefined) code = numberOf(item) ?? code;
    else {
      if (code < CODES) {
        if (glyph === '.notdef') characters[code] = undefined;
        else {
          const character = glyphCharacter(glyph);
          if (character === undefined) return undefined;
          // Line ends and tabs that a program left in its text show nothing.
          characters[code] = /\p{Cc}/u.test(character) ? ' ' : character;
        }
      }
      code++;
    }
  }
  // What no encoding knows shows nothing; an empty glyph is one, the glyph for what is missing would be seen.
  return characters.map((character) => character ?? ' ');
}

function numberOf(object: PDFObject): number | undefined {
  return 'asNumber' in object ? (object as { asNumber(): number }).asNumber() : undefined;
}

/** Widths of characters as the file gives them, thousandths of the size; those of codes that it gives none for are not among them. */
function widthsOf(font: PDFDict, characters: readonly string[]): ReadonlyMap<string, number> {
  const first = numberAt(font, 'FirstChar') ?? 0;
  const found = new Map<string, number>();
  for (const [index, width] of (numbers(value(font, 'Widths')) ?? []).entries()) {
    const character = characters[first + index];
    if (character !== undefined && width > 0 && width <= WIDEST && !found.has(character)) found.set(character, width);
  }
  return found;
}

/** Whether letters keep their look when they are made so wide: by the one in the middle of all factors. */
function isModest(face: TrueTypeFace, widths: ReadonlyMap<string, number>): boolean {
  const factors = [...widths]
    .filter(([character]) => /[\p{L}\p{N}]/u.test(character))
    .map(([character, width]) => (width * face.unitsPerEm) / 1000 / face.advance(face.glyph(character.codePointAt(0)!)))
    .sort((a, b) => a - b);
  const middle = factors[factors.length >> 1] ?? 1;
  return middle >= MODEST.least && middle <= MODEST.most;
}

/** Whether the face that stands in has the font’s characters and runs as wide. The widths a file gives for what it does not use may be anything. */
function runsAlike(font: PDFDict, characters: readonly string[], { advances }: FaceProgram): boolean {
  const widths = numbers(value(font, 'Widths')) ?? [];
  const first = numberAt(font, 'FirstChar') ?? 0;
  const missing = numberAt(dictionaryAt(font, 'FontDescriptor'), 'MissingWidth') ?? 0;
  let [compared, strangers] = [0, 0];
  for (const [index, width] of widths.entries()) {
    const character = characters[first + index];
    if (character === undefined || width === 0 || width === missing || !/[\p{L}\p{N}]/u.test(character)) continue;
    compared++;
    const advance = advances.get(character);
    if (advance === undefined || Math.abs(advance - width) > ADVANCE_TOLERANCE) strangers++;
  }
  return strangers <= compared * STRANGERS_SHARE;
}
