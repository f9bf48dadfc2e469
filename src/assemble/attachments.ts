import type { Attachment } from '../model/book.ts';
import type { Report } from '../model/diagnostic.ts';
import { walkParts, type AttachmentPart, type OfficePart } from '../model/part.ts';
import type { Edition, Publication } from '../model/publication.ts';
import { carriesFiles, STANDARDS } from '../model/standard.ts';
import type { World } from '../world.ts';

const OFFICE = 'application/vnd.openxmlformats-officedocument';
/** Media types of what publications are made of. */
const TYPES: Readonly<Record<string, string>> = {
  md: 'text/markdown',
  markdown: 'text/markdown',
  yaml: 'application/yaml',
  yml: 'application/yaml',
  csv: 'text/csv',
  tsv: 'text/tab-separated-values',
  docx: `${OFFICE}.wordprocessingml.document`,
  xlsx: `${OFFICE}.spreadsheetml.sheet`,
  pptx: `${OFFICE}.presentationml.presentation`,
  doc: 'application/msword',
  xls: 'application/vnd.ms-excel',
  ppt: 'application/vnd.ms-powerpoint',
  odt: 'application/vnd.oasis.opendocument.text',
  ods: 'application/vnd.oasis.opendocument.spreadsheet',
  odp: 'application/vnd.oasis.opendocument.presentation',
  rtf: 'application/rtf',
};
/** What a file of another kind is. */
const UNKNOWN_TYPE = 'application/octet-stream';

/**
 * The files that travel inside a publication's PDF: originals that its parts ask for, where the edition's standards let a file carry any, and
 * the texts and Office files that it is made of, where a standard is one that carries its sources (PDF/A-3a, PDF/A-4f). Each is named by its path in
 * the project. A supplement by itself (`supplement`, its number) carries what came with it. Reports `attachment-left-out` where the edition lets none be
 * carried.
 */
export async function attachmentsOf(
  publication: Publication,
  edition: Edition,
  world: World,
  report: Report,
  supplement?: number,
): Promise<Attachment[]> {
  const sources = edition.standard.some((name) => STANDARDS[name].attachments === 'sources');
  const parts = [...walkParts(publication.parts)].filter(
    (part) => supplement === undefined || part.supplement === supplement,
  );
  const asked = parts.filter(
    (part): part is AttachmentPart | OfficePart =>
      part.kind === 'attachment' || (part.kind === 'office' && part.attach),
  );
  if (!carriesFiles(edition.standard)) {
    for (const part of asked) reportLeftOut(part, edition, report);
    return [];
  }
  const made = new Set([
    ...(supplement === undefined ? [publication.source] : []),
    ...parts.flatMap((part) => (part.kind === 'markdown' || part.kind === 'office' ? [part.file] : [])),
  ]);
  const files = new Set([...(sources ? made : []), ...asked.map(({ file }) => file)]);
  const attachments: Attachment[] = [];
  for (const name of [...files].sort()) {
    const result = await world.read(name);
    if (!result.ok) continue;
    attachments.push({
      name,
      type: TYPES[name.slice(name.lastIndexOf('.') + 1).toLowerCase()] ?? UNKNOWN_TYPE,
      bytes: result.bytes,
      description: describe(name, publication, made),
      relationship: made.has(name) ? 'Source' : 'Supplement',
      modified: world.now(),
    });
  }
  return attachments;
}

function describe(name: string, publication: Publication, made: ReadonlySet<string>): string {
  if (name === publication.source) return 'What the publication is made of';
  return made.has(name) ? 'Text of the publication' : 'Paper of the publication';
}

function reportLeftOut({ kind, file, span }: AttachmentPart | OfficePart, edition: Edition, report: Report): void {
  const closed = edition.standard.find((name) => STANDARDS[name].attachments === 'none')!;
  report({
    severity: kind === 'attachment' ? 'warning' : 'note',
    code: 'attachment-left-out',
    message: `“${file}” does not travel inside this edition, for ${STANDARDS[closed].title} allows no attachments`,
    span,
    ...(kind === 'attachment' && {
      why: 'Its kind of file cannot be set as pages; a page says that it is handed out separately.',
    }),
    hint: `Save it as PDF in its program and take that in, or let the edition keep another standard, as in “standard: [ua-1, a-3a]”.`,
  });
}
