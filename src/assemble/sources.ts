import type { Attachment } from '../model/book.ts';
import { walkParts } from '../model/part.ts';
import type { Edition, Publication } from '../model/publication.ts';
import { STANDARDS } from '../model/standard.ts';
import type { World } from '../world.ts';

/** Media types of what publications are written in. */
const TYPES: Readonly<Record<string, string>> = {
  md: 'text/markdown',
  markdown: 'text/markdown',
  yaml: 'application/yaml',
  yml: 'application/yaml',
};

/**
 * The texts that a publication is written in, to travel inside its PDF where the edition's standard is one that carries
 * its sources (PDF/A-3a, PDF/A-4f); nothing for others. Each is named by its path in the project.
 */
export async function sourcesOf(publication: Publication, edition: Edition, world: World): Promise<Attachment[]> {
  const carries = edition.standard.some((name) => STANDARDS[name].attachments === 'sources');
  if (!carries) return [];
  const files = new Set([
    publication.source,
    ...[...walkParts(publication.parts)].flatMap((part) => (part.kind === 'markdown' ? [part.file] : [])),
  ]);
  const attachments: Attachment[] = [];
  for (const name of [...files].sort()) {
    const result = await world.read(name);
    if (!result.ok) continue;
    attachments.push({
      name,
      type: TYPES[name.slice(name.lastIndexOf('.') + 1).toLowerCase()] ?? 'text/plain',
      bytes: result.bytes,
      description: name === publication.source ? 'What the publication is made of' : 'Text of the publication',
      relationship: 'Source',
      modified: world.now(),
    });
  }
  return attachments;
}
