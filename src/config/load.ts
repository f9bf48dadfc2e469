import { basename, dirname, join, posix, relative, resolve as resolvePath, sep } from 'node:path';
import { withoutClosedBlocks } from '../model/closed-block.ts';
import type { Report } from '../model/diagnostic.ts';
import { splitFrontMatter } from '../model/front-matter.ts';
import type { Part } from '../model/part.ts';
import type { Publication } from '../model/publication.ts';
import type { Recipient } from '../model/recipient.ts';
import { lastSupplement } from '../model/supplement.ts';
import { openWorld, type ReadResult, type World } from '../world.ts';
import { check, mendable } from './check.ts';
import { humanise, nameCandidates, names } from './name.ts';
import { nearest } from './near.ts';
import { relocate } from './place.ts';
import { normalise, resolve, resolveEditions, type EditionFault, type Settings } from './resolve.ts';
import { readParts, unreadable } from './parts.ts';
import { readRecipients } from './recipients.ts';
import { frontMatterSchema, publicationSchema, TEXT_KEYS } from './schema.ts';
import { titleFromHeading } from './title.ts';
import { inTypography } from './typography.ts';
import { parseYaml, type ParsedYaml } from './yaml.ts';

/** A publication with the folder that its paths are relative to. */
export interface LoadedPublication {
  /** Absolute path of the project root: the folder of the file that defines the publication. */
  readonly root: string;
  readonly publication: Publication;
}

/** What the command line says about the publications it names. */
export interface LoadOptions {
  /** Absolute path of the working folder. */
  readonly cwd: string;
  /** Overrides the layout of every publication: a name, or a folder relative to `cwd`. */
  readonly layout?: string;
  /** Only these editions. */
  readonly editions?: readonly string[];
  readonly report: Report;
}

/** The name under which a publication is found in a folder. */
export const PUBLICATION_FILE = 'publication.yaml';
/** Folders that are taken for the static root when they stand beside the document. */
const STATIC_FOLDERS = ['static', 'public'];

/** One definition read and checked, still without a name that is its own in the run. */
interface Draft {
  readonly root: string;
  readonly file: string;
  readonly publication: Omit<Publication, 'name'>;
  readonly given?: string;
}

/** What stands for one FILE while it is read. */
interface Source {
  readonly root: string;
  /** Relative to the root. */
  readonly file: string;
  readonly world: World;
  /** Knows the root: spans are relative to it. */
  readonly report: Report;
}

/**
 * Reads the publications that `files` name: Markdown files, `publication.yaml` files, or folders that hold one (else a single Markdown file).
 * Every fault is reported, spans relative to `cwd` (see {@link relocate}, which does the same for the stages that come after); a
 * publication whose definition has an error is left out, so that the others can still be built. The names of all that come back differ.
 */
export async function load(files: readonly string[], options: LoadOptions): Promise<readonly LoadedPublication[]> {
  const drafts: Draft[] = [];
  for (const path of new Set(files.map((file) => resolvePath(options.cwd, file)))) {
    const source = await locate(path, options);
    if (!source || drafts.some((other) => other.root === source.root && other.file === source.file)) continue;
    const draft = await read(source, options);
    if (draft) drafts.push(draft);
  }
  const named = names(
    drafts.map(({ root, file, given }) => ({ path: join(root, file), ...(given === undefined ? {} : { given }) })),
  );
  return drafts.flatMap(({ root, file, publication }, index) => {
    const name = named[index];
    if (name !== undefined) return [{ root, publication: { ...publication, name } }];
    relocate(
      options.report,
      root,
      options.cwd,
    )({
      severity: 'error',
      code: 'name-taken',
      message: 'another publication of this run has the same name, and one file would overwrite the other',
      span: { file, line: 1, column: 1 },
      hint: 'Give one of them a “name: …” of its own.',
    });
    return [];
  });
}

