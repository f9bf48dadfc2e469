import type { Book, OutlineItem, Printed } from '../model/book.ts';
import type { Composition, Heading } from '../model/composition.ts';
import type { Edition, Publication } from '../model/publication.ts';
import { CREATOR_TOOL } from '../model/version.ts';

/** Assemble: printed pages become a book, with the outline and the facts that finish writes around them. */
export function assemble(
  publication: Publication,
  edition: Edition,
  composition: Composition,
  printed: Printed,
  created: Date,
): Book {
  return {
    bytes: printed.bytes,
    map: printed.map,
    text: printed.text,
    outline: nest(composition.headings, printed, publication.outlineOpen),
    metadata: {
      title: publication.title,
      authors:
        publication.authors.length > 0
          ? publication.authors
          : publication.organisation
            ? [publication.organisation]
            : [],
      ...(publication.description !== undefined && { subject: publication.description }),
      keywords: publication.keywords,
      lang: publication.lang,
      created,
      creatorTool: CREATOR_TOOL,
    },
    edition,
  };
}

/** Headings as nested bookmarks, levels kept, open down to `open`; a heading without a printed destination is no bookmark. */
export function nest(headings: readonly Heading[], printed: Pick<Printed, 'map'>, open: number): OutlineItem[] {
  interface Growing extends OutlineItem {
    readonly children: Growing[];
  }
  const roots: Growing[] = [];
  const path: { level: number; item: Growing }[] = [];
  for (const heading of headings) {
    if (!printed.map.destinations.has(heading.id)) continue;
    while (path.length > 0 && path.at(-1)!.level >= heading.level) path.pop();
    const item: Growing = { title: heading.title, destination: heading.id, open: path.length < open, children: [] };
    (path.at(-1)?.item.children ?? roots).push(item);
    path.push({ level: heading.level, item });
  }
  return roots;
}
