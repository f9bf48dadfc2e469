import { z } from 'zod';
import type { HeadContent, Margins } from '../model/composition.ts';
import { OctavoError, type Report } from '../model/diagnostic.ts';
import { placeIn, type Publication } from '../model/publication.ts';
import type { Span } from '../model/span.ts';
import type { World } from '../world.ts';
import type { ContrastPair } from './contrast.ts';
import { PAGE_SIZE_NAMES, parseLength, parsePageSize } from './lengths.ts';
import { jsonPlace } from './json-place.ts';
import { checkOptions, closest } from './layout-options.ts';

/** Layouts that a chain of `extends` may hold: base, a house layout, a brand, a publication. More is a cycle. */
const CHAIN_LIMIT = 8;

const HEADS = ['none', 'title', 'chapter', 'section'] as const satisfies readonly HeadContent[];

/** `layout.json`. Written to `assets/schema/layout.schema.json` for editors. */
export const layoutSchema: z.ZodType<LayoutFile> = z.strictObject({
  $schema: z.string().optional().describe('Where the JSON Schema of this file lies, for editors.'),
  description: z.string().optional().describe('What the layout is for, one sentence.'),
  extends: z
    .string()
    .optional()
    .describe('The layout this one builds on: a name in `layouts/` or a folder relative to this one.'),
  template: z.string().optional().describe('The Nunjucks template of the whole document.'),
  styles: z.array(z.string()).optional().describe('Style sheets, in order, after those of the layouts it extends.'),
  screen: z
    .array(z.string())
    .optional()
    .describe('Style sheets of the HTML edition, in order, after all of `styles` and those of the layouts it extends.'),
  contrast: z
    .array(z.tuple([z.string(), z.string(), z.number().min(1).max(21)]))
    .optional()
    .describe(
      'Pairs of theme tokens that must stand out from each other, with the least ratio: `["ink", "paper", 4.5]` (WCAG 2.2: 4.5 for text, 3 for large text and for what carries meaning). `#` colours may stand for tokens.',
    ),
  page: z
    .strictObject({
      size: z.string().optional().describe('Page size: `A4`, `Letter`, `A5 landscape` or `170mm 240mm`.'),
      margins: z
        .strictObject({ top: z.string(), bottom: z.string(), inner: z.string(), outer: z.string() })
        .optional()
        .describe('Margins as lengths, or as a percentage of the page’s height (top, bottom) or width (inner, outer).'),
    })
    .optional()
    .describe('The page as this layout means it; a publication overrides the size with `options: {page: …}`.'),
  options: z
    .record(z.string(), z.looseObject({ description: z.string(), default: z.unknown() }))
    .optional()
    .describe('What a publication may set under `options:`, each a JSON Schema with a description and a default.'),
});

interface LayoutFile {
  $schema?: string | undefined;
  description?: string | undefined;
  extends?: string | undefined;
  template?: string | undefined;
  styles?: string[] | undefined;
  screen?: string[] | undefined;
  contrast?: ContrastPair[] | undefined;
  page?: { size?: string | undefined; margins?: Record<keyof Margins, string> | undefined } | undefined;
  options?: Record<string, { description: string; default?: unknown }> | undefined;
}

/** One folder of a layout's chain. */
export interface LayoutFolder {
  /** Name in templates and addresses: `report`, or the folder as the publication wrote it. */
  readonly name: string;
  /** Path as diagnostics name it. */
  readonly path: string;
  read(file: string): Promise<Uint8Array | undefined>;
}

/** A layout with everything it inherits, options checked and filled in. */
export interface Layout {
  readonly name: string;
  /** Nearest first: the layout itself, then what it extends. */
  readonly chain: readonly LayoutFolder[];
  readonly template: string;
  /** `<folder name>/<file>`, in the order in which they cascade. */
  readonly styles: readonly string[];
  /** The same of those that the HTML edition has besides. */
  readonly screen: readonly string[];
  /** What must stand out from what, of all folders. */
  readonly contrast: readonly ContrastPair[];
  /** Theme tokens, the publication's overrides included. */
  readonly theme: Readonly<Record<string, string>>;
  readonly size: string;
  readonly margins: Readonly<Record<keyof Margins, string>>;
  readonly options: Readonly<Record<string, unknown>>;
  /** What the layout says itself (“Contents”), in a language; English where it knows no other. */
  words(lang: string): Readonly<Record<string, string>>;
}

