import { PDFArray, PDFDict, PDFName, PDFStream, type PDFContext, type PDFDocument, type PDFObject } from 'pdf-lib';
import { heldEntries, heldItems, nameAt } from '../model/pdf-values.ts';
import type { OpenJob } from './job.ts';
import { NESTING_LIMIT, type Limits } from './limits.ts';
import { loadPdf } from '../model/pdf-load.ts';
import { LETTERS } from './look-letters.ts';
import { lacksLooks, prepareLooks } from './missing-looks.ts';
import { pageTree, type PageTree } from './page-tree.ts';
import { PdfiumDocument } from './pdfium.ts';
import { pageState, type PageState } from './wholeness.ts';

/** A file's objects, and how whole its pages are. */
export interface Reading {
  readonly source: Uint8Array;
  readonly document: PDFDocument;
  readonly context: PDFContext;
  readonly catalog: PDFDict;
  readonly tree: PageTree;
  /** By page. */
  readonly states: readonly PageState[];
}

/** A file with more of something than the limit. */
export class TooLarge extends Error {
  override readonly name = 'TooLarge';
}

/** Reads a file's objects and pages; undefined when there is no catalog to begin at, or an object is deeper than anybody reads. Throws {@link TooLarge}. */
export async function readFile(source: Uint8Array, limits: Limits): Promise<Reading | undefined> {
  let document: PDFDocument;
  try {
    document = await loadPdf(source);
  } catch {
    return undefined;
  }
  const { context } = document;
  const objects = context.enumerateIndirectObjects();
  if (objects.length > limits.objects) throw new TooLarge(`more than ${limits.objects} objects`);
  const catalog = context.lookup(context.trailerInfo.Root);
  if (!(catalog instanceof PDFDict) || objects.some(([, object]) => isDeep(object))) return undefined;
  const untold = nameAt(catalog, 'Type') !== 'Catalog';
  // Those who read the file later know the catalog by it (ISO 32000-1, Table 28).
  if (untold) catalog.set(PDFName.of('Type'), PDFName.of('Catalog'));
  const pages = pageTree(context, catalog, limits.pages);
  const tree = untold ? { ...pages, crooked: true } : pages;
  if (tree.leaves.length > limits.pages) throw new TooLarge(`more than ${limits.pages} pages`);
  const known = new Map<PDFDict, boolean>();
  const states = tree.leaves.map((leaf) => pageState(context, leaf, known));
  return { source, document, context, catalog, tree, states };
}

/** Whether an object holds arrays and dictionaries inside each other beyond {@link NESTING_LIMIT}. */
function isDeep(object: PDFObject, level = 0): boolean {
  if (level > NESTING_LIMIT) return true;
  if (object instanceof PDFArray) return heldItems(object).some((item) => isDeep(item, level + 1));
  const held = object instanceof PDFStream ? object.dict : object;
  if (!(held instanceof PDFDict)) return false;
  for (const item of heldEntries(held).values()) if (isDeep(item, level + 1)) return true;
  return false;
}

/** Pages that are in the file with their content. */
export function wholePages(reading: Reading): number {
  return reading.states.filter((state) => state !== 'lost').length;
}

/** Larger is better: pages that are there, then those of them that lack nothing. */
export function better(a: Reading | undefined, b: Reading | undefined): Reading | undefined {
  if (!a || !b) return a ?? b;
  const whole = (reading: Reading): number => reading.states.filter((state) => state === 'whole').length;
  return wholePages(b) > wholePages(a) || (wholePages(b) === wholePages(a) && whole(b) > whole(a)) ? b : a;
}

/**
 * The same with an appearance for every field and annotation that has none (PDFium makes them). Gives the reading back as it is when
 * nothing lacks one, or when less would be there afterwards.
 */
export async function withAppearances(
  reading: Reading,
  { annotations, faces, limits }: Pick<OpenJob, 'annotations' | 'faces' | 'limits'>,
): Promise<Reading> {
  if (!lacksLooks(reading.catalog, reading.tree, annotations)) return reading;
  const ready = await readFile(reading.source, limits);
  if (!ready) return reading;
  prepareLooks(ready.context, ready.catalog, ready.tree, faces ?? new Map());
  const opened = await PdfiumDocument.open(await written(ready.document));
  if (typeof opened === 'string') return reading;
  try {
    opened.makeAppearances(LETTERS);
    const made = await readFile(opened.save(), limits);
    return made && wholePages(made) >= wholePages(reading) ? made : reading;
  } finally {
    opened.close();
  }
}

/** A document's objects as a file, as they are. */
async function written(document: PDFDocument): Promise<Uint8Array> {
  return document.save({
    useObjectStreams: false,
    updateFieldAppearances: false,
    addDefaultPage: false,
    objectsPerTick: Infinity,
  });
}
