import { PDFDict, PDFStream } from 'pdf-lib';
import type { Finding } from '../model/diagnostic.ts';
import type { ExhibitPage } from '../model/exhibit.ts';
import { streamBytes } from '../model/pdf-stream.ts';
import { textAt, value } from '../model/pdf-values.ts';
import { intersection } from '../model/rectangle.ts';
import { tellRoom } from '../model/stamp-room.ts';
import { clean } from './clean.ts';
import { embedComposites } from './composite-stand-ins.ts';
import { ContentReader, StreamTooLarge, type ContentFacts, type Shown } from './content-facts.ts';
import { CMYK_CLAUSE } from './colour-space.ts';
import { frameOf, type Frame } from './cross-reference.ts';
import { giveCmykProfile } from './default-cmyk.ts';
import { Destinations } from './destinations.ts';
import { faultsOf } from './faults.ts';
import * as say from './findings.ts';
import { inkBox, INK_PIXELS_LIMIT, INK_PPI, LARGE_PICTURES } from './ink.ts';

import type { Intake, OpenJob } from './job.ts';
import { mentionsEncryption } from './kept.ts';
import { mend } from './mend.ts';
import { languageOf } from './language.ts';
import { labelsOf, outlineOf } from './outline.ts';
import { settleBoxes } from './page-bounds.ts';
import { rebuildTree, resourcesOf, type Leaf } from './page-tree.ts';
import { PdfiumDocument } from './pdfium.ts';
import { better, readFile, TooLarge, wholePages, withAppearances, type Reading } from './reading.ts';
import { shownLayers } from './shown-layers.ts';
import { structureFault } from './structure.ts';

/** Bytes of XMP looked at for a title. */
const XMP_LIMIT = 1024 * 1024;

/** A reason to refuse a file. */
class Refused extends Error {
  override readonly name = 'Refused';
  readonly finding: Finding;
  constructor(finding: Finding) {
    super(finding.message);
    this.finding = finding;
  }
}

/** Takes a PDF in: what comes of it is said at `Exhibit`. Throws only when PDFium's module breaks. */
export async function intake(job: OpenJob): Promise<Intake> {
  const findings: Finding[] = [];
  try {
    return { exhibit: await take(job, findings), findings };
  } catch (error) {
    if (error instanceof Refused) return { findings: [error.finding] };
    if (error instanceof TooLarge) return { findings: [say.tooLarge(error.message)] };
    throw error;
  }
}

async function take(job: OpenJob, findings: Finding[]): Promise<NonNullable<Intake['exhibit']>> {
  const frame = frameOf(job.bytes);
  const reading = await withAppearances(await open(job, frame, findings), job);
  const { context, catalog, tree, document } = reading;
  const leaves = tree.leaves.filter((_, index) => reading.states[index] !== 'lost');
  const labels = labelsOf(catalog, tree.leaves.length).filter((_, index) => reading.states[index] !== 'lost');
  const before = readContents(reading, leaves, job.limits.streamBytes, findings);
  const thin = tree.leaves.flatMap((_, index) => (reading.states[index] === 'thin' ? index : []));
  if (thin.length > 0) findings.push(say.damaged(thin, 'content, fonts or pictures are missing'));

  const structure = structureFault(catalog, leaves, before.contents);
  const destinations = new Destinations(context, catalog, leaves);
  const { outline, faults: crooked } = outlineOf(catalog, destinations);
  const names = destinations.names();
  const done = clean(context, catalog, leaves, job.annotations);
  findings.push(...say.cleaned(done));
  // What became part of the pages is content now.
  const now = done.flattened > 0 ? readContents(reading, leaves, job.limits.streamBytes, []) : before;
  const shown = now.contents;
  const fonts = new Set(shown.flatMap((page) => [...page.fonts]));
  const composites = await embedComposites(context, fonts, now.codes, job.faces ?? new Map());
  if (composites.lacking.size > 0) findings.push(say.lackingCharacters(composites.lacking));
  const mended = mend(context, fonts, {
    files: job.faces ?? new Map(),
    ...now,
    limit: job.limits.streamBytes,
  });
  const boxes = settleBoxes(context, leaves);
  const faces = new Map([...mended.faces, ...composites.faces]);
  if (faces.size > 0) findings.push(say.standIns(faces));
  const unsaid = job.cmyk && shown.some(({ breaches }) => breaches.has(CMYK_CLAUSE)) ? job.cmyk : undefined;
  if (unsaid) {
    giveCmykProfile(context, leaves, unsaid);
    findings.push(say.cmykProfile());
  }
  const after = mended.streams || unsaid ? readContents(reading, leaves, job.limits.streamBytes, []) : now;
  // Read in spite of its cross-reference table, which others go by.
  const unsound = reading.source === job.bytes && !isSound(frame);
  const rebuild = tree.crooked || leaves.length !== tree.leaves.length;
  if (rebuild) rebuildTree(context, catalog, leaves);
  const bytes =
    rebuild || unsound || done.changed || mended.changed || boxes || faces.size > 0 || unsaid
      ? await document.save({
          useObjectStreams: false,
          updateFieldAppearances: false,
          addDefaultPage: false,
          objectsPerTick: Infinity,
        })
      : reading.source;
  findings.push(...say.crookedOutline(crooked));

  const title = titleOf(reading);
  const lang = languageOf(catalog);
  return {
    bytes,
    ...(title && { title }),
    ...(lang && { lang }),
    pages: await seenPages(
      bytes,
      { leaves, contents: after.contents, labels, structured: structure === undefined },
      job.glance,
      findings,
    ),
    outline,
    ...(names.length > 0 && { names }),
    tagged: structure === undefined,
    faults: faultsOf(catalog, leaves, { ...now, contents: after.contents }, structure),
  };
}

