import { posix } from 'node:path';
import type { ComposedExhibit, Heading } from '../model/composition.ts';
import type { Element } from 'domhandler';
import type { DividerPart, GroupPart, Part, PdfPart, TextPart } from '../model/part.ts';
import type { Arranged, PacketEntry, PacketSource } from './arrangement.ts';
import { agendaOf, type AgendaItem, type AgendaPaper, type AgendaView } from './agenda.ts';
import { splitChapters, type Chapter } from './chapters.ts';
import { endsAtTrim, ExhibitGeometries, placeExhibitPage } from './exhibit-pages.ts';
import { mendHeadings, type PlacedHeading } from './headings.ts';
import { Minutes } from './minutes.ts';
import { selectPages } from './page-choice.ts';
import { lowerRank, removeTitle, titleElement, titleHeading } from './paper-title.ts';
import { element, toHtml } from './tree.ts';

/** A publication that is more than Markdown one after the other. */
export function isPacket(parts: readonly Part[]): boolean {
  return parts.some((part) => part.kind !== 'markdown');
}

/** The structure begins below the publication's title. */
const FIRST_LEVEL = 2;
const LAST_LEVEL = 6;

/** Puts all parts of a packet in order: the agenda, items with their papers, tabs, a page for every page of an exhibit, the list of actions. */
export function arrangePacket(source: PacketSource): Arranged {
  const walk = new Walk(source);
  for (const part of source.publication.parts) walk.part(part, undefined);
  return walk.end();
}

/** An item of the agenda on the way. */
interface OpenItem {
  readonly group: GroupPart;
  readonly view: AgendaItem & { readonly papers: AgendaPaper[] };
  /** Depth among items, from 1. */
  readonly depth: number;
  /** Level of its heading in the structure, when it has one in the text so far. */
  tag?: number;
  /** Not yet shown: its heading waits for the first paper. */
  waiting: boolean;
  readonly outer: OpenItem | undefined;
}

class Walk {
  readonly #source: PacketSource;
  readonly #runs: Record<string, unknown>[] = [];
  readonly #headings: Heading[] = [];
  readonly #contents: PacketEntry[] = [];
  readonly #chapters: Chapter[] = [];
  readonly #exhibits: ComposedExhibit[] = [];
  readonly #geometries = new ExhibitGeometries();
  readonly #minutes = new Minutes();
  readonly #agenda: AgendaView;
  readonly #actions: { readonly title: string; readonly heading: string; readonly from: number }[] = [];
  readonly #rows = new Map<GroupPart, OpenItem['view']>();
  readonly #texts: string[] = [];
  #text = 0;
  #pdf = 0;
  #paper = 0;
  #tabs = 0;

