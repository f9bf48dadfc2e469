import { posix } from 'node:path';
import type { Report } from '../model/diagnostic.ts';
import { splitFrontMatter } from '../model/front-matter.ts';
import type { GroupPart, OfficeFormat, Part, PdfPart } from '../model/part.ts';
import type { Span } from '../model/span.ts';
import type { ReadResult, World } from '../world.ts';
import { matchFiles } from './glob.ts';
import { humanise } from './name.ts';
import { nearest } from './near.ts';
import { itemNumbers, keyed } from './late-parts.ts';
import { settleReplaced } from './replaced-parts.ts';
import { reportAgendas, reportBlock, reportOpenToo, type Around } from './part-faults.ts';
import { reportRepeatedNumbers } from './repeated-numbers.ts';
import { AGENDA, PART_KINDS, type PartBlock, type PartFile, type PartKind } from './part-schema.ts';
import { TEXT_KEYS } from './schema.ts';
import { parseYaml, type ParsedYaml, type Path } from './yaml.ts';

/** Where parts are read: their publication's world, and its file for places. */
export interface PartSource {
  readonly world: World;
  readonly parsed: ParsedYaml;
  readonly report: Report;
}

/** The same, of a part that is closed or not. */
interface EntrySource extends PartSource {
  readonly closed: boolean;
}

/** Kinds of parts that are files. */
type FileKind = 'markdown' | 'pdf' | 'image' | OfficeFormat | 'attachment';

/** Kinds of files by their extensions. */
const EXTENSIONS: readonly (readonly [RegExp, FileKind])[] = [
  [/\.(?:md|markdown)$/i, 'markdown'],
  [/\.pdf$/i, 'pdf'],
  [/\.(?:png|jpe?g|webp|gif|tiff?|avif|svg)$/i, 'image'],
  [/\.docx$/i, 'docx'],
  [/\.xlsx$/i, 'xlsx'],
  [/\.(?:csv|tsv)$/i, 'csv'],
  [/\.(?:docm?|dotx?|xls[mb]?|xltx?|ppt[mx]?|pps[mx]?|od[tsp]|rtf|pages|numbers|key)$/i, 'attachment'],
];

/** Reads the parts of a publication, groups within groups; what is wrong with one is reported and that one left out. */
export async function readParts(written: readonly PartFile[], path: Path, source: PartSource): Promise<Part[]> {
  const parts = await readLevel(written, path, { prefix: '', closed: false, supplement: 0 }, source);
  reportRepeatedNumbers(parts, source.report);
  reportAgendas(parts, source.report);
  reportOpenToo(parts, source.report);
  return settleReplaced(keyed(parts, ''), source.report);
}

/** The group that parts are in. */
interface Level extends Around {
  /** Leads the numbers of groups: `3.` within item 3. */
  readonly prefix: string;
}

async function readLevel(written: readonly PartFile[], path: Path, level: Level, source: PartSource): Promise<Part[]> {
  const parts: Part[] = [];
  const numbers = itemNumbers(written, level.prefix);
  for (const [index, entry] of written.entries()) {
    const here = [...path, index];
    const block = typeof entry === 'string' ? blockOf(entry) : entry;
    const span = source.parsed.place(here, 'value');
    if (block === undefined) {
      parts.push({ kind: 'agenda', span });
      continue;
    }
    const kind = PART_KINDS.find((each) => block[each] !== undefined)!;
    if (typeof entry !== 'string') reportBlock(kind, block, level, here, source);
    const closed = level.closed || block.closed === true || block.withheld === true;
    if (kind === 'group') {
      const number = numbers[index]!;
      const within: Level = {
        prefix: number === '' ? '' : `${number}.`,
        closed,
        supplement: Math.max(level.supplement, block.supplement ?? 0),
      };
      const inner = await readLevel(block.parts ?? [], [...here, 'parts'], within, source);
      parts.push(groupOf(block, number, inner, span));
    } else {
      const place = typeof entry === 'string' ? here : [...here, kind];
      parts.push(...(await readEntry(kind, block, place, span, { ...source, closed })));
    }
  }
  return parts;
}

/** A path as the block that means the same; undefined for the agenda. What has no known extension counts as Markdown. */
function blockOf(entry: string): PartBlock | undefined {
  if (entry.trim() === AGENDA) return undefined;
  return { [kindOf(entry) ?? 'markdown']: entry };
}

function kindOf(file: string): FileKind | undefined {
  return EXTENSIONS.find(([pattern]) => pattern.test(file))?.[1];
}

