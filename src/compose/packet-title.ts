import type { Report } from '../model/diagnostic.ts';
import { placeIn, type Publication } from '../model/publication.ts';
import type { Arranged } from './arrangement.ts';

/*
 * Where a packet has no cover, its title stands on the first page of its own; other people's may come before that.
 */

/** Id of the run that shows the title where nothing before it does: the first that is no exhibit's. Empty: all are. */
export function titleRun(runs: Arranged['runs']): string {
  const id = runs.find((run) => run['kind'] !== 'exhibit')?.['id'];
  return typeof id === 'string' ? id : '';
}

/**
 * A packet whose title is heard where it begins, though it begins with an exhibit and no page before that shows it. Reports `title-unseen` when
 * no page can. `html`: the composed document, in which the title has the id `titleId`.
 */
export function withTitle(
  packet: Arranged,
  html: string,
  publication: Publication,
  report: Report,
  titleId: string,
): Arranged {
  const [at, exhibitAt] = [html.indexOf(` id="${titleId}"`), html.indexOf(' data-exhibit="')];
  if (at < 0 && titleRun(packet.runs) === '') reportUnseen(publication, report);
  const [first, ...rest] = packet.exhibits;
  const isSeen = at >= 0 && (exhibitAt < 0 || at < exhibitAt);
  if (isSeen || packet.runs[0]?.['kind'] !== 'exhibit' || !first?.beginning) return packet;
  const headings = [{ level: 1, title: publication.title }, ...first.beginning.headings];
  return { ...packet, exhibits: [{ ...first, beginning: { ...first.beginning, headings } }, ...rest] };
}

/** All pages are other people's, and there is no cover. */
function reportUnseen(publication: Publication, report: Report): void {
  report({
    severity: 'note',
    code: 'title-unseen',
    message: `no page shows the title “${publication.title}”`,
    span: placeIn(publication, 'title'),
    why: 'There is no cover, and no page of the book’s own to carry it.',
    hint: 'Take “cover: false” away, or put “agenda” first among the parts.',
  });
}
