/** Whether two titles say the same, whatever their case and punctuation. */
export function isSameTitle(one: string, other: string): boolean {
  return wordsOf(one) === wordsOf(other);
}

function wordsOf(title: string): string {
  return title
    .toLowerCase()
    .replaceAll('\u00AD', '')
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
