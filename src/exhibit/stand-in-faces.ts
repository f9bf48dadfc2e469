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
import { faceProgram, type FaceProgram } from './face-program.ts';

/**
 * Faces that files name and do not bring, since every reader has them or something alike; and those that stand in for them here: made
 * to run exactly as wide, so that no line moves. They are what a reader without the named face would show too.
 */
const FAMILIES: readonly (readonly [named: RegExp, family: 'arimo' | 'tinos' | 'cousine'])[] = [
  [/^(?:Arial|Helvetica)$/, 'arimo'],
  [/^Times(?:NewRoman)?$/, 'tinos'],
  [/^Courier(?:New)?$/, 'cousine'],
];
const NAMED = /^([A-Za-z]+?)(?:PS)?(?:MT)?(?:[-,](Roman|Regular|Normal)?(Bold)?(Italic|Oblique)?(?:MT)?)?$/;
/** A face that stands in: family and style. */
type FaceKey = `${'arimo' | 'tinos' | 'cousine'} ${keyof typeof STYLES}`;

const STYLES = {
  Regular: '400Regular',
  Italic: '400Regular_Italic',
  Bold: '700Bold',
  BoldItalic: '700Bold_Italic',
} as const;

/** Where the stand-ins are: packages and files in them. */
export const STAND_IN_FILES: readonly { readonly package: string; readonly file: string; readonly key: string }[] =
  FAMILIES.flatMap(([, family]) =>
    Object.entries(STYLES).map(([style, file]) => ({
      package: `@expo-google-fonts/${family}`,
      file: `${file}/${capital(family)}_${file}.ttf`,
      key: `${family} ${style}`,
    })),
  );

/** Bytes of {@link STAND_IN_FILES} by key; what is missing is not stood in for. */
export type StandInFiles = ReadonlyMap<string, Uint8Array>;

/** How far an advance may be from the file’s own, thousandths of the size, and the share of letters for which it may be farther. */
const ADVANCE_TOLERANCE = 6;
const STRANGERS_SHARE = 0.05;
/** Font descriptor flags (ISO 32000-1, Table 123). */
const FIXED = 1;
const SERIF = 2;
const NONSYMBOLIC = 32;
const ITALIC = 64;
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
    const key = standInFor(base);
    const characters = key && charactersOf(font, subtype);
    const face = characters && this.#program(key, characters);
    if (!face || !runsAlike(font, characters, face.program)) return undefined;
    this.#write(font, key, face, characters);
    return capital(key.replace(/ .*/, ''));
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
    const made = program && {
      program,
      ref: this.#context.register(PDFRawStream.of(this.#context.obj({ Length1: program.bytes.length }), program.bytes)),
    };
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
      NONSYMBOLIC | (family === 'cousine' ? FIXED : 0) | (family === 'tinos' ? SERIF : 0) | (italic ? ITALIC : 0);
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

/** The face that stands in for one by its name: `Arial,Bold`, `TimesNewRomanPS-ItalicMT`, `Courier-BoldOblique`. */
function standInFor(base: string): FaceKey | undefined {
  const [, root = '', , bold, italic] = NAMED.exec(base) ?? [];
  const family = FAMILIES.find(([named]) => named.test(root))?.[1];
  return family && `${family} ${bold ? (italic ? 'BoldItalic' : 'Bold') : italic ? 'Italic' : 'Regular'}`;
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