/** Reads the file as it is, or as PDFium puts it right: whichever has more of its pages. */
async function open(job: OpenJob, frame: Frame, findings: Finding[]): Promise<Reading> {
  // Most files are sound, and need nobody to put them right.
  const plain = isSound(frame) && !mentionsEncryption(job.bytes) ? await readFile(job.bytes, job.limits) : undefined;
  if (plain && isWhole(plain) && !plain.tree.crooked) return plain;
  const opened = await PdfiumDocument.open(job.bytes, job.password);
  if (opened === 'password') throw new Refused(say.encrypted(job.password !== undefined));
  if (opened === 'security') throw new Refused(say.locked());
  const document = typeof opened === 'string' ? undefined : opened;
  try {
    const encrypted = document?.encrypted ?? false;
    if (document && encrypted && !document.ownerOpened) {
      const finding = say.restricted(document.permissions);
      if (finding) findings.push(finding);
    }
    const sound = isSound(frame);
    let direct = sound && !encrypted ? (plain ?? (await readFile(job.bytes, job.limits))) : undefined;
    if (direct && isWhole(direct)) {
      if (direct.tree.crooked) findings.push(say.repaired('its page tree is not as it should be'));
      return direct;
    }
    const mended = document && (await readFile(document.save(), job.limits));
    if (!encrypted) direct ??= await readFile(job.bytes, job.limits);
    const best = better(mended, direct);
    if (!best) throw new Refused(frame.ends ? say.unreadable('no pages can be found in it') : say.truncated(0, 0, []));
    const kept = wholePages(best);
    const lost = best.states.flatMap((state, index) => (state === 'lost' ? index : []));
    const expected = Math.max(best.tree.leaves.length + best.tree.missing, frame.ends ? 0 : (best.tree.count ?? 0));
    if (kept < expected) {
      const finding = say.truncated(kept, expected, lost);
      if (kept === 0) throw new Refused(finding);
      findings.push(finding);
    } else if (kept === 0) throw new Refused(say.noPages());
    else if (!sound) findings.push(say.repaired(frame.fault ?? 'something else stands before its beginning'));
    else if (!encrypted) findings.push(say.repaired('its page tree is not as it should be'));
    return best;
  } finally {
    document?.close();
  }
}

function isSound(frame: Frame): boolean {
  return frame.fault === undefined && frame.headerAt === 0;
}

/** Whether all pages that the file speaks of are there. */
function isWhole(reading: Reading): boolean {
  const { tree, states } = reading;
  return tree.missing === 0 && states.length > 0 && !states.includes('lost') && (tree.count ?? 0) <= states.length;
}

