import { PDFDict, PDFStream, type PDFContext } from 'pdf-lib';
import type { MetadataFacts } from './facts.ts';
import { streamBytes } from '../model/pdf-stream.ts';
import { name, text, value } from '../model/pdf-values.ts';
import { NAMESPACES, parseXmp, type Properties } from './xmp.ts';

/** Info and XMP, and where they differ (ISO 19005-1, 6.7.3). */
export function metadataOf(
  context: PDFContext,
  catalog: PDFDict,
): { readonly facts: MetadataFacts; readonly claims: string[] } {
  const info = infoOf(context);
  const xmp = packetOf(catalog);
  const properties = xmp === undefined ? new Map<string, readonly string[]>() : parseXmp(xmp);
  const all = (prefix: keyof typeof NAMESPACES, key: string): readonly string[] =>
    properties.get(NAMESPACES[prefix] + key) ?? [];
  const one = (prefix: keyof typeof NAMESPACES, key: string): string | undefined => all(prefix, key)[0];

  const title = one('dc', 'title') ?? info['Title'];
  const description = one('dc', 'description') ?? info['Subject'];
  const keywords = one('pdf', 'Keywords') ?? info['Keywords'];
  const created = one('xmp', 'CreateDate') ?? info['CreationDate'];
  const modified = one('xmp', 'ModifyDate') ?? info['ModDate'];
  const creatorTool = one('xmp', 'CreatorTool') ?? info['Creator'];
  const producer = one('pdf', 'Producer') ?? info['Producer'];
  const authors = all('dc', 'creator');
  const facts: MetadataFacts = {
    info,
    ...(xmp !== undefined && { xmp }),
    ...(title !== undefined && { title }),
    authors: authors.length > 0 ? authors : info['Author'] ? [info['Author']] : [],
    ...(description !== undefined && { description }),
    ...(keywords !== undefined && { keywords }),
    subjects: all('dc', 'subject'),
    languages: all('dc', 'language'),
    ...(created !== undefined && { created }),
    ...(modified !== undefined && { modified }),
    ...(creatorTool !== undefined && { creatorTool }),
    ...(producer !== undefined && { producer }),
    disagreements: xmp === undefined ? [] : disagreements(info, properties),
  };
  return { facts, claims: claimsOf(properties, info) };
}

/** The document information dictionary's texts and names. */
function infoOf(context: PDFContext): Record<string, string> {
  const dict = context.lookup(context.trailerInfo.Info);
  const info: Record<string, string> = {};
  if (!(dict instanceof PDFDict)) return info;
  for (const [key] of dict.entries()) {
    const object = dict.lookup(key);
    const entry = text(object) ?? name(object);
    if (entry !== undefined) info[key.decodeText()] = entry;
  }
  return info;
}

/** The catalog's XMP packet as text: UTF-8, or UTF-16 where its first bytes say so. */
function packetOf(catalog: PDFDict): string | undefined {
  const stream = value(catalog, 'Metadata');
  if (!(stream instanceof PDFStream)) return undefined;
  try {
    const bytes = Buffer.from(streamBytes(stream));
    if (bytes[0] === 0xfe && bytes[1] === 0xff)
      return bytes
        .subarray(0, bytes.length & ~1)
        .swap16()
        .toString('utf16le');
    if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.toString('utf16le');
    return bytes.toString('utf8');
  } catch {
    return undefined;
  }
}

/** A PDF date (ISO 32000-1, 7.9.4) or an XMP one as milliseconds since 1970; undefined when it is neither. */
function moment(date: string): number | undefined {
  const pdf = /^D:(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?(?:Z.*|([+-])(\d\d)'?(\d\d)?'?)?$/.exec(date.trim());
  if (!pdf) {
    const parsed = Date.parse(date);
    return Number.isNaN(parsed) ? undefined : parsed;
  }
  const [
    ,
    year,
    month = '01',
    day = '01',
    hour = '00',
    minute = '00',
    second = '00',
    sign,
    zoneHour = '00',
    zoneMinute = '00',
  ] = pdf;
  const zone = sign ? `${sign}${zoneHour}:${zoneMinute}` : 'Z';
  const parsed = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}${zone}`);
  return Number.isNaN(parsed) ? undefined : parsed;
}

/** Pairs of Info and XMP that must say the same, where both speak. */
function disagreements(info: Readonly<Record<string, string>>, properties: Properties): string[] {
  const found: string[] = [];
  const pair = (
    key: string,
    prefix: keyof typeof NAMESPACES,
    property: string,
    same: (a: string, b: readonly string[]) => boolean,
  ): void => {
    const own = info[key];
    const other = properties.get(NAMESPACES[prefix] + property);
    if (own === undefined && other === undefined) return;
    if (own === undefined || other === undefined) {
      // XMP may say more than Info can; Info alone is what older readers see and newer do not.
      if (own !== undefined && own !== '')
        found.push(`${key} is “${own}” in Info and not in XMP (${prefix}:${property})`);
    } else if (!same(own, other))
      found.push(`${key} is “${own}” in Info and “${other.join('; ')}” in XMP (${prefix}:${property})`);
  };
  const equal = (a: string, b: readonly string[]): boolean => a === (b[0] ?? '');
  const equalDate = (a: string, b: readonly string[]): boolean => moment(a) === moment(b[0] ?? '');
  pair('Title', 'dc', 'title', equal);
  pair('Author', 'dc', 'creator', (a, b) => [', ', '; '].some((separator) => b.join(separator) === a));
  pair('Subject', 'dc', 'description', equal);
  pair('Keywords', 'pdf', 'Keywords', equal);
  pair('Creator', 'xmp', 'CreatorTool', equal);
  pair('Producer', 'pdf', 'Producer', equal);
  pair('CreationDate', 'xmp', 'CreateDate', equalDate);
  pair('ModDate', 'xmp', 'ModifyDate', equalDate);
  return found;
}

/** Standards by their identification schemas (ISO 19005-2, 6.6.4; ISO 14289-1, clause 5; ISO 15930-7, 6.2). */
function claimsOf(properties: Properties, info: Readonly<Record<string, string>>): string[] {
  const one = (prefix: keyof typeof NAMESPACES, key: string): string | undefined =>
    properties.get(NAMESPACES[prefix] + key)?.[0]?.trim();
  const claims: string[] = [];
  const archive = one('pdfaid', 'part');
  if (archive) claims.push(`PDF/A-${archive}${one('pdfaid', 'conformance') ?? ''}`);
  const accessible = one('pdfuaid', 'part');
  if (accessible) claims.push(`PDF/UA-${accessible}`);
  const exchange = one('pdfxid', 'GTS_PDFXVersion') ?? one('pdfx', 'GTS_PDFXVersion') ?? info['GTS_PDFXVersion'];
  if (exchange) claims.push(exchange);
  return claims;
}
