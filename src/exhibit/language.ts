import type { PDFDict } from 'pdf-lib';
import { isLanguageTag } from '../model/language-tag.ts';
import { textAt } from '../model/pdf-values.ts';

/** The language that a file says it is in (ISO 32000-1, 14.9.2); undefined where it says none, or what is none. */
export function languageOf(catalog: PDFDict): string | undefined {
  const said = textAt(catalog, 'Lang')?.trim() ?? '';
  return isLanguageTag(said) ? said : undefined;
}
