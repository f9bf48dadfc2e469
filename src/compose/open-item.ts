import type { Element } from 'domhandler';
import type { StructureHeading } from '../model/composition.ts';
import type { GroupPart } from '../model/part.ts';
import type { AgendaItem, AgendaPaper } from './agenda.ts';

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

/** What a run of text shows. */
export interface PaperText {
  /** Items that begin with it, outermost first. */
  readonly groups: readonly ShownItem[];
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

/** Whether a title says what that of the item does, of which it is the only paper: lists that name the item need not name it again. */
export function isNamesake(title: string, item: OpenItem | undefined): boolean {
  const words = (text: string): string =>
    text
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
      .trim();
  return item?.group.parts.length === 1 && words(item.view.title) === words(title);
}
