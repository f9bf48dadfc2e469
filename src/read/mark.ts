import type { Diagnostic } from '../model/diagnostic.ts';
import type { Place } from './source-text.ts';

/** A warning with its place in the part; the caller adds the file. */
export type ReportAt = (diagnostic: Omit<Diagnostic, 'span'>, place: Place) => void;

/** What an element is to the stage that finishes the tree. `raw`: written as HTML by the author. */
export type MarkKind =
  'block' | 'paragraph' | 'heading' | 'link' | 'image' | 'formula' | 'raw' | 'note-call' | 'note' | 'notes';

/**
 * What is known of an element before it goes through the sanitiser, kept beside the HTML and named in it by number.
 * Addresses travel here and not in attributes: each is judged in one place, whoever wrote it.
 */
export interface Mark extends Place {
  readonly kind: MarkKind;
  /** Link address, entities resolved. */
  href?: string;
  /** Image address, entities resolved. */
  src?: string;
  /** Advisory title of a link; caption of an image. */
  title?: string | undefined;
  alt?: string;
  /** A link made from a bare address: its text is the address. */
  automatic?: boolean;
  /** Id that the author chose: `{#id}` on a heading, `id` or `name` in HTML. */
  id?: string;
  /** Attributes of our own making, set after the sanitiser. */
  attributes?: Readonly<Record<string, string>>;
  /** A formula, of our own making: put in after the sanitiser, which knows no element of it. */
  mathml?: string;
  /** Footnote label as defined. */
  label?: string;
}

/**
 * The marks of one part. `name` is the attribute by which elements refer to them; it comes from the part's own hash, so that no
 * document can contain it.
 */
export class Marks {
  readonly name: string;
  readonly all: Mark[] = [];
  /** HTML elements that the author has opened and not closed so far. */
  open = 0;

  constructor(hash: string) {
    this.name = `o${hash.slice(0, 16)}`;
  }

  /** Keeps a mark and returns the attribute that refers to it, with a leading space. */
  add(mark: Mark): string {
    return ` ${this.name}="${this.all.push(mark) - 1}"`;
  }

  /** The mark that an attribute value refers to. */
  get(value: string | undefined): Mark | undefined {
    return value === undefined || !/^\d+$/.test(value) ? undefined : this.all[Number(value)];
  }
}
