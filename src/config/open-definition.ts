import { stringify } from 'yaml';
import { check } from './check.ts';
import type { PartBlock, PartFile } from './part-schema.ts';
import { publicationSchema, TEXT_KEYS } from './schema.ts';
import { minutesWithin } from './withhold.ts';
import { parseYaml } from './yaml.ts';

/**
 * A `publication.yaml` without what it says of closed sessions: their parts are gone, of groups number, reason and minutes stay. So that no word
 * of theirs is left, comments go as well. `text` has been read before without an error.
 */
export function openDefinition(text: string): string {
  const plain = text.replace(/^\uFEFF/, '').replaceAll(/\r\n?/g, '\n');
  const parsed = parseYaml(plain, { file: '', line: 1 }, TEXT_KEYS, () => undefined);
  // Keys that are not known mean nothing to us, whatever they mean to their author. The check takes them out.
  if (parsed) check(parsed, publicationSchema, () => undefined);
  // Who does not get what, and why, is nobody else's matter either.
  const {
    parts = [],
    recipients: _,
    ...rest
  } = (parsed?.value ?? {}) as {
    readonly parts?: readonly PartFile[];
    readonly recipients?: unknown;
  };
  return stringify({ ...rest, parts: parts.flatMap(openEntry) });
}

function openEntry(entry: PartFile): PartFile[] {
  if (typeof entry === 'string') return [entry];
  if (!entry.closed && !entry.withheld)
    return [entry.parts ? { ...entry, parts: entry.parts.flatMap(openEntry) } : entry];
  if (entry.group === undefined) return [];
  const { number, reason, supplement, withdrawn } = entry;
  const minutes = entry.minutes ?? minutesWithin(entry.parts);
  const kept: PartBlock = {
    group: '',
    withheld: true,
    ...(number !== undefined && { number }),
    ...(reason !== undefined && { reason }),
    ...(minutes !== undefined && { minutes }),
    // Late items are counted by themselves.
    ...(supplement !== undefined && { supplement }),
    ...(withdrawn !== undefined && { withdrawn }),
  };
  return [kept];
}
