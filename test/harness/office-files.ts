import { strToU8, zipSync } from 'fflate';

/** Date of all entries, so that files come out the same. */
const DATE = new Date('2026-02-02T09:00:00');
const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const RELATIONS = 'http://schemas.openxmlformats.org/package/2006/relationships';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const TYPES = 'http://schemas.openxmlformats.org/package/2006/content-types';
const WORD = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';
const SHEET = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const DRAWING = 'http://schemas.openxmlformats.org/drawingml/2006';

/** Entries of an Office file (path → content) as its zip. */
export function zipped(entries: Readonly<Record<string, string | Uint8Array>>): Uint8Array {
  const files = Object.entries(entries).map(([name, content]) => [
    name,
    typeof content === 'string' ? strToU8(content) : content,
  ]);
  return zipSync(Object.fromEntries(files) as Record<string, Uint8Array>, { mtime: DATE });
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** A relationship: its name, its kind, where it leads, and whether that is outside. */
type Relation = readonly [id: string, kind: string, target: string, external?: boolean];

function relations(list: readonly Relation[]): string {
  const each = list.map(
    ([id, kind, target, external]) =>
      `<Relationship Id="${id}" Type="${kind.includes('/') ? kind : `${OFFICE}/${kind}`}" Target="${escaped(target)}"${external ? ' TargetMode="External"' : ''}/>`,
  );
  return `${HEAD}<Relationships xmlns="${RELATIONS}">${each.join('')}</Relationships>`;
}

/** A paragraph of Word's, its content as XML or as text. */
export function paragraph(content: string, style?: string): string {
  const inner = content.startsWith('<') ? content : `<w:r><w:t xml:space="preserve">${escaped(content)}</w:t></w:r>`;
  return `<w:p>${style === undefined ? '' : `<w:pPr><w:pStyle w:val="${style}"/></w:pPr>`}${inner}</w:p>`;
}

/** An item of a list. */
export function item(text: string, level = 0, list = 1): string {
  return `<w:p><w:pPr><w:numPr><w:ilvl w:val="${level}"/><w:numId w:val="${list}"/></w:numPr></w:pPr><w:r><w:t>${escaped(text)}</w:t></w:r></w:p>`;
}

/** A table of Word's; its first row is a head when `head` says so. */
export function wordTable(rows: readonly (readonly string[])[], head = true): string {
  const row = (cells: readonly string[], first: boolean): string =>
    `<w:tr>${first && head ? '<w:trPr><w:tblHeader/></w:trPr>' : ''}${cells.map((cell) => `<w:tc>${paragraph(cell)}</w:tc>`).join('')}</w:tr>`;
  return `<w:tbl><w:tblPr/>${rows.map((cells, index) => row(cells, index === 0)).join('')}</w:tbl>`;
}

/** A picture in a line, by the name of its relationship. */
export function picture(id: string, alt: string, link = false): string {
  return `<w:r><w:drawing><wp:inline xmlns:wp="${DRAWING}/wordprocessingDrawing"><wp:docPr id="1" name="Picture" descr="${escaped(alt)}"/><a:graphic xmlns:a="${DRAWING}/main"><a:graphicData uri="${DRAWING}/picture"><pic:pic xmlns:pic="${DRAWING}/picture"><pic:blipFill><a:blip r:${link ? 'link' : 'embed'}="${id}"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>`;
}

/** A call of a footnote. */
export const noteCall = (id: number): string => `<w:r><w:footnoteReference w:id="${id}"/></w:r>`;

/** What a Word document is made of. */
export interface WordParts {
  readonly body: string;
  /** Notes by their numbers, from 1. */
  readonly notes?: readonly string[];
  readonly relations?: readonly Relation[];
  readonly extra?: Readonly<Record<string, string | Uint8Array>>;
}

/** A Word document with the styles Title, Heading1 to Heading3 and Caption, list 1 with bullets and list 2 with numbers. */
export function wordFile({ body, notes = [], relations: more = [], extra = {} }: WordParts): Uint8Array {
  const style = (id: string, name: string): string =>
    `<w:style w:type="paragraph" w:styleId="${id}"><w:name w:val="${name}"/></w:style>`;
  const levels = (format: string): string =>
    [0, 1, 2]
      .map((level) => `<w:lvl w:ilvl="${level}"><w:start w:val="1"/><w:numFmt w:val="${format}"/></w:lvl>`)
      .join('');
  const spaces = `xmlns:w="${WORD}" xmlns:r="${OFFICE}"`;
  return zipped({
    '[Content_Types].xml': `${HEAD}<Types xmlns="${TYPES}"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/><Default Extension="emf" ContentType="image/x-emf"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`,
    '_rels/.rels': relations([['rId1', 'officeDocument', 'word/document.xml']]),
    'word/_rels/document.xml.rels': relations([
      ['rStyles', 'styles', 'styles.xml'],
      ['rNumbers', 'numbering', 'numbering.xml'],
      ['rNotes', 'footnotes', 'footnotes.xml'],
      ...more,
    ]),
    'word/document.xml': `${HEAD}<w:document ${spaces}><w:body>${body}</w:body></w:document>`,
    'word/styles.xml': `${HEAD}<w:styles ${spaces}>${style('Title', 'Title')}${[1, 2, 3].map((level) => style(`Heading${level}`, `heading ${level}`)).join('')}${style('Caption', 'caption')}</w:styles>`,
    'word/numbering.xml': `${HEAD}<w:numbering ${spaces}><w:abstractNum w:abstractNumId="1">${levels('bullet')}</w:abstractNum><w:abstractNum w:abstractNumId="2">${levels('decimal')}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="2"/></w:num></w:numbering>`,
    'word/footnotes.xml': `${HEAD}<w:footnotes ${spaces}>${notes.map((text, index) => `<w:footnote w:id="${index + 1}">${paragraph(text)}</w:footnote>`).join('')}</w:footnotes>`,
    ...extra,
  });
}

/** Looks of cells, by their index in the styles of {@link workbookFile}. */
export const LOOK = {
  plain: 0,
  bold: 1,
  whole: 2,
  boldWhole: 3,
  percent: 4,
  date: 5,
  euro: 6,
  boldPercent: 7,
} as const;

/** A cell: a text, a number, or one with its look and formula. */
export type SheetCell =
  | string
  | number
  | undefined
  | { readonly v?: string | number; readonly look?: number; readonly f?: string; readonly error?: string };

/** A sheet: its cells, and what is hidden or merged. */
export interface Sheet {
  readonly name: string;
  readonly rows: readonly (readonly SheetCell[])[];
  readonly state?: 'hidden' | 'veryHidden';
  readonly merges?: readonly string[];
  /** Numbers from 1. */
  readonly hiddenRows?: readonly number[];
  readonly hiddenColumns?: readonly number[];
}

function columnName(index: number): string {
  return index < 26 ? String.fromCharCode(65 + index) : columnName(Math.floor(index / 26) - 1) + columnName(index % 26);
}

function cellXml(cell: SheetCell, address: string): string {
  if (cell === undefined) return '';
  const {
    v,
    look = 0,
    f,
    error,
  }: Exclude<SheetCell, string | number | undefined> = typeof cell === 'object' ? cell : { v: cell };
  const head = `<c r="${address}" s="${look}"`;
  const formula = f === undefined ? '' : `<f>${escaped(f)}</f>`;
  if (error !== undefined) return `${head} t="e">${formula}<v>${error}</v></c>`;
  if (typeof v === 'string') return `${head} t="inlineStr">${formula}<is><t>${escaped(v)}</t></is></c>`;
  return `${head}>${formula}${v === undefined ? '' : `<v>${v}</v>`}</c>`;
}

function sheetXml({ rows, merges = [], hiddenRows = [], hiddenColumns = [] }: Sheet): string {
  const columns = hiddenColumns.map((n) => `<col min="${n}" max="${n}" hidden="1"/>`).join('');
  const lines = rows.map(
    (cells, y) =>
      `<row r="${y + 1}"${hiddenRows.includes(y + 1) ? ' hidden="1"' : ''}>${cells.map((cell, x) => cellXml(cell, `${columnName(x)}${y + 1}`)).join('')}</row>`,
  );
  const merged = merges.map((ref) => `<mergeCell ref="${ref}"/>`).join('');
  return `${HEAD}<worksheet xmlns="${SHEET}">${columns ? `<cols>${columns}</cols>` : ''}<sheetData>${lines.join('')}</sheetData>${merged ? `<mergeCells>${merged}</mergeCells>` : ''}</worksheet>`;
}

/** A workbook, its cells with the looks of {@link LOOK}. */
export function workbookFile(
  sheets: readonly Sheet[],
  extra: Readonly<Record<string, string | Uint8Array>> = {},
): Uint8Array {
  const formats = [
    [0, 0],
    [0, 1],
    [3, 0],
    [3, 1],
    [164, 0],
    [14, 0],
    [165, 0],
    [164, 1],
  ].map(([format, font]) => `<xf numFmtId="${format}" fontId="${font}" applyNumberFormat="1" applyFont="1"/>`);
  const main = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
  return zipped({
    '[Content_Types].xml': `${HEAD}<Types xmlns="${TYPES}"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${main}.sheet.main+xml"/>${sheets.map((_, i) => `<Override PartName="/xl/worksheets/sheet${i + 1}.xml" ContentType="${main}.worksheet+xml"/>`).join('')}<Override PartName="/xl/styles.xml" ContentType="${main}.styles+xml"/></Types>`,
    '_rels/.rels': relations([['rId1', 'officeDocument', 'xl/workbook.xml']]),
    'xl/workbook.xml': `${HEAD}<workbook xmlns="${SHEET}" xmlns:r="${OFFICE}"><sheets>${sheets.map(({ name, state }, i) => `<sheet name="${escaped(name)}" sheetId="${i + 1}"${state ? ` state="${state}"` : ''} r:id="rId${i + 1}"/>`).join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': relations([
      ...sheets.map((_, i): Relation => [`rId${i + 1}`, 'worksheet', `worksheets/sheet${i + 1}.xml`]),
      ['rStyles', 'styles', 'styles.xml'],
    ]),
    'xl/styles.xml': `${HEAD}<styleSheet xmlns="${SHEET}"><numFmts><numFmt numFmtId="164" formatCode="0.0%"/><numFmt numFmtId="165" formatCode="#,##0.00 &quot;€&quot;"/></numFmts><fonts><font/><font><b/></font></fonts><fills><fill/></fills><borders><border/></borders><cellStyleXfs><xf/></cellStyleXfs><cellXfs>${formats.join('')}</cellXfs></styleSheet>`,
    ...Object.fromEntries(sheets.map((sheet, i) => [`xl/worksheets/sheet${i + 1}.xml`, sheetXml(sheet)])),
    ...extra,
  });
}
