import type { Report } from '../model/diagnostic.ts';
import { walkParts, type Part } from '../model/part.ts';
import { PART_KEYS, type PartBlock, type PartKind } from './part-schema.ts';
import type { ParsedYaml, Path } from './yaml.ts';

/** What a part has from the groups around it. */
export interface Around {
  readonly closed: boolean;
  readonly supplement: number;
}

/** What goes wrong when a key goes unheard, where that is more than a setting. */
const LOSSES: Readonly<Record<string, string>> = {
  parts: 'What stands in it would not be in the book.',
  pages: 'All pages would be in every edition.',
};

/** Reports what is wrong with a part that is written as a block, each fault at its key. */
export function reportBlock(
  kind: PartKind,
  block: PartBlock,
  around: Around,
  path: Path,
  { parsed, report }: { readonly parsed: ParsedYaml; readonly report: Report },
): void {
  for (const key of Object.keys(block)) {
    if (key === kind || PART_KEYS[kind].includes(key)) continue;
    const why = LOSSES[key];
    report({
      severity: why === undefined ? 'warning' : 'error',
      code: 'part-key-misplaced',
      message: `“${key}” says nothing of a part that is a ${kind}`,
      span: parsed.place([...path, key], 'key'),
      ...(why !== undefined && { why }),
      hint:
        key === 'parts'
          ? 'Write “group” for what holds parts.'
          : `Take it away; beside “${kind}” may stand ${PART_KEYS[kind].join(', ')}.`,
    });
  }
  const { supplement = around.supplement } = block;
  if (supplement < around.supplement)
    report({
      severity: 'warning',
      code: 'supplement-earlier',
      message: `this part comes with supplement ${around.supplement}, as its item does, not with ${supplement}`,
      span: parsed.place([...path, 'supplement'], 'value'),
      hint: 'Take it away, or let the item come as early.',
    });
  if (kind !== 'group' || block.withheld) return;
  if (block.group!.trim() === '')
    report({
      severity: 'error',
      code: 'item-untitled',
      message: 'this item has no title',
      span: parsed.place([...path, 'group'], 'value'),
      hint: 'Say what it is about: “group: Treasurer’s report”.',
    });
  if (block.reason?.trim() && block.closed === undefined && !around.closed)
    report({
      severity: 'error',
      code: 'reason-open',
      message: 'this item says why it is closed, but not that it is',
      span: parsed.place([...path, 'reason'], 'key'),
      why: 'It would be in every edition.',
      hint: 'Write “closed: true” beside it, or “closed: false”.',
    });
}

/** Reports every agenda behind the first: items and links have one place to lead to. */
export function reportAgendas(parts: readonly Part[], report: Report): void {
  for (const { span } of [...walkParts(parts)].filter(({ kind }) => kind === 'agenda').slice(1))
    report({
      severity: 'error',
      code: 'agenda-repeated',
      message: 'the agenda is there already',
      ...(span && { span }),
      hint: 'Keep one of the two.',
    });
}

/** A part that is a file. */
type FilePart = Extract<Part, { readonly file: string }>;

/** Reports papers that are closed in one place and open in another: the open one would be in every edition, perhaps by a pattern. */
export function reportOpenToo(parts: readonly Part[], report: Report): void {
  const open = new Map<string, FilePart[]>();
  const closed: FilePart[] = [];
  const collect = (all: readonly Part[], within: boolean): void => {
    for (const part of all) {
      const isClosed = within || part.closed === true;
      if (part.kind === 'group') collect(part.parts, isClosed);
      else if (!('file' in part)) continue;
      else if (isClosed) closed.push(part);
      else open.set(part.file, [...(open.get(part.file) ?? []), part]);
    }
  };
  collect(parts, false);
  for (const part of closed) {
    const other = open.get(part.file)?.find((each) => sharePages(each, part));
    if (!other) continue;
    report({
      severity: 'error',
      code: 'part-open-too',
      message: `“${part.file}” is closed here, and open in line ${other.span?.line ?? 1}`,
      ...(part.span && { span: part.span }),
      why: 'It would be in every edition.',
      hint: 'Close it there too, or take it away there; a pattern takes all files that match it.',
    });
  }
}

/** Whether two parts of one file have pages in common. */
function sharePages(a: FilePart, b: FilePart): boolean {
  const [these, those] = [rangesOf(a), rangesOf(b)];
  return these.some(([from, to]) => those.some(([first, last]) => from <= last && first <= to));
}

function rangesOf(part: FilePart): readonly (readonly [number, number])[] {
  if (part.kind !== 'pdf' || !part.pages) return [[1, Infinity]];
  return part.pages.map(({ from, to = Infinity }) => [Math.min(from, to), Math.max(from, to)]);
}
