import { posix } from 'node:path';
import type { PacketSource } from './arrangement.ts';
import { element, toHtml } from './tree.ts';

/** A sign that says where a paper is, in the layout's words of the name `words`; on screens, that it is in the PDF. */
export function paperSign({ say, medium }: Pick<PacketSource, 'say' | 'medium'>, words: string, file: string): string {
  const said = say[medium === 'screen' ? 'paperInPdf' : words] ?? '';
  return toHtml(element('p', { class: 'missing-paper' }, [`${said} ${posix.basename(file)}`]));
}

/** The page that stands for those of an item that a reader does not get; `pages` are their labels, `41–48`. */
export function leftOutSign(
  { say }: Pick<PacketSource, 'say'>,
  reason: string | undefined,
  pages: string,
): { readonly title: string; readonly html: string } {
  const several = /\d\D+\d/.test(pages);
  const words = [several ? say['pages'] : say['page'], pages].filter(Boolean).join(' ');
  return {
    title: [say['leftOut'], reason].filter(Boolean).join(': '),
    html: toHtml(element('p', { class: 'missing-paper' }, [words])),
  };
}
