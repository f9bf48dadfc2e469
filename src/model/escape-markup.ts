/** Text as content or attribute of HTML and XML: what would mean something else there is escaped. */
export function escapeMarkup(text: string): string {
  // Most texts have nothing of it.
  return /[&<>"]/.test(text)
    ? text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
    : text;
}
