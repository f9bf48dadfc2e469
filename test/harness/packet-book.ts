import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { build } from '../../src/build.ts';
import type { Diagnostic } from '../../src/model/diagnostic.ts';
import type { PdfFacts } from '../../src/inspect/facts.ts';
import { inspect } from '../../src/inspect/inspect.ts';
import { pageText, type PageText } from '../../src/inspect/text.ts';
import { makeFolder } from './builds.ts';
import { linksOf, type Link } from './links.ts';
import { flatOutline } from './page-rules.ts';

/** A packet as its readers have it. */
export interface Book {
  readonly facts: PdfFacts;
  readonly texts: readonly PageText[];
  readonly links: readonly Link[];
}

/** Builds a packet called “Papers” from the rest of its definition and its files; `codes`: the diagnostics that come with it. */
export async function make(
  definition: string,
  texts: Readonly<Record<string, string | Uint8Array>>,
  codes: readonly Diagnostic['code'][] = [],
): Promise<Book> {
  const folder = makeFolder({ 'publication.yaml': `title: Papers\nlayout: packet\n${definition}`, ...texts });
  try {
    const { products, diagnostics } = await build({ files: [folder.path], editions: ['web'], out: folder.output });
    if (diagnostics.length !== codes.length) expect(diagnostics).toEqual([]);
    expect(diagnostics.map(({ code }) => code)).toEqual(codes);
    const bytes = new Uint8Array(readFileSync(products[0]!.path));
    return { facts: await inspect(bytes), texts: await pageText(bytes), links: await linksOf(bytes) };
  } finally {
    folder.remove();
  }
}

/** All lines of a page. */
export const linesOf = (page: PageText): string[] => page.lines.map((line) => line.text);
/** The lines of a page that are its text. */
export const taggedOf = (page: PageText): string[] => page.lines.filter((line) => line.tagged).map((line) => line.text);
/** The page to which the bookmark of a title leads. */
export const pageOf = ({ facts, texts }: Book, title: string): PageText =>
  texts[flatOutline(facts.outline).find((each) => each.title === title)!.page!]!;
/** Titles of the outline with the labels of their pages, numbers where they are such. */
export const outlineOf = ({ facts }: Book): (readonly [string, number])[] =>
  flatOutline(facts.outline).map(({ title, label }) => [title, Number(label)]);

/** Minutes with all that a secretary marks. */
export const MINUTES = `# Minutes of May

**Motion:** That the budget be adopted.

**Moved:** A. **Seconded:** B. **Vote:** carried.

**Resolved:** The budget is adopted.

**Action:** The secretary publishes the determination of the administration.
`;