  constructor(source: PacketSource) {
    this.#source = source;
    const { publication, say } = source;
    this.#agenda = agendaOf(publication, (group, row) => void this.#rows.set(group, row));
    this.#texts.push(
      ...Object.values(say),
      ...Object.values(publication.packet ?? {}).filter((v) => typeof v === 'string'),
    );
  }

  part(part: Part, item: OpenItem | undefined): void {
    switch (part.kind) {
      case 'agenda':
        return this.#addAgenda();
      case 'group':
        return this.#group(part, item);
      case 'divider':
        return this.#divider(part, item);
      case 'pdf':
        return this.#exhibit(part, item);
      case 'markdown':
      case 'image':
        return this.#textPart(part, item);
    }
  }

  end(): Arranged {
    const actions = this.#minutes.actions;
    if (actions.length > 0 && this.#source.options['actions'] !== false) this.#addActions();
    return {
      runs: this.#runs,
      headings: this.#headings,
      contents: this.#contents,
      chapters: this.#chapters,
      exhibits: this.#exhibits,
      anchors: actions.map((action) => action.id),
      geometries: this.#geometries.all,
      styles: this.#geometries.styles,
      texts: [...this.#texts, ...this.#headings.map((heading) => heading.title), ...this.#agenda.texts],
    };
  }

  /** How runs begin that start an item or a paper: where the layout wants rectos, on a recto. */
  get #start(): string {
    return this.#source.options['chapters'] === 'recto' ? 'recto' : 'next';
  }

  #head(id: string, level: number, title: string, entry?: { readonly depth: number; readonly number?: string }): void {
    this.#headings.push({
      id,
      level: Math.min(level, LAST_LEVEL),
      title: entry?.number ? `${numbered(entry.number)} ${title}` : title,
    });
    if (entry) this.#contents.push({ id, title, ...entry });
  }

  #addAgenda(): void {
    const id = 'octavo-agenda';
    this.#head(id, FIRST_LEVEL, this.#source.say['agenda'] ?? 'Agenda', { depth: 1 });
    this.#runs.push({
      kind: 'agenda',
      id: `${id}-run`,
      headingId: id,
      start: this.#start,
      opening: true,
      item: '',
      agenda: this.#agenda,
    });
  }

  #group(group: GroupPart, outer: OpenItem | undefined): void {
    const view = this.#rows.get(group)!;
    const item: OpenItem = { group, view, depth: (outer?.depth ?? 0) + 1, waiting: true, outer };
    const { dividers } = this.#source.options;
    const papers = group.parts.length > 0;
    if (item.depth === 1 && !group.withheld && (dividers === 'all' || (dividers !== 'none' && papers))) {
      this.#tab(view.headingId, view, item);
      item.tag = FIRST_LEVEL;
    }
    for (const part of group.parts) this.part(part, item);
  }

  /** A tab of an item. */
  #tab(id: string, view: AgendaItem, item: OpenItem): void {
    item.waiting = false;
    this.#head(id, FIRST_LEVEL, view.title, { depth: 1, ...(view.number && { number: view.number }) });
    this.#addTab(id, view.number, view.title, FIRST_LEVEL, view);
  }

  #addTab(
    id: string,
    number: string,
    title: string,
    level: number,
    item: AgendaItem | null,
    anchors: readonly string[] = [],
  ): void {
    this.#runs.push({
      kind: 'divider',
      id: `${id}-tab`,
      headingId: id,
      start: this.#start,
      opening: true,
      item: number,
      number,
      title,
      level,
      agendaItem: item,
      anchors,
      tab: this.#tabs++,
    });
  }

  #divider(part: DividerPart, item: OpenItem | undefined): void {
    const anchors = this.#show(item, 'exhibit').map((each) => each.id);
    const id = `octavo-divider-${this.#tabs + 1}`;
    const depth = (item?.depth ?? 0) + 1;
    this.#head(id, FIRST_LEVEL - 1 + depth, part.title, { depth });
    this.#addTab(id, '', part.title, this.#tagLevel(item), null, anchors);
  }

  /** Level of a heading below an item in the structure: one below the nearest heading that is there, so that none is skipped. */
  #tagLevel(item: OpenItem | undefined): number {
    for (let at = item; at; at = at.outer) if (at.tag !== undefined) return Math.min(at.tag + 1, LAST_LEVEL);
    return FIRST_LEVEL;
  }

  /**
   * Shows the items that still wait for their first paper, outermost first. Where that is text, their headings stand at its head; an
   * exhibit has room for anchors only, and nothing of theirs is in the structure.
   */
  #show(item: OpenItem | undefined, first: 'text' | 'exhibit'): { level: number; id: string; view: AgendaItem }[] {
    const chain: OpenItem[] = [];
    for (let at = item; at; at = at.outer) if (at.waiting) chain.unshift(at);
    return chain.map((open) => {
      open.waiting = false;
      const { view } = open;
      const id = view.headingId;
      this.#head(id, FIRST_LEVEL - 1 + open.depth, view.title, {
        depth: open.depth,
        ...(view.number && { number: view.number }),
      });
      const level = this.#tagLevel(open.outer);
      if (first === 'text') open.tag = level;
      return { level, id, view };
    });
  }

  #textPart(part: TextPart, item: OpenItem | undefined): void {
    const { manuscript, say, report } = this.#source;
    const read = manuscript.parts[this.#text]!;
    const files = manuscript.parts.map((each) => each.file);
    this.#text++;
    const groups = this.#show(item, 'text');
    const level = this.#tagLevel(item);
    const outline = FIRST_LEVEL + (item?.depth ?? 0);
    const own = titleHeading(read.content);
    const placed = mendHeadings([read.content], files, report, own ? level : level + 1);
    const heading = own && placed.find((each) => each.element === own);
    const id = heading?.id || `octavo-paper-${++this.#paper}`;
    const title =
      read.title ??
      heading?.title ??
      posix
        .basename(part.file)
        .replace(/\.[^.]+$/, '')
        .replaceAll(/[-_]+/g, ' ');
    if (heading) removeTitle(read.content, heading.element);
    else for (const each of placed) each.element.attribs['class'] = lowerRank(each.element.attribs['class'] ?? '');
    const from = this.#minutes.actions.length;
    this.#minutes.mark(read.content, say);
    if (this.#minutes.actions.length > from) this.#actions.push({ title, heading: id, from });
    const depth = (item?.depth ?? 0) + 1;
    this.#head(id, outline, title, { depth });
    this.#addHeadings(
      placed.filter((each) => each !== heading),
      outline - level,
    );
    item?.view.papers.push({ title, target: id });
    const [chapter] = splitChapters([read.content], []);
    if (chapter) this.#chapters.push(chapter);
    this.#addText(
      item,
      groups,
      titleElement(heading?.element, id, title, level),
      title,
      chapter ? toHtml(chapter.nodes) : '',
      part.kind === 'image',
    );
  }

  #addHeadings(placed: readonly PlacedHeading[], shift: number): void {
    for (const { id, level, title, span } of placed)
      this.#headings.push({ id, level: Math.min(level + shift, LAST_LEVEL), title, ...(span && { span }) });
  }

  #exhibit(part: PdfPart, item: OpenItem | undefined): void {
    const exhibit = this.#source.exhibits[this.#pdf++];
    const title = part.title ?? posix.basename(part.file);
    const pages = exhibit ? selectPages(part, exhibit.pages.length, this.#source.report) : [];
    const base = `octavo-paper-${++this.#paper}`;
    if (!exhibit || pages.length === 0) return this.#missing(part, title, base, item);
    const anchors = this.#show(item, 'exhibit').map(({ id }) => id);
    this.#head(base, FIRST_LEVEL + (item?.depth ?? 0), title, { depth: (item?.depth ?? 0) + 1 });
    item?.view.papers.push({ title, target: base });
    const index = this.#exhibits.push({ exhibit, part, headingId: base }) - 1;
    const frame = this.#source.options['frame'];
    const bates = this.#source.publication.packet?.bates;
    const options = {
      fit: part.fit,
      rotate: part.rotate,
      own: this.#source.page,
      ...(this.#source.bleed !== undefined && { bleed: this.#source.bleed }),
      number: bates ? bates.prefix.length + bates.digits : 0,
      frame: frame === 'always' || frame === 'never' ? frame : 'auto',
    } as const;
    let bare = 0;
    let short = 0;
    for (const [i, page] of pages.entries()) {
      const place = placeExhibitPage(exhibit.pages[page]!, options);
      if (place.stamp === 'none') bare++;
      if (endsAtTrim(exhibit.pages[page]!, options, place)) short++;
      this.#runs.push({
        kind: 'exhibit',
        id: i === 0 ? base : `${base}-${i + 1}`,
        page: this.#geometries.name(place),
        start: i === 0 ? this.#start : 'next',
        opening: false,
        item: item?.view.number ?? '',
        exhibit: index,
        exhibitPage: page,
        anchors: i === 0 ? anchors : [],
        frame: place.frame
          ? [place.frame.left, place.frame.bottom, place.frame.right, place.frame.top].map(round).join(' ')
          : '',
      });
    }
    if (short > 0) {
      this.#source.report({
        severity: 'warning',
        code: 'exhibit-bleed-short',
        message: `${short} ${short === 1 ? 'page' : 'pages'} of “${part.file}” ${short === 1 ? 'is' : 'are'} painted to the trim and not into the bleed`,
        span: part.span,
        why: 'A sheet that moves while it is cut would show a white edge, and its own edge may be cut off.',
        hint: 'Ask for a copy with bleed or with a margin, or accept it.',
      });
    }
    if (bare > 0) {
      this.#source.report({
        severity: 'warning',
        code: 'stamp-no-room',
        message: `${bare} ${bare === 1 ? 'page' : 'pages'} of “${part.file}” ${bare === 1 ? 'has' : 'have'} no room for a page number`,
        span: part.span,
        why: 'A stamp never covers what is on a page.',
        hint: 'Allow such pages to be made a little smaller: “options: {frame: auto}”.',
      });
    }
  }

  /** A page that says what should be here. */
  #missing(part: PdfPart, title: string, id: string, item: OpenItem | undefined): void {
    const groups = this.#show(item, 'text');
    const level = this.#tagLevel(item);
    this.#head(id, FIRST_LEVEL + (item?.depth ?? 0), title, { depth: (item?.depth ?? 0) + 1 });
    item?.view.papers.push({ title, target: id });
    const words = this.#source.say[this.#source.medium === 'screen' ? 'paperInPdf' : 'paperMissing'] ?? '';
    const html = toHtml(element('p', { class: 'missing-paper' }, [`${words} ${posix.basename(part.file)}`]));
    this.#addText(item, groups, titleElement(undefined, id, title, level), title, html, false);
  }

  /** A run of text under a paper's head. */
  #addText(
    item: OpenItem | undefined,
    groups: readonly { readonly level: number; readonly id: string; readonly view: AgendaItem }[],
    heading: Element,
    title: string,
    html: string,
    picture: boolean,
  ): void {
    this.#runs.push({
      kind: 'text',
      id: `octavo-run-${this.#runs.length + 1}`,
      start: this.#start,
      opening: true,
      item: item?.view.number ?? '',
      picture,
      paper: {
        groups: groups.map((each) => ({ ...each, tag: `h${each.level}` })),
        back: item?.view ?? null,
        heading: toHtml(heading),
      },
      chapters: [{ id: '', title, number: '', heading: '', html }],
    });
  }

  /** The list of what is to be done, gathered from all minutes. */
  #addActions(): void {
    const id = 'octavo-actions';
    const { say } = this.#source;
    this.#head(id, FIRST_LEVEL, say['actions'] ?? 'Actions', { depth: 1 });
    const actions = this.#minutes.actions.map((action, i) => ({
      ...action,
      from: this.#actions.findLast((each) => each.from <= i)?.title ?? '',
    }));
    this.#runs.push({
      kind: 'actions',
      id: `${id}-run`,
      headingId: id,
      start: this.#start,
      opening: true,
      item: '',
      actions,
    });
  }
}

const round = (value: number): number => Number(value.toFixed(3));

/** `3.` of `3`; `3.1` and `4a` stay as they are. */
function numbered(number: string): string {
  return /^\d+$/.test(number) ? `${number}.` : number;
}
