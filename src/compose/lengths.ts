import type { Margins, PageGeometry } from '../model/composition.ts';
import type { PageSize } from '../model/publication.ts';

/** CSS pixels in one unit (CSS Values 4, 6.2). */
const UNITS: Readonly<Record<string, number>> = {
  px: 1,
  pt: 96 / 72,
  pc: 16,
  in: 96,
  cm: 96 / 2.54,
  mm: 96 / 25.4,
  q: 96 / 101.6,
};

/** Named sizes in portrait, as `[width, height]` in millimetres or inches (ISO 216, ISO 217 for B of print, ANSI/ASME Y14.1). */
const NAMED: Readonly<Record<string, readonly [string, string]>> = {
  a3: ['297mm', '420mm'],
  a4: ['210mm', '297mm'],
  a5: ['148mm', '210mm'],
  a6: ['105mm', '148mm'],
  b4: ['250mm', '353mm'],
  b5: ['176mm', '250mm'],
  letter: ['8.5in', '11in'],
  legal: ['8.5in', '14in'],
  tabloid: ['11in', '17in'],
  executive: ['7.25in', '10.5in'],
  crown: ['189mm', '246mm'],
  royal: ['156mm', '234mm'],
  trade: ['6in', '9in'],
};

/** Smallest and largest side of a page in CSS pixels: 50 mm, below which nothing is set, and 200 in, the limit of PDF 1.x without UserUnit (ISO 32000-1, annex C). */
const SIDE_MIN = 50 * UNITS['mm']!;
const SIDE_MAX = 200 * UNITS['in']!;

/** A CSS length in CSS pixels; undefined when `text` is none. */
export function parseLength(text: string): number | undefined {
  const match = /^\s*(\d+(?:\.\d+)?|\.\d+)\s*([a-z]+)\s*$/i.exec(text);
  const unit = match && UNITS[match[2]!.toLowerCase()];
  return match && typeof unit === 'number' ? Number(match[1]) * unit : undefined;
}

/** A page size in CSS pixels from `A4`, `letter landscape` or `170mm 240mm`; undefined when `text` is none or out of bounds. */
export function parsePageSize(text: string): PageSize | undefined {
  const words = text
    .trim()
    .toLowerCase()
    .split(/[\s×x]+(?=\D*\d|[a-z])/)
    .filter(Boolean);
  const turn = words.at(-1) === 'landscape' ? 'landscape' : words.at(-1) === 'portrait' ? 'portrait' : undefined;
  const rest = turn ? words.slice(0, -1) : words;
  const named = rest.length === 1 ? NAMED[rest[0]!] : undefined;
  const [width, height] = (named ?? rest).map(parseLength);
  if (width === undefined || height === undefined || (!named && rest.length !== 2)) return undefined;
  if (Math.min(width, height) < SIDE_MIN || Math.max(width, height) > SIDE_MAX) return undefined;
  const [short, long] = [Math.min(width, height), Math.max(width, height)];
  if (turn === 'landscape') return { width: long, height: short };
  if (turn === 'portrait') return { width: short, height: long };
  return { width, height };
}

/** Names that {@link parsePageSize} knows, for messages. */
export const PAGE_SIZE_NAMES: readonly string[] = [
  'A3',
  'A4',
  'A5',
  'A6',
  'B4',
  'B5',
  'Letter',
  'Legal',
  'Tabloid',
  'Executive',
  'Crown',
  'Royal',
  'Trade',
];

/** The page area of a geometry in CSS pixels: what content is laid into. */
export function pageArea(geometry: PageGeometry): PageSize {
  const { margins } = geometry;
  return {
    width: geometry.width - margins.inner - margins.outer,
    height: geometry.height - margins.top - margins.bottom,
  };
}

/** No margins: covers. */
export const NO_MARGINS: Margins = { top: 0, bottom: 0, inner: 0, outer: 0 };
