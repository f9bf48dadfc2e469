import { availableParallelism } from 'node:os';
import { openExhibit } from './exhibit/exhibit.ts';
import type { Report } from './model/diagnostic.ts';
import type { Exhibit } from './model/exhibit.ts';
import { pdfParts, type Part, type PdfPart } from './model/part.ts';
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
