import { PDFDict } from 'pdf-lib';
import type { Box, PageFacts, PdfFacts } from '../inspect/facts.ts';
import { inspect } from '../inspect/inspect.ts';
import { Interpreter, TimeOver } from '../inspect/interpret.ts';
import { openDocument } from '../inspect/open-document.ts';
import { pagesOf, type Page } from '../inspect/pages.ts';
import { items, nameAt, numberAt, numbers, value } from '../model/pdf-values.ts';
import { Findings, type Finding } from './findings.ts';
import { measureInk, type Measurement } from './ghostscript.ts';
import { InkEstimate } from './ink-estimate.ts';
import { judgeBoxes, trimOf } from './page-boxes.ts';
import { PageContent, type ColourUse } from './page-content.ts';
import type { Profile } from './profile.ts';

export { parseProfile, profileNamed, PROFILES, type Profile } from './profile.ts';
export { pageRuns } from '../model/page-runs.ts';
export { reportPage } from './report.ts';
export type { Finding, Place } from './findings.ts';

/** Longest time for the content of all pages, milliseconds, as for {@link inspect}. */
const PAGES_TIMEOUT_MS = 60_000;
/** Percent by which painting may exceed a limit: eight bits and screens round. */
const INK_TOLERANCE = 1;
/** Annotations that never print, or are the press's own (PDF/X-4, ISO 15930-7). */
const NOT_PRINTED: ReadonlySet<string> = new Set(['Link', 'Popup', 'PrinterMark', 'TrapNet']);
/** Flags of annotations (ISO 32000-1, Table 165). */
const FLAG = { hidden: 2, print: 4, noView: 32 } as const;

/** Total ink of a page. */
export interface PageInk {
  /** Number from 1. */
  readonly page: number;
  /** Percent over all plates, in the place with the most. */
  readonly total: number;
  readonly by: 'ghostscript' | 'estimate';
  /** False where the page has colours whose ink only a conversion tells: RGB, or pictures that were not decoded. */
  readonly certain: boolean;
  /** Most ink by plate, percent; only measured pages have it. */
  readonly plates?: Readonly<Record<string, number>>;
}

/** What preflight has to say of a file. */
export interface PreflightResult {
  readonly profile: string;
  /** Without findings of severity error. */
  readonly ok: boolean;
  readonly pageCount: number;
  readonly pages: readonly PageFacts[];
  readonly findings: readonly Finding[];
  readonly inks: readonly PageInk[];
  /** How total ink was found, in words. */
  readonly inkMethod: string;
  /** Colour spaces and the pages (numbers from 1) that paint in them. */
  readonly colourSpaces: Readonly<Record<string, readonly number[]>>;
  /** Spot colours and their pages. */
  readonly spots: Readonly<Record<string, readonly number[]>>;
  readonly fonts: PdfFacts['fonts'];
  readonly outputIntents: PdfFacts['outputIntents'];
  readonly claims: readonly string[];
}

/**
 * Judges a PDF by a profile as a prepress operator would. Total ink is measured by Ghostscript's separations where it is installed, else
 * estimated. Throws an OctavoError for a file that does not open.
 */
export async function preflight(
  bytes: Uint8Array,
  profile: Profile,
  options: {
    readonly environment: Readonly<Record<string, string | undefined>>;
    /** False: ink is estimated even where Ghostscript is installed. */
    readonly ghostscript?: boolean;
  },
): Promise<PreflightResult> {
  const facts = await inspect(bytes);
  const findings = new Findings(profile, facts.pages);
  const use: ColourUse = { families: new Map(), spots: new Map() };
  const ink = new InkEstimate();
  if (!facts.readable) findings.add('unread', { subject: 'it opens only with a password' });
  if (facts.encrypted) findings.add('encrypted');
  let measured: Measurement | undefined;
  if (facts.readable) {
    for (const fault of facts.faults) findings.add('unread', { subject: fault });
    if (!facts.outputIntents.some((intent) => intent.subtype === 'GTS_PDFX')) findings.add('output-intent-missing');
    judgeBoxes(facts.pages, profile.limits, findings);
    judgeFonts(facts, findings);
    const opened = await openDocument(bytes);
    const catalog = opened.readable
      ? opened.document.context.lookup(opened.document.context.trailerInfo.Root)
      : undefined;
    const pages = catalog instanceof PDFDict ? pagesOf(catalog) : [];
    judgePages(pages, profile, { findings, use, ink });
    if (use.spots.size > profile.limits.spots) {
      findings.add('spots-many', { subject: `${profile.limits.spots}: ${[...use.spots.keys()].join(', ')}` });
    }
    const inkMatters = profile.severities['ink-total'] !== 'off';
    // Ghostscript would ask for the same empty password, and paints from a copy.
    if (inkMatters && options.ghostscript !== false)
      measured = await measureInk(bytes, pages.length, largest(facts.pages), options.environment);
  }
  const inks =
    profile.severities['ink-total'] === 'off' ? [] : facts.pages.map((_, index) => inkOf(index, ink, measured));
  judgeInk(inks, facts.pages, measured, profile, findings);
  const all = findings.all();
  const numbered = (map: ReadonlyMap<string, ReadonlySet<number>>): Record<string, readonly number[]> =>
    Object.fromEntries([...map].map(([name, on]) => [name, [...on].map((page) => page + 1)]));
  return {
    profile: profile.name,
    ok: all.every((finding) => finding.severity !== 'error'),
    pageCount: facts.pageCount,
    pages: facts.pages,
    findings: all,
    inks,
    inkMethod: measured
      ? `measured on separations painted by Ghostscript ${measured.version}; RGB is counted as Ghostscript converts it`
      : 'estimated from the colours of objects and pictures, for Ghostscript is not used; RGB and pictures in JPEG are not counted',
    colourSpaces: numbered(use.families),
    spots: numbered(use.spots),
    fonts: facts.fonts,
    outputIntents: facts.outputIntents,
    claims: facts.claims,
  };
}

