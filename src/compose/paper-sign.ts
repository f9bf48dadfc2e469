import { posix } from 'node:path';
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
  const several = /\d\D+\d/.test(pages);
  const words = [several ? say['pages'] : say['page'], pages].filter(Boolean).join(' ');
  return {
    title: [say['leftOut'], reason].filter(Boolean).join(': '),
    html: toHtml(element('p', { class: 'missing-paper' }, [words])),
  };
}

/** What a page says that stands for withheld ones: where there is a reason, it and which pages they are, else these alone. */
export function withheldWords(
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
