import { walkParts, type GroupPart, type Part, type WithheldPart } from '../model/part.ts';
import type { Edition, Publication } from '../model/publication.ts';
import type { LeftOut } from '../model/recipient.ts';
import { lastSupplement } from '../model/supplement.ts';

/**
 * The publication as an edition may show it. Without closed sessions, a closed part is gone before any stage sees it: not its file, not its
 * title. Of a closed group number and reason stay, so that the agenda still counts it.
 */
export function withhold(publication: Publication, edition: Edition): Publication {
  if (edition.closed !== false) return publication;
  const { numbered, ...rest } = publication;
  const parts = openOnly(publication.parts, edition.withheld === 'keep-folios');
  // That something closed came late is nobody's matter.
  const stays = numbered === 'always' || lastSupplement(parts) > 0;
  return { ...rest, parts, ...(numbered && stays && { numbered }) };
}

/**
 * The publication as somebody gets it who does not get some of its items or papers: of items, number and reason stay, and of both, which pages
 * are missing. `pagesOf` gives the labels of a part's pages.
 */
export function leaveOut(
  publication: Publication,
  items: readonly LeftOut[],
  pagesOf: (part: Part) => string,
): Publication {
  const without = (part: Part): Part => {
    if (part.kind !== 'group') {
      const files = [...('file' in part ? [part.file] : []), ...(part.kin ?? [])];
      const paper = items.find((each) => 'paper' in each && files.includes(each.paper));
      return paper ? { kind: 'withheld', ...identityOf(part), ...leftOutFor(paper), pages: pagesOf(part) } : part;
    }
    if (part.withheld) return part;
    const item = items.find((each) => 'item' in each && each.item === part.number);
    if (!item) return { ...part, parts: part.parts.map(without) };
    return { ...withheldGroup(part, item.reason), leftOut: pagesOf(part) };
  };
  return { ...publication, parts: publication.parts.map(without) };
}

function leftOutFor({ reason }: LeftOut): Pick<WithheldPart, 'leftOut' | 'reason'> {
  return { leftOut: true, ...(reason !== undefined && { reason }) };
}

/** What tells a part, and says nothing of what is in it. */
function identityOf(part: Part): Pick<Part, 'key' | 'supplement' | 'withdrawn' | 'replaces' | 'span'> {
  const { key, supplement, withdrawn, replaces, span } = part;
  return {
    ...{ ...(key && { key }), ...(supplement && { supplement }), ...(withdrawn && { withdrawn }) },
    // Which file that is, is nobody’s matter.
    ...(replaces && { replaces: { ...replaces, file: '' } }),
    ...(span && { span }),
  };
}

/** `slips`: in the place of what is gone something says so. */
function openOnly(parts: readonly Part[], slips: boolean): Part[] {
  return parts.flatMap((part) => openPart(part, slips));
}

function openPart(part: Part, slips: boolean): Part[] {
  const slip: Part[] = slips ? [{ kind: 'withheld', ...identityOf(part) }] : [];
  if (part.kind === 'group') {
    if (!part.closed) return [{ ...part, parts: openOnly(part.parts, slips) }];
    return [{ ...withheldGroup(part, part.reason), parts: slip }];
  }
  return part.closed ? slip : [part];
}

/** What a group that is not shown leaves behind: its number and time, and the reason. */
function withheldGroup(part: GroupPart, reason: string | undefined): GroupPart {
  const { number } = part;
  const minutes = part.minutes ?? minutesWithin(part.parts);
  return {
    ...{ kind: 'group', title: '', number, consent: false, closed: true, withheld: true, parts: [] },
    ...identityOf(part),
    ...(reason !== undefined && { reason }),
    // The items after it begin when they begin in the full book.
    ...(minutes !== undefined && { minutes }),
  };
}

/** What may hold items of an agenda, read or as written. */
interface Timed {
  readonly kind?: string;
  readonly minutes?: number | undefined;
  readonly parts?: readonly (Timed | string)[] | undefined;
}

/** Minutes allotted to the items among some parts; undefined where none says. */
export function minutesWithin(parts: readonly (Timed | string)[] = []): number | undefined {
  const minutes = parts.flatMap((part) =>
    typeof part === 'string' ? [] : [part.minutes ?? minutesWithin(part.parts) ?? []].flat(),
  );
  return minutes.length > 0 ? minutes.reduce((sum, each) => sum + each, 0) : undefined;
}

/** Whether anything of a publication is of a closed session: its own definition then says more than an edition without it may tell. */
export function hasClosed(parts: readonly Part[]): boolean {
  return parts.some(
    (part) =>
      (part.closed === true && !(part.kind === 'group' && part.withheld && isBare(part))) ||
      (part.kind === 'group' && hasClosed(part.parts)),
  );
}

/** Whether nothing of a withheld item is there but what everybody may know. */
function isBare({ title, presenter, action, parts }: GroupPart): boolean {
  return title === '' && presenter === undefined && action === undefined && parts.length === 0;
}

/** The parts that {@link withhold} takes out, whatever is in them. */
export function closedParts(parts: readonly Part[]): Part[] {
  return parts.flatMap((part) =>
    part.closed ? [...walkParts([part])] : part.kind === 'group' ? closedParts(part.parts) : [],
  );
}
