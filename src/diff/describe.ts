import { plural } from '../model/plural.ts';
import type { PageChange, PageName, PdfDiff } from './diff.ts';

/** What differs, in words for people, a line or two for each page. Not made safe for a terminal. */
export function describeDiff(diff: PdfDiff): string {
  const lines = stretches(diff.changes).flatMap((changes) => {
    if (changes.length > 1) return [stretchLine(changes)];
    const [first, ...more] = changeLines(changes[0]!);
    return [first!, ...more.map((line) => `  ${line}`)];
  });
  return `${[...lines, summaryOf(diff)].join('\n')}\n`;
}

/** Pages one behind the other that came, went or moved together, and did nothing else, in one list. */
function stretches(changes: readonly PageChange[]): PageChange[][] {
  const lists: PageChange[][] = [];
  for (const change of changes) {
    const list = lists.at(-1);
    if (list && follows(list.at(-1)!, change)) list.push(change);
    else lists.push([change]);
  }
  return lists;
}

function follows(before: PageChange, change: PageChange): boolean {
  const plain = ({ words, picture, size }: PageChange): boolean => !words && picture === undefined && !size;
  const next = (side: 'old' | 'new'): boolean => (before[side]?.page ?? -1) + 1 === (change[side]?.page ?? 0);
  return change.kind === before.kind && plain(before) && plain(change) && next('old') && next('new');
}

/** `pages 210–229: added, “First words …”`. */
function stretchLine(changes: readonly PageChange[]): string {
  const [first, last] = [changes[0]!, changes.at(-1)!];
  const range = (side: 'old' | 'new'): string | undefined =>
    first[side] && last[side] && rangeName(first[side], last[side]);
  const [old, now] = [range('old'), range('new')];
  return `${old && now && old !== now ? `${old}, now ${now}` : (now ?? old)}: ${first.kind}${beginning(first)}`;
}

/** `pages 9a–9c (sheets 10–12)`. */
function rangeName(from: PageName, to: PageName): string {
  const labels = `pages ${from.label}–${to.label}`;
  const sheets = `${from.page + 1}–${to.page + 1}`;
  return labels === `pages ${sheets}` ? labels : `${labels} (sheets ${sheets})`;
}

function beginning({ begins }: PageChange): string {
  return begins ? `, “${begins} …”` : '';
}

/** `2 pages added, 1 changed, 9 the same`. */
export function summaryOf({ equal, pages, changes }: PdfDiff): string {
  const other = pages.renumbered > 0 ? `${pages.renumbered} with another number, head or stamp` : '';
  if (equal) return `no page differs (${plural(pages.new, 'page')}${other && `, ${other}`})`;
  const kinds = (['added', 'removed', 'changed', 'moved'] as const).flatMap((kind) => {
    const count = changes.filter((change) => change.kind === kind).length;
    return count > 0 ? [`${count} ${kind}`] : [];
  });
  return `pages: ${[...kinds, `${pages.same} the same`].join(', ')}${other && `, ${other}`}`;
}

/** `page 9a (sheet 10)`; the sheet only where it is not the label. */
export function pageName({ label, page }: PageName): string {
  return label === String(page + 1) ? `page ${label}` : `page ${label} (sheet ${page + 1})`;
}

/** What happened to a page, then what is otherwise on it. */
export function changeLines(change: PageChange): string[] {
  const { kind, old, new: now, words, picture, size } = change;
  const name =
    now && old && old.label !== now.label ? `${pageName(old)}, now ${pageName(now)}` : pageName((now ?? old)!);
  const head = `${name}: ${kind}${beginning(change)}`;
  const mm = (points: number): string => ((points / 72) * 25.4).toFixed(0);
  const [from, to] = [size?.old, size?.new];
  const turned = from && to && Math.abs(from[0] - to[1]) < 1 && Math.abs(from[1] - to[0]) < 1;
  return [
    head,
    ...(from && to
      ? [turned ? 'turned' : `${mm(from[0])} × ${mm(from[1])} mm, now ${mm(to[0])} × ${mm(to[1])} mm`]
      : []),
    ...(words ? [wordLine(words)] : []),
    ...(picture !== undefined && !words && !size
      ? [`the same words, but ${percent(picture)} of the page looks otherwise`]
      : []),
  ];
}

function wordLine({ before, after, lead, tail }: NonNullable<PageChange['words']>): string {
  const around = (text: string): string =>
    [lead && `… ${lead}`, `[${text}]`, tail && `${tail} …`].filter(Boolean).join(' ');
  if (before === '') return `new: ${around(after)}`;
  if (after === '') return `gone: ${around(before)}`;
  return `${around(before)} → [${after}]`;
}

/** Shares below a hundredth are told as such. */
function percent(share: number): string {
  return share < 0.01 ? 'less than 1 %' : `${Math.round(share * 100)} %`;
}
