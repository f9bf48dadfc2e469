import type { Box, FontFacts, ImageFacts, OutlineFacts, PageFacts, PdfFacts } from './facts.ts';

const MM_PER_POINT = 25.4 / 72;
/** Lines shown of what may have thousands; `--json` has them all. */
const LINES_LIMIT = 40;
/** Images below this resolution are marked: print shows their pixels. */
const LOW_PPI = 150;
/** Bytes in a kilobyte, as files are spoken of. */
const KILO = 1000;

/** The facts as a report for people, sections apart by an empty line. Without control characters, but not made safe for a terminal. */
export function describe(facts: PdfFacts): string {
  const sections = [overview(facts)];
  if (facts.readable) {
    sections.push(
      pageSection(facts.pages),
      outlineSection(facts.outline),
      fontSection(facts.fonts),
      imageSection(facts.images),
      tagSection(facts),
      metadataSection(facts),
      attachmentSection(facts),
    );
  }
  if (facts.faults.length > 0) sections.push(section('Not read', limited([...facts.faults])));
  return `${sections.filter((text) => text !== '').join('\n\n')}\n`;
}

function section(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : `${title}\n${lines.map((line) => `  ${line}`).join('\n')}`;
}

function limited(lines: string[]): string[] {
  return lines.length <= LINES_LIMIT
    ? lines
    : [...lines.slice(0, LINES_LIMIT), `… and ${lines.length - LINES_LIMIT} more`];
}

function size(bytes: number): string {
  if (bytes < KILO) return `${bytes} B`;
  return bytes < KILO * KILO ? `${(bytes / KILO).toFixed(1)} KB` : `${(bytes / KILO / KILO).toFixed(1)} MB`;
}

function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

/** Page indices as numbers from 1, runs joined: `1–3, 7`. */
function runs(indices: readonly number[]): string {
  const parts: string[] = [];
  for (let i = 0; i < indices.length;) {
    let j = i;
    while (indices[j + 1] === indices[j]! + 1) j++;
    const [first, last] = [indices[i]! + 1, indices[j]! + 1];
    parts.push(first === last ? `${first}` : `${first}–${last}`);
    i = j + 1;
  }
  return parts.join(', ');
}

function overview(facts: PdfFacts): string {
  const state = [
    `PDF ${facts.version}`,
    size(facts.bytes),
    ...(facts.readable ? [count(facts.pageCount, 'page')] : []),
    ...(facts.linearised ? ['linearised'] : []),
    ...(facts.encrypted ? ['encrypted'] : []),
  ];
  const lines = [state.join(', ')];
  if (!facts.readable) lines.push('opens only with a password: nothing more is known of it');
  if (facts.claims.length > 0) lines.push(`claims ${facts.claims.join(', ')}`);
  else if (facts.readable) lines.push('claims no standard');
  for (const intent of facts.outputIntents) {
    lines.push(`output intent ${[intent.subtype, intent.condition, intent.info].filter(Boolean).join(' · ')}`);
  }
  return section('File', lines);
}

function extent(box: Box): string {
  const [left, bottom, right, top] = box;
  const mm = (points: number): string => (points * MM_PER_POINT).toFixed(1);
  const from = left === 0 && bottom === 0 ? '' : ` at ${mm(left)}, ${mm(bottom)}`;
  return `${mm(right - left)} × ${mm(top - bottom)} mm${from}`;
}

/** Pages of one shape together: `1–12: 210.0 × 297.0 mm`. */
function pageSection(pages: readonly PageFacts[]): string {
  const shapes = new Map<string, number[]>();
  pages.forEach((page, index) => {
    const parts = [extent(page.media)];
    for (const [label, box] of [
      ['crop', page.crop],
      ['bleed', page.bleed],
      ['trim', page.trim],
      ['art', page.art],
    ] as const) {
      if (box && box.join() !== page.media.join()) parts.push(`${label} ${extent(box)}`);
    }
    if (page.rotate !== 0) parts.push(`turned ${page.rotate}°`);
    if (page.userUnit !== 1) parts.push(`user unit ${page.userUnit}`);
    const shape = parts.join(', ');
    shapes.set(shape, [...(shapes.get(shape) ?? []), index]);
  });
  const lines = limited([...shapes].map(([shape, indices]) => `${runs(indices)}: ${shape}`));
  lines.push(`labels ${labelRuns(pages.map((page) => page.label))}`);
  return section('Pages', lines);
}

