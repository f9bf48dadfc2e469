import type { Span } from './span.ts';
import type { MinuteNumbers } from './minute-numbers.ts';
import type { Part } from './part.ts';
import type { BrandInk, PressSettings } from './press.ts';
import type { Protection } from './protection.ts';
import type { Recipient } from './recipient.ts';
import type { StandardName } from './standard.ts';

/** Page size and margins in CSS pixels (1 px = 1/96 in), as Chromium lays out. */
export interface PageSize {
  readonly width: number;
  readonly height: number;
}

/** Where a status mark stands. */
export const MARK_PLACES = ['across', 'head'] as const;
export type MarkPlace = (typeof MARK_PLACES)[number];

/** What an edition asks of the stages; every field is resolved. */
export interface Edition {
  /** Name in the output file: `<publication>.<edition>.pdf`. */
  readonly name: string;
  /** Largest effective resolution of a raster image at the size it is placed, in pixels per inch. */
  readonly ppi: number;
  /** JPEG quality, 1–100, for photographs that are re-coded. */
  readonly quality: number;
  /** Whether the file is linearised (ISO 32000-1 Annex F) for reading while it downloads. */
  readonly linearise: boolean;
  /** Standards that the file claims to keep; they can go together. */
  readonly standard: readonly StandardName[];
  /** The word over every page; without `text` the packet's status. */
  readonly mark?: { readonly text?: string; readonly place: MarkPlace } | false;
  /** Whether parts of closed sessions are in it; absent: yes. */
  readonly closed?: boolean;
  /** Whether pages have the numbers of the full book where closed parts are not in it; absent: they are numbered anew. */
  readonly withheld?: WithheldRule;
  /** Whether each recipient gets a copy of it; absent: of the edition `web` alone. */
  readonly copies?: boolean;
  /** How it is locked; absent: not at all. */
  readonly protection?: Protection;
  /** What a press asks, for an edition that claims PDF/X. */
  readonly press?: PressSettings;
}

/** How pages of a publication count: from the first sheet on, from the text on, or front matter in roman numerals and the text from 1. */
export type FolioRule = 'physical' | 'after-front' | 'roman-front';

/** How pages are numbered where closed parts are left out: in order, or as in the full book. */
export type WithheldRule = 'renumber' | 'keep-folios';

/** How pages of supplements count: 41a, 41b behind the page after which they stand, or on from the last page, behind the book. */
export type SupplementRule = 'insert' | 'continue';

/** A number that counts every sheet of a production: `ABC-000123`. */
export interface Bates {
  readonly prefix: string;
  /** Number of the first page. */
  readonly start: number;
  /** Digits that it is filled up to with zeros. */
  readonly digits: number;
}

/** What a packet of papers for a meeting says of itself. */
export interface Packet {
  /** Who meets: `Board of Directors`. */
  readonly body?: string;
  /** Which meeting: `Regular meeting`. */
  readonly meeting?: string;
  readonly place?: string;
  readonly time?: string;
  readonly version?: string;
  /** `Draft`, `Confidential`. */
  readonly status?: string;
  /** Notice of the meeting, and who must be there: paragraphs for a page of their own. */
  readonly notice?: string;
  readonly quorum?: string;
  readonly bates?: Bates;
}

/** A publication with every default filled in, every path made relative to its project root. */
export interface Publication {
  /** Slug for output files. */
  readonly name: string;
  /** The file that defines it (a `.md` or `publication.yaml`), relative to the root. */
  readonly source: string;
  /** Where the definition says `layout`, and each of `options`, `theme` and `words`: `options.dividers`. */
  readonly places?: Readonly<Record<string, Span>>;
  readonly title: string;
  readonly subtitle?: string;
  readonly organisation?: string;
  readonly authors: readonly string[];
  /** As the author wrote it or an ISO date; printed on the cover. */
  readonly date?: string;
  /** BCP 47 tag. */
  readonly lang: string;
  readonly description?: string;
  readonly keywords: readonly string[];
  /** Where the publication lives on the web. */
  readonly url?: string;
  /** Cover picture: a path or site-root path as in Markdown, with the line it was named on. False: none, not even the document's first image. */
  readonly cover?: { readonly image: string; readonly alt: string; readonly line: number } | false;
  /** A name in `layouts/` or the path of a user's folder relative to the root. */
  readonly layout: string;
  /** True when nobody named a layout: compose may then take the one that suits the document's length. */
  readonly layoutIsDefault: boolean;
  /** Options for the layout, not yet checked: the layout's own schema does that. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Overrides of theme tokens: `accent: "#0b5fa5"`. */
  readonly theme: Readonly<Record<string, string>>;
  /** Words of the layout said otherwise: `agenda: Order of business`. */
  readonly words?: Readonly<Record<string, string>>;
  /** Colours of the theme that are given as inks. */
  readonly inks?: readonly BrandInk[];
  /** Folder that site-root paths (`/img/x.png`) mean, relative to the root; undefined when there is none. */
  readonly static?: string;
  /** Hosts from which remote images may be fetched. Empty: the build opens no connection. */
  readonly hosts: readonly string[];
  /** Smart punctuation: quotes, dashes and ellipses by language. */
  readonly smart: boolean;
  /** Whether `$…$` and `$$…$$` are formulas in TeX. */
  readonly formulas: boolean;
  /** Bookmarks are open down to this level (0: all closed). */
  readonly outlineOpen: number;
  readonly editions: readonly Edition[];
  readonly parts: readonly Part[];
  readonly packet?: Packet;
  /** How pages count; undefined: as the layout has it. */
  readonly folios?: FolioRule;
  /** How pages of supplements count; undefined: they are inserted. */
  readonly supplements?: SupplementRule;
  /**
   * Why its pages are numbered for good, each part beginning on a page of its own, though it may have nothing but texts: it says that it
   * is a packet or that what is withheld keeps its numbers (`always`), or some of its parts come late.
   */
  readonly numbered?: 'always' | 'late';
  /** Numbers that what its texts minute has in the full book, where this is a part of it. */
  readonly minuted?: readonly MinuteNumbers[];
  /** People who get a copy each. */
  readonly recipients?: readonly Recipient[];
}

/** Where a publication's definition says a thing, `layout` or `options.dividers`; its first line where it does not. */
export function placeIn({ source, places }: Pick<Publication, 'source' | 'places'>, key: string): Span {
  return places?.[key] ?? { file: source, line: 1, column: 1 };
}

/** A publication that is more than texts one after the other, says of which meeting its texts are, or has pages that are numbered for good. */
export function isPacket({ parts, packet, numbered }: Pick<Publication, 'parts' | 'packet' | 'numbered'>): boolean {
  return (
    packet !== undefined ||
    numbered !== undefined ||
    parts.some((part) => part.kind !== 'markdown' && part.kind !== 'office')
  );
}
