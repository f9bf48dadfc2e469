import type { ComposedExhibit } from '../model/composition.ts';
import type { PacketSource } from './arrangement.ts';
import type { GroupPart, Part } from '../model/part.ts';
import type { Publication } from '../model/publication.ts';

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
  /** Id of its row. */
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
  /** When it begins, `18:45`; empty where the meeting's time or a duration before it is not known. */
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
  /** Sum of the minutes. */
  readonly total: number;
  /** All words in it. */
  readonly texts: readonly string[];
}

/** Builds the agenda from the groups of a publication; `take` is told which row is which group's. Papers join their rows later. */
export function agendaOf(publication: Publication, take: (group: GroupPart, row: AgendaItem) => void): AgendaView {
  const items: AgendaItem[] = [];
  const texts: string[] = [];
  /** Takes the items of a level; the minutes allotted to them together. */
  const walk = (parts: readonly Part[], depth: number, begins: number | undefined, outer?: AgendaItem): number => {
    let clock = begins;
    let total = 0;
    for (const part of parts) {
      if (part.kind !== 'group') continue;
      const key = part.key ?? String(items.length + 1);
      const row: AgendaItem = {
        id: `octavo-row-${key}`,
        headingId: `octavo-item-${key}`,
        target: part.leftOut || hasPapers(part) ? `octavo-item-${key}` : '',
        number: part.number,
        title: part.title,
        depth,
        presenter: part.presenter ?? '',
        minutes: part.minutes === undefined ? '' : String(part.minutes),
        time: clock === undefined || (depth > 1 && part.minutes === undefined) ? '' : clockTime(clock),
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
  const total = walk(publication.parts, 1, minutesOf(publication.packet?.time));
  return {
    items,
    has: {
      presenter: items.some((item) => item.presenter !== ''),
      minutes: items.some((item) => item.minutes !== ''),
      time: items.some((item) => item.time !== '') && items.some((item) => item.minutes !== ''),
    },
    total,
    texts,
  };
}

/** Where readers of an item's paper go back to: its row, if the book has an agenda. */
export function wayBack(
  item: AgendaItem | undefined,
  { publication, say }: Pick<PacketSource, 'publication' | 'say'>,
): Pick<ComposedExhibit, 'back'> {
  if (!item || !publication.parts.some(({ kind }) => kind === 'agenda')) return {};
  const words = [say['backToAgenda'], [say['item'], item.number].join(' '), item.title];
  return { back: { id: item.id, words: words.filter(Boolean).join(' · ') } };
}

function hasPapers(group: GroupPart): boolean {
  return group.parts.some((part) => part.kind !== 'group' || hasPapers(part));
}

/** Minutes since midnight of a time as `18:30`; undefined for any other way to write it. */
function minutesOf(time: string | undefined): number | undefined {
  const match = /^(\d{1,2})[:.](\d{2})\b(?!\s*[ap]\.?m)/i.exec(time?.trim() ?? '');
  const [hours, minutes] = [Number(match?.[1]), Number(match?.[2])];
  return match && hours < 24 && minutes < 60 ? hours * 60 + minutes : undefined;
}

const DAY = 24 * 60;

function clockTime(minutes: number): string {
  const at = minutes % DAY;
  return `${Math.floor(at / 60)}:${String(at % 60).padStart(2, '0')}`;
}

/** `3.` of `3`; `3.1` and `4a` stay as they are. */
export function numbered(number: string): string {
  return /^\d+$/.test(number) ? `${number}.` : number;
}
