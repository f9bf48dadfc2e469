import type { ContentScanner } from '../model/content-stream.ts';
import type { PDFDict } from 'pdf-lib';
import { dictionaryAt, items, nameAt, value } from '../model/pdf-values.ts';

/** Tells of a layer that content names whether every reader shows it when a file is opened. */
export type ShowsLayer = (group: PDFDict | undefined) => boolean;

/**
 * Which of a file's layers are shown to begin with (ISO 32000-1, 8.11.4.3): those that its default configuration does not turn off. Memberships in
 * layers count where one of them that is shown is enough (8.11.2.2).
 */
export function shownLayers(catalog: PDFDict): ShowsLayer {
  const configuration = dictionaryAt(dictionaryAt(catalog, 'OCProperties'), 'D');
  const on = new Set<unknown>(items(value(configuration, 'ON')));
  const off = new Set<unknown>(items(value(configuration, 'OFF')));
  const otherwise = /^(?:OFF|Unchanged)$/.test(nameAt(configuration, 'BaseState') ?? 'ON');
  const shows = (group: unknown): boolean => !off.has(group) && (!otherwise || on.has(group));
  return (group) => {
    if (nameAt(group, 'Type') === 'OCG') return shows(group);
    const any =
      nameAt(group, 'Type') === 'OCMD' && !value(group, 'VE') && /^AnyOn$/.test(nameAt(group, 'P') ?? 'AnyOn');
    return any && items(value(group, 'OCGs')).some(shows);
  };
}

/** Whether marked content begins that belongs to a layer (`/OC /Name BDC`). */
export function isLayer({ bytes, start }: ContentScanner): boolean {
  return bytes[start] === 0x2f && bytes[start + 1] === 0x4f && bytes[start + 2] === 0x43 && bytes[start + 3]! <= 0x20;
}
