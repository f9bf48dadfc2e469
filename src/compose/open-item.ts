import type { Element } from 'domhandler';
import type { StructureHeading } from '../model/composition.ts';
import type { GroupPart, Part } from '../model/part.ts';
import { isSameTitle } from '../model/same-title.ts';
import { firstPapers, placeSupplement } from '../model/supplement.ts';
import type { AgendaItem, AgendaPaper } from './agenda.ts';
import type { PartIdentity } from './arrangement.ts';
import { titleElement } from './paper-title.ts';

/** The structure begins below the publication's title. */
export const FIRST_LEVEL: number = 2;
/** HTML and PDF know six levels. */
export const LAST_LEVEL: number = 6;

/** An item of the agenda whose papers are being arranged. */
export interface OpenItem {
  readonly group: GroupPart;
  readonly view: AgendaItem & { readonly papers: AgendaPaper[] };
  /** Depth among items, from 1. */
  readonly depth: number;
  /** Level of its heading in the structure, when it has one so far. */
  tag?: number;
  /** Not yet shown: its heading waits for the first paper. */
  waiting: boolean;
  readonly outer: OpenItem | undefined;
}

/** Level of a heading below an item in the structure: one below the nearest heading that is there, so that none is skipped. */
export function tagLevel(item: OpenItem | undefined): number {
  for (let at = item; at; at = at.outer) if (at.tag !== undefined) return Math.min(at.tag + 1, LAST_LEVEL);
  return FIRST_LEVEL;
}

/** An item whose heading stands at the head of its first paper, as templates see it. */
export interface ShownItem {
  /** Level in the structure. */
  readonly level: number;
  readonly id: string;
  readonly view: AgendaItem;
  /** The item that it is within. */
  readonly around: AgendaItem | undefined;
}

/** How a paper begins. */
export interface PaperBeginning {
  /** Items that begin with it, outermost first. */
  readonly groups: readonly ShownItem[];
  /** The last of them where its title is the paper’s, too: one heading stands for both. */
  readonly named: ShownItem | undefined;
  /** Level of its heading in the structure. */
  readonly level: number;
}

/** What a run of text shows. */
export interface PaperText extends Pick<PaperBeginning, 'groups'>, Partial<Pick<PaperBeginning, 'named'>> {
  /** Id of the paper where its heading has that of the item. */
  readonly anchor?: string;
  readonly heading: Element;
  readonly title: string;
  readonly html: string;
  /** Whether it is a picture on a page of its own. */
  readonly picture?: boolean;
}

/** The heading of an item where none is printed. */
export function itemHeading({ level, view }: ShownItem): StructureHeading {
  return { level, title: [view.number, view.title].filter(Boolean).join(' ') };
}

/** What a paper is to its item. */
export interface Namesake {
  /** Whether it has the item’s title and was its only paper when it came: one heading is for both, and stays so when others come later. */
  readonly named: boolean;
  /** Whether the item has other papers by now. */
  readonly others: boolean;
}

/** Whether a paper is called like its item, of which it was the only one. An open paper has the same head in editions that lack closed ones. */
export function namesakeOf(paper: PartIdentity, title: string, item: OpenItem | undefined): Namesake {
  const parts = item?.group.parts ?? [];
  const others = parts.filter((part) => part.key !== paper.key && isPaper(part, paper));
  const isOpen = !parts.find((part) => part.key === paper.key)?.closed;
  const came = placeSupplement(paper);
  return {
    named:
      isSameTitle(title, item?.view.title ?? '') &&
      others.every((part) => firstPapers(part) > came || (isOpen && part.closed === true)),
    others: others.length > 0,
  };
}

/** Whether a part is a paper beside another: what stands for closed pages is none, nor what says that numbers of the other are not used any more. */
function isPaper(part: Part, { key }: PartIdentity): boolean {
  if (part.kind !== 'withheld') return true;
  return (part.former ?? part.leftOut ?? false) && !part.key?.startsWith(`${key}-`);
}

/** A paper's heading, which has the id of the item that it names as well; the paper's own goes to its head then. */
export function paperHeading(
  own: Element | undefined,
  id: string,
  title: string,
  { named, level }: Pick<PaperBeginning, 'named' | 'level'>,
): Pick<PaperText, 'heading' | 'anchor'> {
  const heading = titleElement(own, id, title, level);
  if (!named) return { heading };
  heading.attribs['id'] = named.id;
  return { heading, anchor: id };
}
