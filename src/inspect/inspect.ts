import { PDFDict, PDFNumber, PDFStream, type PDFDocument } from 'pdf-lib';
import { OctavoError } from '../model/diagnostic.ts';
import { attachmentsOf } from './attachments.ts';
import { Destinations } from './destinations.ts';
import type { FontFacts, OutputIntentFacts, PdfFacts, ViewerFacts } from './facts.ts';
import type { Font } from './font.ts';
import { Images } from './images.ts';
import { Interpreter, TimeOver } from './interpret.ts';
import type { PlacedImage } from './painted.ts';
import { metadataOf } from './metadata.ts';
import { openDocument } from './open-document.ts';
import { outlineOf } from './outline.ts';
import { pagesOf, type Page } from './pages.ts';
import { MarkedText } from './marked-text.ts';
import { tagsOf } from './structure.ts';
import { booleanAt, dictionaryAt, items, name, nameAt, textAt, value } from '../model/pdf-values.ts';

export { describe } from './describe.ts';
export type * from './facts.ts';

/** Longest time for the content of all pages, milliseconds. A thousand pages of text take about 3,000. */
const PAGES_TIMEOUT_MS = 60_000;
/** The linearisation dictionary stands within this much of the beginning (ISO 32000-1, F.3.1). */
const LINEARISED_WITHIN = 1024;

/**
 * What is in a PDF, any PDF, as plain data. A file that asks for a password is told as such (`readable` is false); one too
 * broken to find its pages throws an {@link OctavoError}; what is broken inside it is named in `faults`.
 */
export async function inspect(bytes: Uint8Array): Promise<PdfFacts> {
  const opened = await openDocument(bytes);
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, LINEARISED_WITHIN)).toString(
    'latin1',
  );
  const common = {
    version: version(head, opened.readable ? opened.document : undefined),
    bytes: bytes.length,
    linearised: isLinearised(head, bytes.length),
  };
  if (!opened.readable) return { ...common, ...NOTHING, encrypted: true, readable: false };
  try {
    return { ...common, ...contents(opened.document), encrypted: opened.encrypted, readable: true };
  } catch (error) {
    if (error instanceof OctavoError) throw error;
    throw new OctavoError(
      { code: 'pdf-unreadable', message: `the PDF is damaged: ${(error as Error).message}` },
      { cause: error },
    );
  }
}

type Contents = Omit<PdfFacts, 'version' | 'bytes' | 'linearised' | 'encrypted' | 'readable'>;

/** All that is known of a file that does not open. */
const NOTHING: Contents = {
  pageCount: 0,
  pages: [],
  outline: [],
  destinations: [],
  fonts: [],
  images: [],
  tags: { marked: false, counts: {}, roles: {}, tree: '' },
  metadata: { info: {}, authors: [], subjects: [], languages: [], disagreements: [] },
  attachments: [],
  viewer: { preferences: {} },
  outputIntents: [],
  claims: [],
  faults: [],
};

function contents(document: PDFDocument): Contents {
  const { context } = document;
  const catalog = context.lookup(context.trailerInfo.Root);
  if (!(catalog instanceof PDFDict)) throw new Error('it has no catalog');
  const pages = pagesOf(catalog);
  if (pages.length === 0) throw new Error('it has no pages');
  const faults: string[] = [];
  const destinations = new Destinations(catalog, pages);
  const { texts, fonts, images } = readPages(pages, faults);
  const { facts: metadata, claims } = metadataOf(context, catalog);
  return {
    pageCount: pages.length,
    pages: pages.map((page) => page.facts),
    outline: outlineOf(catalog, destinations, pages),
    destinations: destinations.all(),
    fonts,
    images: images.all(),
    tags: tagsOf(catalog, pages, texts),
    metadata,
    attachments: attachmentsOf(catalog, pages),
    viewer: viewerOf(catalog),
    outputIntents: outputIntentsOf(catalog),
    claims,
    faults,
  };
}

/** Goes through the content of all pages; stops with a fault when the time is over. */
function readPages(
  pages: readonly Page[],
  faults: string[],
): { texts: MarkedText; fonts: FontFacts[]; images: Images } {
  const texts = new MarkedText();
  const used = new Map<Font, Set<number>>();
  const images = new Images();
  const interpreter = new Interpreter(performance.now() + PAGES_TIMEOUT_MS);
  try {
    pages.forEach((page, index) => {
      interpreter.page(page, {
        glyph(glyph, owner) {
          let on = used.get(glyph.font);
          if (!on) used.set(glyph.font, (on = new Set()));
          on.add(index);
          const mcid = glyph.mark?.mcid;
          if (mcid !== undefined) texts.add(owner, mcid, glyph.text);
        },
        image: (image: PlacedImage) => images.add(index, image, page.facts.userUnit),
        fault: (message) => faults.push(`page ${index + 1}: ${message}`),
      });
    });
  } catch (error) {
    if (!(error instanceof TimeOver)) throw error;
    faults.push('the pages were not read to their end within the time for it');
  }
  const fonts = [...used].map(([font, on]) => ({ ...font.facts(), pages: [...on] }));
  return { texts, fonts: fonts.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)), images };
}

function version(head: string, document: PDFDocument | undefined): string {
  const own = /%PDF-(\d\.\d)/.exec(head)?.[1] ?? '';
  const later = document && nameAt(document.catalog, 'Version');
  return later && later > own ? later : own;
}

/** True when the file begins as a linearised one and has not been added to since (ISO 32000-1, F.3.1: /L is its length). */
function isLinearised(head: string, length: number): boolean {
  const dictionary = /<<[^>]*\/Linearized[^>]*>>/.exec(head)?.[0];
  return dictionary !== undefined && Number(/\/L\s+(\d+)/.exec(dictionary)?.[1]) === length;
}

function viewerOf(catalog: PDFDict): ViewerFacts {
  const dict = dictionaryAt(catalog, 'ViewerPreferences');
  const preferences: Record<string, string | number | boolean> = {};
  for (const [key] of dict?.entries() ?? []) {
    const own = key.decodeText();
    if (own === 'Type') continue;
    const object = dict?.lookup(key);
    const plain =
      booleanAt(dict, own) ?? name(object) ?? (object instanceof PDFNumber ? object.asNumber() : object?.toString());
    if (plain !== undefined) preferences[own] = plain;
  }
  const pageMode = nameAt(catalog, 'PageMode');
  const pageLayout = nameAt(catalog, 'PageLayout');
  return { ...(pageMode && { pageMode }), ...(pageLayout && { pageLayout }), preferences };
}

function outputIntentsOf(catalog: PDFDict): OutputIntentFacts[] {
  return items(value(catalog, 'OutputIntents')).flatMap((intent) => {
    if (!(intent instanceof PDFDict)) return [];
    const profile = value(intent, 'DestOutputProfile');
    const condition = textAt(intent, 'OutputConditionIdentifier') ?? textAt(intent, 'OutputCondition');
    const info = textAt(intent, 'Info');
    return {
      subtype: nameAt(intent, 'S') ?? '',
      ...(condition && { condition }),
      ...(info && { info }),
      ...(profile instanceof PDFStream && { profileBytes: profile.getContents().length }),
    };
  });
}
