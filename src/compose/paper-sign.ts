import { posix } from 'node:path';
import type { PacketSource } from './arrangement.ts';
import { element, toHtml } from './tree.ts';

/** A sign that says where a paper is, in the layout's words of the name `words`; on screens, that it is in the PDF. */
export function paperSign({ say, medium }: Pick<PacketSource, 'say' | 'medium'>, words: string, file: string): string {
  const said = say[medium === 'screen' ? 'paperInPdf' : words] ?? '';
  return toHtml(element('p', { class: 'missing-paper' }, [`${said} ${posix.basename(file)}`]));
}
