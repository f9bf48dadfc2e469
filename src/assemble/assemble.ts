import type { Book, OutlineItem, PageMap, Printed } from '../model/book.ts';
import type { Composition, Heading } from '../model/composition.ts';
import type { Report } from '../model/diagnostic.ts';
import { blanksAtEnd, type BindingName } from '../model/press.ts';
import type { Edition, Publication } from '../model/publication.ts';
import { CREATOR_TOOL } from '../model/version.ts';
import { placeExhibits } from './exhibits.ts';
import { openAhead, type OpenedExhibits } from './opened-exhibit.ts';
import { withExhibits, withoutTitle, type ExhibitOutline } from './outline.ts';

/**
 * Assemble: printed pages become a book, with the outline and the facts that finish writes around them. Pages that hold the place of an
 * exhibit's get its content; without such pages the print is left as it is. `opened`: the composition's exhibits, where they were opened ahead.
 */
export async function assemble(
  publication: Publication,
  edition: Edition,
  composition: Pick<Composition, 'title' | 'subject' | 'headings' | 'exhibits' | 'geometries' | 'numbering'>,
  printed: Printed,
  created: Date,
  report: Report,
  opened: OpenedExhibits = openAhead(composition.exhibits ?? []),
): Promise<Book> {
  const subject = composition.subject ?? publication.description;
  const headings = nest(composition.headings, printed, publication.outlineOpen);
  // A press reads no structure: what is there for its readers alone stays out.
  const exhibits = (composition.exhibits ?? []).map(({ beginning, ...each }) =>
    beginning && !edition.press ? { ...each, beginning } : each,
  );
  const placed =
    printed.exhibits && printed.exhibits.length > 0
      ? await placeExhibits(printed, exhibits, opened, created, report)
      : undefined;
  const destinations = placed && new Map([...printed.map.destinations, ...placed.destinations]);
  const map = destinations ? { ...printed.map, destinations } : printed.map;
  return {
    document: placed?.document ?? printed.bytes,
    map: edition.press ? withBlanks(map, edition.press.binding) : map,
    text: printed.text,
    ...(placed && { exhibitPages: printed.exhibits!.map((place) => place.page), figures: placed.figures }),
    outline: placed && destinations ? underItems(headings, placed.outlines, destinations) : headings,
    metadata: {
      title: composition.title,
      authors:
        publication.authors.length > 0
          ? publication.authors
          : publication.organisation
            ? [publication.organisation]
            : [],
      ...(subject !== undefined && { subject }),
      keywords: publication.keywords,
      lang: publication.lang,
      created,
      creatorTool: CREATOR_TOOL,
    },
    edition,
    trims: composition.geometries.map(({ width, height, bleed = 0, folds }) => ({
      width: width - 2 * bleed,
      height: height - 2 * bleed,
      ...(folds && { folds }),
    })),
    ...(composition.numbering?.held && { excerpt: true }),
    ...statusOf(publication, edition, report),
    ...(publication.inks && { inks: publication.inks }),
  };
}

/** The mark that an edition asks for, in words. */
function statusOf({ packet, source }: Publication, { name, mark }: Edition, report: Report): Pick<Book, 'status'> {
  if (!mark) return {};
  const text = mark.text ?? packet?.status;
  if (text !== undefined) return { status: { text, place: mark.place } };
  report({
    severity: 'warning',
    code: 'mark-without-words',
    message: `the edition “${name}” asks for the status as its mark, and the packet has none`,
    span: { file: source, line: 1, column: 1 },
    hint: 'Write “packet: { status: Draft }”, or the words in the place of “true”.',
  });
  return {};
}

/** The pages, with blanks at the end where a binding takes whole sheets. */
function withBlanks(map: PageMap, binding: BindingName): PageMap {
  const count = blanksAtEnd(binding, map.pages.length);
  const blanks = Array.from({ length: count }, () => ({ folio: '', label: '', blank: true }));
  return { ...map, pages: [...map.pages, ...blanks] };
}

/** Exhibits' bookmarks under those of their items; an exhibit whose item has none stands at the end. */
function underItems(
  headings: readonly OutlineItem[],
  exhibits: readonly ExhibitOutline[],
  destinations: ReadonlyMap<string, number>,
): readonly OutlineItem[] {
  const pageOf = (destination: string): number => destinations.get(destination) ?? 0;
  const items = withExhibits(headings, exhibits, pageOf);
  const known = new Set<string>();
  const visit = (item: OutlineItem): void => {
    known.add(item.destination);
    item.children.forEach(visit);
  };
  headings.forEach(visit);
  const homeless = exhibits.filter((exhibit) => !known.has(exhibit.under));
  return [
    ...items,
    ...homeless.map((exhibit) => ({
      ...{ title: exhibit.title, destination: exhibit.first, open: false },
      children: withoutTitle(exhibit, pageOf),
    })),
  ];
}

/** Headings as nested bookmarks, levels kept, open down to `open`; a heading without a printed destination is no bookmark. */
export function nest(headings: readonly Heading[], printed: Pick<Printed, 'map'>, open: number): OutlineItem[] {
  interface Growing extends OutlineItem {
    readonly children: Growing[];
  }
  const roots: Growing[] = [];
  const path: { level: number; item: Growing }[] = [];
  for (const heading of headings) {
    while (path.length > 0 && path.at(-1)!.level >= heading.level) path.pop();
    if (!printed.map.destinations.has(heading.id)) continue;
    const item: Growing = { title: heading.title, destination: heading.id, open: path.length < open, children: [] };
    (path.at(-1)?.item.children ?? roots).push(item);
    path.push({ level: heading.level, item });
  }
  return roots;
}