function largest(pages: readonly PageFacts[]): { readonly width: number; readonly height: number } {
  const sizes = pages.map((page) => {
    const [left, bottom, right, top] = trimOf(page);
    return { width: (right - left) * page.userUnit, height: (top - bottom) * page.userUnit };
  });
  return sizes.reduce((a, b) => (b.width * b.height > a.width * a.height ? b : a), { width: 1, height: 1 });
}

function judgeFonts(facts: PdfFacts, findings: Findings): void {
  for (const font of facts.fonts) {
    const code = font.type === 'Type 3' ? 'font-type3' : font.embedded ? undefined : 'font-missing';
    if (!code) continue;
    for (const page of font.pages) findings.add(code, { subject: font.name || '(without a name)', page }, true);
  }
}

function judgePages(
  pages: readonly Page[],
  profile: Profile,
  gather: { readonly findings: Findings; readonly use: ColourUse; readonly ink: InkEstimate },
): void {
  const { findings } = gather;
  const interpreter = new Interpreter(performance.now() + PAGES_TIMEOUT_MS);
  const empty: number[] = [];
  let last = -1;
  try {
    pages.forEach((page, index) => {
      const content = new PageContent(index, page.facts, profile.limits, gather);
      interpreter.page(page, content);
      content.end();
      const printed = judgeAnnotations(page, index, findings);
      if (content.painted || printed) last = index;
      else empty.push(index);
    });
  } catch (error) {
    if (!(error instanceof TimeOver)) throw error;
    findings.add('unread', { subject: 'the pages were not read to their end within the time for it' });
  }
  // Empty pages at the end fill the last sheet.
  for (const page of empty) if (page < last || last < 0) findings.add('page-empty', { page });
}

/** Tells of annotations that print inside the trim; returns whether there are any. */
function judgeAnnotations(page: Page, index: number, findings: Findings): boolean {
  let some = false;
  for (const each of items(value(page.dict, 'Annots'))) {
    if (!(each instanceof PDFDict)) continue;
    const subtype = nameAt(each, 'Subtype') ?? '';
    const flags = numberAt(each, 'F') ?? 0;
    const rectangle = numbers(value(each, 'Rect'));
    if (NOT_PRINTED.has(subtype) || (flags & FLAG.hidden) !== 0 || (flags & FLAG.print) === 0) continue;
    if (rectangle?.length !== 4) continue;
    const [a, b, c, d] = rectangle as [number, number, number, number];
    const box: Box = [Math.min(a, c), Math.min(b, d), Math.max(a, c), Math.max(b, d)];
    const trim = trimOf(page.facts);
    if (box[2] <= trim[0] || box[0] >= trim[2] || box[3] <= trim[1] || box[1] >= trim[3]) continue;
    some = true;
    findings.add('annotation', { page: index, box, subject: subtype });
  }
  return some;
}

function inkOf(index: number, estimate: InkEstimate, measured: Measurement | undefined): PageInk {
  const page = index + 1;
  const certain = !estimate.unknown.has(index);
  const own = measured?.pages.get(index);
  if (!own) return { page, total: Math.round(estimate.of(index)), by: 'estimate', certain };
  const plates = Object.fromEntries([...own.plates].map(([plate, percent]) => [plate, Math.round(percent)]));
  return { page, total: Math.round(own.total), by: 'ghostscript', certain, plates };
}

function judgeInk(
  inks: readonly PageInk[],
  pages: readonly PageFacts[],
  measured: Measurement | undefined,
  profile: Profile,
  findings: Findings,
): void {
  const { totalInk } = profile.limits;
  for (const { page, total, certain } of inks) {
    if (total <= totalInk + INK_TOLERANCE) continue;
    const facts = pages[page - 1]!;
    const at = measured?.pages.get(page - 1)?.at;
    const spot = at && spotOn(facts, at);
    findings.add('ink-total', {
      subject: `${totalInk} %`,
      page: page - 1,
      detail: `${total} %${certain || !measured ? '' : ', RGB as Ghostscript converts it'}`,
      ...(spot && { box: spot }),
    });
  }
}

/** A place that is told as parts of the trim, from its left top corner as the page is looked at, in the page's own space. */
function spotOn(facts: PageFacts, { x, y }: { readonly x: number; readonly y: number }): Box {
  const [left, bottom, right, top] = trimOf(facts);
  // Parts from the left and from the bottom, as the page lies before it is turned clockwise.
  const [across, up] =
    facts.rotate === 90
      ? [y, x]
      : facts.rotate === 180
        ? [1 - x, y]
        : facts.rotate === 270
          ? [1 - y, 1 - x]
          : [x, 1 - y];
  const [px, py] = [left + across * (right - left), bottom + up * (top - bottom)];
  return [px, py, px, py];
}