/** Finds what a FILE of the command line means. */
async function locate(path: string, options: LoadOptions): Promise<Source | undefined> {
  const shown = relative(options.cwd, path).split(sep).join('/') || '.';
  const enter = (root: string, file: string): Source => ({
    root,
    file,
    world: openWorld({ root, output: root }),
    report: relocate(options.report, root, options.cwd),
  });
  const fail = (code: string, message: string, hint: string): undefined => {
    options.report({ severity: 'error', code, message, hint });
    return undefined;
  };

  const folder = openWorld({ root: path, output: path });
  const entries = await folder.list('.');
  const beside = enter(dirname(path), basename(path));
  const facts: ReadResult =
    entries.length > 0 ? { ok: false, reason: 'directory' } : await beside.world.read(beside.file);
  if (!facts.ok && facts.reason === 'directory') {
    if (entries.includes(PUBLICATION_FILE)) return enter(path, PUBLICATION_FILE);
    const markdown = entries.filter(isMarkdown);
    if (markdown.length === 1) return enter(path, markdown[0]!);
    return fail(
      'publication-missing',
      markdown.length === 0
        ? `the folder ${shown} holds no ${PUBLICATION_FILE} and no Markdown file`
        : `the folder ${shown} holds ${markdown.length} Markdown files and no ${PUBLICATION_FILE} that puts them in order`,
      markdown.length === 0
        ? 'Name another folder or file.'
        : `Write a ${PUBLICATION_FILE} with “parts: [${markdown.slice(0, 2).join(', ')}, …]”, or name one file.`,
    );
  }
  if (!facts.ok && facts.reason === 'missing')
    return fail('file-missing', `there is no file ${shown}`, 'Check the path.');
  if (!isMarkdown(path) && !/\.ya?ml$/i.test(path)) {
    return fail(
      'file-kind',
      `${shown} is neither Markdown (.md, .markdown) nor a ${PUBLICATION_FILE}`,
      'Name a Markdown file or a publication.yaml.',
    );
  }
  if (!facts.ok)
    return fail('file-unreadable', `${shown} ${unreadable(facts.reason)}`, 'Check the file and its permissions.');
  return beside;
}

function isMarkdown(path: string): boolean {
  return /\.(?:md|markdown)$/i.test(path);
}

async function read(source: Source, options: LoadOptions): Promise<Draft | undefined> {
  // An error of this definition must be known here, or half a publication would be built.
  let failed = false;
  const report: Report = (diagnostic) => {
    failed ||= diagnostic.severity === 'error';
    source.report(diagnostic);
  };
  const definition = isMarkdown(source.file)
    ? await readMarkdown({ ...source, report })
    : await readPublication({ ...source, report });
  if (!definition) return undefined;
  const { parsed, parts, fallbackTitle, recipients } = definition;
  const settings = resolve(definition.settings, fromCommandLine(source.root, options));
  const { editions, faults } = resolveEditions(settings.editions, options.editions);
  for (const fault of faults) reportEdition(fault, source, parsed, report);
  reportPasswords(recipients ?? [], settings.editions, report);
  const folder = await findStatic(settings, source, parsed, report);
  if (failed) return undefined;

  const { title, name, cover, editions: _editions, static: _static, ...rest } = settings;
  const publication = {
    ...rest,
    source: source.file,
    ...placesOf(definition.settings, parsed),
    title: title ?? fallbackTitle,
    ...(cover === undefined ? {} : { cover: cover && { ...cover, line: parsed.place(['cover'], 'value').line } }),
    ...(folder === undefined ? {} : { static: folder }),
    editions,
    parts,
    ...numberedBy(settings, parts),
    ...(recipients && { recipients }),
  };
  return {
    root: source.root,
    file: source.file,
    ...(name === undefined ? {} : { given: name }),
    publication: publication.smart ? inTypography(publication, publication.lang) : publication,
  };
}

/** Whether, and why, pages are numbered for good. */
function numberedBy(
  { packet, folios, supplements, editions }: Settings,
  parts: readonly Part[],
): Pick<Publication, 'numbered'> {
  const keeps = Object.values(editions ?? {}).some(({ withheld }) => withheld === 'keep-folios');
  if (packet || folios || supplements || keeps) return { numbered: 'always' };
  return lastSupplement(parts) > 0 ? { numbered: 'late' } : {};
}

