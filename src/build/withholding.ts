import { posix } from 'node:path';
import { openDefinition } from '../config/open-definition.ts';
import { closedParts, hasClosed, withhold } from '../config/withhold.ts';
import type { Diagnostic, Report } from '../model/diagnostic.ts';
import type { MinuteNumbers } from '../model/minute-numbers.ts';
import { partFiles, textParts, walkParts, type Part } from '../model/part.ts';
import { isPacket, type Edition, type Publication } from '../model/publication.ts';
import { lastSupplement, partsAsOf } from '../model/supplement.ts';
import { redact, type OpenText } from '../read/redact.ts';
import type { World } from '../world.ts';
import { readMinuteNumbers } from './read-texts.ts';

/** What one edition may be made of. */
export interface Withheld {
  readonly publication: Publication;
  /** Gives of every text what the edition may hold: no stage, no digest, no attachment and no bag sees more. */
  readonly world: World;
  /** Whether anything was taken out. */
  readonly less: boolean;
  /** Whether its pages have the numbers of the full book, which has more. */
  readonly keepsFolios: boolean;
  /** Why blocks of texts are closed, by file; of those that no reason is given for, an empty text. */
  readonly reasons: ReadonlyMap<string, string>;
  /** What withholding found, with lines of the files as they are. */
  readonly diagnostics: readonly Diagnostic[];
  /** A report for stages that read texts with lines taken out: it names lines of the files as they are. */
  readonly onFiles: (report: Report) => Report;
}

/** Takes what is of closed sessions out of all that an edition without it reads; leaves everything to one that has it. */
export async function withholdFrom(publication: Publication, edition: Edition, world: World): Promise<Withheld> {
  const open = withhold(publication, edition);
  if (edition.closed !== false)
    return {
      ...{ publication: open, world, less: false, keepsFolios: false },
      ...{ reasons: new Map(), diagnostics: [], onFiles: (report) => report },
    };
  const closed = await withTexts(closedParts(publication.parts), world);
  const texts = redact(await filesOf(markdownIn(open.parts), world), {
    files: closed,
    blocks: true,
    folder: publication.static,
  });
  const less = hasClosed(publication.parts) || [...texts.values()].some(({ changed }) => changed);
  // Comments in a definition may speak of closed blocks in its texts too.
  const told = less || publication.recipients !== undefined;
  const definition = told && !texts.has(publication.source) ? publication.source : undefined;
  return {
    publication: less && isPacket(open) ? { ...open, minuted: await minutedIn(open, publication, world) } : open,
    less,
    keepsFolios: less && edition.withheld === 'keep-folios' && isPacket(open),
    reasons: new Map([...texts].flatMap(([file, text]) => (text.reasons ? [[file, text.reasons.join('; ')]] : []))),
    diagnostics: [...texts.values()].flatMap(({ diagnostics }) => diagnostics),
    onFiles: (report) => (diagnostic) => report(onFile(diagnostic, texts)),
    world: worldOf(world, open.parts, closed, (path, bytes) => {
      const text = texts.get(path);
      if (path !== definition && !text?.changed) return bytes;
      return new TextEncoder().encode(text?.text ?? openDefinition(new TextDecoder().decode(bytes)));
    }),
  };
}

/** What a copy may be made of that lacks some papers of a book. */
export interface WithoutPapers {
  readonly world: World;
  readonly onFiles: (report: Report) => Report;
}

/**
 * Takes the papers of a whole book that a copy `less` lacks out of all that it is made of: their files, and in its own texts the links and
 * pictures that lead to them.
 */
export async function withoutPapers(
  less: Publication,
  whole: Publication,
  world: World,
  report: Report,
): Promise<WithoutPapers> {
  const ours = new Set(partFiles(less.parts));
  const gone = [...walkParts(whole.parts)].filter((part) => 'file' in part && !ours.has(part.file));
  const closed = await withTexts(gone, world);
  const own = await filesOf(markdownIn(less.parts), world);
  const texts = redact(own, { files: closed, blocks: false, folder: less.static });
  for (const diagnostic of [...texts.values()].flatMap(({ diagnostics }) => diagnostics)) report(diagnostic);
  return {
    onFiles: (tell) => (diagnostic) => tell(onFile(diagnostic, texts)),
    world: worldOf(world, less.parts, closed, (path, bytes) => {
      const text = texts.get(path);
      return text?.changed ? new TextEncoder().encode(text.text) : bytes;
    }),
  };
}

/** A world without some files, unless parts that are there need them, and with others as they may be told. */
function worldOf(
  world: World,
  parts: readonly Part[],
  closed: ReadonlyMap<string, unknown>,
  asTold: (path: string, bytes: Uint8Array) => Uint8Array,
): World {
  const ours = new Set(partFiles(parts));
  const isOurs = (path: string): boolean => ours.has(path) || !closed.has(path);
  return {
    ...world,
    async list(path) {
      const names = await world.list(path);
      return names.filter((name) => isOurs(posix.join(path, name)));
    },
    async read(path) {
      const normal = posix.normalize(path);
      if (!isOurs(normal)) return { ok: false, reason: 'missing' };
      const found = await world.read(path);
      return found.ok ? { ok: true, bytes: asTold(normal, found.bytes) } : found;
    },
  };
}

/** The numbers that what an open publication minutes has in the whole one, in the order of its texts. */
async function minutedIn(open: Publication, whole: Publication, world: World): Promise<readonly MinuteNumbers[]> {
  const last = { ...whole, parts: partsAsOf(whole.parts, lastSupplement(whole.parts)) };
  const numbers = new Map((await readMinuteNumbers(last, world)).map((each) => [each.key, each]));
  return textParts(open.parts).flatMap(({ key = '' }) => numbers.get(key) ?? []);
}

function markdownIn(parts: readonly Part[]): string[] {
  return [...walkParts(parts)].flatMap((part) => (part.kind === 'markdown' ? [part.file] : []));
}

/** The files of parts, with the text of those that are Markdown. */
async function withTexts(parts: readonly Part[], world: World): Promise<Map<string, Uint8Array | undefined>> {
  const texts = await filesOf(markdownIn(parts), world);
  return new Map(parts.flatMap((part) => ('file' in part ? [[part.file, texts.get(part.file)] as const] : [])));
}

/** Files with their bytes; those that cannot be read are left to who reports it. */
async function filesOf(files: readonly string[], world: World): Promise<Map<string, Uint8Array>> {
  const all = new Map<string, Uint8Array>();
  for (const file of files) {
    const found = await world.read(file);
    if (found.ok) all.set(file, found.bytes);
  }
  return all;
}

function onFile(diagnostic: Diagnostic, texts: ReadonlyMap<string, OpenText>): Diagnostic {
  const { span } = diagnostic;
  const line = span && texts.get(span.file)?.lines[span.line - 1];
  return line === undefined ? diagnostic : { ...diagnostic, span: { ...span!, line } };
}
