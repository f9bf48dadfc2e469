import { availableParallelism } from 'node:os';
import { openExhibit } from './exhibit/exhibit.ts';
import type { Report } from './model/diagnostic.ts';
import type { Exhibit } from './model/exhibit.ts';
import { pdfParts, type Part, type PdfPart } from './model/part.ts';
import type { Edition } from './model/publication.ts';
import type { World } from './world.ts';

/** Exhibits taken in at a time: each has a thread of its own and may fill its share of memory. */
const EXHIBITS_AT_ONCE: number = Math.min(4, availableParallelism());

/**
 * Takes in every PDF of a publication, each file once for every way that it is asked for; undefined, and reported, where one cannot be.
 * In the order of {@link pdfParts}. Rejects only when the signal fires.
 */
export async function takeExhibits(
  parts: readonly Part[],
  world: World,
  report: Report,
  signal?: AbortSignal,
): Promise<readonly (Exhibit | undefined)[]> {
  const wanted = pdfParts(parts);
  const key = ({ file, password, annotations }: PdfPart): string => JSON.stringify([file, password, annotations]);
  const first = new Map(wanted.toReversed().map((part) => [key(part), part]));
  const taken = new Map<string, Exhibit | undefined>();
  const queue = [...new Set(wanted.map((part) => first.get(key(part))!))];
  const worker = async (): Promise<void> => {
    for (let part = queue.shift(); part; part = queue.shift())
      taken.set(key(part), await take(part, world, report, signal));
  };
  await Promise.all(Array.from({ length: Math.min(EXHIBITS_AT_ONCE, queue.length) }, worker));
  return wanted.map((part) => taken.get(key(part)));
}

/** Faults of an exhibit that a diagnostic names. */
const FAULTS_SHOWN = 3;

/**
 * Settles what becomes of exhibits whose pages cannot keep the edition's standards, as their parts ask: they are left out, or the edition
 * claims no standard. What concerns the exhibit as a whole (language, structure) the book makes good. Reports `exhibit-nonconforming`.
 */
export function settleConformance(
  parts: readonly Part[],
  exhibits: readonly (Exhibit | undefined)[],
  edition: Edition,
  report: Report,
): { readonly exhibits: readonly (Exhibit | undefined)[]; readonly edition: Edition } {
  if (edition.standard.length === 0) return { exhibits, edition };
  let claims = true;
  const settled = pdfParts(parts).map((part, index) => {
    const exhibit = exhibits[index];
    const faults = exhibit?.faults.filter(({ page }) => page >= 0 && isWanted(part, page)) ?? [];
    if (!exhibit || faults.length === 0) return exhibit;
    const refused = part.conform === 'refuse';
    claims &&= refused;
    const rules = faults
      .slice(0, FAULTS_SHOWN)
      .map(({ page, rule, clause }) => `page ${page + 1}: ${rule} (${clause})`);
    const rest = faults.length - rules.length;
    report({
      severity: 'warning',
      code: 'exhibit-nonconforming',
      message: `“${part.file}” cannot keep ${edition.standard.join(' and ')}, so ${refused ? 'it is left out' : 'this edition claims no standard'}: ${rules.join('; ')}${rest > 0 ? `; and ${rest} more` : ''}`,
      span: part.span,
      hint: refused
        ? 'Ask for a copy that keeps the standard, or say “conform: drop-claim”.'
        : 'Ask for a copy that keeps the standard, or say “conform: refuse”, or “standard: []” for this edition.',
    });
    return refused ? undefined : exhibit;
  });
  return { exhibits: settled, edition: claims ? edition : { ...edition, standard: [] } };
}

/** Whether a part takes a page (index from 0). */
function isWanted({ pages }: PdfPart, page: number): boolean {
  if (!pages) return true;
  return pages.some(({ from, to = Infinity }) => page + 1 >= Math.min(from, to) && page + 1 <= Math.max(from, to));
}

async function take(part: PdfPart, world: World, report: Report, signal?: AbortSignal): Promise<Exhibit | undefined> {
  const { file, span, password, annotations } = part;
  const found = await world.read(file);
  if (!found.ok) {
    report({
      severity: 'warning',
      code: 'exhibit-unreadable',
      message: `“${file}” cannot be read${found.reason === 'large' ? ': it is too large' : ''}`,
      span,
      why: 'Its pages are missing from the book; a page says so in their place.',
    });
    return undefined;
  }
  return openExhibit({ bytes: found.bytes, file, span, ...(password !== undefined && { password }) }, report, {
    annotations,
    ...(signal && { signal }),
  });
}
