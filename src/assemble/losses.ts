import type { Exhibit } from '../model/exhibit.ts';
import type { Report } from '../model/diagnostic.ts';

/** What of an exhibit did not come along, counted. */
export interface Losses {
  /** Links to pages of the exhibit that are not in the book. */
  leftOut: number;
  /** Links that led nowhere in the exhibit already, or to where a book cannot lead (another file, a program). */
  dead: number;
  /** Bookmarks whose pages are not in the book. */
  bookmarks: number;
  /** Annotations of kinds that need a program or a player. */
  annotations: number;
}

/** Tells what did not come along, once for each kind. */
export function reportLosses(losses: Losses, { file, span }: Pick<Exhibit, 'file' | 'span'>, report: Report): void {
  const say = (count: number, code: string, what: string, why: string): void => {
    if (count > 0) report({ severity: 'note', code, message: `${file}: ${what}: ${count}`, span, why });
  };
  const stays = 'What they are on stays as it is; nothing happens where a reader follows it.';
  say(losses.leftOut, 'exhibit-link-left-out', 'links to pages that are not in the book, taken off', stays);
  say(losses.dead, 'exhibit-link-dead', 'links that lead nowhere, to another file or to a program, taken off', stays);
  say(
    losses.bookmarks,
    'exhibit-bookmark-left-out',
    'bookmarks that lead to no page of the book, left out',
    'A bookmark that leads nowhere misleads.',
  );
  say(
    losses.annotations,
    'exhibit-annotation-dropped',
    'annotations that need a player or a program, left out',
    'Nothing in the book runs, and the archive standards forbid them (ISO 19005-2, 6.3.1).',
  );
}