function groupOf(block: PartBlock, number: string, parts: readonly Part[], span: Span): GroupPart {
  const { presenter, minutes, action, reason } = block;
  return {
    kind: 'group',
    title: block.group!.trim(),
    number,
    consent: block.consent ?? false,
    parts,
    span,
    ...limitsOf(block),
    ...(block.withheld && { closed: true, withheld: true }),
    ...(presenter?.trim() && { presenter: presenter.trim() }),
    ...(minutes !== undefined && { minutes }),
    ...(action && { action }),
    ...(reason?.trim() && { reason: reason.trim() }),
  };
}

function limitsOf({ closed, supplement, withdrawn }: PartBlock): Pick<Part, 'closed' | 'supplement' | 'withdrawn'> {
  return { ...(closed && { closed }), ...(supplement && { supplement }), ...(withdrawn && { withdrawn }) };
}

/** What a paper says that it replaces; {@link settleReplaced} finds that. */
function replacedBy({ replaces }: PartBlock, path: Path, { parsed }: PartSource): Pick<Part, 'replaces'> {
  if (replaces === undefined) return {};
  const span = parsed.place([...path.slice(0, -1), 'replaces'], 'value');
  return { replaces: { file: normal(replaces), supplement: 0, span } };
}

async function readEntry(
  kind: Exclude<PartKind, 'group'>,
  block: PartBlock,
  path: Path,
  span: Span,
  source: EntrySource,
): Promise<Part[]> {
  const title = block.title?.trim();
  const common = { span, ...limitsOf(block), ...replacedBy(block, path, source), ...(title ? { title } : {}) };
  const lies = block.landscape && { landscape: block.landscape };
  switch (kind) {
    case 'divider':
      return [{ kind, ...common, title: block.divider!.trim() }];
    case 'glob': {
      const pattern = normal(block.glob!);
      const files = await matchFiles(pattern, source.world);
      const known = files.filter((file) => kindOf(file) !== undefined);
      if (known.length === 0) reportNothing(block.glob!, path, source);
      const parts: Part[] = [];
      for (const file of known)
        parts.push(...(await readEntry(kindOf(file)!, { ...block, [kindOf(file)!]: file }, path, span, source)));
      return parts;
    }
    case 'pdf': {
      const file = await existing(block.pdf!, path, source);
      return file === undefined
        ? []
        : [
            pdfOf(
              block,
              file,
              { ...common, title: title || titleOf(file) },
              source.parsed.place([...path.slice(0, -1), 'pages'], 'value'),
            ),
          ];
    }
    case 'image': {
      const file = await existing(block.image!, path, source);
      return file === undefined
        ? []
        : [{ kind, file, alt: block.alt?.trim() ?? '', ...common, title: title || titleOf(file) }];
    }
    case 'docx':
    case 'xlsx':
    case 'csv': {
      const file = await existing(block[kind]!, path, source);
      if (file === undefined) return [];
      const attach = block.attach ?? false;
      // A Word document may have a title of its own; tables have none that a person gave them.
      const named = title ? { title } : kind === 'docx' ? {} : { title: titleOf(file) };
      return [{ kind: 'office', format: kind, file, attach, ...lies, ...common, ...named }];
    }
    case 'attachment': {
      const file = await existing(block.attachment!, path, source);
      return file === undefined ? [] : [{ kind, file, ...common, title: title || titleOf(file) }];
    }
    case 'markdown': {
      const file = await existing(block.markdown!, path, source);
      const own = file === undefined ? undefined : await ownTitle(file, source);
      return file === undefined ? [] : [{ kind, file, ...lies, ...(own ? { title: own } : {}), ...common }];
    }
  }
}

/** The name of a file for people, where nobody gave it a title. */
function titleOf(file: string): string {
  return humanise(posix.basename(file).replace(/\.[^.]+$/, ''));
}

function pdfOf(
  block: PartBlock,
  file: string,
  common: Pick<PdfPart, 'span' | 'closed' | 'title'>,
  pagesSpan: Span,
): PdfPart {
  return {
    kind: 'pdf',
    file,
    ...common,
    ...(block.pages !== undefined && { pages: pageRanges(block.pages), pagesSpan }),
    fit: block.fit ?? 'keep',
    rotate: block.rotate ?? 0,
    ...(block.password !== undefined && { password: block.password }),
    annotations: block.annotations ?? 'keep',
    conform: block.conform ?? 'drop-claim',
    ...(block.ppi !== undefined && { ppi: block.ppi }),
  };
}

