import { expect, test } from 'vitest';
import { attachmentsOf } from '../../src/assemble/attachments.ts';
import type { Part } from '../../src/model/part.ts';

const span = { file: 'publication.yaml', line: 1, column: 1 };
const PARTS = [
  { kind: 'markdown', file: 'agenda.md', span },
  { kind: 'attachment', file: 'slides.pptx', span },
  { kind: 'group', title: 'Roof', supplement: 1, parts: [{ kind: 'markdown', file: 'storm.md', supplement: 1, span }] },
  { kind: 'attachment', file: 'photos.zip', supplement: 1, span },
  { kind: 'attachment', file: 'more.zip', supplement: 2, span },
] as unknown as readonly Part[];

/** Names of the files that travel inside a book, or inside a supplement by itself. */
async function carried(standard: readonly string[], supplement?: number): Promise<string[]> {
  const world = {
    now: () => new Date(0),
    read: async () => Promise.resolve({ ok: true, bytes: new Uint8Array(1) }),
  };
  const publication = { source: 'publication.yaml', parts: PARTS };
  const edition = { name: 'web', standard };
  const found = await attachmentsOf(
    publication as never,
    edition as never,
    world as never,
    (diagnostic) => expect.fail(diagnostic.message),
    supplement,
  );
  return found.map(({ name }) => name);
}

test('a book carries the files of all its parts', async () => {
  expect(await carried(['ua-1'])).toEqual(['more.zip', 'photos.zip', 'slides.pptx']);
  expect(await carried(['a-3a'])).toEqual(expect.arrayContaining(['publication.yaml', 'agenda.md', 'storm.md']));
});

test('a supplement by itself carries what came with it', async () => {
  expect(await carried(['ua-1'], 1)).toEqual(['photos.zip']);
  expect(await carried(['a-3a'], 1)).toEqual(['photos.zip', 'storm.md']);
  expect(await carried(['ua-1'], 2)).toEqual(['more.zip']);
});
