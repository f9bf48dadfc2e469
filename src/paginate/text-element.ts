import { parseSource, type Span } from '../model/span.ts';

/** An element with text, as the page tells of it. */
export interface TextElement {
  /** Element and classes, as a style sheet would name it: `p.lead`. */
  readonly name: string;
  /** All its words. */
  readonly text: string;
  /** `data-source` of it or of the nearest around it; empty where there is none. */
  readonly source: string;
}

/** Characters of an element's words by which people find it. */
const EXCERPT = 40;

/** An element for a diagnostic: how its text begins, and where it was written. */
export function describeText(
  { text, source }: TextElement,
  files: readonly string[],
): { excerpt: string; place: { span?: Span } } {
  const words = text.replace(/[\s\u00ad\u200b]+/g, ' ').trim();
  const span = parseSource(source, files);
  return {
    excerpt: words.length > EXCERPT ? `${words.slice(0, EXCERPT).replace(/\s\S*$/, '')}…` : words,
    place: span ? { span } : {},
  };
}
