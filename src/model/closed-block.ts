import { editDistance } from './edit-distance.ts';

/*
 * What is of a closed session inside an open text:
 *
 *   ::: closed personnel
 *   Text, headings, pictures.
 *   :::
 *
 * The reason may also be written as an attribute, `::: closed {reason="personnel"}` or `::: {.closed reason="personnel"}`. Other
 * containers may stand inside; a line of colons alone ends the innermost. Who takes closed text out must never see less of it than who
 * sets it, so both ask here.
 */

/** What a container of colons is to us; `withheld` stands where a closed one was taken out. */
export type ContainerKind = 'closed' | 'withheld';

/** The first line of a container. */
interface Opening {
  /** Marks of lists and quotations before the colons, as written. */
  readonly prefix: string;
  readonly kind: ContainerKind | 'other';
  /** The name as written. */
  readonly name: string;
  readonly reason: string;
}

/** A container of one of our kinds. Lines count from 0. */
export interface ClosedBlock {
  readonly kind: ContainerKind;
  readonly first: number;
  /** Its closing line; the text's last line when nothing closes it. */
  readonly last: number;
  readonly ended: boolean;
  readonly prefix: string;
  /** Empty when none is given. */
  readonly reason: string;
}

/** What is wrong with the containers of a text, by line from 0. */
export interface ClosedFault {
  readonly kind: 'unclosed' | 'stray' | 'misspelt' | 'inside';
  readonly line: number;
}

/** Longest name of a container, characters. */
const NAME_LIMIT = 60;
/** Marks before a block: indentation, quotation, the marker of a list item or of a definition, the label of a note. */
const PREFIX = String.raw`(?:[ \t]|>|[-+*:](?=[ \t])|\(?[A-Za-z0-9]{1,9}[.)](?=[ \t])|\[\^[^\]\s][^\]\n]{0,100}\]:)*`;
const OPENING = new RegExp(String.raw`^(${PREFIX}):{3,}[ \t]*(?:\{([^}\n]*)\}|([^\s:{]{1,${NAME_LIMIT}})([^\n]*))`);
const CLOSING = new RegExp(String.raw`^${PREFIX}:{3,}[ \t]*$`);
const FENCE = new RegExp(`^${PREFIX}(\`{3,}|~{3,})([^\n]*)$`);
/** What only a closed block begins with, where nothing begins one. */
const INSIDE = /(?<![:\\]):{3,}[ \t]*(?:\{[^}\n]*\.)?closed\b/i;
const CODE_SPAN = /(`+)(?!`).*?(?<!`)\1(?!`)/g;
/** Letters by which a name may miss “closed” and still be taken for a slip of the pen. */
const SLIP = 2;
/** Longest reason that is printed, characters. */
const REASON_LIMIT = 200;

function openingOf(line: string): Opening | undefined {
  const match = line.includes(':::') ? OPENING.exec(line) : null;
  if (!match) return undefined;
  const [, prefix = '', alone, word = '', rest = ''] = match;
  const lower = (alone === undefined ? word : nameAmong(alone)).toLowerCase();
  const said = (alone ?? rest).trim().replace(/[\s:]+$/, '');
  const attribute = /\breason\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s}]+))/.exec(said);
  const plain = alone === undefined && !said.startsWith('{') ? said : '';
  const reason = (attribute?.[1] ?? attribute?.[2] ?? attribute?.[3] ?? plain).trim().slice(0, REASON_LIMIT);
  return { prefix, kind: lower === 'closed' || lower === 'withheld' ? lower : 'other', name: lower, reason };
}

/** The name that attributes give a container: of several classes that which is ours, else the first. */
function nameAmong(attributes: string): string {
  const classes = Array.from(attributes.matchAll(/\.([\w-]+)/g), ([, each]) => each!);
  return classes.find((each) => /^(?:closed|withheld)$/i.test(each)) ?? classes[0] ?? attributes.trim();
}