/** Labels as runs that count on: `i–iv, 1–27`. */
function labelRuns(labels: readonly string[]): string {
  const parts: string[] = [];
  const numeric = (label: string): number => (/^\d+$/.test(label) ? Number(label) : NaN);
  const romanish = (label: string): boolean => /^[ivxlcdm]+$/.test(label);
  for (let i = 0; i < labels.length;) {
    let j = i;
    while (
      j + 1 < labels.length &&
      (numeric(labels[j + 1]!) === numeric(labels[j]!) + 1 || (romanish(labels[j]!) && romanish(labels[j + 1]!)))
    )
      j++;
    parts.push(i === j ? labels[i] || '(none)' : `${labels[i]}–${labels[j]}`);
    i = j + 1;
  }
  return limited(parts).join(', ');
}

function outlineSection(outline: readonly OutlineFacts[]): string {
  const lines: string[] = [];
  const add = (items: readonly OutlineFacts[]): void => {
    for (const item of items) {
      const where = item.page === undefined ? 'leads nowhere' : `page ${item.label || item.page + 1}`;
      lines.push(`${'  '.repeat(item.level - 1)}${item.title.replace(/\s+/g, ' ').trim() || '(untitled)'} … ${where}`);
      add(item.children);
    }
  };
  add(outline);
  return section('Outline', limited(lines));
}

function fontSection(fonts: readonly FontFacts[]): string {
  // Joined files have the same font many times over.
  const merged = new Map<string, FontFacts>();
  for (const font of fonts) {
    const key = JSON.stringify({ ...font, pages: [] });
    const pages = new Set([...(merged.get(key)?.pages ?? []), ...font.pages]);
    merged.set(key, { ...font, pages: [...pages].sort((a, b) => a - b) });
  }
  const lines = [...merged.values()].map((font) => {
    const state = [
      font.type,
      font.embedded ? (font.subset ? 'embedded as subset' : 'embedded') : 'NOT EMBEDDED',
      ...(font.toUnicode ? [] : ['no ToUnicode']),
    ];
    return `${font.name || '(unnamed)'}: ${state.join(', ')}; ${font.pages.length === 1 ? 'page' : 'pages'} ${runs(font.pages)}`;
  });
  return section('Fonts', limited(lines));
}

function imageSection(images: readonly ImageFacts[]): string {
  const lines = images.map((image) => {
    const { x, y } = image.ppi;
    const ppi = Math.abs(x - y) < 1 ? `${Math.round(Math.min(x, y))} ppi` : `${Math.round(x)} × ${Math.round(y)} ppi`;
    const state = [
      `${image.width} × ${image.height} px`,
      Math.min(x, y) < LOW_PPI && Math.min(x, y) > 0 ? `${ppi} (low)` : ppi,
      [image.colourSpace, `${image.bits} bit`].filter(Boolean).join(' '),
      `${image.filter || 'not compressed'} ${size(image.bytes)}`,
      ...(image.softMask ? ['soft mask'] : []),
      ...(image.count > 1 ? [`${image.count} times`] : []),
    ];
    return `page ${image.page + 1}: ${state.join(', ')}`;
  });
  return section('Images', limited(lines));
}

function tagSection(facts: PdfFacts): string {
  const { tags } = facts;
  const counts = Object.entries(tags.counts);
  if (counts.length === 0)
    return section('Tags', ['none: the file has no structure that a screen reader could follow']);
  return section('Tags', [
    `${tags.marked ? 'marked' : 'not marked'} as tagged, language ${tags.lang ?? 'not given'}`,
    counts.map(([type, number]) => `${type} ${number}`).join(', '),
  ]);
}

function metadataSection(facts: PdfFacts): string {
  const { metadata, viewer } = facts;
  const lines: string[] = [];
  const add = (label: string, text: string | undefined): void => {
    if (text) lines.push(`${label}: ${text}`);
  };
  add('title', metadata.title);
  add('authors', metadata.authors.join('; '));
  add('description', metadata.description);
  add('keywords', metadata.keywords);
  add('language', metadata.languages.join(', '));
  add('created', metadata.created);
  add('modified', metadata.modified);
  add('creator tool', metadata.creatorTool);
  add('producer', metadata.producer);
  if (metadata.xmp === undefined) lines.push('no XMP');
  lines.push(...metadata.disagreements.map((text) => `disagreement: ${text}`));
  const opens = [
    viewer.pageMode,
    viewer.pageLayout,
    ...Object.entries(viewer.preferences).map(([key, item]) => `${key} ${item}`),
  ];
  add('opens with', opens.filter(Boolean).join(', '));
  return section('Metadata', lines);
}

function attachmentSection(facts: PdfFacts): string {
  const lines = facts.attachments.map((file) =>
    [file.name, size(file.size), file.mime, file.relationship, file.description].filter(Boolean).join(', '),
  );
  return section('Attachments', limited(lines));
}
