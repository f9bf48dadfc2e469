/** Codes to text as a ToUnicode CMap gives them (ISO 32000-1, 9.10.3). */
export interface ToUnicode {
  readonly text: ReadonlyMap<number, string>;
  /** Bytes of a code by the code space ranges; undefined when the CMap names none. */
  readonly codeBytes: number | undefined;
}

/** Codes one CMap may map: all that two bytes can say. */
const CODES_LIMIT = 0x10000;

/** UTF-16BE in hexadecimal digits as text. */
function utf16(hex: string): string {
  let result = '';
  for (let i = 0; i + 3 < hex.length; i += 4) result += String.fromCharCode(parseInt(hex.slice(i, i + 4), 16));
  return hex.length === 2 ? String.fromCharCode(parseInt(hex, 16)) : result;
}

/** The text for the `offset`th code of a range: its last UTF-16 unit counts on. */
function counted(start: string, offset: number): string {
  const last = start.length - 1;
  return last < 0 ? '' : start.slice(0, last) + String.fromCharCode(start.charCodeAt(last) + offset);
}

/** Reads a CMap's text; what is not understood is passed over. */
export function parseToUnicode(cmap: string): ToUnicode {
  const text = new Map<number, string>();
  const put = (code: number, value: string): void => {
    if (text.size < CODES_LIMIT) text.set(code, value);
  };
  const clean = (hex: string): string => hex.replace(/\s+/g, '');
  let codeBytes: number | undefined;
  for (const block of cmap.matchAll(/begincodespacerange([\s\S]*?)endcodespacerange/g)) {
    const first = /<([^>]*)>/.exec(block[1]!);
    if (first) codeBytes = Math.max(codeBytes ?? 0, clean(first[1]!).length >> 1);
  }
  for (const block of cmap.matchAll(/beginbfchar([\s\S]*?)endbfchar/g)) {
    for (const pair of block[1]!.matchAll(/<([^>]*)>\s*<([^>]*)>/g))
      put(parseInt(clean(pair[1]!), 16), utf16(clean(pair[2]!)));
  }
  for (const block of cmap.matchAll(/beginbfrange([\s\S]*?)endbfrange/g)) {
    for (const range of block[1]!.matchAll(/<([^>]*)>\s*<([^>]*)>\s*(?:<([^>]*)>|\[([^\]]*)\])/g)) {
      const first = parseInt(clean(range[1]!), 16);
      const last = Math.min(parseInt(clean(range[2]!), 16), first + CODES_LIMIT);
      const list =
        range[4] === undefined ? undefined : [...range[4].matchAll(/<([^>]*)>/g)].map((item) => utf16(clean(item[1]!)));
      const start = utf16(clean(range[3] ?? ''));
      for (let code = first; code <= last; code++)
        put(code, list ? (list[code - first] ?? '') : counted(start, code - first));
    }
  }
  return { text, codeBytes };
}

/** Text as UTF-16BE in hexadecimal digits. */
export function utf16Hex(text: string): string {
  return Buffer.from(text, 'utf16le').swap16().toString('hex').toUpperCase();
}

/** Entries that one block of a CMap may have (Adobe technical note 5014). */
const ENTRIES_PER_BLOCK = 100;

/** A ToUnicode CMap (ISO 32000-1, 9.10.3) for codes of so many bytes. */
export function writeToUnicode(entries: Iterable<readonly [code: number, text: string]>, codeBytes: 1 | 2): string {
  const digits = codeBytes * 2;
  const all = [...entries].map(
    ([code, text]) => [code.toString(16).padStart(digits, '0').toUpperCase(), text] as const,
  );
  return writeMixedToUnicode(all, [['0'.repeat(digits), 'F'.repeat(digits)]]);
}

/** The same for codes (hexadecimal) of different lengths, in the ranges of a code space. */
export function writeMixedToUnicode(
  all: readonly (readonly [code: string, text: string])[],
  ranges: readonly (readonly [first: string, last: string])[],
): string {
  const lines: string[] = [];
  for (let from = 0; from < all.length; from += ENTRIES_PER_BLOCK) {
    const part = all.slice(from, from + ENTRIES_PER_BLOCK);
    lines.push(`${part.length} beginbfchar`);
    for (const [code, text] of part) lines.push(`<${code}> <${utf16Hex(text)}>`);
    lines.push('endbfchar');
  }
  return `/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
${ranges.length} begincodespacerange
${ranges.map(([first, last]) => `<${first}> <${last}>`).join('\n')}
endcodespacerange
${lines.join('\n')}
endcmap
CMapName currentdict /CMap defineresource pop
end
end
`;
}
