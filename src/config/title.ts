const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00A0',
  ndash: '–',
  mdash: '—',
};

/** Characters of a line that are looked at: no heading is longer, and a hostile one must not keep the patterns busy. */
const LINE_LIMIT = 1000;

/**
 * The title a Markdown text gives itself: the words of its first heading of level 1, when nothing stands before it or no other heading
 * is of level 1. Undefined otherwise. Headings in code and comments are none (CommonMark 0.31, 4.2, 4.3, 4.5).
 */
export function titleFromHeading(markdown: string): string | undefined {
  const found: { readonly title: string; readonly first: boolean }[] = [];
  let fence: string | undefined;
  let comment = false;
  let anything = false;
  let paragraph = { text: '', first: false };
  const close = (): void => void (paragraph = { text: '', first: false });
  for (const whole of markdown.split('\n')) {
    const line = whole.slice(0, LINE_LIMIT).trimEnd();
    if (comment) {
      comment = !line.includes('-->');
    } else if (fence !== undefined) {
      if (new RegExp(`^ {0,3}${fence}${fence[0]}*$`).test(line)) fence = undefined;
    } else if (line === '') {
      close();
    } else if (/^ {0,3}<!--/.test(line)) {
      comment = !line.includes('-->');
    } else if (/^ {0,3}(?:`{3,}[^`]*|~{3,}.*)$/.test(line)) {
      fence = /[`~]+/.exec(line)![0];
      anything = true;
      close();
    } else if (/^ {0,3}#(?:[ \t]|$)/.test(line)) {
      found.push({ title: plainText(line.replace(/^ {0,3}#/, '').replace(/[ \t]#+$/, '')), first: !anything });
      anything = true;
      close();
    } else if (paragraph.text !== '' && /^ {0,3}=+$/.test(line)) {
      found.push({ title: plainText(paragraph.text), first: paragraph.first });
      close();
    } else {
      const block = /^(?: {4}|\t| {0,3}(?:[>#]|[-+*] ))/.test(line);
      if (paragraph.text !== '') paragraph.text += ` ${line.trim()}`;
      else if (!block) paragraph = { text: line.trim(), first: !anything };
      anything = true;
    }
  }
  const title = found[0];
  return title && title.title !== '' && (title.first || found.length === 1) ? title.title : undefined;
}

/** The words of inline Markdown: marks of emphasis, links, images and tags taken off. */
export function plainText(markdown: string): string {
  return markdown
    .replaceAll(/!\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll(/\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])/g, '$1')
    .replaceAll(/\[\^[^\]]*\]/g, '')
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll(/(?<![\\\w])(\*{1,3}|_{1,3}|~~|`+)(?=\S)(.*?\S)\1(?!\w)/g, '$2')
    .replaceAll(/(?<!\\)\*{2,3}/g, '')
    .replaceAll(/\\([!-/:-@[-`{-~])/g, '$1')
    .replaceAll(/&(?:#(\d{1,7})|([a-z]+));/gi, (whole, code: string | undefined, name: string | undefined) => {
      if (code !== undefined)
        return Number(code) > 0 && Number(code) <= 0x10ffff ? String.fromCodePoint(Number(code)) : whole;
      return ENTITIES[name!] ?? whole;
    })
    .replaceAll(/\s+/g, ' ')
    .trim();
}
