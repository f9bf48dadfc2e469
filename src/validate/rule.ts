import type { RuleBook } from './standards.ts';

/** A rule that files break in practice, in plain words, with what mends it. */
export interface Rule {
  /** Name of the diagnostic. */
  readonly code: string;
  /** What is wrong, one sentence without a full stop. */
  readonly message: string;
  readonly why: string;
  readonly hint: string;
  /** Where the standards say so: `7.3`, or with the number of veraPDF's test where a clause has several rules, `7.18.5-2`. PDF/A-3 counts as PDF/A-2. */
  readonly clauses: Readonly<Partial<Record<Exclude<RuleBook, 'a-3'>, readonly string[]>>>;
}

/** Name of a rule in the table. */
export type RuleName =
  | 'encrypted'
  | 'damaged'
  | 'claim'
  | 'version'
  | 'trailerId'
  | 'info'
  | 'untagged'
  | 'contentUntagged'
  | 'formContent'
  | 'roles'
  | 'metadata'
  | 'metadataForm'
  | 'metadataDiffers'
  | 'title'
  | 'showTitle'
  | 'language'
  | 'tableNesting'
  | 'tableHeaders'
  | 'figureAlt'
  | 'headings'
  | 'headingKinds'
  | 'formula'
  | 'notes'
  | 'attachments'
  | 'annotationText'
  | 'tabOrder'
  | 'linkTag'
  | 'linkContents'
  | 'destinations'
  | 'fontEmbedded'
  | 'fontWidths'
  | 'fontDictionary'
  | 'fontUnicode'
  | 'glyphMissing'
  | 'outputIntent'
  | 'deviceColour'
  | 'colourSpace'
  | 'transparency'
  | 'pictures'
  | 'compression'
  | 'annotationForm'
  | 'forms'
  | 'actions'
  | 'layers';
