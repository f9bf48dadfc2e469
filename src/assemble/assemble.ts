import type { Book, OutlineItem, PageMap, Printed } from '../model/book.ts';
import type { Composition, Heading } from '../model/composition.ts';
import { blanksAtEnd, type BindingName } from '../model/press.ts';
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
    map: edition.press ? withBlanks(printed.map, edition.press.binding) : printed.map,
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
    trims: composition.geometries.map(({ width, height, bleed = 0 }) => ({
      width: width - 2 * bleed,
      height: height - 2 * bleed,
    })),
    ...(publication.inks && { inks: publication.inks }),
  };
}

/** The pages, with blanks at the end where a binding takes whole sheets. */
function withBlanks(map: PageMap, binding: BindingName): PageMap {
  const count = blanksAtEnd(binding, map.pages.length);
  const blanks = Array.from({ length: count }, () => ({ folio: '', label: '', blank: true }));
  return { ...map, pages: [...map.pages, ...blanks] };
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
