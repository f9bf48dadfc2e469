import type { Element } from 'domhandler';
import { parseDocument } from 'htmlparser2';
import type { Composition } from '../model/composition.ts';
import { descendants } from '../model/element-tree.ts';
import { parseSource, SOURCE_ATTRIBUTE, type Span } from '../model/span.ts';
import { words } from './dom.ts';

/** An element of a PDF's structure as far as it helps to find its source. */
export interface Sought {
  /** Standard type: `Figure`, `P`. */
  readonly type: string;
  readonly text: string;
  readonly alternative?: string;
}

/** An element of the composition with its place in the source. */
interface Sourced {
  readonly node: Element;
  readonly text: string;
  readonly span: Span;
}

/** Shorter texts are found anywhere, which says nothing. */
const TELLING_LETTERS = 8;
/** Elements of a PDF that are looked back over for one whose source is known. */
const LOOK_BACK = 50;

/**
 * Finds the Markdown line of an element of the printed structure: by its words in the composition's HTML, of several places with the same words
 * the one of its turn; without words of its own after the element before it, a figure at the next picture there.
 */
export function sourceLines(
  composition: Pick<Composition, 'html' | 'files'>,
): (elements: readonly Sought[], index: number) => Span | undefined {
  let known: readonly Sourced[] | undefined;
  return (sought, index) => {
    known ??= sourcedElements(composition);
    const own = byWords(known, sought, index);
    if (own) return own.span;
    for (let i = index - 1; i >= Math.max(0, index - LOOK_BACK); i--) {
      const before = byWords(known, sought, i);
      if (!before) continue;
      const following = known.slice(known.indexOf(before) + 1);
      const picture = sought[index]?.type === 'Figure' ? following.find(isPicture) : undefined;
      return (picture ?? before).span;
    }
    return undefined;
  };
}

function sourcedElements({ html, files }: Pick<Composition, 'html' | 'files'>): readonly Sourced[] {
  return descendants(parseDocument(html, { decodeEntities: true })).flatMap((node) => {
    const span = parseSource(node.attribs[SOURCE_ATTRIBUTE], files);
    return span ? [{ node, span, text: comparable(words(node)) }] : [];
  });
}

function byWords(known: readonly Sourced[], sought: readonly Sought[], index: number): Sourced | undefined {
  const { type, text, alternative = '' } = sought[index]!;
  if (type === 'Document') return undefined;
  const wanted = comparable(text);
  const turn = sought.slice(0, index).filter((each) => each.type === type && comparable(each.text) === wanted).length;
  if (wanted === '') {
    const named = known.filter(({ node }) => alternative !== '' && node.attribs['alt'] === alternative);
    return named[Math.min(turn, named.length - 1)];
  }
  const same = onePerLine(known.filter((each) => each.text === wanted));
  if (same.length > 0) return same[Math.min(turn, same.length - 1)];
  if (wanted.length < TELLING_LETTERS) return undefined;
  const around = known.filter((each) => each.text.includes(wanted));
  if (around.length > 0) return around.reduce((least, each) => (each.text.length < least.text.length ? each : least));
  // The printed text has more than the source where a style sheet adds numbers or labels.
  const inside = known.filter((each) => each.text.length >= TELLING_LETTERS && wanted.includes(each.text));
  return inside.reduce<Sourced | undefined>(
    (most, each) => (most && most.text.length >= each.text.length ? most : each),
    undefined,
  );
}

/** Elements inside each other may say the same; they are one place. */
function onePerLine(all: readonly Sourced[]): readonly Sourced[] {
  return all.filter(
    ({ span }, i) => all.findIndex((each) => each.span.file === span.file && each.span.line === span.line) === i,
  );
}

function isPicture({ node }: Sourced): boolean {
  return node.name === 'img' || node.name === 'svg';
}

/** Letters alone: spaces, hyphens at line ends and compatible forms differ between print and source. */
function comparable(text: string): string {
  return text.normalize('NFKC').replace(/[\s\u00ad\u200b-\u200d\u2060\ufeff]/gu, '');
}
