import type { Part } from '../model/part.ts';
import type { Edition, Publication } from '../model/publication.ts';

/**
 * The publication as an edition may show it. Without closed sessions, a closed part is gone before any stage sees it: not its file, not its
 * title. Of a closed group number and reason stay, so that the agenda still counts it.
 */
export function withhold(publication: Publication, edition: Edition): Publication {
  if (edition.closed !== false) return publication;
  return { ...publication, parts: publication.parts.flatMap(openOnly) };
}

function openOnly(part: Part): Part[] {
  if (part.kind === 'group') {
    if (!part.closed) return [{ ...part, parts: part.parts.flatMap(openOnly) }];
    const { number, reason, span } = part;
    const kept = { ...(reason !== undefined && { reason }), ...(span && { span }) };
    return [{ kind: 'group', title: '', number, consent: false, closed: true, withheld: true, parts: [], ...kept }];
  }
  return part.closed ? [] : [part];
}

/** Whether anything of a publication is of a closed session: its own definition then says more than an edition without it may tell. */
export function hasClosed(parts: readonly Part[]): boolean {
  return parts.some((part) => part.closed === true || (part.kind === 'group' && hasClosed(part.parts)));
}
