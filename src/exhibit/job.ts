import type { Finding } from '../model/diagnostic.ts';
import type { Exhibit } from '../model/exhibit.ts';
import type { GroundQuestion } from '../model/ground.ts';
import type { Limits } from './limits.ts';
import type { Paragraph } from './page-words.ts';
import type { StandInFiles } from './stand-in-faces.ts';

/** What becomes of notes, highlights, stamps and drawings on an exhibit's pages. Links always stay, form fields are always made part of the page. */
export type AnnotationChoice = 'keep' | 'flatten' | 'drop';

/** Take a PDF in. */
export interface OpenJob {
  readonly kind: 'open';
  readonly bytes: Uint8Array;
  readonly password?: string;
  readonly annotations: AnnotationChoice;
  /** Faces for those that files name and do not bring. */
  readonly faces?: StandInFiles;
  /** The profile by which CMYK is taken where the file does not say. */
  readonly cmyk?: Uint8Array;
  /** Look no closer at pages than it takes to say where a stamp has room and how they begin; absent: their ink and words are wanted as they are. */
  readonly glance?: Glance;
  readonly limits: Limits;
}

/** What a glance at pages must tell. */
export interface Glance {
  /** Turns, clockwise beside the pages' own, in which they come into the book. */
  readonly turns: readonly number[];
  /** Whether they are cut by a press, which makes ink at the trim matter. */
  readonly cut: boolean;
  /** Whether words are wanted where the structure is not sound. */
  readonly words: boolean;
}

/** Paint pages. */
export interface RasterJob {
  readonly kind: 'raster';
  readonly bytes: Uint8Array;
  /** Indices from 0. */
  readonly pages: readonly number[];
  readonly ppi: number;
}

/** Look at pages. */
export interface LookJob {
  readonly kind: 'look';
  readonly bytes: Uint8Array;
  readonly password?: string;
  /** Index of the first page. */
  readonly from: number;
  /** At most so many. */
  readonly limit: number;
}

/** A file with what opens it. */
interface Opened {
  readonly bytes: Uint8Array;
  readonly password?: string;
}

/** Paint pages of two files beside each other. */
export interface CompareJob {
  readonly kind: 'compare';
  readonly old: Opened;
  readonly new: Opened;
  /** Indices of pages from 0; one that is absent is not painted. */
  readonly pairs: readonly { readonly old?: number; readonly new?: number }[];
  readonly ppi: number;
  /** Whether the pictures themselves are wanted. */
  readonly pictures: boolean;
}

/** Say on what ground places on pages stand. */
export interface GroundsJob {
  readonly kind: 'grounds';
  readonly bytes: Uint8Array;
  readonly questions: readonly GroundQuestion[];
}

/** Work for a thread. */
export type Job = OpenJob | RasterJob | LookJob | CompareJob | GroundsJob;

/** A page as its reader sees it. */
export interface SeenPage {
  /** As viewers show it; without labels its number. */
  readonly label: string;
  /** Its words without what tells its place: folio, running heads, stamps. */
  readonly text: string;
  /** All its words. */
  readonly whole: string;
  /** As shown, points. */
  readonly width: number;
  readonly height: number;
  /** Hash of the painted page, without what tells its place. */
  readonly picture: string;
}

/** Pages of a file. */
export interface Seen {
  /** Of the whole file. */
  readonly pageCount: number;
  /** False for a file that is cut off. */
  readonly ends: boolean;
  readonly pages: readonly SeenPage[];
}

/** What two painted pages have in common. */
export interface ComparedPair {
  /** Share of the page in which they differ, 0 to 1, what tells the place left out; 1 for pages of two sizes, or where one is absent. */
  readonly share: number;
  /** PNG of each; on the new one what differs is marked. */
  readonly old?: Uint8Array;
  readonly new?: Uint8Array;
}

/** The pairs that were asked for. */
export interface Compared {
  readonly pairs: readonly ComparedPair[];
}

/** What came of taking a PDF in; without `exhibit` it was refused, and one finding says why. */
export interface Intake {
  readonly exhibit?: Omit<Exhibit, 'file' | 'span'>;
  readonly findings: readonly Finding[];
}

/** A painted page. */
export interface Raster {
  readonly bytes: Uint8Array;
  readonly format: 'png';
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  /** The resolution painted at: less than asked for where the page is too large. */
  readonly ppi: number;
  /** Its words, unless it has none that can be read. */
  readonly paragraphs: readonly Paragraph[];
}