/** Where the definition names its title and its layout, and what it tells the layout. */
function placesOf({ title, layout, ...blocks }: Settings, parsed: ParsedYaml): Pick<Publication, 'places'> {
  const paths = (['options', 'theme', 'words', 'packet'] as const).flatMap((key) =>
    Object.keys(blocks[key] ?? {}).map((name) => [key, name]),
  );
  if (title !== undefined) paths.push(['title']);
  if (layout !== undefined) paths.push(['layout']);
  if (paths.length === 0) return {};
  return { places: Object.fromEntries(paths.map((path) => [path.join('.'), parsed.place(path, 'value')])) };
}

interface Definition {
  readonly settings: Settings;
  readonly parts: readonly Part[];
  readonly parsed: ParsedYaml;
  readonly fallbackTitle: string;
  readonly recipients?: readonly Recipient[];
}

async function readMarkdown({ root, file, world, report }: Source): Promise<Definition | undefined> {
  const text = await readText(world, file);
  if (text === undefined) return undefined;
  const { yaml, yamlLine, body } = splitFrontMatter(text);
  const parsed = parseYaml(yaml ?? '', { file, line: yamlLine }, TEXT_KEYS, report);
  const checked = parsed && check(parsed, frontMatterSchema, report);
  if (!checked) return undefined;
  return {
    settings: normalise(checked),
    parts: [{ kind: 'markdown', file }],
    parsed,
    // A title is shown in every edition.
    fallbackTitle: titleFromHeading(withoutClosedBlocks(body)) ?? humanise(nameCandidates(join(root, file))[0]!),
  };
}

async function readPublication(source: Source): Promise<Definition | undefined> {
  const { root, file, world, report } = source;
  const text = await readText(world, file);
  if (text === undefined) return undefined;
  const plain = text.replace(/^\uFEFF/, '').replaceAll(/\r\n?/g, '\n');
  const parsed = parseYaml(plain, { file, line: 1 }, TEXT_KEYS, report);
  const checked = parsed && check(parsed, publicationSchema, report);
  if (!checked) {
    const rest = parsed && mendable(parsed, publicationSchema);
    if (rest) await readParts(rest.parts, ['parts'], { world, parsed, report });
    return undefined;
  }
  const settings = normalise(checked);
  const fallbackTitle = humanise(nameCandidates(join(root, file))[0]!);
  if (settings.title === undefined) {
    report({
      severity: 'warning',
      code: 'title-missing',
      message: `the publication has no title; “${fallbackTitle}” stands for it`,
      span: { file, line: 1, column: 1 },
      why: 'Readers, libraries and screen readers name the file by its title.',
      hint: 'Write “title: …”.',
    });
  }
  const parts = await readParts(checked.parts, ['parts'], { world, parsed, report });
  const recipients = checked.recipients && readRecipients(checked.recipients, parts, parsed, report);
  return { settings, parts, parsed, fallbackTitle, ...(recipients && { recipients }) };
}

async function readText(world: World, file: string): Promise<string | undefined> {
  const found = await world.read(file);
  return found.ok ? new TextDecoder().decode(found.bytes) : undefined;
}

