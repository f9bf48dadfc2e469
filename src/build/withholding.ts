import { posix } from 'node:path';
import { openDefinition } from '../config/open-definition.ts';
import { closedParts, hasClosed, withhold } from '../config/withhold.ts';
import type { Diagnostic, Report } from '../model/diagnostic.ts';
import type { MinuteNumbers } from '../model/minute-numbers.ts';
import { partFiles, textParts, walkParts, type Part } from '../model/part.ts';
import { isPacket, type Edition, type Publication } from '../model/publication.ts';
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
  const closed = await closedFiles(publication.parts, world);
  const texts = redact(await filesOf(markdownIn(open.parts), world), closed);
  const ours = new Set(partFiles(open.parts));
  const isOurs = (path: string): boolean => ours.has(path) || !closed.has(path);
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
    world: {
      ...world,
      async list(path) {
        const names = await world.list(path);
        return names.filter((name) => isOurs(posix.join(path, name)));
      },
      async read(path) {
        if (!isOurs(posix.normalize(path))) return { ok: false, reason: 'missing' };
        const found = await world.read(path);
        const text = texts.get(path);
        if (!found.ok || (path !== definition && !text?.changed)) return found;
        const shown = text?.text ?? openDefinition(new TextDecoder().decode(found.bytes));
        return { ok: true, bytes: new TextEncoder().encode(shown) };
      },
    },
  };
}

/** The numbers that what an open publication minutes has in the whole one, in the order of its texts. */
async function minutedIn(open: Publication, whole: Publication, world: World): Promise<readonly MinuteNumbers[]> {
  const numbers = new Map((await readMinuteNumbers(whole, world)).map((each) => [each.key, each]));
  return textParts(open.parts).flatMap(({ key = '' }) => numbers.get(key) ?? []);
}

function markdownIn(parts: readonly Part[]): string[] {
  return [...walkParts(parts)].flatMap((part) => (part.kind === 'markdown' ? [part.file] : []));
}

/** The files of closed parts, with the text of those that are Markdown. */
async function closedFiles(parts: readonly Part[], world: World): Promise<Map<string, Uint8Array | undefined>> {
  const closed = closedParts(parts);
  const texts = await filesOf(markdownIn(closed), world);
  return new Map(closed.flatMap((part) => ('file' in part ? [[part.file, texts.get(part.file)] as const] : [])));
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
