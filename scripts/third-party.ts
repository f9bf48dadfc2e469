import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

// What must be said of other people's code that is inside our own files.

/** A package of which something was bundled. */
interface Bundled {
  readonly folder: string;
  readonly name: string;
  readonly version: string;
}

/** Names of files with terms, some of which lie deeper, beside what a package took from somebody else. */
const TERMS = '**/{LICENSE,LICENCE,COPYING,NOTICE,CopyrightNotice}*';
/** A comment in a file that says whose it is: between `/*` and its end, or lines that begin with `//`. */
const COMMENTS = /\/\*[\s\S]*?\*\/|(?:^[ \t]*\/\/.*\n)+/gm;

/**
 * The terms of all packages of which `modules` are, for the file that travels with the bundle: the texts that come with them, and the notices
 * in the very modules, which bundlers leave out. `apache` is the text of the Apache License 2.0, which a notice that names it must bring.
 * Throws for a package without terms.
 */
export function thirdParty(modules: readonly string[], apache: string): string {
  const packages = new Map<string, Bundled & { readonly modules: string[] }>();
  for (const module of modules) {
    const found = packageOf(module);
    const known = packages.get(found.folder);
    if (known) known.modules.push(module);
    else packages.set(found.folder, { ...found, modules: [module] });
  }
  const sections = [...packages.values()]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ folder, name, version, modules: own }) => {
      const notices = new Set(own.sort().flatMap(noticesIn));
      const texts = [...termsIn(folder, name), ...notices];
      if ([...notices].some((notice) => notice.includes('Apache License'))) texts.push(apache);
      return `${'='.repeat(80)}\n${name} ${version}\n${'='.repeat(80)}\n\n${texts.map(plain).join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
    });
  return `Parts of these packages are in the files of this folder.\n\n${sections.join('\n')}`;
}

/** The package in which a module lies; what has no name or version is a folder of it that says how its modules are to be read. */
function packageOf(module: string): Bundled {
  for (let folder = dirname(module); dirname(folder) !== folder; folder = dirname(folder)) {
    const path = join(folder, 'package.json');
    if (!existsSync(path)) continue;
    const { name, version } = JSON.parse(readFileSync(path, 'utf8')) as { name?: string; version?: string };
    if (name !== undefined && version !== undefined) return { folder, name, version };
  }
  throw new Error(`${module} is in no package`);
}

function termsIn(folder: string, name: string): readonly string[] {
  const files = globSync(TERMS, { cwd: folder, exclude: ['**/node_modules'] }).sort();
  if (files.length === 0) throw new Error(`${name} is bundled, and no licence comes with it`);
  return [...new Set(files.map((file) => readFileSync(join(folder, file), 'utf8')))];
}

function noticesIn(module: string): readonly string[] {
  const comments = readFileSync(module, 'utf8').match(COMMENTS) ?? [];
  return comments.filter((comment) => /copyright|licen[cs]e/i.test(comment));
}

/** A text with the line ends of ours, without empty lines around it. */
function plain(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .replaceAll(/[ \t]+$/gm, '')
    .trim();
}
