import { PDFDict, PDFName, PDFRawStream, PDFString, PDFHexString, type PDFContext, type PDFRef } from 'pdf-lib';
import type { Metadata } from '../model/book.ts';
import { escapeMarkup } from '../model/escape-markup.ts';
import type { Conformance } from './standards.ts';
import { plainText, textString } from './text-string.ts';

/** What both Info and XMP are written from, so that they cannot disagree (ISO 19005-1, 6.7.3). */
interface Facts {
  readonly title: string;
  readonly authors: readonly string[];
  readonly subject: string;
  readonly keywords: readonly string[];
  readonly lang: string;
  readonly created: Date;
  readonly creatorTool: string;
  readonly producer: string;
}

/** Stands between authors in Info, as the XMP specification joins them (part 2, 2.1). */
const AUTHOR_SEPARATOR = '; ';
const KEYWORD_SEPARATOR = ', ';

/** The XMP packet in the file, and the same with what is said of rights (`dc:rights`, ISO 16684-1, 8.3): for whom a copy is. */
export interface WrittenMetadata {
  readonly ref: PDFRef;
  readonly withRights: (rights: string) => PDFRawStream;
}

/**
 * Writes XMP into the catalog, with what the file claims to keep, and Info into the trailer where the standards have one,
 * in place of whatever was there.
 */
export function describeDocument(
  context: PDFContext,
  catalog: PDFDict,
  metadata: Metadata,
  claims: Pick<Conformance, 'claims' | 'namespaces' | 'extension' | 'info'>,
): WrittenMetadata {
  const keywords = metadata.keywords.map(plainText).filter((keyword) => keyword !== '');
  const facts: Facts = {
    title: plainText(metadata.title),
    authors: metadata.authors.map(plainText).filter((author) => author !== ''),
    subject: plainText(metadata.subject ?? ''),
    keywords: [...new Set(keywords)],
    lang: metadata.lang,
    // Info counts whole seconds: a fraction in XMP alone would be a disagreement.
    created: new Date(Math.floor(metadata.created.getTime() / 1000) * 1000),
    creatorTool: plainText(metadata.creatorTool),
    producer: producerOf(context) ?? plainText(metadata.creatorTool),
  };
  if (claims.info) context.trailerInfo.Info = context.register(info(context, facts));
  else delete context.trailerInfo.Info;
  const withRights = (rights: string): PDFRawStream => {
    const packet = Buffer.from(xmp(facts, claims, plainText(rights)), 'utf8');
    return PDFRawStream.of(context.obj({ Type: 'Metadata', Subtype: 'XML', Length: packet.length }), packet);
  };
  const ref = context.register(withRights(''));
  catalog.set(PDFName.of('Metadata'), ref);
  return { ref, withRights };
}

/** What made the PDF's pages says so itself (`Skia/PDF m153`), and stays named. */
function producerOf(context: PDFContext): string | undefined {
  const old = context.lookup(context.trailerInfo.Info);
  const producer = old instanceof PDFDict ? old.lookup(PDFName.of('Producer')) : undefined;
  if (!(producer instanceof PDFString || producer instanceof PDFHexString)) return undefined;
  return plainText(producer.decodeText()) || undefined;
}

/** The document information dictionary (ISO 32000-1, 14.3.3). */
function info(context: PDFContext, facts: Facts): PDFDict {
  const dict: PDFDict = context.obj({});
  const set = (key: string, text: string): void => {
    if (text !== '') dict.set(PDFName.of(key), textString(text));
  };
  set('Title', facts.title);
  set('Author', facts.authors.join(AUTHOR_SEPARATOR));
  set('Subject', facts.subject);
  set('Keywords', facts.keywords.join(KEYWORD_SEPARATOR));
  set('Creator', facts.creatorTool);
  set('Producer', facts.producer);
  dict.set(PDFName.of('CreationDate'), PDFString.fromDate(facts.created));
  dict.set(PDFName.of('ModDate'), PDFString.fromDate(facts.created));
  return dict;
}

/** A language alternative with its default only (ISO 16684-1, 8.2.2.4). */
function alternative(text: string): string {
  return `<rdf:Alt><rdf:li xml:lang="x-default">${escapeMarkup(text)}</rdf:li></rdf:Alt>`;
}

function list(kind: 'Bag' | 'Seq', items: readonly string[]): string {
  return `<rdf:${kind}>${items.map((item) => `<rdf:li>${escapeMarkup(item)}</rdf:li>`).join('')}</rdf:${kind}>`;
}

/**
 * The XMP packet (ISO 16684-1), a property a line. It is written once for all (`end="r"`): the file's cross-references
 * would not survive a change in place anyway, so no padding is kept.
 */
function xmp(facts: Facts, claims: Pick<Conformance, 'claims' | 'namespaces' | 'extension'>, rights: string): string {
  const date = facts.created.toISOString().replace('.000Z', 'Z');
  const properties: (readonly [string, string])[] = [
    ['dc:format', 'application/pdf'],
    ['dc:title', facts.title && alternative(facts.title)],
    ['dc:creator', facts.authors.length > 0 ? list('Seq', facts.authors) : ''],
    ['dc:description', facts.subject && alternative(facts.subject)],
    ['dc:subject', facts.keywords.length > 0 ? list('Bag', facts.keywords) : ''],
    ['dc:language', facts.lang && list('Bag', [facts.lang])],
    ['dc:rights', rights && alternative(rights)],
    ['pdf:Keywords', escapeMarkup(facts.keywords.join(KEYWORD_SEPARATOR))],
    ['pdf:Producer', escapeMarkup(facts.producer)],
    ['xmp:CreatorTool', escapeMarkup(facts.creatorTool)],
    ['xmp:CreateDate', date],
    ['xmp:ModifyDate', date],
    ['xmp:MetadataDate', date],
    ...claims.claims,
  ];
  const lines = properties.filter(([, value]) => value !== '').map(([name, value]) => `   <${name}>${value}</${name}>`);
  const namespaces = Object.entries(claims.namespaces).map(([prefix, uri]) => ` xmlns:${prefix}="${uri}"`);
  return `<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"${namespaces.join('')}>
${lines.join('\n')}
  </rdf:Description>${claims.extension && `\n${claims.extension}`}
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>`;
}
