import { PDFDict, PDFName, PDFRawStream, PDFString, type PDFContext } from 'pdf-lib';
import { dictionaryAt, items, nameAt, textAt, value } from '../model/pdf-values.ts';
import { writeMixedToUnicode } from '../model/to-unicode.ts';
import { TrueTypeFace } from '../model/true-type.ts';
import { codeMeanings, type CodeMeaning } from './code-meanings.ts';
import { codeSpaceOf, type CodeSpace } from './code-space.ts';
import { gatheredProgram } from './face-program.ts';
import { isEmbedded } from './font-faults.ts';
import { faceMostLike, isBold } from './stand-in-choice.ts';
import type { HanFamily, StandInFiles } from './stand-in-faces.ts';

/** What came in for composite fonts without program. */
export interface CompositeStandIns {
  /** By the name of the face: which faces. */
  readonly faces: ReadonlyMap<string, string>;
  /** By the name of the face: characters for which a sign stands. */
  readonly lacking: ReadonlyMap<string, string>;
}

/** Faces by the collection that a font's glyphs are numbered by, the likest first: Han characters look as their language writes them. */
const BY_COLLECTION: Readonly<Record<string, readonly HanFamily[]>> = {
  Japan1: ['noto-sans-jp', 'noto-sans-sc', 'noto-sans-kr'],
  GB1: ['noto-sans-sc', 'noto-sans-jp', 'noto-sans-kr'],
  CNS1: ['noto-sans-sc', 'noto-sans-jp', 'noto-sans-kr'],
  Korea1: ['noto-sans-kr', 'noto-sans-sc', 'noto-sans-jp'],
};
const NO_COLLECTION: readonly HanFamily[] = ['noto-sans-sc', 'noto-sans-jp', 'noto-sans-kr'];
/** Share of a font's codes whose meaning must be known, so that what stands in shows text and not holes. */
const KNOWN_SHARE = 0.9;
/** A code of which nobody knows what it means. */
const UNKNOWN: CodeMeaning = { text: '\ufffd', advance: 1000 };
/** Entries that one block of a CMap may have (Adobe technical note 5014). */
const ENTRIES_A_BLOCK = 100;

/**
 * Gives composite fonts without program faces that stand in for them (ISO 19005-2, 6.2.11.4.1): readers have faces for Chinese, Japanese and Korean,
 * archives may not count on them, and what paints pages here has none, so that such text would not be seen at all. Needs the codes that
 * are shown and what they mean: by a collection of Adobe's or the font's ToUnicode. Others stay.
 */
export async function embedComposites(
  context: PDFContext,
  fonts: ReadonlySet<PDFDict>,
  codes: ReadonlyMap<PDFDict, ReadonlySet<number>>,
  files: StandInFiles,
): Promise<CompositeStandIns> {
  const faces = new Map<string, string>();
  const lacking = new Map<string, string>();
  for (const font of fonts) {
    const space = codeSpaceOf(font);
    const holder = items(value(font, 'DescendantFonts'))[0];
    const shown = [...(codes.get(font) ?? [])].sort((a, b) => a - b);
    if (!space || !(holder instanceof PDFDict) || isEmbedded(holder) || shown.length === 0) continue;
    const ordering = textAt(dictionaryAt(holder, 'CIDSystemInfo'), 'Ordering') ?? '';
    const collection = BY_COLLECTION[ordering];
    if (!collection && value(font, 'ToUnicode') === undefined) continue;
    const base = (nameAt(font, 'BaseFont') ?? '').replace(/^[A-Z]{6}\+/, '').replace(/-(?:Identity|Uni\w+)-[HV]$/, '');
    const chosen = facesFor(font, base, collection, files);
    const meanings = chosen.length > 0 ? await codeMeanings(font, shown, space) : new Map<number, CodeMeaning>();
    if (meanings.size < shown.length * KNOWN_SHARE) continue;
    const all = shown.map((code) => [code, meanings.get(code) ?? UNKNOWN] as const);
    const missing = embed(context, { font, holder, space }, all, chosen);
    faces.set(base, chosen[0]!.name);
    if (missing.length > 0) lacking.set(base, missing.join(' '));
  }
  return { faces, lacking };
}

interface Chosen {
  readonly name: string;
  readonly face: TrueTypeFace;
}

