import { expect, test } from 'vitest';
import { dateKeeper } from '../../src/compose/dates.ts';

test.each([
  ['en', 'Friday, 14 March 2025', 'Friday, 14~March 2025'],
  ['en', 'by March 14, 2025, on 1st May or 2 Apr.', 'by March~14, 2025, on 1st~May or 2~Apr.'],
  ['de', 'am 14. März 2025', 'am 14.~März 2025'],
  ['fr', 'le 1er avril et le 14 mars', 'le 1er~avril et le 14~mars'],
  ['es', '14 de marzo de 2025', '14~de~marzo de 2025'],
  ['he', '14 במרץ 2025', '14~במרץ 2025'],
  ['ar', '١٤ مارس', '١٤~مارس'],
  ['ja', '3月14日', '3月14日'],
  // Neither a longer word nor a longer number is a date.
  ['en', '2025 March, 3 Marches, 3 Maybes', '2025 March, 3 Marches, 3 Maybes'],
])('a day and its month stay together (%s: %s)', (lang, text, kept) => {
  expect(dateKeeper(lang)(text).replaceAll('\u00A0', '~')).toBe(kept);
});
