import { PDFDict, PDFName, PDFRawStream, PDFStream, type PDFContext } from 'pdf-lib';
import { glyphText, latinCharacter, lettersOf, type LatinEncoding } from '../model/latin-encoding.ts';
import { streamBytes } from '../model/pdf-stream.ts';
import { items, name, nameAt, value } from '../model/pdf-values.ts';
import { writeToUnicode } from '../model/to-unicode.ts';
import { builtInEncoding } from './built-in-encoding.ts';
import { tellsCharacters } from './font-faults.ts';
import { privateCharactersTold, saysPrivateCharacters } from './private-characters.ts';
import { codeSpaceOf } from './code-space.ts';
import { untoldCodesTold } from './untold-codes.ts';
import { symbolCharacters } from './symbol-characters.ts';

const TO_UNICODE = PDFName.of('ToUnicode');

/**
 * Says which characters a font shows where it leaves that unsaid (no ToUnicode; ISO 19005-2, 6.2.11.7.2) or names private ones
 * (6.2.11.7.3): Windows keeps the codes of symbol fonts at U+F000. What nothing tells stays, and is a fault. `limit`: bytes that a
 * stream may unpack to; `shown`: the font's codes that are shown, of which some may be untold. True when something was said.
 */
export function tellCharacters(
  context: PDFContext,
  font: PDFDict,
  shown: ReadonlySet<number> | undefined,
  limit: number,
): boolean {
  const face = (nameAt(font, 'BaseFont') ?? '').replace(/^[A-Z]{6}\+/, '');
  const map = value(font, 'ToUnicode');
  if (map instanceof PDFStream && !shown?.size && saysNothingPrivate(map)) return false;
  const told =
    map instanceof PDFStream
      ? mendedMap(Buffer.from(bytesOf(map, limit)).toString('latin1'), font, face, shown)
      : mapOf(font, face, shown);
  if (told === undefined) return false;
  font.set(TO_UNICODE, context.register(PDFRawStream.of(context.obj({}), Buffer.from(told, 'latin1'))));
  return true;
}

/** A font's own map with all told that can be; undefined when nothing changes. */
function mendedMap(
  map: string,
  font: PDFDict,
  face: string,
  shown: ReadonlySet<number> | undefined,
): string | undefined {
  const told = privateCharactersTold(map, face);
  const space = shown && shown.size > 0 ? codeSpaceOf(font) : undefined;
  if (!space) return told;
  const known = nameAt(font, 'Subtype') === 'Type0' ? undefined : charactersOf(font, face);
  return untoldCodesTold(told ?? map, shown!, space, known) ?? told;
}

/** A map for a simple font without one; undefined where a character that is shown is told by nothing. */
function mapOf(font: PDFDict, face: string, shown: ReadonlySet<number> = new Set()): string | undefined {
  if (nameAt(font, 'Subtype') === 'Type0' || tellsCharacters(font)) return undefined;
  const characters = charactersOf(font, face);
  const codes = [...shown].sort((a, b) => a - b);
  if (!characters || codes.length === 0 || codes.some((code) => characters.get(code) === undefined)) return undefined;
  return writeToUnicode(
    codes.map((code) => [code, lettersOf(characters.get(code)!)] as const),
    1,
  );
}

/** Text by code: of a symbol face that everybody knows, else by the names of an encoding, the font's own below. */
function charactersOf(font: PDFDict, face: string): ReadonlyMap<number, string | undefined> | undefined {
  const encoding = value(font, 'Encoding');
  const differences = items(value(encoding instanceof PDFDict ? encoding : undefined, 'Differences'));
  const symbols = symbolCharacters(face);
  if (symbols && differences.length === 0) return symbols;
  const plain = name(encoding) ?? nameAt(encoding instanceof PDFDict ? encoding : undefined, 'BaseEncoding');
  const base = isLatin(plain) ? latin(plain) : (builtInEncoding(font) ?? symbols);
  if (!base && differences.length === 0) return undefined;
  const characters = new Map(base);
  let code = 0;
  for (const item of differences) {
    const glyph = name(item);
    if (glyph === undefined) code = 'asNumber' in item ? (item as unknown as { asNumber(): number }).asNumber() : code;
    else if (glyph === '.notdef') characters.delete(code++);
    else characters.set(code++, glyphText(glyph));
  }
  return characters;
}

function isLatin(encoding: string | undefined): encoding is LatinEncoding {
  return encoding === 'WinAnsiEncoding' || encoding === 'MacRomanEncoding' || encoding === 'StandardEncoding';
}

function latin(encoding: LatinEncoding): Map<number, string> {
  const all = Array.from({ length: 256 }, (_, code) => [code, latinCharacter(encoding, code)] as const);
  return new Map(all.filter((pair): pair is readonly [number, string] => pair[1] !== undefined));
}

function saysNothingPrivate(map: PDFStream): boolean {
  try {
    return !saysPrivateCharacters(map);
  } catch {
    return false;
  }
}

function bytesOf(stream: PDFStream, limit: number): Uint8Array {
  try {
    return streamBytes(stream, limit);
  } catch {
    return new Uint8Array();
  }
}
