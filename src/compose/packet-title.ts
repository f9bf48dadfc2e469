import type { Report } from '../model/diagnostic.ts';
import { placeIn, type Publication } from '../model/publication.ts';
import type { Arranged } from './arrangement.ts';

/*
 * Where a packet has no cover, its title stands on the first page of its own; other people's may come before that.
 */

/** Where a reader comes past the title: before all exhibits, behind some, or nowhere. */
export function titleSeen(html: string, titleId: string): 'first' | 'later' | 'nowhere' {
  const title = html.indexOf(` id="${titleId}"`);
  if (title < 0) return 'nowhere';
  const exhibit = html.indexOf(' data-exhibit="');
  return exhibit < 0 || title < exhibit ? 'first' : 'later';
}

/** A packet whose title is heard where its first exhibit begins, for no page before shows it. */
export function withTitleHeard<T extends Pick<Arranged, 'exhibits'>>(packet: T, title: string): T {
  const [first, ...rest] = packet.exhibits;
  if (!first?.beginning) return packet;
  const headings = [{ level: 1, title }, ...first.beginning.headings];
  return { ...packet, exhibits: [{ ...first, beginning: { ...first.beginning, headings } }, ...rest] };
}

/** Reports a packet that shows its title nowhere: all pages are other people's, and there is no cover. */
export function reportUntitled(publication: Publication, report: Report): void {
  report({
    severity: 'note',
    code: 'title-unseen',
    message: `no page shows the title “${publication.title}”`,
    span: placeIn(publication, 'title'),
    why: 'There is no cover, and no page of the book’s own to carry it.',
    hint: 'Take “cover: false” away, or put “agenda” first among the parts.',
  });
}