function readContents({ catalog }: Reading, leaves: readonly Leaf[], limit: number, findings: Finding[]): Shown {
  const reader = new ContentReader(limit, shownLayers(catalog));
  const broken: number[] = [];
  const contents = leaves.map((leaf, index) => {
    try {
      const facts = reader.page(leaf.dict, resourcesOf(leaf));
      if (reader.damaged) broken.push(index);
      return facts;
    } catch (error) {
      if (!(error instanceof StreamTooLarge)) throw error;
      throw new Refused(
        say.tooLarge(`content on page ${index + 1} that unpacks to more than ${limit / 1024 / 1024} MiB`),
      );
    }
  });
  if (broken.length > 0) findings.push(say.damaged(broken, 'content cannot be unpacked'));
  return { contents, codes: reader.codes, strange: reader.strange };
}

/** Pages as they are taken in. */
interface TakenPages {
  readonly leaves: readonly Leaf[];
  readonly contents: readonly ContentFacts[];
  readonly labels: readonly (string | undefined)[];
  /** Whether their structure tells what is on them. */
  readonly structured: boolean;
}

/** What is on the pages: at a glance where that tells enough, else as PDFium sees them. */
async function seenPages(
  bytes: Uint8Array,
  { leaves, contents, labels, structured }: TakenPages,
  glance: OpenJob['glance'],
  findings: Finding[],
): Promise<ExhibitPage[]> {
  const needless = structured || glance?.words === false;
  const glanced = leaves.map((leaf, index): Pick<ExhibitPage, 'ink' | 'text'> | undefined => {
    const { bounds, words } = contents[index]!;
    const text = needless ? '' : words;
    if (!glance || text === undefined) return undefined;
    if (!glance.turns.every((turn) => tellRoom(leaf, bounds, turn, glance.cut))) return undefined;
    const ink = bounds.most && intersection(bounds.most, leaf.box);
    return { ...(ink && { ink }), text };
  });
  const closer = glanced.every((each) => each !== undefined) ? undefined : await PdfiumDocument.open(bytes);
  if (typeof closer === 'string') throw new Refused(say.unreadable('it does not open after its repair'));
  const blind: number[] = [];
  try {
    const pages = leaves.map(({ box, rotate }, index): ExhibitPage => {
      const label = labels[index];
      const page = { box, rotate, ...(label !== undefined && { label }) };
      const known = glanced[index];
      if (known) return { ...page, ...known };
      const area = (box.right - box.left) * (box.top - box.bottom);
      const ppi = Math.min(INK_PPI, INK_PPI * Math.sqrt(INK_PIXELS_LIMIT / area));
      const text = !(glance && needless);
      const seen = closer!.page(index, { box, rotate, ppi, text, annotations: true }, (painted) =>
        inkBox(painted, box, (contents[index]?.pixels ?? 0) > LARGE_PICTURES),
      );
      if (!seen) blind.push(index);
      // Where nobody can look, anything may be.
      const ink = seen ? seen.painted : box;
      return { ...page, ...(ink && { ink }), text: seen?.text ?? '' };
    });
    if (blind.length > 0) findings.push(say.damaged(blind, 'nothing can be painted'));
    return pages;
  } finally {
    closer?.close();
  }
}

/** Title by the document information, else by XMP. */
function titleOf({ context, catalog }: Reading): string | undefined {
  const info = context.lookup(context.trailerInfo.Info);
  const own = info instanceof PDFDict ? textAt(info, 'Title')?.trim() : undefined;
  if (own) return own;
  const stream = value(catalog, 'Metadata');
  if (!(stream instanceof PDFStream)) return undefined;
  try {
    const xmp = Buffer.from(streamBytes(stream, XMP_LIMIT)).toString('utf8');
    const text = /<dc:title>\s*<rdf:Alt>\s*<rdf:li[^>]*>([^<]*)</.exec(xmp)?.[1]?.trim();
    return text
      ?.replace(/&lt;/g, '<')
      .replace(/&gt;/g, '>')
      .replace(/&quot;/g, '"')
      .replace(/&apos;/g, "'")
      .replace(/&amp;/g, '&');
  } catch {
    return undefined;
  }
}
