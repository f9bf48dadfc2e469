/** A face of a style sheet: one `@font-face` rule. */
export interface FaceRule {
  /** The rule as written. */
  readonly text: string;
  /** Address of its woff2 file as written. */
  readonly source: string;
  readonly ranges: readonly (readonly [number, number])[];
}

/** Rules inside each other that are followed; deeper ones are kept as they are. */
const NESTING_LIMIT = 32;

/** A style sheet without its comments; strings are left as they are. */
export function withoutComments(css: string): string {
  return css.replaceAll(
    /("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')|\/\*[\s\S]*?(?:\*\/|$)/g,
    (_, string?: string) => string ?? '',
  );
}

/** Top-level rules of a style sheet without comments, each with its block (CSS Syntax Module Level 3, 5.4.1). */
export function topLevelRules(css: string): string[] {
  const rules: string[] = [];
  let start = 0;
  let depth = 0;
  for (let i = 0; i < css.length; i++) {
    const c = css[i]!;
    if (c === '"' || c === "'") i = stringEnd(css, i);
    else if (c === '\\') i++;
    else if (c === '{' || c === '(' || c === '[') depth++;
    else if (c === '}' || c === ')' || c === ']') depth = Math.max(0, depth - 1);
    if (depth === 0 && (css[i] === '}' || css[i] === ';')) {
      rules.push(css.slice(start, i + 1).trim());
      start = i + 1;
    }
  }
  const rest = css.slice(start).trim();
  return rest === '' ? rules : [...rules, rest];
}

function stringEnd(css: string, start: number): number {
  for (let i = start + 1; i < css.length; i++) {
    if (css[i] === '\\') i++;
    else if (css[i] === css[start] || css[i] === '\n') return i;
  }
  return css.length;
}

/**
 * A style sheet without what speaks of sheets of paper: `@page` and the counter styles of folios and heads. A browser that prints the HTML
 * edition has margins of its own.
 */
export function withoutPages(css: string, depth = 0): string {
  return topLevelRules(css)
    .filter((rule) => !/^@(?:page|counter-style)\b/i.test(rule))
    .map((rule) => {
      const open = /^@(?:media|supports|layer|container)\b[^{;]*\{/i.exec(rule);
      if (!open || depth >= NESTING_LIMIT) return rule;
      return `${open[0]}\n${withoutPages(rule.slice(open[0].length, -1), depth + 1)}\n}`;
    })
    .join('\n');
}

/** The `@font-face` rules of a style sheet that have a woff2 file. */
export function faceRules(css: string): FaceRule[] {
  return topLevelRules(css).flatMap((text) => {
    if (!/^@font-face\b/i.test(text)) return [];
    const source = /url\(\s*["']?([^"')]+\.woff2)["']?\s*\)/i.exec(text)?.[1];
    if (source === undefined) return [];
    const ranges = /unicode-range\s*:\s*([^;}]+)/i.exec(text)?.[1] ?? '';
    return [
      {
        text,
        source,
        ranges: ranges === '' ? [[0, 0x10ffff]] : ranges.split(',').map(parseRange),
      },
    ];
  });
}

/** One range of `unicode-range` (CSS Fonts Module Level 4, 4.5): `U+26`, `U+0025-00FF`, `U+4??`. */
function parseRange(text: string): readonly [number, number] {
  const [from = '', to = from] = text.trim().replace(/^U\+/i, '').split('-');
  return [Number.parseInt(from.replaceAll('?', '0'), 16), Number.parseInt(to.replaceAll('?', 'F'), 16)];
}

/** Replaces every address in a style sheet by what `replace` makes of it. */
export async function replaceAddresses(css: string, replace: (address: string) => Promise<string>): Promise<string> {
  const pattern = /url\(\s*(?:"((?:\\.|[^"\\])*)"|'((?:\\.|[^'\\])*)'|([^"')\s]*))\s*\)/gi;
  let out = '';
  let at = 0;
  for (const match of css.matchAll(pattern)) {
    const address = match[1] ?? match[2] ?? match[3] ?? '';
    out += `${css.slice(at, match.index)}url("${(await replace(address)).replaceAll(/["\\\n]/g, encodeURIComponent)}")`;
    at = match.index + match[0].length;
  }
  return out + css.slice(at);
}
