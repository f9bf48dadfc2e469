import { posix } from 'node:path';
import type { ComposedExhibit, Heading, RunOrigin } from '../model/composition.ts';
import {
  missingOf,
  type AttachmentPart,
  type DividerPart,
  type GroupPart,
  type Part,
  type PdfPart,
  type TextPart,
  type WithheldPart,
} from '../model/part.ts';
import { firstPapers } from '../model/supplement.ts';
import {
  inOrder,
  originOf,
  type Arranged,
  type EntryFacts,
  type PacketEntry,
  type PacketRun,
  type PacketSource,
  type PartIdentity,
} from './arrangement.ts';
import { agendaOf, numbered, wayBack, type AgendaItem, type AgendaView } from './agenda.ts';
import { splitChapters, type Chapter } from './chapters.ts';
import { tellWithheldPages } from './closed.ts';
import { downTo } from './contents.ts';
import { exhibitRunId, leadIntoExhibits, type ExhibitPlaces } from './exhibit-links.ts';
import { endsAtTrim, ExhibitGeometries, frameText, placeExhibitPage, placeOptions } from './exhibit-pages.ts';
import { reportPages } from './exhibit-reports.ts';
import { mendHeadings, type PlacedHeading } from './headings.ts';
import { Minutes, minutedPapers, type MinutedAction, type MinutedPaper } from './minutes.ts';
import {
  actionsRun,
  agendaRun,
  tabRun,
  textRun,
  type PaperActions,
  type RunStart,
  type TabFace,
} from './packet-runs.ts';
import { selectPages } from './page-choice.ts';
import {
  FIRST_LEVEL,
  itemHeading,
  LAST_LEVEL,
  namesakeOf,
  paperHeading,
  tagLevel,
  type OpenItem,
  type PaperBeginning,
  type PaperText,
  type ShownItem,
} from './open-item.ts';
import { leftOutSign, paperSign, slipWords, whichPages, type SlipWords } from './paper-sign.ts';
import { lowerRank, removeTitle, titleElement, titleHeading, titleOfFile } from './paper-title.ts';
import { toHtml, words } from './tree.ts';

/** Puts all parts of a packet in order: the agenda, items with their papers, tabs, a page for every page of an exhibit, the list of actions. */
export function arrangePacket(source: PacketSource): Arranged {
  const walk = new Walk(source);
  for (const part of source.publication.parts) walk.part(part, undefined);
  return walk.end();
}

class Walk {
  readonly #source: PacketSource;
  readonly #runs: PacketRun[] = [];
  readonly #origins = new Map<string, RunOrigin>();
  readonly #headings: Heading[] = [];
  readonly #contents: PacketEntry[] = [];
  readonly #chapters: Chapter[] = [];
  readonly #exhibits: ComposedExhibit[] = [];
  readonly #geometries = new ExhibitGeometries();
  readonly #minutes: Minutes;
  readonly #places: ExhibitPlaces;
  readonly #papers: readonly MinutedPaper[];
  readonly #agenda: AgendaView;
  readonly #actions: PaperActions[] = [];
  /** Actions by the index of their paper among those of text. */
  readonly #minuted: readonly (readonly MinutedAction[])[];
  readonly #rows = new Map<GroupPart, OpenItem['view']>();
  readonly #texts: string[] = [];
  /** Ids of papers that are named by their items. */
  readonly #named: string[] = [];
  #text = 0;
  #pdf = 0;
  #unnamed = 0;
  #tabs = 0;

