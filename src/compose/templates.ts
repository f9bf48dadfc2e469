import nunjucks from 'nunjucks';
import { OctavoError } from '../model/diagnostic.ts';
import { dateKeeper } from './dates.ts';
import type { Layout, LayoutFolder } from './layout.ts';
import { closeMemberAccess } from './member-access.ts';

closeMemberAccess();

/** Templates of one layout that may include or extend each other; more is a cycle that Nunjucks would follow until memory ends. */
const TEMPLATE_LIMIT = 64;

/**
 * Reads every template of a layout's chain beforehand, since Nunjucks renders synchronously. A template is called by its own name
 * (nearest layout first) or by `<layout>/<name>`, as in `{% extends "report/document.njk" %}`.
 */
async function gather(layout: Layout): Promise<Map<string, { text: string; path: string }>> {
  const found = new Map<string, { text: string; path: string }>();
  const wanted: string[] = [layout.template];
  const tried = new Set<string>();
  for (let name = wanted.shift(); name !== undefined; name = wanted.shift()) {
    if (tried.has(name)) continue;
    tried.add(name);
    if (tried.size > TEMPLATE_LIMIT) {
      throw new OctavoError({
        code: 'template-limit',
        message: `layout “${layout.name}” calls more than ${TEMPLATE_LIMIT} templates`,
        hint: 'Look for templates that include each other.',
      });
    }
    const source = await locate(layout.chain, name);
    if (!source) continue;
    found.set(name, source);
    for (const match of source.text.matchAll(/\{%-?\s*(?:extends|include|import|from)\s+["']([^"']+)["']/g))
      wanted.push(match[1]!);
  }
  return found;
}

async function locate(
  chain: readonly LayoutFolder[],
  name: string,
): Promise<{ text: string; path: string } | undefined> {
  const owner = chain.find((folder) => name.startsWith(`${folder.name}/`));
  const file = owner ? name.slice(owner.name.length + 1) : name;
  if (file.split('/').includes('..')) return undefined;
  for (const folder of owner ? [owner] : chain) {
    const bytes = await folder.read(file);
    if (bytes) return { text: new TextDecoder().decode(bytes), path: `${folder.path}/${file}` };
  }
  return undefined;
}

/**
 * Renders a layout's template over a context, in a language. Everything is escaped unless the template says `| safe`; `| dates` keeps days with their
 * months; a name that the context lacks is an error. Throws OctavoError `template-invalid` with the template's file and line.
 */
export async function renderTemplate(
  layout: Layout,
  lang: string,
  context: Readonly<Record<string, unknown>>,
): Promise<string> {
  const templates = await gather(layout);
  const paths = new Map([...templates].map(([name, { path }]) => [name, path]));
  class ChainLoader extends nunjucks.Loader {
    getSource(name: string): nunjucks.LoaderSource | null {
      const source = templates.get(name);
      // Kept for this environment, and so for this rendering: a packet includes the same template for every page of an exhibit.
      return source ? { src: source.text, path: name, noCache: false } : null;
    }
  }
  const environment = new nunjucks.Environment(new ChainLoader() as unknown as nunjucks.ILoader, {
    autoescape: true,
    throwOnUndefined: true,
    trimBlocks: true,
    lstripBlocks: true,
  });
  const keepDates = dateKeeper(lang);
  environment.addFilter('dates', (value: unknown) => (typeof value === 'string' ? keepDates(value) : value));
  let compiled = false;
  try {
    for (const name of templates.keys()) environment.getTemplate(name, true);
    compiled = true;
    return environment.render(layout.template, context);
  } catch (error) {
    throw located(error as Error, compiled, layout, paths);
  }
}

/** Nunjucks says the place in its message only: the innermost `(name) [Line n, Column m]`, counted from 1, but from 0 for calls. */
function located(error: Error, compiled: boolean, layout: Layout, paths: ReadonlyMap<string, string>): OctavoError {
  const places = [...error.message.matchAll(/\(([^()\s]+)\)(?: \[Line (\d+)(?:, Column (\d+))?\])?/g)];
  const place = places.at(-1);
  const message = error.message
    .replace(/\([^()\s]+\)(?: \[Line \d+(?:, Column \d+)?\])?/g, '')
    .replace(/(?:\s*(?:Template render error|Error):\s*)+/g, ' ')
    .trim();
  const shift = compiled && /Unable to call/.test(message) ? 1 : 0;
  return new OctavoError(
    {
      code: 'template-invalid',
      message: message || 'the template cannot be rendered',
      span: {
        file: paths.get(place?.[1] ?? layout.template) ?? `${layout.chain[0]!.path}/${place?.[1] ?? layout.template}`,
        line: Number(place?.[2] ?? 1 - shift) + shift,
        column: Number(place?.[3] ?? 1 - shift) + shift,
      },
      hint: /undefined or falsey|undefined|null/.test(message)
        ? 'Check the name: the README lists what a template is given.'
        : 'Mend the template.',
    },
    { cause: error },
  );
}
