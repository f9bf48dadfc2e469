import { readFileSync } from 'node:fs';
import type { Book, OutlineItem } from '../../src/model/book.ts';
import type { Diagnostic } from '../../src/model/diagnostic.ts';
import { finish } from '../../src/finish/finish.ts';

/** Four pages as Chromium 153 printed them: links, two pictures, a table, destinations `beginning`, `middle`, `end`. */
export const printed: Uint8Array = readFileSync(new URL('./fixtures/printed.pdf', import.meta.url));

export function item(
  title: string,
  destination: string,
  children: readonly OutlineItem[] = [],
  open = true,
): OutlineItem {
  return { title, destination, open, children };
}

/** What finish asks of the world: nothing, for a book that claims no standard. */
export const resources: Parameters<typeof finish>[1] = {
  random: (length) => new Uint8Array(length),
  bundled: () => Promise.resolve(undefined),
  read: () => Promise.resolve({ ok: false, reason: 'missing' }),
  dependency: () => Promise.resolve(undefined),
};

/** A book around the printed pages; `changes` says what differs. */
export function bookOf(changes: {
  readonly bytes?: Uint8Array;
  readonly labels?: readonly string[];
  readonly outline?: readonly OutlineItem[];
  readonly metadata?: Partial<Book['metadata']>;
  readonly linearise?: boolean;
}): Book {
  const labels = changes.labels ?? ['i', 'ii', '1', '2'];
  return {
    document: changes.bytes ?? printed,
    map: { pages: labels.map((label) => ({ folio: label, label, blank: false })), destinations: new Map() },
    outline: changes.outline ?? [item('Beginning', 'beginning', [item('Middle', 'middle')]), item('End', 'end')],
    metadata: {
      title: 'Minutes & papers',
      authors: ['Ada Example', 'Jürgen Beispiel'],
      subject: 'What was <said> — and done',
      keywords: ['board', 'minutes'],
      lang: 'en-GB',
      created: new Date('2025-03-14T09:26:53.589Z'),
      creatorTool: 'Octavo 0.1.0',
      ...changes.metadata,
    },
    edition: { name: 'web', ppi: 150, quality: 82, linearise: changes.linearise ?? false, standard: [] },
  };
}

/** Finishes a book; what is reported must be nothing. */
export async function finished(changes: Parameters<typeof bookOf>[0] = {}): Promise<Uint8Array> {
  const reported: Diagnostic[] = [];
  const book = await finish(bookOf(changes), resources, (diagnostic) => reported.push(diagnostic));
  if (reported.length > 0) throw new Error(`reported: ${JSON.stringify(reported)}`);
  return book.file();
}
