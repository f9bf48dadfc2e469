import type { ChildNode, Document, Element } from 'domhandler';
import { adopt } from '../model/element-tree.ts';
import type { MinuteNumbers } from '../model/minute-numbers.ts';
import { textParts, type Part } from '../model/part.ts';
import { placeSupplement } from '../model/supplement.ts';
import { classifyBlocks } from './blocks.ts';
import { minuteKind, type MinuteKind } from './minute-words.ts';
import { addClass, element, isBlank, isElement, words } from './tree.ts';

/*
 * Minutes are plain Markdown with a few words that every secretary writes anyway. A paragraph that begins with one of them in bold, a colon
 * after it, is what it says:
 *
 *   **Motion:** That the accounts be adopted.
 *   **Moved:** Ada Example. **Seconded:** Ben Example. **Vote:** 6 for, 1 against.
 *
 *   **Resolved:** The accounts for 2025 are adopted.
 *
 *   **Action:** Ben sends the accounts to the registry by 1 April.
 *
 * A motion and what follows of it stand together, resolutions are counted through the packet, actions are gathered at its end.
 */

/** Something that somebody has to do. */
export interface MinutedAction {
  readonly id: string;
  readonly number: number;
  readonly text: string;
}

/** A paper that may hold minutes. */
export interface MinutedPaper {
  /** Key of its part. */
  readonly key: string;
  /** Number of the supplement by which it came; 0: it was in the book. */
  readonly supplement: number;
  readonly content: Document;
}

/** Pairs the texts of a publication's parts with what is known of these. */
export function minutedPapers(parts: readonly Part[], contents: readonly Document[]): MinutedPaper[] {
  return textParts(parts).map(({ key = '', ...part }, index) => ({
    key,
    supplement: placeSupplement(part),
    content: contents[index]!,
  }));
}

/** The numbers of all that is minuted in the full book and not in closed blocks. Marks the texts, which serve nothing else after. */
export function openMinuteNumbers(papers: readonly MinutedPaper[]): readonly MinuteNumbers[] {
  for (const { content } of papers) classifyBlocks(content);
  const minutes = new Minutes();
  minutes.markAll(papers, {});
  return minutes.numbers(papers, 'open');
}

/** What is minuted in one paper, as counted. */
interface Counted {
  readonly number: number;
  /** Whether it stands in a closed block. */
  readonly closed: boolean;
}

/** Counts through all minutes of a packet. */
export class Minutes {
  readonly actions: MinutedAction[] = [];
  readonly #known: ReadonlyMap<string, MinuteNumbers>;
  readonly #counted = new Map<MinutedPaper, Record<'resolutions' | 'actions', Counted[]>>();
  /** The highest number so far. */
  readonly #last = { resolutions: 0, actions: 0 };
  #paper: MinutedPaper | undefined;
  #closed = false;

  /** `known` says which numbers papers have in the full book; others go on from the last. */
  constructor(known: readonly MinuteNumbers[] = []) {
    this.#known = new Map(known.map((numbers) => [numbers.key, numbers]));
  }

  /**
   * Marks all papers in the order in which they came, so that late ones change no number of those before; the actions of each. `say` has the
   * layout's words.
   */
  markAll(papers: readonly MinutedPaper[], say: Readonly<Record<string, string>>): (readonly MinutedAction[])[] {
    const found = new Map<MinutedPaper, readonly MinutedAction[]>();
    for (const paper of papers.toSorted((a, b) => a.supplement - b.supplement)) {
      const from = this.actions.length;
      this.#paper = paper;
      this.#counted.set(paper, { resolutions: [], actions: [] });
      this.#mark(paper.content, say);
      found.set(paper, this.actions.slice(from));
    }
    return papers.map((paper) => found.get(paper)!);
  }

