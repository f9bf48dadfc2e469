/**
 * An Office file as text. `html` is what read's sanitiser takes as it takes HTML of authors, with these conventions: calls of notes are
 * `sup > a[data-note-call=LABEL]`, the notes `section[data-notes] > ol > li[data-note=LABEL]` at the end; pictures have `data:` addresses.
 */
export interface OfficeText {
  /** Title in the file itself. */
  readonly title?: string;
  readonly html: string;
}