/** A layout that looks like a path is one from where the command is given; the publication knows it from its root. */
function fromCommandLine(root: string, { layout, cwd }: LoadOptions): Settings {
  if (layout === undefined) return {};
  if (!/^\.{1,2}$|[/\\]/.test(layout)) return { layout };
  const path = relative(root, resolvePath(cwd, layout)).split(sep).join('/');
  return { layout: /^\.{1,2}\/|^\//.test(path) ? path : `./${path}` };
}

/** The static root: the configured folder, which must be there, else one of the usual names that is. */
async function findStatic(
  settings: Settings,
  { world }: Source,
  parsed: ParsedYaml,
  report: Report,
): Promise<string | undefined> {
  if (settings.static === undefined) {
    for (const folder of STATIC_FOLDERS) {
      const found = await world.read(folder);
      if (!found.ok && found.reason === 'directory') return folder;
    }
    return undefined;
  }
  const folder = posix.normalize(settings.static.replaceAll('\\', '/')).replace(/\/$/, '');
  const found = await world.read(folder);
  if (!found.ok && found.reason === 'directory') return folder;
  report({
    severity: 'error',
    code: !found.ok && found.reason === 'outside' ? 'path-outside' : 'static-missing',
    message: found.ok
      ? `the static root “${settings.static}” is no folder`
      : `the static root “${settings.static}” ${unreadable(found.reason)}`,
    span: parsed.place(['static'], 'value'),
    why: 'Pictures with paths that begin with / are looked for in it.',
    hint: 'Name a folder inside the publication’s own, relative to this file.',
  });
  return undefined;
}

/** A password for a copy that is not locked would protect nothing. */
function reportPasswords(recipients: readonly Recipient[], editions: Settings['editions'], report: Report): void {
  if (Object.values(editions ?? {}).some((edition) => edition.encrypt)) return;
  for (const { name, open, span } of recipients) {
    if (!open) continue;
    report({
      severity: 'error',
      code: 'recipient-password-unused',
      message: `“${name}” has a password, but no edition is encrypted`,
      span,
      hint: 'Write “encrypt: {}” and “standard: ua-1” into the edition.',
    });
  }
}

function reportEdition(fault: EditionFault, source: Source, parsed: ParsedYaml, report: Report): void {
  const near = nearest(fault.name, fault.known);
  const known = `Known: ${fault.known.join(', ')}.`;
  const hint = near === undefined ? known : `Did you mean “${near}”? ${known}`;
  if (fault.kind === 'unknown') {
    report({
      severity: 'error',
      code: 'edition-unknown',
      message: `${source.file} has no edition “${fault.name}”`,
      hint,
    });
  } else if (fault.kind === 'extends-unknown') {
    report({
      severity: 'error',
      code: 'edition-unknown',
      message: `the edition “${fault.edition}” extends “${fault.name}”, which is not known`,
      span: parsed.place(['editions', fault.edition, 'extends'], 'value'),
      hint,
    });
  } else if (fault.kind === 'standard') {
    report({
      severity: 'error',
      code: 'standard-combination',
      message: `the edition “${fault.edition}” cannot keep ${fault.name}: ${fault.reason}`,
      span: parsed.place(['editions', fault.edition, 'standard'], 'value'),
      hint: 'Together go ua-1 with a-2a, a-2u or a-3a, and ua-2 with a-4 or a-4f.',
    });
  } else if (fault.kind === 'locked') {
    report({
      severity: 'error',
      code: 'encrypt-standard',
      message: `the edition “${fault.edition}” cannot be encrypted: ${fault.reason}`,
      span: parsed.place(['editions', fault.edition, 'encrypt'], 'key'),
      hint: 'Write “standard: ua-1” into this edition, and keep an edition without a password for the archive.',
    });
  } else if (fault.kind === 'withheld') {
    report({
      severity: 'error',
      code: 'withheld-open',
      message: `the edition “${fault.edition}” keeps page numbers of what is withheld, and withholds nothing`,
      span: parsed.place(['editions', fault.edition, 'withheld'], 'key'),
      why: 'Everything of closed sessions would be in it.',
      hint: 'Write “closed: false” beside it, or “closed: true”.',
    });
  } else if (fault.kind === 'copies') {
    report({
      severity: 'error',
      code: 'recipients-press',
      message: `the edition “${fault.edition}” is for a press and has no copies for recipients: ${fault.reason}`,
      span: parsed.place(['editions', fault.edition, 'recipients'], 'value'),
      hint: 'Let an edition for reading have them.',
    });
  } else {
    report({
      severity: 'error',
      code: 'edition-cycle',
      message: `the edition “${fault.edition}” extends itself in the end`,
      span: parsed.place(['editions', fault.edition, 'extends'], 'value'),
      hint: 'Let one of the editions in the circle extend a built-in one.',
    });
  }
}
