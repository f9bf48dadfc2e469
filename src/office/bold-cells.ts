import { escapeMarkup } from '../model/escape-markup.ts';
import { entryText, type OfficePackage } from './package.ts';

/** The value of an attribute in a tag. */
function attribute(tag: string, name: string): string | undefined {
  return new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1];
}

/**
 * Which cells of a sheet are bold (ECMA-376-1, 18.8.22 and 18.8.45): the library tells values and formats, but no type. Says no for all
 * where the workbook does not have what it should.
 */
export function boldCells(unpacked: OfficePackage, sheet: string): (address: string) => boolean {
  const tag = entryText(unpacked, 'xl/workbook.xml')
    .match(/<(?:\w+:)?sheet\s[^>]*>/g)
    ?.find((each) => attribute(each, 'name') === escapeMarkup(sheet));
  const id = tag && attribute(tag, 'r:id');
  const relation = entryText(unpacked, 'xl/_rels/workbook.xml.rels')
    .match(/<Relationship\s[^>]*>/g)
    ?.find((each) => attribute(each, 'Id') === id);
  const target = relation && attribute(relation, 'Target');
  if (target === undefined) return () => false;
  const styles = boldStyles(entryText(unpacked, 'xl/styles.xml'));
  const cells = new Set<string>();
  const text = entryText(unpacked, target.startsWith('/') ? target.slice(1) : `xl/${target}`);
  for (const [cell] of styles.size > 0 ? text.matchAll(/<c\s[^>]*>/g) : []) {
    const style = attribute(cell, 's');
    const address = attribute(cell, 'r');
    if (style !== undefined && address !== undefined && styles.has(Number(style))) cells.add(address);
  }
  return (address) => cells.has(address);
}

/** Indices of the cell formats whose font is bold. */
function boldStyles(styles: string): ReadonlySet<number> {
  const fonts = /<fonts[^>]*>([^]*?)<\/fonts>/.exec(styles)?.[1] ?? '';
  const bold = [...fonts.matchAll(/<font\s*\/>|<font[^>]*>([^]*?)<\/font>/g)].map(([, font = '']) =>
    /<b(?:\s*\/>|\s+val="(?:1|true)"\s*\/>)/.test(font),
  );
  const formats = /<cellXfs[^>]*>([^]*?)<\/cellXfs>/.exec(styles)?.[1] ?? '';
  const indices = [...formats.matchAll(/<xf\s[^>]*>/g)].flatMap(([format], index) =>
    bold[Number(attribute(format, 'fontId') ?? 0)] ? [index] : [],
  );
  return new Set(indices);
}
