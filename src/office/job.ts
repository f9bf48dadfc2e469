import type { Finding } from '../model/diagnostic.ts';
import type { OfficeText } from '../model/office.ts';
import type { OfficeFormat } from '../model/part.ts';

/** Turn an Office file into text. */
export interface OfficeJob {
  readonly format: OfficeFormat;
  readonly bytes: Uint8Array;
  /** BCP 47 tag of the publication: how numbers are written that a workbook only has as such. */
  readonly lang: string;
}

/** What came of it; without `text` it was refused, and one finding says why. Messages follow the file's name. */
export interface OfficeAnswer {
  readonly text?: OfficeText;
  readonly findings: readonly Finding[];
}

/** A reason to refuse a file. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly finding: Finding;

  constructor(code: string, message: string, hint: string) {
    super(message);
    this.finding = { severity: 'warning', code, message, hint };
  }
}
