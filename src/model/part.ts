import type { Span } from './span.ts';

/** What every entry in the order of a publication has. */
interface Entry {
  /** Title that stands for the part in contents and outline. */
  readonly title?: string;
  /** Where the publication names it; absent for a Markdown file that is a publication by itself. */
  readonly span?: Span;
  /** Of a closed session: nothing of it comes into editions that are not closed. */
  readonly closed?: boolean;
  /** Number of the supplement by which it came after the book was sent; absent: it was in the book. */
  readonly supplement?: number;
  /** Number of the supplement by which it is withdrawn. */
  readonly withdrawn?: number;
  /** Which paper it takes the place of, as of its own supplement; it has the key of that one. */
  readonly replaces?: Replaced;
  /** Files of the other versions of a paper that was replaced. */
  readonly kin?: readonly string[];
  /** Names the part in every edition and supplement: its place among parts that came with it, `3-1`, late ones apart, `3-s1-1`. */
  readonly key?: string;
}

/** A paper that another takes the place of. */
export interface Replaced {
  /** Its file, relative to the project root. */
  readonly file: string;
  /** Number of the supplement by which the first version came; 0: it was in the book. */
  readonly supplement: number;
  /** Where the publication says so. */
  readonly span: Span;
}

/** Whether tables go onto pages that lie on their side: those that are too wide to stand, all, or none. */
export const LANDSCAPES = ['auto', 'always', 'never'] as const;
export type Landscape = (typeof LANDSCAPES)[number];

/** A Markdown file. */
export interface MarkdownPart extends Entry {
  readonly kind: 'markdown';
  /** Path relative to the project root, forward slashes. */
  readonly file: string;
  /** How its tables lie; absent: as those of the publication. */
  readonly landscape?: Landscape;
}

/** How a page of somebody else's comes onto a page of ours: in its own size, scaled to ours, or in its scale and cut to ours. */
export type ExhibitFit = 'keep' | 'scale' | 'trim-to';

/** Somebody else's PDF. */
export interface PdfPart extends Entry {
  readonly kind: 'pdf';
  /** Path relative to the project root, forward slashes. */
  readonly file: string;
  readonly span: Span;
  /** Which of its pages, by number from 1, in order; undefined: all. `to` absent: up to the last. */
  readonly pages?: readonly { readonly from: number; readonly to?: number }[];
  /** Where the publication names them. */
  readonly pagesSpan?: Span;
  readonly fit: ExhibitFit;
  /** Turn clockwise for display, beside what the page itself says. */
  readonly rotate: 0 | 90 | 180 | 270;
  /** Opens an encrypted file. */
  readonly password?: string;
  readonly annotations: 'keep' | 'flatten' | 'drop';
  /** What happens to a page that cannot keep the edition's standards. */
  readonly conform: 'refuse' | 'rasterise' | 'drop-claim';
  /** Pixels an inch of pages that come as pictures; absent: the edition's. */
  readonly ppi?: number;
}

/** A picture on a page of its own. */
export interface ImagePart extends Entry {
  readonly kind: 'image';
  /** Path relative to the project root, forward slashes. */
  readonly file: string;
  readonly span: Span;
  /** What it shows, for readers who cannot see it. */
  readonly alt: string;
}

/** Formats of Office files that are set as text. */
export type OfficeFormat = 'docx' | 'xlsx' | 'csv';

/** An Office file, set as text in the publication's own layout. */
export interface OfficePart extends Entry {
  readonly kind: 'office';
  readonly format: OfficeFormat;
  /** Path relative to the project root, forward slashes. */
  readonly file: string;
  readonly span: Span;
  /** Whether the file travels inside the PDF too. */
  readonly attach: boolean;
  /** How its tables lie; absent: as those of the publication. */
  readonly landscape?: Landscape;
}

/** A file that is no page: it travels inside the PDF, and a page says so. */
export interface AttachmentPart extends Entry {
  readonly kind: 'attachment';
  /** Path relative to the project root, forward slashes. */
  readonly file: string;
  readonly span: Span;
}

/** A tab: a page that says what comes. */
export interface DividerPart extends Entry {
  readonly kind: 'divider';
  readonly title: string;
}

