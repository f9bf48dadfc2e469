import type { ChildNode, Document, Element } from 'domhandler';
import { minuteKind, type MinuteKind } from './minute-words.ts';
import { addClass, adopt, element, isBlank, isElement, words } from './tree.ts';

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

/** Counts through all minutes of a packet. */
export class Minutes {
  readonly actions: MinutedAction[] = [];
  #resolutions = 0;

  /**
   * Marks all papers in the order in which they came, so that late ones change no number of those before; the actions of each. `say` has the
   * layout's words.
   */
  markAll(
    papers: readonly { readonly content: Document; readonly supplement: number }[],
    say: Readonly<Record<string, string>>,
  ): (readonly MinutedAction[])[] {
    const found: MinutedAction[][] = papers.map(() => []);
    const order = papers.map(({ supplement }, index) => ({ supplement, index }));
    for (const { index } of order.sort((a, b) => a.supplement - b.supplement)) {
      const from = this.actions.length;
      this.mark(papers[index]!.content, say);
      found[index] = this.actions.slice(from);
    }
    return found;
  }

  /**
   * Marks motions, resolutions and actions of one paper in place. `say` has the layout's words; a resolution's number stands after its word.
   */
  mark(part: Document | Element, say: Readonly<Record<string, string>>): void {
    const out: ChildNode[] = [];
    let motion: Element | undefined;
    for (const child of part.children) {
      const kind = isElement(child, 'p') ? kindOf(child) : undefined;
      if (kind === undefined || !isElement(child)) {
        if (isElement(child, 'ul', 'ol')) this.#markList(child);
        if (isElement(child, 'section') && 'data-closed' in child.attribs) this.mark(child, say);
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
    this.#resolutions++;
    const lead = paragraph.children.find((child) => isElement(child, 'strong')) as Element;
    paragraph.attribs['id'] ??= `octavo-resolution-${this.#resolutions}`;
    // Languages differ in what stands before the colon.
    const colon = /\s*:\s*$/.exec(words(lead))?.[0] ?? ':';
    adopt(lead, [...element('b', {}, [`${say['resolution'] ?? 'Resolution'} ${this.#resolutions}${colon}`]).children]);
  }

  #take(block: Element): void {
    const number = this.actions.length + 1;
    block.attribs['id'] ??= `octavo-action-${number}`;
    const text = words(block)
      .trim()
      .replace(/^[^:]{1,20}:\s*/, '');
    this.actions.push({ id: block.attribs['id'], number, text });
  }
}

/** What the bold word at the head of a block says it is. */
function kindOf(block: Element): MinuteKind | undefined {
  const first = block.children.find((child) => !isBlank(child));
  if (!isElement(first, 'strong')) return undefined;
  return minuteKind(words(first));
}