/** A token's name becomes a CSS custom property, so it is held to lower-case words. */
const TOKEN_NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
/** What could end a declaration or call out: a theme is data, not a style sheet. */
const TOKEN_FORBIDDEN = /[;{}<>\\]|url\s*\(|@import|\/\*/i;

function folderOf(name: string, from: LayoutFolder | undefined, world: World): LayoutFolder {
  const plain = /^[a-z][a-z0-9-]*$/i.test(name);
  if (plain) {
    return { name, path: `layouts/${name}`, read: (file) => world.bundled(`layouts/${name}/${file}`) };
  }
  const path = from && !from.path.startsWith('layouts/') ? `${from.path}/${name}` : name;
  const clean = path.replace(/^\.\//, '').replace(/\/+$/, '');
  return {
    name: clean.replace(/[^A-Za-z0-9/_-]/g, '-').replace(/^[./]+/, ''),
    path: clean,
    read: async (file) => {
      const result = await world.read(`${clean}/${file}`);
      return result.ok ? result.bytes : undefined;
    },
  };
}

/**
 * Loads a layout and all that it extends, checks its files and a publication's options and theme against them.
 * Throws OctavoError `layout-missing`, `layout-invalid` or `layout-cycle`, without which nothing can be composed;
 * reports what is wrong in options and theme and goes on with the defaults.
 */
export async function loadLayout(
  wanted: {
    readonly name: string;
    readonly options: Readonly<Record<string, unknown>>;
    readonly theme: Readonly<Record<string, string>>;
  } & Pick<Publication, 'source' | 'places'>,
  world: World,
  report: Report,
): Promise<Layout> {
  const chain: LayoutFolder[] = [];
  const files: LayoutFile[] = [];
  let folder: LayoutFolder | undefined = folderOf(wanted.name, undefined, world);
  while (folder) {
    if (chain.length >= CHAIN_LIMIT || chain.some((other) => other.path === folder!.path)) {
      throw new OctavoError({
        code: 'layout-cycle',
        message: `layout “${wanted.name}” extends itself or more than ${CHAIN_LIMIT} layouts: ${[...chain, folder].map((f) => f.path).join(' → ')}`,
        hint: 'Take the `extends` out of one of them.',
      });
    }
    const bytes = await folder.read('layout.json');
    if (!bytes) {
      throw new OctavoError({
        code: 'layout-missing',
        message: `there is no layout “${folder.path}”: it has no layout.json`,
        ...(chain.length === 0
          ? { span: placeIn(wanted, 'layout') }
          : { span: { file: `${chain.at(-1)!.path}/layout.json`, line: 1, column: 1 } }),
        hint: 'Name a layout that comes with Octavo (report, article, packet), or a folder of yours as ./my-layout.',
      });
    }
    chain.push(folder);
    const file = parseLayoutFile(new TextDecoder().decode(bytes), `${folder.path}/layout.json`);
    files.push(file);
    folder = file.extends === undefined ? undefined : folderOf(file.extends, folder, world);
  }

  const inherit = <T>(pick: (file: LayoutFile) => T | undefined): T | undefined =>
    files.map(pick).find((value) => value !== undefined);
  const schemas: Record<string, { description: string; default?: unknown }> = Object.assign(
    {},
    ...files.map((f) => f.options ?? {}).reverse(),
  );
  const theme = await loadTheme(chain);
  for (const [name, value] of Object.entries(wanted.theme)) {
    if (!(name in theme)) {
      report({
        severity: 'warning',
        code: 'theme-token-unknown',
        message: `the theme has no token “${name}”`,
        span: placeIn(wanted, `theme.${name}`),
        hint: `Did you mean “${closest(name, Object.keys(theme))}”? The tokens are in the layout’s theme.json.`,
      });
    } else if (TOKEN_FORBIDDEN.test(value)) {
      report({
        severity: 'error',
        code: 'theme-token-invalid',
        message: `theme token “${name}” has the value “${value}”, which is not one CSS value`,
        span: placeIn(wanted, `theme.${name}`),
        hint: 'Give one colour, length or font list.',
      });
    } else theme[name] = value;
  }

  const words = await loadWords(chain);
  const options = checkOptions(wanted.options, schemas, (option) => placeIn(wanted, `options.${option}`), report);
  const size =
    typeof options['page'] === 'string' && options['page'] !== 'layout'
      ? options['page']
      : (inherit((f) => f.page?.size) ?? 'A4');
  return {
    name: wanted.name,
    chain,
    template: inherit((f) => f.template) ?? 'document.njk',
    styles: cascade(chain, files, 'styles'),
    screen: cascade(chain, files, 'screen'),
    contrast: files.toReversed().flatMap((file) => file.contrast ?? []),
    theme,
    size: parsePageSize(size) ? size : badSize(size, placeIn(wanted, 'options.page'), report),
    margins: inherit((f) => f.page?.margins) ?? { top: '10%', bottom: '12%', inner: '12%', outer: '12%' },
    options,
    words: (lang) => ({ ...words['en'], ...words[writtenAs(lang.toLowerCase().split('-')[0]!)] }),
  };
}

/** Style sheets of a whole chain, far folders first. */
function cascade(chain: readonly LayoutFolder[], files: readonly LayoutFile[], kind: 'styles' | 'screen'): string[] {
  return chain.flatMap(({ name }, i) => (files[i]![kind] ?? []).map((style) => `${name}/${style}`).reverse()).reverse();
}

function badSize(size: string, span: Span, report: Report): string {
  report({
    severity: 'error',
    code: 'page-size',
    message: `“${size}” is not a page size`,
    span,
    hint: `Write one of ${PAGE_SIZE_NAMES.join(', ')} (with landscape if wanted) or two lengths as in 170mm 240mm, between 50 mm and 200 in.`,
  });
  return 'A4';
}

function parseLayoutFile(text: string, path: string): LayoutFile {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new OctavoError({
      code: 'layout-invalid',
      message: `not JSON: ${(error as Error).message}`,
      span: { file: path, ...jsonPlace(text, error as Error) },
      hint: 'Mend the file; a JSON-aware editor marks the place.',
    });
  }
  const result = layoutSchema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  throw new OctavoError({
    code: 'layout-invalid',
    message: `${issue.path.join('.') || 'the file'}: ${issue.message}`,
    span: { file: path, ...jsonPlace(text, issue.path.at(-1)) },
  });
}

/** Norwegian without saying which is Bokmål to most, and nearer to Nynorsk than English is. */
function writtenAs(language: string): string {
  return language === 'no' || language === 'nn' ? 'nb' : language;
}

/** words.json of every folder, far ones first: language → word → text. */
async function loadWords(chain: readonly LayoutFolder[]): Promise<Record<string, Record<string, string>>> {
  const all: Record<string, Record<string, string>> = {};
  for (const folder of chain.toReversed()) {
    const bytes = await folder.read('words.json');
    if (!bytes) continue;
    const text = new TextDecoder().decode(bytes);
    try {
      const file = z.record(z.string(), z.record(z.string(), z.string())).parse(JSON.parse(text));
      for (const [lang, words] of Object.entries(file)) all[lang] = { ...all[lang], ...words };
    } catch (error) {
      throw new OctavoError({
        code: 'layout-invalid',
        message: 'words.json must give each language its words: {"en": {"contents": "Contents"}}',
        span: { file: `${folder.path}/words.json`, ...jsonPlace(text, error as Error) },
      });
    }
  }
  return all;
}

/** theme.json of every folder, far ones first, flattened: the nearest wins token by token. */
async function loadTheme(chain: readonly LayoutFolder[]): Promise<Record<string, string>> {
  const theme: Record<string, string> = {};
  for (const folder of chain.toReversed()) {
    const bytes = await folder.read('theme.json');
    if (!bytes) continue;
    const path = `${folder.path}/theme.json`;
    const text = new TextDecoder().decode(bytes);
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch (error) {
      throw new OctavoError({
        code: 'theme-invalid',
        message: `not JSON: ${(error as Error).message}`,
        span: { file: path, ...jsonPlace(text, error as Error) },
      });
    }
    for (const [name, token] of Object.entries(value as Record<string, unknown>)) {
      if (name === '$schema') continue;
      if (!TOKEN_NAME.test(name) || typeof token !== 'string' || TOKEN_FORBIDDEN.test(token)) {
        throw new OctavoError({
          code: 'theme-invalid',
          message: `token “${name}” must be lower-case words joined by hyphens, its value one CSS value as a string`,
          span: { file: path, ...jsonPlace(text, name) },
        });
      }
      theme[name] = token;
    }
  }
  return theme;
}

/** A margin in CSS pixels: a length, or a percentage of `side` (also in CSS pixels). Throws OctavoError `layout-invalid` for anything else. */
export function marginLength(text: string, side: number, path: string): number {
  const percent = /^(\d+(?:\.\d+)?)%$/.exec(text.trim());
  const length = percent ? (Number(percent[1]) / 100) * side : parseLength(text);
  if (length === undefined || length * 2 >= side)
    throw new OctavoError({
      code: 'layout-invalid',
      message: `margin “${text}” is no length under half the page’s side`,
      span: { file: path, line: 1, column: 1 },
    });
  return length;
}

/** True for what a layout may say of a running head. */
export function isHeadContent(value: unknown): value is HeadContent {
  return (HEADS as readonly unknown[]).includes(value);
}
