import type { Report } from '../model/diagnostic.ts';
import { partFiles, walkParts, type Part } from '../model/part.ts';
import type { LeftOut, Recipient } from '../model/recipient.ts';
import { slug } from './name.ts';
import { nearest } from './near.ts';
import type { RecipientFile } from './recipient-schema.ts';
import type { ParsedYaml } from './yaml.ts';

/** Signs that turn the direction of what follows (Unicode, UAX #9, 2): pasted with a name, they would turn the time after it. */
const DIRECTION = /[\u202A-\u202E\u2066-\u2069]/g;

/** Reads the people who get copies. Two whose files would have one name are reported, and so are items and papers that are not there. */
export function readRecipients(
  written: readonly RecipientFile[],
  parts: readonly Part[],
  parsed: ParsedYaml,
  report: Report,
): Recipient[] {
  const items = new Set([...walkParts(parts)].flatMap((part) => (part.kind === 'group' ? [part.number] : [])));
  const papers = new Set(partFiles(parts));
  const taken = new Map<string, string>();
  return written.map((entry, index) => {
    const { name, file, leaveOut = [], open } = typeof entry === 'string' ? { name: entry } : entry;
    const path = ['recipients', index];
    const span = parsed.place(path, 'value');
    const recipient: Recipient = {
      name: name.replaceAll(DIRECTION, '').trim().replaceAll(/\s+/g, ' '),
      file: file ?? slug(name),
      leaveOut: leaveOut.map((each): LeftOut => {
        const { reason, ...what } = typeof each === 'string' ? { item: each, reason: '' } : each;
        const named = 'item' in what ? { item: what.item.trim() } : { paper: what.paper.trim() };
        return { ...named, ...(reason?.trim() && { reason: reason.trim() }) };
      }),
      ...(open && { open }),
      span,
    };
    if (file === undefined && !/[a-z]/i.test(name.normalize('NFKD').replaceAll(/\p{M}/gu, ''))) {
      report({
        severity: 'note',
        code: 'recipient-file-unclear',
        message: `the copy for “${recipient.name}” is called “${recipient.file}”, for its name has no Latin letter`,
        span,
        hint: 'Give it a “file: …” of its own.',
      });
    }
    // Some file systems take capital and small letters for the same.
    const key = recipient.file.toLowerCase();
    const other = taken.get(key);
    if (other !== undefined) {
      report({
        severity: 'error',
        code: 'recipient-name-taken',
        message: `the copies for “${other}” and “${recipient.name}” would have one file name, “${recipient.file}”`,
        span,
        hint: 'Give one of them a “file: …” of its own.',
      });
    }
    taken.set(key, recipient.name);
    for (const [i, each] of recipient.leaveOut.entries()) {
      const [asked, known, kind] = 'item' in each ? [each.item, items, 'item'] : [each.paper, papers, 'paper'];
      if (known.has(asked)) continue;
      const near = nearest(asked, [...known]);
      report({
        severity: 'error',
        code: `recipient-${kind}-unknown`,
        message: `the ${kind === 'item' ? 'agenda' : 'book'} has no ${kind} “${asked}” to leave out for “${recipient.name}”`,
        span: parsed.place([...path, 'leaveOut', i], 'value'),
        hint: near === undefined ? `Known: ${[...known].join(', ')}.` : `Did you mean “${near}”?`,
      });
    }
    return recipient;
  });
}
