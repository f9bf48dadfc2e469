import { spawnSync } from 'node:child_process';
import { getDocument, VerbosityLevel } from 'pdfjs-dist/legacy/build/pdf.mjs';

/** How two rows of words differ. */
export interface Difference {
  /** In the first only. */
  readonly lost: readonly string[];
  /** In the second only. */
  readonly added: readonly string[];
}

/** Edits after which two texts count as different altogether. */
const EDITS_LIMIT = 5000;

/** Words as they are compared: by compatibility form, without soft hyphens and zero-width marks. */
export function wordsOf(text: string): string[] {
  return text
    .normalize('NFKC')
    .replace(/\u00ad|[\u200b-\u200f]|\u2060|\ufe0e|\ufe0f|\ufeff/g, '')
    .split(/\s+/)
    .filter((word) => word !== '');
}

/** The fewest words to take from `before` and to put in to come to `after`, in order (Myers' O(ND) walk). */
export function difference(before: readonly string[], after: readonly string[]): Difference {
  const trace: Int32Array[] = [];
  const size = before.length + after.length;
  const limit = Math.min(size, EDITS_LIMIT);
  const reach = new Int32Array(2 * limit + 3);
  const middle = limit + 1;
  for (let d = 0; d <= limit; d++) {
    trace.push(reach.slice());
    for (let k = -d; k <= d; k += 2) {
      const down = k === -d || (k !== d && reach[middle + k - 1]! < reach[middle + k + 1]!);
      let x = down ? reach[middle + k + 1]! : reach[middle + k - 1]! + 1;
      while (x < before.length && x - k < after.length && before[x] === after[x - k]) x++;
      reach[middle + k] = x;
      if (x >= before.length && x - k >= after.length) return backtrack(before, after, trace, d, middle);
    }
  }
  return { lost: before, added: after };
}

function backtrack(
  before: readonly string[],
  after: readonly string[],
  trace: readonly Int32Array[],
  edits: number,
  middle: number,
): Difference {
  const lost: string[] = [];
  const added: string[] = [];
  let x = before.length;
  let y = after.length;
  for (let d = edits; d > 0; d--) {
    const reach = trace[d]!;
    const k = x - y;
    const down = k === -d || (k !== d && reach[middle + k - 1]! < reach[middle + k + 1]!);
    const from = down ? k + 1 : k - 1;
    const fromX = reach[middle + from]!;
    const fromY = fromX - from;
    if (down) added.unshift(after[fromY]!);
    else lost.unshift(before[fromX]!);
    x = fromX;
    y = fromY;
  }
  return { lost, added };
}

/** A file's text in the order in which it is painted, as pdf.js reads it. */
export async function textAsPainted(bytes: Uint8Array): Promise<string> {
  const task = getDocument({ data: Uint8Array.from(bytes), verbosity: VerbosityLevel.ERRORS });
  const document = await task.promise;
  let text = '';
  for (let number = 1; number <= document.numPages; number++) {
    for (const item of (await (await document.getPage(number)).getTextContent()).items)
      if ('str' in item) text += item.str + (item.hasEOL ? '\n' : '');
    text += '\n';
  }
  await task.destroy();
  return text;
}

/** What a program on this machine says the text of a file is; undefined where it is not installed. */
export function textByProgram(command: string, ...parameters: readonly string[]): string | undefined {
  const { error, status, stdout } = spawnSync(command, parameters, { encoding: 'utf8', maxBuffer: 1 << 28 });
  return (error ?? status !== 0) ? undefined : stdout;
}

/**
 * Joins words that a line's end breaks, which programs that go by place cannot know: where the two halves together, with or
 * without the hyphen between them, are a word of `known`.
 */
export function joinLines(text: string, known: ReadonlySet<string>): string[] {
  const out: string[] = [];
  for (const line of text.split('\n')) {
    const words = wordsOf(line);
    for (;;) {
      const last = out.at(-1);
      const first = words[0];
      if (last === undefined || first === undefined || words.length === 0) break;
      const whole = [last + first, last.replace(/[-\u2010]$/, '') + first].find((word) => known.has(word));
      if (whole === undefined || (known.has(last) && known.has(first))) break;
      out[out.length - 1] = whole;
      words.shift();
    }
    out.push(...words);
  }
  return out;
}

/** Words that may stand between the halves of one that a page's end breaks: heads and folios. */
const FURNITURE_WORDS = 40;

/** True when a word's halves are among those that were added: a page's end broke it. */
export function isSplit(word: string, added: readonly string[]): boolean {
  return added.some((first, i) =>
    added
      .slice(i + 1, i + FURNITURE_WORDS)
      .some((second) => first + second === word || first.replace(/[-\u2010]$/, '') + second === word),
  );
}