/** What a board is asked to do with an item. */
export type AgendaAction = 'decision' | 'discussion' | 'information';

/** An item of the agenda with its papers, or a group of items. */
export interface GroupPart extends Entry {
  readonly kind: 'group';
  readonly title: string;
  /** `3`, `3.1`: as written, or counted. */
  readonly number: string;
  readonly presenter?: string;
  /** Minutes allotted. */
  readonly minutes?: number;
  readonly action?: AgendaAction;
  /** Taken without discussion, together with its like. */
  readonly consent: boolean;
  /** Why it is closed; what other editions say in its place. */
  readonly reason?: string;
  /** Of a closed item in an edition without closed items: number and reason stand, title and papers are gone. */
  readonly withheld?: boolean;
  /** Withdrawn as of now: its title stands in the agenda, a page in the place of its own. */
  readonly former?: boolean;
  /** Of a withheld item that the reader of this copy alone does not get: the labels of its pages, `41–48`; empty where it has none. */
  readonly leftOut?: string;
  readonly parts: readonly Part[];
}

/** The agenda, made from the groups. */
export interface AgendaPart extends Entry {
  readonly kind: 'agenda';
}

/**
 * Stands for closed parts in an edition that keeps the page numbers of the full book, for a paper that the reader of a copy does not get, or
 * for one that was withdrawn.
 */
export interface WithheldPart extends Entry {
  readonly kind: 'withheld';
  /** Stands for pages that a supplement has withdrawn: its title, which all know, is theirs. */
  readonly former?: boolean;
  /** Whether only the reader of this copy does not get it, and why. */
  readonly leftOut?: boolean;
  readonly reason?: string;
  /** The pages that are not there: `41–48`; absent until they are known. */
  readonly pages?: string;
}

/** One entry in the order of a publication. */
export type Part =
  | MarkdownPart
  | PdfPart
  | ImagePart
  | OfficePart
  | AttachmentPart
  | DividerPart
  | GroupPart
  | AgendaPart
  | WithheldPart;

/** Whether a part takes a page (index from 0). */
export function takesPage({ pages }: PdfPart, page: number): boolean {
  if (!pages) return true;
  return pages.some(({ from, to = Infinity }) => page + 1 >= Math.min(from, to) && page + 1 <= Math.max(from, to));
}

/** A part with a file that read turns into a tree. */
export type TextPart = MarkdownPart | ImagePart | OfficePart;

/** All parts without groups' bounds, groups before what they hold. */
export function* walkParts(parts: readonly Part[]): Generator<Part> {
  for (const part of parts) {
    yield part;
    if (part.kind === 'group') yield* walkParts(part.parts);
  }
}

/** The parts that read turns into trees, in order: `Manuscript.parts` has one entry for each. */
export function textParts(parts: readonly Part[]): TextPart[] {
  return [...walkParts(parts)].filter(
    (part): part is TextPart => part.kind === 'markdown' || part.kind === 'image' || part.kind === 'office',
  );
}

/** The parts that are other people's PDFs, in order: `Composition.exhibits` has one entry for each. */
export function pdfParts(parts: readonly Part[]): PdfPart[] {
  return [...walkParts(parts)].filter((part): part is PdfPart => part.kind === 'pdf');
}

/** The parts that are Office files to be set as text, in order. */
export function officeParts(parts: readonly Part[]): OfficePart[] {
  return [...walkParts(parts)].filter((part): part is OfficePart => part.kind === 'office');
}

/** What the key of a text is followed by in that of the pages that it lacks for its closed blocks. */
export const MISSING = '-rest';

/** What stands for the pages that a text lacks for its closed blocks, once they are known; it is among `parts`, behind the text of this key. */
export function missingOf(
  key: string,
  parts: readonly Part[],
): { readonly key: string; readonly pages: string } | undefined {
  const rest = parts.find((part) => part.kind === 'withheld' && part.key === `${key}${MISSING}`);
  return rest?.kind === 'withheld' && rest.pages !== undefined ? { key: rest.key!, pages: rest.pages } : undefined;
}

/** The files of all parts, relative to the project root, each once. */
export function partFiles(parts: readonly Part[]): string[] {
  return [...new Set([...walkParts(parts)].flatMap((part) => ('file' in part ? [part.file] : [])))];
}
