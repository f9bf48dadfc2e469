import { posix } from 'node:path';
import type { WithheldPart } from '../model/part.ts';
import type { AgendaItem } from './agenda.ts';
import type { PacketSource } from './arrangement.ts';
import { element, toHtml } from './tree.ts';

/** What a page says that stands for others. */
export interface SlipWords {
  readonly title: string;
  readonly html: string;
}

/** A sign that says where a paper is, in the layout's words of the name `words`; on screens, that it is in the PDF. */
export function paperSign({ say, medium }: Pick<PacketSource, 'say' | 'medium'>, words: string, file: string): string {
  const said = say[medium === 'screen' ? 'paperInPdf' : words] ?? '';
  return toHtml(element('p', { class: 'missing-paper' }, [`${said} ${posix.basename(file)}`]));
}

/** The page that stands for those of an item that a reader does not get; `pages` are their labels, `41–48`. */
export function leftOutSign({ say }: Pick<PacketSource, 'say'>, reason: string | undefined, pages: string): SlipWords {
  return {
    title: [say['leftOut'], reason].filter(Boolean).join(': '),
    html: toHtml(element('p', { class: 'missing-paper' }, [whichPages(pages, say)])),
  };
}

/** What a page says that stands for others; `item`: that whose pages they all are. */
export function slipWords(
  { former, leftOut, title, reason, pages }: WithheldPart & { readonly pages: string },
  item: AgendaItem | undefined,
  { say }: Pick<PacketSource, 'say'>,
): SlipWords {
  if (leftOut) return leftOutSign({ say }, reason, pages);
  if (!former) return withheldWords(pages, item ?? { ...(reason !== undefined && { reason }) }, say);
  return {
    // An item’s title says so already.
    title: item?.title ?? withdrawnTitle(title, say),
    html: toHtml(element('p', { class: 'missing-paper' }, [whichPages(pages, say)])),
  };
}

/** The title of what was withdrawn; of numbers that are not used any more, that alone. */
export function withdrawnTitle(title: string | undefined, say: Readonly<Record<string, string>>): string {
  return [say['withdrawn'], title].filter(Boolean).join(': ');
}

/** `Pages 41–48`. */
export function whichPages(pages: string, say: Readonly<Record<string, string>>): string {
  return [say[/\d\D+\d/.test(pages) ? 'pages' : 'page'], pages].filter(Boolean).join(' ');
}

/** What a page says that stands for withheld ones: where there is a reason, it and which pages they are, else these alone. */
function withheldWords(
  pages: string,
  { reason }: Partial<Pick<AgendaItem, 'reason'>>,
  say: Readonly<Record<string, string>>,
): SlipWords {
  const several = /[–,]/.test(pages);
  const which = `${say[several ? 'pages' : 'page'] ?? ''} ${pages} ${say['withheldPages'] ?? ''}`.trim();
  if (reason === undefined) return { title: which, html: '' };
  const title = [say['closedSession'], reason].filter(Boolean).join(': ');
  return { title, html: toHtml(element('p', { class: 'withheld-pages' }, [which])) };
}
