import { operations } from './content-operations.ts';
import { readObjects, type Dictionary, type Json, type Objects, type Stream } from './qpdf-objects.ts';

/*
 * PDF/X-4 (ISO 15930-7:2010) as rules. No free validator is good enough: those that were tried missed fonts that are not embedded, device RGB and
 * missing intents. It reads files through qpdf and shares no code with what makes them; `pdfx4.test.ts` has a file for each rule that breaks it.
 */

/** What a rule finds wrong; nothing when it is kept. */
type Rule = (file: Objects) => Iterable<string>;

const catalogOf = (file: Objects): Dictionary => file.dict(file.trailer['/Root']) ?? {};
const infoOf = (file: Objects): Dictionary => file.dict(file.trailer['/Info']) ?? {};
const xmpOf = (file: Objects): Stream | undefined => file.stream(catalogOf(file)['/Metadata']);
const packet = (file: Objects): string => xmpOf(file)?.data.toString('utf8') ?? '';
const property = (file: Objects, name: string): string | undefined =>
  new RegExp(`<${name}>\\s*(?:<rdf:\\w+[^>]*>\\s*)*([^<]*)`).exec(packet(file))?.[1];
const pagesOf = (file: Objects): Dictionary[] => file.pages.map((page) => file.dict(page) ?? {});
const textOf = (value: Json | undefined): string | undefined =>
  typeof value === 'string' ? value.replace(/^[ub]:/, '') : undefined;

type Box = readonly [number, number, number, number];
function box(file: Objects, page: Dictionary, name: string): Box | undefined {
  const values = file.array(page[name])?.map(Number);
  return values?.length === 4 && values.every(Number.isFinite) ? (values as unknown as Box) : undefined;
}
/** Rounding of boxes, points. */
const EDGE = 0.01;
const inside = (inner: Box, outer: Box): boolean =>
  inner[0] >= outer[0] - EDGE &&
  inner[1] >= outer[1] - EDGE &&
  inner[2] <= outer[2] + EDGE &&
  inner[3] <= outer[3] + EDGE;

