import type { Part } from '../model/part.ts';
import { punctuated } from '../model/punctuation.ts';
import type { Packet, Publication } from '../model/publication.ts';

type Said = Pick<Publication, 'title' | 'parts'> &
  Partial<Pick<Publication, 'subtitle' | 'organisation' | 'description' | 'packet'>>;

/**
 * What a definition says to readers with the quotes, dashes and ellipses of its language, as texts get theirs: titles, people, reasons, facts of
 * a meeting. Names of files, numbers and words of the layout stay as they are written.
 */
export function inTypography<Definition extends Said>(definition: Definition, lang: string): Definition {
  const set = <Of extends object>(object: Of, keys: readonly (keyof Of)[]): Of => {
    const changed = keys.flatMap((key) => {
      const text = object[key];
      return typeof text === 'string' ? [[key, punctuated(text, lang)] as const] : [];
    });
    return { ...object, ...Object.fromEntries(changed) };
  };
  const part = (each: Part): Part => {
    switch (each.kind) {
      case 'group':
        return { ...set(each, ['title', 'presenter', 'reason']), parts: each.parts.map(part) };
      case 'image':
        return set(each, ['title', 'alt']);
      default:
        return set(each, ['title']);
    }
  };
  const facts: readonly (keyof Packet)[] = ['body', 'meeting', 'place', 'status', 'notice', 'quorum'];
  return {
    ...set(definition, ['title', 'subtitle', 'organisation', 'description']),
    parts: definition.parts.map(part),
    ...(definition.packet && { packet: set(definition.packet, facts) }),
  };
}
