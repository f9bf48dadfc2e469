import { toHtml } from './tree.ts';
import type { AgendaItem, AgendaView } from './agenda.ts';
import type { PacketRun } from './arrangement.ts';
import type { MinutedAction } from './minutes.ts';
import type { OpenItem, PaperText, ShownItem } from './open-item.ts';

/** How a run begins that starts an item or a paper: where the layout wants rectos, on a recto. */
export type RunStart = 'next' | 'recto';

/** The agenda. */
export function agendaRun(headingId: string, start: RunStart, agenda: AgendaView): PacketRun {
  return { kind: 'agenda', id: `${headingId}-run`, headingId, start, opening: true, item: '', agenda };
}

/** What a tab says. */
export interface TabFace {
  /** Number of its item; empty for one that stands for none. */
  readonly number: string;
  readonly title: string;
  /** Level of its heading in the structure. */
  readonly level: number;
  /** The item whose papers it lists. */
  readonly agendaItem: AgendaItem | null;
  /** Items that begin with it, outermost first. */
  readonly groups: readonly ShownItem[];
  /** Its place among tabs, from 0. */
  readonly tab: number;
}

/** A tab. */
export function tabRun(headingId: string, start: RunStart, face: TabFace): PacketRun {
  return { kind: 'divider', id: `${headingId}-tab`, headingId, start, opening: true, item: face.number, ...face };
}

/** A text under a paper's head. */
export function textRun(
  key: string | undefined,
  start: RunStart,
  item: OpenItem | undefined,
  { groups, named, anchor = '', heading, title, html, picture = false }: PaperText,
): PacketRun {
  const [first] = groups;
  const back = first ? first !== named && first.around : item?.view;
  return {
    kind: 'text',
    id: `octavo-run-${key}`,
    start,
    opening: true,
    item: item?.view.number ?? '',
    picture,
    paper: {
      groups: groups.filter((group) => group !== named),
      back: back || null,
      named: named?.view ?? null,
      anchor,
      heading: toHtml(heading),
    },
    chapters: [{ id: '', title, number: '', heading: '', html }],
  };
}

/** What a paper minutes that somebody has to do. */
export interface PaperActions {
  /** The paper's title. */
  readonly title: string;
  readonly actions: readonly MinutedAction[];
}

/** The list of what is to be done, gathered from all minutes. */
export function actionsRun(headingId: string, start: RunStart, papers: readonly PaperActions[]): PacketRun {
  const actions = papers
    .flatMap(({ title, actions: own }) => own.map((action) => ({ ...action, from: title })))
    .sort((a, b) => a.number - b.number);
  return { kind: 'actions', id: `${headingId}-run`, headingId, start, opening: true, item: '', actions };
}
