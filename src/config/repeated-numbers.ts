import type { Report } from '../model/diagnostic.ts';
import { walkParts, type GroupPart, type Part } from '../model/part.ts';

/** Reports every item whose number another one before it has. */
export function reportRepeatedNumbers(parts: readonly Part[], report: Report): void {
  const first = new Map<string, GroupPart>();
  for (const part of walkParts(parts)) {
    if (part.kind !== 'group' || part.number === '') continue;
    const other = first.get(part.number);
    if (!other) {
      first.set(part.number, part);
      continue;
    }
    report({
      severity: 'warning',
      code: 'item-number-repeated',
      message: `two items have the number ${part.number}: “${other.title}” and “${part.title}”`,
      ...(part.span && { span: part.span }),
      why: 'Minutes, stamps and copies name items by their numbers.',
      hint: 'Give one of them another “number”; items without one are counted.',
    });
  }
}
