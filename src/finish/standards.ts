import { STANDARDS, type StandardName } from '../model/standard.ts';
import type { StructureForm } from './write-structure.ts';

/** A property of the XMP packet with a plain value. */
export type XmpProperty = readonly [name: string, value: string];

/** What the standards that a file claims ask of its making. */
export interface Conformance {
  readonly names: readonly StandardName[];
  /** Version in the header. */
  readonly pdf: '1.7' | '2.0';
  /** PDF 2.0 has no document information dictionary but for a date that nobody needs (ISO 19005-4, 6.1.3). */
  readonly info: boolean;
  /** Claims in the XMP packet, and the prefixes they need. */
  readonly claims: readonly XmpProperty[];
  readonly namespaces: Readonly<Record<string, string>>;
  /** RDF that explains claims to those who don't know their schema; empty where none is needed. */
  readonly extension: string;
  /** Whether the file is for a press: its colours are inks. */
  readonly press: boolean;
  /** Whether the file says what its colours mean. */
  readonly outputIntent: boolean;
  /** Whether links, bookmarks and destinations lead to elements of the structure (ISO 14289-2, 8.8). */
  readonly structureDestinations: boolean;
  readonly structure: StructureForm;
}

/** One standard's row: what it adds to the claims. */
interface Row {
  readonly prefix: 'pdfaid' | 'pdfuaid' | 'pdfxid';
  readonly claims: readonly XmpProperty[];
}

const ROWS: Readonly<Record<StandardName, Row>> = {
  'ua-1': { prefix: 'pdfuaid', claims: [['pdfuaid:part', '1']] },
  'ua-2': {
    prefix: 'pdfuaid',
    claims: [
      ['pdfuaid:part', '2'],
      ['pdfuaid:rev', '2024'],
    ],
  },
  'a-2u': {
    prefix: 'pdfaid',
    claims: [
      ['pdfaid:part', '2'],
      ['pdfaid:conformance', 'U'],
    ],
  },
  'a-2a': {
    prefix: 'pdfaid',
    claims: [
      ['pdfaid:part', '2'],
      ['pdfaid:conformance', 'A'],
    ],
  },
  'a-3a': {
    prefix: 'pdfaid',
    claims: [
      ['pdfaid:part', '3'],
      ['pdfaid:conformance', 'A'],
    ],
  },
  'a-4': {
    prefix: 'pdfaid',
    claims: [
      ['pdfaid:part', '4'],
      ['pdfaid:rev', '2020'],
    ],
  },
  'a-4f': {
    prefix: 'pdfaid',
    claims: [
      ['pdfaid:part', '4'],
      ['pdfaid:conformance', 'F'],
      ['pdfaid:rev', '2020'],
    ],
  },
  'x-4': { prefix: 'pdfxid', claims: [['pdfxid:GTS_PDFXVersion', 'PDF/X-4']] },
};

const NAMESPACES = {
  pdfaid: 'http://www.aiim.org/pdfa/ns/id/',
  pdfuaid: 'http://www.aiim.org/pdfua/ns/id/',
  pdfxid: 'http://www.npes.org/pdfx/ns/id/',
} as const;

/** Types that PDF 1.7 does not know, with those they stand for. */
const ROLES_17: Readonly<Record<string, string>> = { Aside: 'Div', Em: 'Span', Strong: 'Span', Sub: 'Span' };

/** Types of the PDF 2.0 standard structure namespace (ISO 32000-2, table 364 and on); the others keep those of PDF 1.7. */
const PDF2_TYPES: ReadonlySet<string> = new Set(
  (
    'Document DocumentFragment Part Sect Div Aside NonStruct P H1 H2 H3 H4 H5 H6 Title FENote Sub Span Em Strong Link ' +
    'Annot Form Ruby RB RT RP Warichu WT WP Lbl L LI LBody Table TR TH TD THead TBody TFoot Caption Figure Formula Artifact'
  ).split(' '),
);

/**
 * PDF/A up to part 3 asks that XMP schemas it does not know are explained in the packet (ISO 19005-2, 6.6.2.3.3);
 * the one of PDF/UA is among them.
 */
const UA_SCHEMA = `  <rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
   <pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
    <pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
    <pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
    <pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
    <pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
     <pdfaProperty:name>part</pdfaProperty:name>
     <pdfaProperty:valueType>Integer</pdfaProperty:valueType>
     <pdfaProperty:category>internal</pdfaProperty:category>
     <pdfaProperty:description>Part of ISO 14289 to which the document conforms</pdfaProperty:description>
    </rdf:li></rdf:Seq></pdfaSchema:property>
   </rdf:li></rdf:Bag></pdfaExtension:schemas>
  </rdf:Description>`;

/** What the standards in `names`, which can go together, ask of a file. Without any it is a PDF 1.7 that claims nothing. */
export function conformanceTo(names: readonly StandardName[]): Conformance {
  const press = names.some((name) => STANDARDS[name].family === 'x');
  const pdf = names.some((name) => STANDARDS[name].pdf === '2.0') ? '2.0' : '1.7';
  const archive = names.some((name) => STANDARDS[name].family === 'a');
  const rows = names.map((name) => ROWS[name]);
  return {
    names,
    pdf,
    info: pdf === '1.7',
    claims: rows.flatMap((row) => row.claims),
    namespaces: Object.fromEntries(rows.map(({ prefix }) => [prefix, NAMESPACES[prefix]])),
    extension: archive && pdf === '1.7' && names.includes('ua-1') ? UA_SCHEMA : '',
    press,
    outputIntent: archive,
    structureDestinations: pdf === '2.0',
    structure: pdf === '2.0' ? { roles: {}, pdf2: PDF2_TYPES } : { roles: ROLES_17, pdf2: new Set() },
  };
}
