import { posix } from 'node:path';
import { isTag } from 'domhandler';
import type { Report } from '../model/diagnostic.ts';
import { walkParts, type Part } from '../model/part.ts';
import { linkNotes } from './document.ts';
import { GithubIds, headingId, ID, Ids, isReserved } from './heading-id.ts';
import type { LinkTargets } from './links.ts';
import type { ReadPart } from './part.ts';
import { textOf } from './tree.ts';

/** What links to files may mean beside texts. Paths are in Unicode’s composed form. */
export interface LinkedFiles {
  /** Papers that are no texts, by their files: their ids, and whether they have pages to lead to. */
  readonly papers: ReadonlyMap<string, { readonly id: string; readonly paged: boolean }>;
  /** The file that took the place of another. */
  readonly versions: ReadonlyMap<string, string>;
}

/** What the parts of a publication are called by links. */
export function linkedFiles(parts: readonly Part[]): LinkedFiles {
  const papers = new Map<string, { id: string; paged: boolean }>();
  const versions = new Map<string, string>();
  for (const part of walkParts(parts)) {
    if (!('file' in part)) continue;
    const file = part.file.normalize('NFC');
    if ((part.kind === 'pdf' || part.kind === 'attachment') && part.key !== undefined && !papers.has(file))
      papers.set(file, { id: `octavo-paper-${part.key}`, paged: part.kind === 'pdf' });
    for (const other of part.kin ?? []) versions.set(other.normalize('NFC'), file);
  }
  return { papers, versions };
}

/**
 * Gives every heading, footnote and place of the publication its id and says, for each part, what its links' fragments mean.
 * Ids that authors chose come first, then those made from headings, so that adding a heading never takes a chosen id away.
 */
export function identify(
  parts: readonly ReadPart[],
  report: Report,
  { papers, versions }: LinkedFiles = { papers: new Map(), versions: new Map() },
): LinkTargets[] {
  const ids = new Ids();
  const aliases = parts.map(() => new Map<string, string>());
  const nameIn = (part: number, alias: string, id: string) => {
    if (!aliases[part]!.has(alias)) aliases[part]!.set(alias, id);
  };

  parts.forEach((part, index) => {
    const { headings, named } = part.tree;
    for (const { element, mark } of [...headings, ...named].sort(
      (a, b) => a.mark.line - b.mark.line || a.mark.column - b.mark.column,
    )) {
      if (mark.id === undefined) continue;
      const written = mark.id.trim();
      const span = { file: part.file, line: mark.line, column: mark.column };
      if (written === '' || isReserved(written)) {
        if (written !== '')
          report({
            severity: 'warning',
            code: 'id-reserved',
            message: `the id “${written}” is kept for Octavo and was removed`,
            span,
            hint: 'Choose another.',
          });
        continue;
      }
      const id = ID.test(written) ? written : headingId(written);
      if (!ids.take(id)) {
        report({
          severity: 'warning',
          code: 'id-duplicate',
          message: `the id “${written}” is there already; the first holds`,
          span,
          hint: 'Choose another.',
        });
        nameIn(index, written, id);
        continue;
      }
      element.attribs['id'] = id;
      nameIn(index, written, id);
      nameIn(index, id, id);
    }
  });

  parts.forEach((part, index) => {
    const github = new GithubIds();
    // The number of a footnote is no word of the heading.
    const calls = new Set(part.tree.noteCalls.map(({ element }) => element));
    for (const { element } of part.tree.headings) {
      const words = textOf(element, calls).replace(/\s+/g, ' ').trim();
      const alias = github.next(words);
      const id = (element.attribs['id'] ??= ids.takeFree(free(headingId(words))));
      nameIn(index, alias, id);
      nameIn(index, id, id);
    }
  });
  for (const part of parts) linkNotes(part.tree, (id) => ids.takeFree(id));

  const byFile = new Map(parts.map((part, index) => [part.file.normalize('NFC'), index]));
  const resolve = (index: number, fragment: string) => {
    const own = aliases[index]!;
    return (
      own.get(fragment) ??
      (ids.has(fragment) ? fragment : undefined) ??
      own.get(fragment.toLowerCase()) ??
      aliases.find((other) => other.has(fragment))?.get(fragment)
    );
  };
  const start = (index: number) => {
    const part = parts[index]!;
    const first = part.tree.headings[0]?.element ?? part.tree.document.children.find(isTag);
    if (!first) return undefined;
    return (first.attribs['id'] ??= ids.takeFree(free(headingId(posix.parse(part.file).name))));
  };
  return parts.map((_, index) => ({
    ids: ids.all,
    resolve: (fragment) => resolve(index, fragment),
    file(path, fragment) {
      const name = path.normalize('NFC');
      const now = versions.get(name) ?? name;
      const target = byFile.get(name) ?? byFile.get(now);
      const paper = papers.get(name) ?? papers.get(now);
      if (target === undefined) {
        if (!paper) return { part: false };
        return { part: true, id: paper.id, ...(paper.paged && fragment !== '' && { place: fragment }) };
      }
      const id = fragment === '' ? start(target) : resolve(target, fragment);
      return id === undefined ? { part: true } : { part: true, id };
    },
  }));
}

/** A made id that would look like one of ours is set apart. */
function free(id: string): string {
  return isReserved(id) ? `h-${id}` : id;
}
