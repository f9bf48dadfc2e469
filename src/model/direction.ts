/** Scripts of living languages that run from right to left. */
const RIGHT_TO_LEFT_SCRIPTS: readonly string[] = ['Arab', 'Hebr', 'Thaa', 'Syrc', 'Nkoo', 'Adlm', 'Rohg'];

/** Which way a language's lines run, by its script (CLDR's `characterOrder`). */
export function directionOf(lang: string): 'ltr' | 'rtl' {
  return RIGHT_TO_LEFT_SCRIPTS.includes(new Intl.Locale(lang).maximize().script ?? '') ? 'rtl' : 'ltr';
}