/** Whether a line names a closed block behind other text, where it begins none. */
function namesClosed(line: string): boolean {
  return line.includes(':::') && INSIDE.test(line.replace(CODE_SPAN, ''));
}

/**
 * The container of ours that begins with the first line of a text; undefined when none does. Reads no further than to its end, so that
 * many of them cost no more than the text is long.
 */
export function closedBlockAt(text: string): ClosedBlock | undefined {
  const lines = linesOf(text);
  const opening = openingOf(lines.next().value ?? '');
  if (!opening || opening.kind === 'other') return undefined;
  const { kind, prefix, reason } = opening;
  const { length, ended } = lengthOf(lines);
  return { kind, first: 0, last: length, ended, prefix, reason };
}

/**
 * The outermost closed and withheld containers of a text, line by line; inside them a line of code ends nothing. A container that nothing
 * ends goes on to the text's end, and one that stands in code counts all the same: rather too much is closed than too little. Lines among
 * `shown` count for nothing: they surely are code that is shown.
 */
export function closedBlocks(
  lines: readonly string[],
  shown: ReadonlySet<number> = new Set(),
): {
  readonly blocks: readonly ClosedBlock[];
  readonly faults: readonly ClosedFault[];
} {
  const blocks: ClosedBlock[] = [];
  const faults: ClosedFault[] = [];
  const strays: number[] = [];
  let others = 0;
  for (let line = 0; line < lines.length; line++) {
    const text = lines[line]!;
    if (!text.includes(':::') || shown.has(line)) continue;
    const opening = openingOf(text);
    if (!opening) {
      if (namesClosed(text)) faults.push({ kind: 'inside', line });
      if (!CLOSING.test(text)) continue;
      if (others > 0) others--;
      else strays.push(line);
      continue;
    }
    if (opening.kind === 'other') {
      others++;
      if (opening.name.includes('closed') || editDistance(opening.name, 'closed') <= SLIP)
        faults.push({ kind: 'misspelt', line });
      continue;
    }
    const { length, ended } = lengthOf(after(lines, line));
    if (!ended) faults.push({ kind: 'unclosed', line });
    const { kind, prefix, reason } = opening;
    const last = line + length;
    blocks.push({ kind, first: line, last, ended, prefix, reason });
    line = last;
  }
  // A text without closed blocks may use colons as it likes.
  if (blocks.length > 0) faults.push(...strays.map((line) => ({ kind: 'stray' as const, line })));
  return { blocks, faults };
}

/** How many lines of `rest` belong to a container whose first line is before them, and whether the last of them ends it. */
function lengthOf(rest: Iterable<string>): { readonly length: number; readonly ended: boolean } {
  let depth = 1;
  let fence = '';
  let length = 0;
  for (const text of rest) {
    length++;
    const code = FENCE.exec(text);
    if (fence !== '') {
      if (code?.[1]!.startsWith(fence) && code[2]!.trim() === '') fence = '';
    } else if (code && !(code[1]!.startsWith('`') && code[2]!.includes('`'))) fence = code[1]!;
    else if (CLOSING.test(text)) {
      if (--depth === 0) return { length, ended: true };
    } else if (openingOf(text)) depth++;
  }
  return { length, ended: false };
}

function* after(lines: readonly string[], line: number): Generator<string> {
  for (let at = line + 1; at < lines.length; at++) yield lines[at]!;
}

function* linesOf(text: string): Generator<string, undefined> {
  for (let at = 0; ;) {
    const end = text.indexOf('\n', at);
    yield text.slice(at, end === -1 ? undefined : end);
    if (end === -1) return;
    at = end + 1;
  }
}

/** A text without its closed blocks: what may be told of it where nobody knows yet whom it is for. */
export function withoutClosedBlocks(text: string): string {
  if (!text.includes(':::')) return text;
  const lines = text.split('\n');
  const { blocks } = closedBlocks(lines);
  const closed = blocks.filter(({ kind }) => kind === 'closed');
  return lines.filter((_, line) => !closed.some(({ first, last }) => line >= first && line <= last)).join('\n');
}
