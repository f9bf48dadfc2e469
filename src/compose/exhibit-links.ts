import type { Element } from 'domhandler';
import { descendants } from '../model/element-tree.ts';
import type { Exhibit } from '../model/exhibit.ts';
import { nameSpellings, PLACE_ATTRIBUTE, readableName, readPlace, type PlaceWish } from '../model/exhibit-place.ts';
import { pdfParts, type PdfPart } from '../model/part.ts';
import { plural } from '../model/plural.ts';
import type { PacketSource } from './arrangement.ts';
import { selectPages } from './page-choice.ts';
import { sourceOf } from './tree.ts';

/** Names of destinations that a hint lists. */
const NAMES_LISTED = 3;

/** Id of the run that a part's page of an exhibit is: of its first page, its paper's own. */
export function exhibitRunId(paper: string, index: number): string {
  return index === 0 ? paper : `${paper}-${index + 1}`;
}

/** Places in exhibits to which texts lead. */
export interface ExhibitPlaces {
  /** Ids of what texts lead to: runs of pages, and places on them. */
  readonly ids: ReadonlySet<string>;
  /** Ids of places on a run’s page. */
  on(run: string): readonly string[];
  /** What the places on pages of a paper are in its exhibit: names of destinations by the ids of places. Absent: there are none. */
  of(paper: string): { readonly places?: ReadonlyMap<string, string> };
}

/** An exhibit's part with the pages that it takes, as indexes. */
interface Candidate {
  readonly paper: string;
  readonly part: PdfPart;
  readonly exhibit: Exhibit;
  readonly pages: readonly number[];
}

/**
 * Leads links of texts to the places in exhibits that their addresses name (`papers/audit.pdf#page=2`, `#nameddest=…`, `#name`). One whose
 * place is not there, or not in the book, leads to where the paper begins, and is reported as `link-place-missing`.
 */
export function leadIntoExhibits({
  publication,
  manuscript,
  exhibits,
  report,
}: Pick<PacketSource, 'publication' | 'manuscript' | 'exhibits' | 'report'>): ExhibitPlaces {
  const candidates = pdfParts(publication.parts).flatMap((part, i): Candidate[] => {
    const exhibit = exhibits[i];
    if (!exhibit || part.key === undefined) return [];
    const pages = selectPages(part, exhibit.pages.length, () => undefined);
    return pages.length > 0 ? [{ paper: `octavo-paper-${part.key}`, part, exhibit, pages }] : [];
  });
  const ids = new Set<string>();
  const places: { readonly id: string; readonly run: string; readonly paper: string; readonly name: string }[] = [];
  const files = manuscript.parts.map(({ file }) => file);

  const lead = (link: Element, fragment: string): void => {
    const own = candidates.find(({ paper }) => link.attribs['href'] === `#${paper}`);
    const wish = readPlace(fragment);
    if (!own || !wish) return;
    const { exhibit, part } = own;
    const found = pageIn(exhibit, wish);
    const others = candidates.filter(({ part: other }) => other.file === part.file);
    const home = found && [own, ...others].find(({ pages }) => pages.includes(found.page));
    if (!home) {
      const span = sourceOf(link, files);
      const fault = found ? notTaken(part, found.page) : notThere(part, exhibit, wish);
      const why = 'The link leads to where the paper begins.';
      report({ severity: 'warning', code: 'link-place-missing', ...fault, ...(span && { span }), why });
      return;
    }
    const run = exhibitRunId(home.paper, home.pages.indexOf(found.page));
    ids.add(run);
    link.attribs['href'] = `#${run}`;
    if (found.name === undefined) return;
    const { paper } = home;
    const name = found.name;
    let place = places.find((each) => each.run === run && each.name === name);
    if (!place) places.push((place = { id: `octavo-place-${places.length + 1}`, run, paper, name }));
    ids.add(place.id);
    link.attribs['href'] = `#${place.id}`;
  };
  for (const { content } of manuscript.parts) {
    for (const link of descendants(content)) {
      const fragment = link.attribs[PLACE_ATTRIBUTE];
      if (fragment === undefined) continue;
      delete link.attribs[PLACE_ATTRIBUTE];
      lead(link, fragment);
    }
  }
  return {
    ids,
    on: (run) => places.flatMap((place) => (place.run === run ? place.id : [])),
    of: (paper) => {
      const own = places.filter((place) => place.paper === paper);
      return own.length > 0 ? { places: new Map(own.map(({ id, name }) => [id, name])) } : {};
    },
  };
}

/** The page of an exhibit that is asked for, as an index, and the bytes of the name that leads there; undefined where there is none. */
function pageIn(
  { pages, names = [] }: Exhibit,
  wish: NonNullable<PlaceWish>,
): { readonly page: number; readonly name?: string } | undefined {
  if ('page' in wish) {
    const number = /^\d+$/.test(wish.page) ? Number(wish.page) : 0;
    return number >= 1 && number <= pages.length ? { page: number - 1 } : undefined;
  }
  const spellings = nameSpellings(wish.name);
  const [name, page] = names.find(([each]) => spellings.includes(each)) ?? [];
  return name === undefined || page === undefined ? undefined : { page, name };
}

/** What is said of a place that the exhibit does not have. */
function notThere(
  { file }: PdfPart,
  { pages, names = [] }: Exhibit,
  wish: NonNullable<PlaceWish>,
): { readonly message: string; readonly hint: string } {
  const hint = `Pages count from 1; the last is ${pages.length}: “${file}#page=${pages.length}”.`;
  if ('page' in wish)
    return { message: `“${file}” has ${plural(pages.length, 'page')}, but a link leads to page “${wish.page}”`, hint };
  const known = names.slice(0, NAMES_LISTED).map(([name]) => `“${readableName(name)}”`);
  const more = names.length > NAMES_LISTED ? ' and others' : '';
  return {
    message: `“${file}” has no destination “${wish.name}”`,
    hint: known.length > 0 ? `It has ${known.join(', ')}${more}.` : `It has none; lead to a page: “${file}#page=2”.`,
  };
}

/** What is said of a page that is not in the book. */
function notTaken({ file }: PdfPart, page: number): { readonly message: string; readonly hint: string } {
  return {
    message: `a link leads to page ${page + 1} of “${file}”, which “pages” does not take`,
    hint: 'Take the page in, or lead to another.',
  };
}
