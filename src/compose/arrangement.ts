import type { Part } from '../model/part.ts';
import type { ComposedExhibit, Heading, Medium, PageGeometry, RunOrigin } from '../model/composition.ts';
import type { Report } from '../model/diagnostic.ts';
import type { Exhibit } from '../model/exhibit.ts';
import type { Manuscript } from '../model/manuscript.ts';
import type { MinuteNumbers } from '../model/minute-numbers.ts';
import { placeSupplement } from '../model/supplement.ts';
import type { PageSize, Publication, SupplementRule } from '../model/publication.ts';
import type { Chapter } from './chapters.ts';

/** A line of a packet's contents list. */
export interface PacketEntry {
  readonly id: string;
  readonly title: string;
  readonly depth: number;
  readonly number?: string;
  /** Number of the supplement by which it came; 0: it was in the book. */
  readonly supplement: number;
}

/** A run as templates see it. */
export interface PacketRun {
  readonly id: string;
  readonly [fact: string]: unknown;
}

/** What tells a part and when it came. */
export type PartIdentity = Pick<Part, 'key' | 'title' | 'supplement' | 'withdrawn' | 'replaces'> & {
  readonly former?: boolean | undefined;
};

/** Where a run of a part belongs, whatever took its place since. */
export function originOf(part: PartIdentity | undefined, title: string): RunOrigin {
  const { key = '', supplement, withdrawn, replaces, former, title: own = title } = part ?? {};
  const revised = former ? withdrawn : replaces && supplement;
  return {
    ...{ part: key, title: former ? own : title, supplement: part ? placeSupplement(part) : 0 },
    ...(revised !== undefined && { revised }),
    ...(former && { former }),
  };
}

/** What the contents say of a heading beside its words. */
export type EntryFacts = Pick<PacketEntry, 'depth' | 'number'> & { readonly supplement?: number | undefined };

/** A packet in the order of its pages, as templates see it. */
export interface Arranged {
  readonly runs: readonly Record<string, unknown>[];
  readonly headings: readonly Heading[];
  readonly contents: readonly PacketEntry[];
  readonly chapters: readonly Chapter[];
  readonly exhibits: readonly ComposedExhibit[];
  /** Other ids whose pages are printed somewhere. */
  readonly anchors: readonly string[];
  readonly geometries: readonly PageGeometry[];
  readonly styles: string;
  /** What runs were made from, by their ids. */
  readonly origins: ReadonlyMap<string, RunOrigin>;
  /** Numbers of what its papers minute. */
  readonly minuted?: readonly MinuteNumbers[];
  /** Our own words, for the choice of faces. */
  readonly texts: readonly string[];
}

/** What a packet is arranged from. */
export interface PacketSource {
  readonly publication: Publication;
  readonly manuscript: Manuscript;
  /** In the order of the publication's PDFs; undefined for one that could not be taken in. */
  readonly exhibits: readonly (Exhibit | undefined)[];
  readonly options: Readonly<Record<string, unknown>>;
  readonly say: Readonly<Record<string, string>>;
  /** The publication's page, points. */
  readonly page: PageSize;
  /** How far its sheets go beyond it, points, where it is cut to one size. */
  readonly bleed?: number;
  readonly medium: Medium;
  /** Which of the layout's words say where an attachment is: inside the file, where the edition's standard lets it be. */
  readonly attached: 'paperAttached' | 'paperElsewhere';
  readonly report: Report;
}

/** Runs in the order of pages: supplements that continue stand behind the book. */
export function inOrder(
  runs: readonly PacketRun[],
  origins: ReadonlyMap<string, RunOrigin>,
  rule: SupplementRule | undefined,
): readonly PacketRun[] {
  if (rule !== 'continue') return runs;
  const came = ({ id }: PacketRun): number => origins.get(id)?.supplement ?? 0;
  return runs.toSorted((a, b) => came(a) - came(b));
}