  /** The numbers that marked papers have: all, or those of what is not in closed blocks. */
  numbers(papers: readonly MinutedPaper[], which: 'all' | 'open'): MinuteNumbers[] {
    const shown = (counted: readonly Counted[]): number[] =>
      counted.filter(({ closed }) => which === 'all' || !closed).map(({ number }) => number);
    return papers.map((paper) => {
      const { resolutions, actions } = this.#counted.get(paper)!;
      return { key: paper.key, resolutions: shown(resolutions), actions: shown(actions) };
    });
  }

  /** The number of the next resolution or action of the paper. */
  #next(kind: 'resolutions' | 'actions'): number {
    const paper = this.#paper!;
    const counted = this.#counted.get(paper)![kind];
    const number = this.#known.get(paper.key)?.[kind][counted.length] ?? this.#last[kind] + 1;
    this.#last[kind] = Math.max(number, this.#last[kind]);
    counted.push({ number, closed: this.#closed });
    return number;
  }

  /**
   * Marks motions, resolutions and actions of one paper in place. `say` has the layout's words; a resolution's number stands after its word.
   */
  #mark(part: Document | Element, say: Readonly<Record<string, string>>): void {
    const out: ChildNode[] = [];
    let motion: Element | undefined;
    for (const child of part.children) {
      const kind = isElement(child, 'p') ? kindOf(child) : undefined;
      if (kind === undefined || !isElement(child)) {
        if (isElement(child, 'ul', 'ol')) this.#markList(child);
        if (isElement(child, 'section') && 'data-closed' in child.attribs) this.#markClosed(child, say);
        if (!isBlank(child)) motion = undefined;
        out.push(child);
        continue;
      }
      if (kind === 'motion') {
        motion = element('div', { class: 'motion' }, [child]);
        addClass(child, 'motion-text');
        out.push(motion);
      } else if (kind === 'fact' && motion) {
        addClass(child, 'motion-facts');
        adopt(motion, [...motion.children, child]);
      } else {
        if (kind === 'resolved') this.#number(child, say);
        if (kind === 'action') this.#take(child);
        addClass(child, kind === 'fact' ? 'motion-facts' : kind);
        if (kind === 'resolved' && motion) adopt(motion, [...motion.children, child]);
        else out.push(child);
        if (kind === 'action') motion = undefined;
      }
    }
    adopt(part, out);
  }

  #markClosed(section: Element, say: Readonly<Record<string, string>>): void {
    const around = this.#closed;
    this.#closed = true;
    this.#mark(section, say);
    this.#closed = around;
  }

  /** Actions may stand in a list as well. */
  #markList(list: Element): void {
    for (const item of list.children) {
      if (!isElement(item, 'li')) continue;
      const inside = item.children.find((child) => isElement(child, 'p'));
      if (kindOf(inside ?? item) !== 'action') continue;
      addClass(item, 'action');
      this.#take(item);
    }
  }

  #number(paragraph: Element, say: Readonly<Record<string, string>>): void {
    const number = this.#next('resolutions');
    const lead = paragraph.children.find((child) => isElement(child, 'strong')) as Element;
    paragraph.attribs['id'] ??= `octavo-resolution-${number}`;
    // Languages differ in what stands before the colon.
    const colon = /\s*:\s*$/.exec(words(lead))?.[0] ?? ':';
    adopt(lead, [...element('b', {}, [`${say['resolution'] ?? 'Resolution'} ${number}${colon}`]).children]);
  }

  #take(block: Element): void {
    const number = this.#next('actions');
    block.attribs['id'] ??= `octavo-action-${number}`;
    const text = typed(block)
      .trim()
      .replace(/^[^:]{1,20}:\s*/, '');
    this.actions.push({ id: block.attribs['id'], number, text });
  }
}

/** What the bold word at the head of a block says it is. */
function kindOf(block: Element): MinuteKind | undefined {
  const first = block.children.find((child) => !isBlank(child));
  if (!isElement(first, 'strong')) return undefined;
  return minuteKind(typed(first));
}

/** Words as their author wrote them: texts that are set justified carry soft hyphens by now. */
function typed(element: Element): string {
  return words(element).replaceAll('\u00ad', '');
}
