/** True for a well-formed BCP 47 language tag (RFC 5646, 2.1), in any case: `en`, `pt-BR`, `zh-Hant`. */
export function isLanguageTag(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}

/** The tag in the case that its parts are usually written in: `PT-br` → `pt-BR`. Takes what {@link isLanguageTag} accepts. */
export function canonicalLanguage(tag: string): string {
  return Intl.getCanonicalLocales(tag)[0] ?? tag;
}