/** Faces that have a font's characters, in the order in which they are asked. */
function facesFor(
  font: PDFDict,
  base: string,
  collection: readonly HanFamily[] | undefined,
  files: StandInFiles,
): Chosen[] {
  const weight = isBold(base) ? 'Bold' : 'Regular';
  const latin = faceMostLike(font, base) ?? `arimo ${weight}`;
  const han = (collection ?? NO_COLLECTION).map((family) => `${family} ${weight}`);
  // Characters of Greek or Cyrillic are in faces of Latin.
  const keys = collection ? [...han, latin] : [latin, ...han];
  return keys.flatMap((key) => {
    const bytes = files.get(key);
    if (!bytes) return [];
    const family = key.replace(/ .*/, '');
    const name = family.replace(/(?:^|-)(\w+)/g, (_, word: string) =>
      word.length === 2 ? word.toUpperCase() : word.replace(/^./, (letter) => letter.toUpperCase()),
    );
    return [{ name, face: new TrueTypeFace(bytes) }];
  });
}

/** Writes a program into a font, its glyphs numbered by the order of codes. Gives back the characters that no face has. */
function embed(
  context: PDFContext,
  { font, holder, space }: { readonly font: PDFDict; readonly holder: PDFDict; readonly space: CodeSpace },
  entries: readonly (readonly [code: number, meaning: CodeMeaning])[],
  chosen: readonly Chosen[],
): readonly string[] {
  const program = gatheredProgram(
    chosen.map(({ face }) => face),
    entries.map(([, { text, advance }]) => ({ character: text, advance })),
  );
  const name = PDFName.of(`OCTAVO+${chosen[0]!.name}`);
  const system = { Registry: PDFString.of('Adobe'), Ordering: PDFString.of('Identity'), Supplement: 0 };
  const stream = (text: string | Uint8Array, more: Record<string, unknown> = {}): PDFRawStream =>
    PDFRawStream.of(context.obj(more as Record<string, never>), Buffer.from(text as string, 'latin1'));
  const descriptor = context.obj({
    Type: 'FontDescriptor',
    FontName: name,
    Flags: 4,
    FontBBox: [...program.box],
    ItalicAngle: 0,
    Ascent: program.ascent,
    Descent: program.descent,
    CapHeight: 700,
    StemV: 84,
    FontFile2: context.register(stream(program.bytes, { Length1: program.bytes.length })),
  });
  const below: PDFDict = context.obj({
    Type: 'Font',
    Subtype: 'CIDFontType2',
    BaseFont: name,
    CIDSystemInfo: system,
    CIDToGIDMap: 'Identity',
    DW: 1000,
    W: [1, entries.map(([, { advance }]) => advance)],
    FontDescriptor: context.register(descriptor),
  });
  const vertical = value(holder, 'DW2');
  if (vertical) below.set(PDFName.of('DW2'), vertical);
  font.set(PDFName.of('BaseFont'), name);
  font.set(PDFName.of('DescendantFonts'), context.obj([context.register(below)]));
  const map = stream(
    cmap(
      entries.map(([code]) => space.hex(code)),
      space,
    ),
    {
      Type: 'CMap',
      CMapName: 'OctavoCodes',
      CIDSystemInfo: system,
      WMode: space.vertical ? 1 : 0,
    },
  );
  font.set(PDFName.of('Encoding'), context.register(map));
  const told = entries.map(([code, { text }]) => [space.hex(code), text] as const);
  font.set(PDFName.of('ToUnicode'), context.register(stream(writeMixedToUnicode(told, space.ranges))));
  return program.lacking;
}

/** A CMap (ISO 32000-1, 9.7.5.4) by which codes (hexadecimal) are numbered from 1 in their order. */
function cmap(codes: readonly string[], { ranges, vertical }: CodeSpace): string {
  const blocks: string[] = [];
  for (let from = 0; from < codes.length; from += ENTRIES_A_BLOCK) {
    const some = codes.slice(from, from + ENTRIES_A_BLOCK);
    const lines = some.map((code, i) => `<${code}> ${from + i + 1}`);
    blocks.push(`${some.length} begincidchar\n${lines.join('\n')}\nendcidchar`);
  }
  return `%!PS-Adobe-3.0 Resource-CMap
%%DocumentNeededResources: ProcSet (CIDInit)
%%IncludeResource: ProcSet (CIDInit)
%%BeginResource: CMap (OctavoCodes)
%%EndComments
/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo 3 dict dup begin /Registry (Adobe) def /Ordering (Identity) def /Supplement 0 def end def
/CMapName /OctavoCodes def
/CMapType 1 def
/WMode ${vertical ? 1 : 0} def
${ranges.length} begincodespacerange
${ranges.map(([first, last]) => `<${first}> <${last}>`).join('\n')}
endcodespacerange
${blocks.join('\n')}
endcmap
CMapName currentdict /CMap defineresource pop
end
end
%%EndResource
%%EOF
`;
}
