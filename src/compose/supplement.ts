import type { Composition, Heading, Numbering, RunOrigin } from '../model/composition.ts';
import { placeIn, type Publication } from '../model/publication.ts';
import type { Report } from '../model/diagnostic.ts';
import type { Arranged } from './arrangement.ts';

/** A line of a supplement's notice: pages that come in, or that take the place of others. */
export interface SupplementChange {
  /** What the pages are: the paper's title. */
  readonly title: string;
  /** `41a–41c`. */
  readonly pages: string;
  readonly kind: 'insert' | 'replace';
  /** Whether they say only that those before are withdrawn. */
  readonly withdrawn?: boolean;
  /** The page after which they go in, or the pages whose place they take; empty: before the first. */
  readonly where: string;
}

/** Sheets to be exchanged in one place, by the labels of their pages: `9–10` for `9, 9a–9b, 10`. Empty: nothing is taken out, or put in. */
export interface SheetExchange {
  readonly out: string;
  readonly in: string;
  /** The page behind which they go in where nothing is taken out; empty: before the first. */
  readonly behind: string;
}

/**
 * A supplement that is printed by itself: whole sheets of two pages, so that a page that changed comes with the one on its back and each has the
 * side that it has in the book.
 */
export interface SupplementPack {
  readonly number: number;
  readonly changes: readonly SupplementChange[];
  readonly sheets: readonly SheetExchange[];
  /** Labels of the pages that are not in it, for nothing on their sheets has changed. */
  readonly held: ReadonlySet<string>;
}

/** Ids that the layout's notice of a supplement and its contents have. */
const NOTICE_RUN = 'octavo-supplement-run';
const NOTICE = 'octavo-supplement';
const CONTENTS_RUN = 'octavo-contents';
/** Level of a bookmark of the first rank. */
const FIRST_LEVEL = 2;

/** `Supplement 2`. */
function supplementTitle({ number }: SupplementPack, say: Readonly<Record<string, string>>): string {
  return `${say['supplement'] ?? 'Supplement'} ${number}`;
}

/** The title of a file that is a supplement, and what it is about: what came with it. */
export function supplementFacts(
  pack: SupplementPack,
  publication: Publication,
  say: Readonly<Record<string, string>>,
): Pick<Composition, 'title' | 'subject'> {
  const title = supplementTitle(pack, say);
  const came = pack.changes.filter(({ kind }) => kind === 'insert').map((change) => `${change.pages} ${change.title}`);
  return {
    title: `${publication.title}, ${title}`,
    subject: came.length > 0 ? `${title}: ${came.join('; ')}` : title,
  };
}

/** The heading of a supplement's notice. Reports `supplement-unannounced` where a layout of one's own shows none. */
export function noticeHeading(
  pack: SupplementPack,
  html: string,
  publication: Publication,
  say: Readonly<Record<string, string>>,
  report: Report,
): readonly Heading[] {
  const title = supplementTitle(pack, say);
  if (html.includes(` id="${NOTICE}"`)) return [{ id: NOTICE, level: FIRST_LEVEL, title }];
  report({
    severity: 'warning',
    code: 'supplement-unannounced',
    message: `the layout “${publication.layout}” has no notice for ${title}`,
    span: placeIn(publication, 'layout'),
    why: 'Readers are not told where its pages go.',
    hint: 'Put “{% if supplement %}{% include "supplement.njk" %}{% endif %}” first into the block “front” of its template.',
  });
  return [];
}

/** How a packet's pages come to their numbers. A supplement's notice is no page of the book: its label is `S1`, and it counts after all others. */
export function numberingOf(
  { origins }: Arranged,
  { supplements }: Publication,
  say: Readonly<Record<string, string>>,
  printed: Numbering['printed'] = new Map(),
  pack?: SupplementPack,
): Numbering {
  const contents: RunOrigin = { part: '', title: say['contents'] ?? '', supplement: 0 };
  const all = new Map([...origins, [CONTENTS_RUN, contents]]);
  const rule = supplements ?? 'insert';
  if (!pack) return { rule, origins: all, printed };
  const notice: RunOrigin = { part: '', title: supplementTitle(pack, say), supplement: pack.number + 1 };
  return {
    rule,
    origins: new Map([...all, [NOTICE_RUN, notice]]),
    printed: new Map([...printed, [NOTICE_RUN, { labels: [`S${pack.number}`] }]]),
    held: pack.held,
  };
}