/** `2-5, 9, 12-` as ranges; the schema has checked its form. */
export function pageRanges(text: string): { readonly from: number; readonly to?: number }[] {
  return text.split(',').map((range) => {
    const [from = '1', to] = range.split('-').map((number) => number.trim());
    if (to === undefined) return { from: Number(from), to: Number(from) };
    return to === '' ? { from: Number(from) } : { from: Number(from), to: Number(to) };
  });
}

function normal(path: string): string {
  return posix.normalize(path.trim().replaceAll('\\', '/'));
}

function reportNothing(pattern: string, path: Path, { parsed, report }: PartSource): void {
  report({
    severity: 'warning',
    code: 'glob-empty',
    message: `no Markdown, PDF, picture or Office file matches “${pattern}”`,
    span: parsed.place(path, 'value'),
    hint: 'Paths are relative to this file; * stands for any name, ** for folders in folders.',
  });
}

/** The normal path of a file that is there; undefined, and reported, when it is not. */
async function existing(
  written: string,
  path: Path,
  { world, parsed, report }: PartSource,
): Promise<string | undefined> {
  const file = normal(written);
  const siblings = await world.list(posix.dirname(file));
  // Exhibits are large and read later: that they are listed is enough here.
  const found: ReadResult =
    siblings.includes(posix.basename(file)) && (kindOf(file) ?? 'markdown') !== 'markdown'
      ? { ok: true, bytes: new Uint8Array() }
      : await world.read(file);
  if (found.ok) return file;
  const near =
    found.reason === 'missing' && !/[*?]/.test(written) ? nearest(posix.basename(file), siblings) : undefined;
  report({
    severity: 'error',
    code: found.reason === 'outside' ? 'path-outside' : 'part-missing',
    message: `the part “${written}” ${unreadable(found.reason)}`,
    span: parsed.place(path, 'value'),
    hint:
      near === undefined
        ? pathHint(written, file, found.reason)
        : `Did you mean “${posix.join(posix.dirname(file), near)}”?`,
  });
  return undefined;
}

function pathHint(written: string, file: string, reason: Extract<ReadResult, { ok: false }>['reason']): string {
  if (reason === 'directory') return `For all files in it write “{ glob: '${file}/*' }”.`;
  if (reason === 'outside') return 'Move it into that folder, or the publication.yaml into one around both.';
  if (/[*?]/.test(written)) return `For all files of such a name write “{ glob: '${written}' }”.`;
  return reason === 'missing'
    ? 'Paths are relative to this file, and capital letters count.'
    : 'Check the file and its permissions.';
}

/** Why a file cannot be read, after its name. */
export function unreadable(reason: Extract<ReadResult, { ok: false }>['reason']): string {
  switch (reason) {
    case 'missing':
      return 'does not exist';
    case 'outside':
      return 'lies outside the publication’s folder';
    case 'directory':
      return 'is a folder';
    case 'large':
      return 'is too large';
    case 'unreadable':
      return 'cannot be read';
  }
}

/** The title in a Markdown file's own front matter, of which nothing else is used. */
async function ownTitle(file: string, { world, report, closed }: EntrySource): Promise<string | undefined> {
  const found = await world.read(file);
  if (!found.ok) return undefined;
  const { yaml, yamlLine } = splitFrontMatter(new TextDecoder().decode(found.bytes));
  const own = yaml === undefined ? undefined : parseYaml(yaml, { file, line: yamlLine }, TEXT_KEYS, report);
  const title = own?.value['title'];
  const keys = Object.keys(own?.value ?? {}).filter((key) => key !== 'title');
  const shut = closed ? undefined : keys.find((key) => nearest(key, ['closed']) !== undefined);
  if (shut !== undefined && own!.value[shut] !== false)
    report({
      severity: 'error',
      code: 'part-front-matter-closed',
      message: `“${shut}” in this front matter closes nothing`,
      span: own!.place([shut], 'key'),
      why: 'The file is a part of a publication, which says what is closed; this would be in every edition.',
      hint: `Write “{ markdown: ${file}, closed: true }” in the publication.yaml, and take this away.`,
    });
  const ignored = keys.filter((key) => key !== shut);
  if (ignored.length > 0) {
    report({
      severity: 'note',
      code: 'part-front-matter',
      message: `only the title of this front matter is used: ${ignored.map((key) => `“${key}”`).join(', ')} ${ignored.length === 1 ? 'has' : 'have'} no effect`,
      span: own!.place([ignored[0]!], 'key'),
      why: 'The file is a part of a publication, which speaks for all of them.',
      hint: 'Say it in the publication.yaml.',
    });
  }
  return typeof title === 'string' && title.trim() !== '' ? title.trim() : undefined;
}