  constructor(source: PacketSource) {
    this.#source = source;
    this.#places = leadIntoExhibits(source);
    const { publication, say } = source;
    this.#agenda = agendaOf(source, (group, row) => void this.#rows.set(group, row));
    const contents = source.manuscript.parts.map(({ content }) => content);
    this.#papers = minutedPapers(publication.parts, contents);
    this.#minutes = new Minutes(publication.minuted);
    this.#minuted = this.#minutes.markAll(this.#papers, say);
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
      case 'withheld':
        return this.#withheld(part, item);
      case 'pdf':
        return this.#exhibit(part, item);
      case 'attachment':
        return this.#instead({ ...part, key: this.#keyOf(part) }, this.#source.attached, item);
      default:
        return this.#textPart(part, item);
    }
  }

  end(): Arranged {
    const actions = this.#minutes.actions;
    if (actions.length > 0 && this.#source.options['actions'] !== false) this.#addActions();
    return {
      runs: inOrder(this.#runs, this.#origins, this.#source.publication.supplements),
      origins: this.#origins,
      headings: this.#headings,
      contents: downTo(this.#source.options['contents'], this.#contents),
      chapters: this.#chapters,
      exhibits: this.#exhibits,
      anchors: [
        ...this.#named,
        ...[...actions, ...this.#exhibits.flatMap(({ back }) => back ?? [])].map(({ id }) => id),
        ...this.#places.ids,
      ],
      geometries: this.#geometries.all,
      styles: this.#geometries.styles,
      minuted: this.#minutes.numbers(this.#papers, 'all'),
      texts: [...this.#texts, ...this.#headings.map((heading) => heading.title), ...this.#agenda.texts],
    };
  }

  /** How runs begin that start an item or a paper: where the layout wants rectos, on a recto. */
  get #start(): RunStart {
    return this.#source.options['chapters'] === 'recto' ? 'recto' : 'next';
  }

  /** Adds a run; `part` is what it was made from. */
  #addRun(part: PartIdentity | undefined, title: string, run: PacketRun): void {
    this.#runs.push(run);
    this.#origins.set(run.id, originOf(part, title));
  }

  /** What a part’s ids end with. */
  #keyOf(part: Part): string {
    return part.key ?? String(++this.#unnamed);
  }

  #head(id: string, level: number, title: string, entry?: EntryFacts): void {
    this.#headings.push({
      id,
      level: Math.min(level, LAST_LEVEL),
      title: entry?.number ? `${numbered(entry.number)} ${title}` : title,
    });
    if (entry) this.#contents.push({ id, title, ...entry, supplement: entry.supplement ?? 0 });
  }

  #addAgenda(): void {
    const id = 'octavo-agenda';
    this.#head(id, FIRST_LEVEL, this.#source.say['agenda'] ?? 'Agenda', { depth: 1 });
    this.#addRun(undefined, this.#source.say['agenda'] ?? 'Agenda', agendaRun(id, this.#start, this.#agenda));
  }

  #group(group: GroupPart, outer: OpenItem | undefined): void {
    const view = this.#rows.get(group)!;
    const item: OpenItem = { group, view, depth: (outer?.depth ?? 0) + 1, waiting: true, outer };
    const { dividers } = this.#source.options;
    const papers = group.parts.length > 0;
    if (
      item.depth === 1 &&
      !group.withheld &&
      !group.former &&
      (dividers === 'all' || (dividers !== 'none' && papers))
    ) {
      this.#tab(view.headingId, view, item, { ...group, supplement: firstPapers(group) });
      item.tag = FIRST_LEVEL;
    }
    for (const part of group.parts) this.part(part, item);
    if (group.leftOut) this.#slip(group, leftOutSign(this.#source, group.reason, group.leftOut), item, outer);
  }

  /** A tab of an item. */
  #tab(id: string, view: AgendaItem, item: OpenItem, part: PartIdentity): void {
    item.waiting = false;
    const { supplement } = part;
    this.#head(id, FIRST_LEVEL, view.title, { depth: 1, supplement, ...(view.number && { number: view.number }) });
    this.#addTab(part, id, { ...view, level: FIRST_LEVEL, agendaItem: view, groups: [] });
  }

  #addTab(part: PartIdentity, id: string, { number, title, level, agendaItem, groups }: Omit<TabFace, 'tab'>): void {
    // Tabs of the book stay where they are when late ones come between them.
    const tab = part.supplement ? this.#tabs : this.#tabs++;
    this.#addRun(part, title, tabRun(id, this.#start, { number, title, level, agendaItem, groups, tab }));
  }

  #divider(part: DividerPart, item: OpenItem | undefined): void {
    const groups = this.#show(item);
    const id = `octavo-divider-${this.#keyOf(part)}`;
    const depth = (item?.depth ?? 0) + 1;
    this.#head(id, FIRST_LEVEL - 1 + depth, part.title, { depth, supplement: part.supplement });
    this.#addTab(part, id, { number: '', title: part.title, level: tagLevel(item), agendaItem: null, groups });
  }

  /** Shows the items that still wait for their first paper, outermost first: their headings stand before its own. */
  #show(item: OpenItem | undefined): readonly ShownItem[] {
    const chain: OpenItem[] = [];
    for (let at = item; at; at = at.outer) if (at.waiting) chain.unshift(at);
    return chain.map((open) => {
      open.waiting = false;
      const { view } = open;
      const id = view.headingId;
      this.#head(id, FIRST_LEVEL - 1 + open.depth, view.title, {
        depth: open.depth,
        supplement: firstPapers(open.group),
        ...(view.number && { number: view.number }),
      });
      open.tag = tagLevel(open.outer);
      return { level: open.tag, id, view, around: open.outer?.view };
    });
  }

  #textPart(part: TextPart, item: OpenItem | undefined): void {
    const { manuscript, publication, report } = this.#source;
    const index = this.#text++;
    const read = manuscript.parts[index]!;
    const files = manuscript.parts.map((each) => each.file);
    const key = this.#keyOf(part);
    const own = titleHeading(read.content);
    const title = read.title ?? (own ? words(own).trim() : titleOfFile(part.file));
    const { groups, named, level } = this.#begin({ ...part, key }, title, item);
    const placed = mendHeadings([read.content], files, report, own ? level : level + 1);
    const heading = own && placed.find((each) => each.element === own);
    const id = heading?.id || `octavo-paper-${key}`;
    if (heading) removeTitle(read.content, heading.element);
    else for (const each of placed) each.element.attribs['class'] = lowerRank(each.element.attribs['class'] ?? '');
    const rest = missingOf(key, item?.group.parts ?? publication.parts);
    if (rest) tellWithheldPages(read.content, whichPages(rest.pages, this.#source.say), `octavo-withheld-${rest.key}`);
    this.#actions.push({ title, actions: this.#minuted[index] ?? [] });
    const listed = this.#listPaper({ ...part, key }, id, title, item);
    this.#addHeadings(
      placed.filter((each) => each !== heading),
      FIRST_LEVEL + (item?.depth ?? 0) - (listed ? 0 : 1) - level,
    );
    const [chapter] = splitChapters([read.content], []);
    if (chapter) this.#chapters.push(chapter);
    const missing = part.kind === 'office' ? paperSign(this.#source, 'paperMissing', part.file) : '';
    this.#addText({ ...part, key }, item, {
      ...{ groups, named, title },
      ...paperHeading(heading?.element, id, title, { named, level }),
      html: chapter ? toHtml(chapter.nodes) : missing,
      picture: part.kind === 'image',
    });
  }

  /** Shows the items that begin with a paper; where the innermost has its title, one heading is for both. */
  #begin(part: PartIdentity, title: string, item: OpenItem | undefined): PaperBeginning {
    const groups = this.#show(item);
    const last = groups.at(-1);
    const named = last && namesakeOf(part, title, item).named ? last : undefined;
    return { groups, named, level: named?.level ?? tagLevel(item) };
  }

  /** Lists a paper: in outline and contents, and under its item in the agenda. Whether it has a place of its own in the outline. */
  #listPaper(part: PartIdentity, id: string, title: string, item: OpenItem | undefined): boolean {
    const { supplement = 0 } = part;
    const depth = (item?.depth ?? 0) + 1;
    const { named, others } = namesakeOf(part, title, item);
    if (item && named) {
      this.#named.push(id);
      // A late paper is named where nothing else bears its mark.
      if (others || supplement > 0) item.view.papers.push({ title, target: id, supplement });
      if (others || supplement !== firstPapers(item.group)) this.#contents.push({ id, title, depth, supplement });
      return false;
    }
    this.#head(id, FIRST_LEVEL - 1 + depth, title, { depth, supplement });
    item?.view.papers.push({ title, target: id, supplement });
    return true;
  }

  #addHeadings(placed: readonly PlacedHeading[], shift: number): void {
    for (const { id, level, title, span } of placed)
      this.#headings.push({ id, level: Math.min(level + shift, LAST_LEVEL), title, ...(span && { span }) });
  }

  #exhibit(part: PdfPart, item: OpenItem | undefined): void {
    const exhibit = this.#source.exhibits[this.#pdf++];
    const title = part.title ?? posix.basename(part.file);
    const pages = exhibit ? selectPages(part, exhibit.pages.length, this.#source.report) : [];
    const key = this.#keyOf(part);
    const base = `octavo-paper-${key}`;
    if (!exhibit || pages.length === 0) return this.#instead({ ...part, key }, 'paperMissing', item);
    const { groups, named, level } = this.#begin({ ...part, key }, title, item);
    const listed = this.#listPaper({ ...part, key }, base, title, item);
    const headings = [...groups.map(itemHeading), ...(named ? [] : [{ level, title }])];
    const headingId = item && !listed ? item.view.headingId : base;
    const beginning = { page: pages[0]!, headings };
    const back = wayBack(item?.view, this.#source);
    const places = this.#places.of(base);
    const index = this.#exhibits.push({ exhibit, part, headingId, beginning, ...back, ...places }) - 1;
    const options = placeOptions(part, this.#source);
    let bare = 0;
    let short = 0;
    for (const [i, page] of pages.entries()) {
      const place = placeExhibitPage(exhibit.pages[page]!, options);
      if (place.stamp === 'none') bare++;
      if (endsAtTrim(exhibit.pages[page]!, options, place)) short++;
      const id = exhibitRunId(base, i);
      this.#addRun(part, title, {
        kind: 'exhibit',
        id,
        page: this.#geometries.name(place),
        start: i === 0 ? this.#start : 'next',
        opening: false,
        item: item?.view.number ?? '',
        exhibit: index,
        exhibitPage: page,
        anchors: [...(i === 0 ? groups.map((group) => group.id) : []), ...this.#places.on(id)],
        frame: frameText(place),
      });
    }
    reportPages(part, { bare, short }, this.#source.report);
  }

  /** A page in the place of those that are withheld: of an item, or of papers. */
  #withheld(part: WithheldPart, item: OpenItem | undefined): void {
    if (part.pages === undefined) return;
    const closed = item?.group.withheld || item?.group.former ? item : undefined;
    const words = slipWords({ ...part, pages: part.pages }, closed?.view, this.#source);
    const key = part.former ? this.#keyOf(part) : `withheld-${this.#keyOf(part)}`;
    this.#slip({ ...part, key }, words, closed, closed ? closed.outer : item);
  }

  /** A page that stands for those of an item, or of papers of the item around them. */
  #slip(part: PartIdentity, { title, html }: SlipWords, of: OpenItem | undefined, outer: OpenItem | undefined): void {
    if (of) of.waiting = false;
    const groups = this.#show(outer);
    const { headingId: id = `octavo-${part.key}`, number } = of?.view ?? {};
    const depth = (outer?.depth ?? 0) + 1;
    const supplement = part.former ? part.withdrawn : part.supplement;
    const entry = { depth, supplement, ...(number && { number }) };
    this.#head(id, FIRST_LEVEL - 1 + depth, title, entry);
    // An item has a row of its own.
    if (part.former && !of) outer?.view.papers.push({ title, target: id, supplement: supplement ?? 0 });
    const heading = titleElement(undefined, id, title, tagLevel(outer));
    this.#addText(part, of ?? outer, { groups, heading, title, html });
  }

  /** A page that stands for a paper and says where it is. */
  #instead(part: PdfPart | AttachmentPart, sign: string, item: OpenItem | undefined): void {
    const [id, title] = [`octavo-paper-${part.key}`, part.title ?? posix.basename(part.file)];
    const { groups, named, level } = this.#begin(part, title, item);
    this.#listPaper(part, id, title, item);
    const heading = paperHeading(undefined, id, title, { named, level });
    this.#addText(part, item, { groups, named, ...heading, title, html: paperSign(this.#source, sign, part.file) });
  }

  /** A run of text under a paper's head. */
  #addText(part: PartIdentity, item: OpenItem | undefined, text: PaperText): void {
    this.#addRun(part, text.title, textRun(part.key, this.#start, item, text));
  }

  /** The list of what is to be done, gathered from all minutes. */
  #addActions(): void {
    const id = 'octavo-actions';
    const title = this.#source.say['actions'] ?? 'Actions';
    this.#head(id, FIRST_LEVEL, title, { depth: 1 });
    this.#addRun(undefined, title, actionsRun(id, this.#start, this.#actions));
  }
}