/** `D:20250314092653Z` as XMP writes it. */
function isoDate(pdf: string | undefined): string | undefined {
  return pdf?.replace(
    /^D:(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(Z|[+-]\d\d)'?(\d\d)?'?$/,
    (_, y, mo, d, h, mi, s, zone, minutes) => {
      const offset = zone === 'Z' ? 'Z' : `${zone}:${minutes ?? '00'}`;
      return `${y}-${mo}-${d}T${h}:${mi}:${s}${offset}`;
    },
  );
}

/** Every content stream: of pages, forms, tiling patterns, glyph procedures. */
function* contents(file: Objects): Generator<Buffer> {
  for (const page of pagesOf(file)) {
    const parts = file.array(page['/Contents']) ?? [page['/Contents'] ?? null];
    yield Buffer.concat(parts.flatMap((part) => [file.stream(part)?.data ?? Buffer.alloc(0), Buffer.from('\n')]));
  }
  for (const object of file.all.values()) {
    if (typeof object !== 'object' || object === null || !('data' in object)) continue;
    const { dict, data } = object as Stream;
    if (dict['/Subtype'] === '/Form' || dict['/PatternType'] === 1) yield data;
  }
  for (const dict of file.dictionaries()) {
    if (dict['/Subtype'] === '/Type3')
      for (const glyph of Object.values(file.dict(dict['/CharProcs']) ?? {}))
        yield file.stream(glyph)?.data ?? Buffer.alloc(0);
  }
}

/** Whether a colour space is, or stands on, a device's own RGB. */
function isDeviceRgb(file: Objects, space: Json | undefined, depth = 0): boolean {
  const value = file.at(space);
  if (value === '/DeviceRGB') return true;
  if (!Array.isArray(value) || depth > 4) return false;
  const [family, base, alternate] = value as readonly Json[];
  if (family === '/Indexed' || family === '/Pattern') return isDeviceRgb(file, base, depth + 1);
  return (family === '/Separation' || family === '/DeviceN') && isDeviceRgb(file, alternate, depth + 1);
}

const OPERATORS = new Set(
  (
    'b B b* B* BDC BI BMC BT BX c cm CS cs d d0 d1 Do DP EI EMC ET EX f F f* G g gs h i ID j J K k l m M MP n q Q re RG rg ri ' +
    's S SC sc SCN scn sh T* Tc Td TD Tf Tj TJ TL Tm Tr Ts Tw Tz v w W W* y \' "'
  ).split(' '),
);
const INTENTS = new Set(['/AbsoluteColorimetric', '/RelativeColorimetric', '/Perceptual', '/Saturation']);

/** The rules by name, with the clause that each is from. */
export const PDFX4_RULES: Readonly<Record<string, Rule>> = {
  // 6.1: PDF 1.6 or before.
  *version(file) {
    const versions = [file.version, (textOf(catalogOf(file)['/Version']) ?? '/1.0').slice(1)];
    for (const version of versions) if (!/^1\.[0-6]$/.test(version)) yield `the file says it is PDF ${version}`;
  },
  // 6.1.5: no encryption.
  *encryption(file) {
    if (file.trailer['/Encrypt'] !== undefined) yield 'the file is encrypted';
  },
  // 6.1.3: identifiers of the file.
  *identifiers(file) {
    const ids = file.array(file.trailer['/ID']);
    if (ids?.length !== 2 || ids.some((id) => (textOf(id) ?? '') === '')) yield 'the trailer has no ID';
  },
  // 6.9: XMP, readable to those who scan for it.
  *metadata(file) {
    if (!xmpOf(file)) yield 'there is no XMP';
    else if (!file.bytes.includes('<x:xmpmeta')) yield 'the XMP is compressed';
  },
  // 6.9.2: what the file claims to be.
  *claim(file) {
    if (!packet(file).includes('http://www.npes.org/pdfx/ns/id/')) yield 'the namespace of pdfxid is missing';
    if (property(file, 'pdfxid:GTS_PDFXVersion') !== 'PDF/X-4') yield 'pdfxid:GTS_PDFXVersion is not PDF/X-4';
  },
  // 6.9.3: identifiers of the document.
  *instance(file) {
    for (const name of ['xmpMM:DocumentID', 'xmpMM:VersionID', 'xmpMM:RenditionClass'])
      if (!property(file, name)) yield `${name} is missing`;
  },
  // 6.9.4: title and dates, in XMP and in Info alike.
  *dates(file) {
    for (const [name, key] of [
      ['xmp:CreateDate', '/CreationDate'],
      ['xmp:ModifyDate', '/ModDate'],
    ] as const) {
      const said = property(file, name);
      const info = isoDate(textOf(infoOf(file)[key]));
      if (!said) yield `${name} is missing`;
      else if (info !== undefined && Date.parse(info) !== Date.parse(said))
        yield `${name} is ${said}, Info says ${info}`;
    }
    if (!property(file, 'xmp:MetadataDate')) yield 'xmp:MetadataDate is missing';
  },
  *title(file) {
    if (!property(file, 'dc:title')) yield 'dc:title is missing';
  },
  // 6.11: whether it is trapped is known.
  *trapped(file) {
    const info = infoOf(file)['/Trapped'];
    if (info !== '/True' && info !== '/False') yield 'Info does not say whether it is trapped';
    else if (property(file, 'pdf:Trapped') !== info.slice(1)) yield 'XMP and Info differ about Trapped';
  },
  // 6.2.2: one output intent.
  *intent(file) {
    const intents = (file.array(catalogOf(file)['/OutputIntents']) ?? []).map((each) => file.dict(each));
    const ours = intents.filter((each) => each?.['/S'] === '/GTS_PDFX');
    if (ours.length !== 1) yield `${ours.length} output intents are GTS_PDFX`;
    for (const each of ours)
      if (!textOf(each!['/OutputConditionIdentifier'])) yield 'the output condition has no identifier';
  },
  *profile(file) {
    const intent = (file.array(catalogOf(file)['/OutputIntents']) ?? [])
      .map((each) => file.dict(each))
      .find((each) => each?.['/S'] === '/GTS_PDFX');
    const profile = file.stream(intent?.['/DestOutputProfile']);
    if (!profile) yield 'the profile is not embedded';
    else if (profile.data.toString('latin1', 12, 20) !== 'prtrCMYK' || profile.dict['/N'] !== 4)
      yield 'the profile is not a CMYK output profile';
  },
  // 6.3: boxes.
  *trim(file) {
    for (const [i, page] of pagesOf(file).entries()) {
      const [trim, art] = [page['/TrimBox'], page['/ArtBox']];
      if (trim === undefined && art === undefined) yield `page ${i + 1} has neither TrimBox nor ArtBox`;
      if (trim !== undefined && art !== undefined) yield `page ${i + 1} has both TrimBox and ArtBox`;
    }
  },
  *boxes(file) {
    for (const [i, page] of pagesOf(file).entries()) {
      const [media, bleed, crop] = [
        box(file, page, '/MediaBox'),
        box(file, page, '/BleedBox'),
        box(file, page, '/CropBox'),
      ];
      const trim = box(file, page, '/TrimBox') ?? box(file, page, '/ArtBox');
      if (!media) yield `page ${i + 1} has no MediaBox`;
      else if (trim && !inside(trim, bleed ?? media)) yield `page ${i + 1}: the trim leaves the bleed`;
      else if (bleed && !inside(bleed, media)) yield `page ${i + 1}: the bleed leaves the sheet`;
      else if (crop && trim && !inside(trim, crop)) yield `page ${i + 1}: the trim leaves the CropBox`;
    }
  },
  // 6.17: nothing to click within what is printed.
  *annotations(file) {
    for (const [i, page] of pagesOf(file).entries()) {
      const printed = box(file, page, '/BleedBox') ?? box(file, page, '/TrimBox') ?? box(file, page, '/MediaBox')!;
      for (const each of file.array(page['/Annots']) ?? []) {
        const [a, b, c, d] = (file.array(file.dict(each)?.['/Rect']) ?? []).map(Number);
        if (a! < printed[2] && c! > printed[0] && b! < printed[3] && d! > printed[1])
          yield `page ${i + 1} has an annotation in its bleed`;
      }
    }
  },
  // 6.18: no actions, no scripts.
  *actions(file) {
    const catalog = catalogOf(file);
    for (const key of ['/OpenAction', '/AA']) if (catalog[key] !== undefined) yield `the catalog has ${key}`;
    if (file.dict(catalog['/Names'])?.['/JavaScript'] !== undefined) yield 'there are scripts';
    for (const dict of file.dictionaries()) {
      if (dict['/Type'] === '/Action' || dict['/JS'] !== undefined) yield 'there is an action';
      else if (dict['/Type'] === '/Page' && dict['/AA'] !== undefined) yield 'a page has an action';
    }
  },
  *forms(file) {
    if (catalogOf(file)['/AcroForm'] !== undefined) yield 'there is a form to fill in';
  },
  // 6.13: fonts are embedded.
  *fonts(file) {
    for (const dict of file.dictionaries()) {
      if (dict['/Type'] !== '/Font' || dict['/Subtype'] === '/Type3' || dict['/Subtype'] === '/Type0') continue;
      const descriptor = file.dict(dict['/FontDescriptor']);
      if (!['/FontFile', '/FontFile2', '/FontFile3'].some((key) => file.stream(descriptor?.[key])))
        yield `${textOf(dict['/BaseFont'])} is not embedded`;
    }
  },
  // 6.2.3: colours are those of the output, or say what they mean.
  *operators(file) {
    for (const content of contents(file)) {
      for (const { operator, operands } of operations(content)) {
        if (operator === 'rg' || operator === 'RG') yield `content says ${operands.join(' ')} ${operator}`;
        else if ((operator === 'cs' || operator === 'CS') && operands[0] === '/DeviceRGB')
          yield `content says ${operands[0]} ${operator}`;
        else if (operator === 'ID' && /\/(?:RGB|DeviceRGB)$/m.test(operands.join('\n')))
          yield 'a picture in the content is RGB';
      }
    }
  },
  *images(file) {
    for (const dict of file.dictionaries())
      if (dict['/Subtype'] === '/Image' && isDeviceRgb(file, dict['/ColorSpace'])) yield 'a picture is DeviceRGB';
  },
  *shadings(file) {
    for (const dict of file.dictionaries())
      if (dict['/ShadingType'] !== undefined && isDeviceRgb(file, dict['/ColorSpace'])) yield 'a gradient is DeviceRGB';
  },
  *spaces(file) {
    for (const dict of file.dictionaries())
      for (const space of Object.values(file.dict(dict['/ColorSpace']) ?? {}))
        if (isDeviceRgb(file, space)) yield 'a colour space is DeviceRGB';
  },
  *groups(file) {
    for (const dict of file.dictionaries())
      if (dict['/S'] === '/Transparency' && isDeviceRgb(file, dict['/CS'])) yield 'a group blends in DeviceRGB';
  },
  // 6.2.4: one name, one ink.
  *spots(file) {
    const known = new Map<string, string>();
    const look = (value: Json): Json => {
      const found = file.at(value);
      return found !== null && typeof found === 'object' && 'data' in found
        ? String((found as Stream).data)
        : (found ?? null);
    };
    for (const object of file.all.values()) {
      if (!Array.isArray(object) || object[0] !== '/Separation') continue;
      const meaning = JSON.stringify((object as readonly Json[]).slice(2).map(look));
      const before = known.get(String(object[1]));
      if (before !== undefined && before !== meaning) yield `${String(object[1])} stands for two inks`;
      known.set(String(object[1]), meaning);
    }
  },
  // 6.14: nothing of a press's set-up.
  *transfer(file) {
    for (const dict of file.dictionaries()) {
      if (dict['/Type'] !== '/ExtGState') continue;
      if (dict['/TR'] !== undefined || dict['/HTP'] !== undefined) yield 'a graphics state has a transfer function';
      if (dict['/TR2'] !== undefined && dict['/TR2'] !== '/Default') yield 'a graphics state has a transfer function';
    }
  },
  *intents(file) {
    for (const dict of file.dictionaries()) {
      const named =
        dict['/Type'] === '/ExtGState' ? dict['/RI'] : dict['/Subtype'] === '/Image' ? dict['/Intent'] : undefined;
      if (named !== undefined && !INTENTS.has(textOf(named) ?? '')) yield `${textOf(named)} is no rendering intent`;
    }
    for (const content of contents(file))
      for (const { operator, operands } of operations(content))
        if (operator === 'ri' && !INTENTS.has(operands[0] ?? '')) yield `${operands[0]} is no rendering intent`;
  },
  // 6.15: no pictures instead of pictures.
  *alternates(file) {
    for (const dict of file.dictionaries())
      if (dict['/Subtype'] === '/Image' && dict['/Alternates'] !== undefined) yield 'a picture has alternates';
  },
  *opi(file) {
    for (const dict of file.dictionaries()) if (dict['/OPI'] !== undefined) yield 'a picture stands for another (OPI)';
  },
  // 6.16: all that is printed is in the file.
  *references(file) {
    for (const dict of file.dictionaries())
      if (dict['/Subtype'] === '/Form' && dict['/Ref'] !== undefined) yield 'a form stands for a page elsewhere';
  },
  *external(file) {
    for (const object of file.all.values())
      if (
        typeof object === 'object' &&
        object !== null &&
        'data' in object &&
        (object as Stream).dict['/F'] !== undefined
      )
        yield 'a stream is in another file';
  },
  *postscript(file) {
    for (const dict of file.dictionaries())
      if (dict['/Subtype'] === '/PS' || dict['/Subtype2'] === '/PS') yield 'there is PostScript';
  },
  // 6.1.4: content has operators that are defined.
  *defined(file) {
    for (const content of contents(file))
      for (const { operator } of operations(content)) if (!OPERATORS.has(operator)) yield `${operator} is no operator`;
  },
  // 6.12: what is printed does not depend on who looks.
  *layers(file) {
    const properties = file.dict(catalogOf(file)['/OCProperties']);
    if (!properties) return;
    const all = [properties['/D'] ?? null, ...(file.array(properties['/Configs']) ?? [])].map((each) =>
      file.dict(each),
    );
    if (all.some((each) => each?.['/AS'] !== undefined)) yield 'layers change by themselves';
  },
};

/** Names of the rules that a file breaks, with what is wrong. */
export async function pdfx4Faults(bytes: Uint8Array): Promise<readonly string[]> {
  const file = await readObjects(bytes, false);
  return Object.entries(PDFX4_RULES).flatMap(([name, rule]) =>
    [...new Set(rule(file))].map((fault) => `${name}: ${fault}`),
  );
}
