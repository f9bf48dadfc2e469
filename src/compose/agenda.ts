import type { ComposedExhibit } from '../model/composition.ts';
import type { PacketSource } from './arrangement.ts';
import { clockTime } from './clock-time.ts';
import type { GroupPart, Part } from '../model/part.ts';
import { withdrawnTitle } from './paper-sign.ts';

/** A paper of an item, as the agenda lists it. */
export interface AgendaPaper {
  readonly title: string;
  /** Destination of its first page. */
  readonly target: string;
  /** Number of the supplement by which it came; 0: it was in the book. */
  readonly supplement: number;
}

/** An item of the agenda, as templates see it. */
export interface AgendaItem {
  /** Id of its row; empty where the book has no agenda. */
  readonly id: string;
  /** Id of its heading where it has one of its own. */
  readonly headingId: string;
  /** Where it begins: its heading, else its first paper; empty for an item without papers. */
  readonly target: string;
  readonly number: string;
  readonly title: string;
  /** 1 for items, 2 for those within. */
  readonly depth: number;
  readonly presenter: string;
  /** Minutes allotted; empty when nobody said. */
  readonly minutes: string;
  /** When it begins, as the meeting's time is written; empty where that or a duration before it is not known. */
  readonly time: string;
  readonly action: string;
  readonly consent: boolean;
  readonly withheld: boolean;
  /** Withheld from the reader of this copy alone. */
  readonly leftOut: boolean;
  readonly reason: string;
  /** Number of the supplement by which it came; 0: it was in the book. */
  readonly supplement: number;
  readonly papers: AgendaPaper[];
  /** Items within. */
  readonly within: AgendaItem[];
}

/** The agenda of a packet. */
export interface AgendaView {
  readonly items: readonly AgendaItem[];
  /** Which columns have anything in them. */
  readonly has: { readonly presenter: boolean; readonly minutes: boolean; readonly time: boolean };
  /** Which columns have more in them than usual: numbers as `12.4.1`, times as `6:30 pm`. */
  readonly long: { readonly numbers: boolean; readonly times: boolean };
  /** Whether a presenter stands under the title, for the page has no room for a column. */
  readonly narrow: boolean;
  /** Sum of the minutes. */
  readonly total: number;
  /** All words in it. */
  readonly texts: readonly string[];
}

/** Characters of a number or time for which the agenda always has room: `12.10`, `18:30`. */
const SHORT_ENTRY = 5;

/** Points of a page's width under which an agenda has no column for presenters: all others are as wide on any page. */
const NARROW_PAGE = 500;

/** Builds the agenda from the groups of a publication; `take` is told which row is which group's. Papers join their rows later. */
export function agendaOf(
  { publication, page, say }: Pick<PacketSource, 'publication' | 'page' | 'say'>,
  take: (group: GroupPart, row: AgendaItem) => void,
): AgendaView {
  const items: AgendaItem[] = [];
  const texts: string[] = [];
  const start = clockTime(publication.packet?.time ?? '');
  const isPrinted = publication.parts.some(({ kind }) => kind === 'agenda');
  /** Takes the items of a level; the minutes allotted to them together. */
  const walk = (parts: readonly Part[], depth: number, begins: number | undefined, outer?: AgendaItem): number => {
    let clock = begins;
    let total = 0;
    for (const part of parts) {
      if (part.kind !== 'group') continue;
      const key = part.key ?? String(items.length + 1);
      const row: AgendaItem = {
        id: isPrinted ? `octavo-row-${key}` : '',
        headingId: `octavo-item-${key}`,
        target: part.leftOut || hasPapers(part) ? `octavo-item-${key}` : '',
        number: part.number,
        title: part.former ? withdrawnTitle(part.title, say) : part.title,
        depth,
        presenter: part.presenter ?? '',
        minutes: part.minutes === undefined ? '' : String(part.minutes),
        time: clock === undefined || (depth > 1 && part.minutes === undefined) ? '' : start!.like(clock),
        action: part.action ?? '',
        consent: part.consent,
        withheld: part.withheld ?? false,
        leftOut: part.leftOut !== undefined,
        reason: part.reason ?? '',
        supplement: part.supplement ?? 0,
        papers: [],
        within: [],
      };
      items.push(row);
      outer?.within.push(row);
      texts.push(row.title, row.presenter, row.reason);
      take(part, row);
      // The time of an item with items in it is its own where it says one, else theirs.
      const inner = walk(part.parts, depth + 1, clock, row);
      const minutes = part.minutes ?? (inner > 0 ? inner : undefined);
      total += minutes ?? 0;
      clock = clock === undefined || minutes === undefined ? undefined : clock + minutes;
    }
    return total;
  };
  const total = walk(publication.parts, 1, start?.minutes);
  return {
    items,
    has: {
      presenter: items.some((item) => item.presenter !== ''),
      minutes: items.some((item) => item.minutes !== ''),
      time: items.some((item) => item.time !== '') && items.some((item) => item.minutes !== ''),
    },
    long: {
      numbers: items.some((item) => item.number.length > SHORT_ENTRY),
      times: items.some((item) => item.time.length > SHORT_ENTRY),
    },
    narrow: page.width < NARROW_PAGE,
    total,
    texts,
  };
}

/** Where readers of an item's paper go back to: its row, if the book has an agenda. */
export function wayBack(
  item: AgendaItem | undefined,
  { publication, say }: Pick<PacketSource, 'publication' | 'say'>,
): Pick<ComposedExhibit, 'back'> {
  if (!item?.id) return {};
  const words = [say['backToAgenda'], [say['item'], item.number].join(' '), item.title];
  return { back: { id: item.id, words: words.filter(Boolean).join(' · '), lang: publication.lang } };
}

function hasPapers(group: GroupPart): boolean {
  return group.parts.some((part) => {
    if (part.kind === 'group') return hasPapers(part);
    // On screens nothing stands for pages that are not there.
    return part.kind !== 'withheld' || part.pages !== undefined;
  });
}

/** `3.` of `3`; `3.1` and `4a` stay as they are. */
export function numbered(number: string): string {
  return /^\d+$/.test(number) ? `${number}.` : number;
}
