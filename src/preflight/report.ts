import type { Box, PageFacts } from '../inspect/facts.ts';
import type { Severity } from '../model/diagnostic.ts';
import { escapeMarkup } from '../model/escape-markup.ts';
import { POINTS_PER_MM } from '../model/length.ts';
import type { Finding, Place } from './findings.ts';
import { bleedOf, trimOf } from './page-boxes.ts';
import { pageRuns } from '../model/page-runs.ts';
import type { PageInk, PreflightResult } from './preflight.ts';

/** Places shown of one finding; the JSON document has more. */
const PLACES_SHOWN = 8;
/** Pages drawn with their findings; those with the gravest come first. */
const MAPS_SHOWN = 24;
/** Boxes drawn on one page. */
const BOXES_DRAWN = 60;
/** Pages in the table of ink: those with the most. */
const INKS_SHOWN = 12;
/** Runs of page numbers shown of one thing. */
const RUNS_SHOWN = 12;
/** Least side of a box on a map, points: a hairline must be seen. */
const BOX_LEAST = 6;
const SEVERITIES: readonly Severity[] = ['error', 'warning', 'note'];

/** A result as one HTML page that needs nothing else. `style` is its style sheet, `file` the name that is shown. */
export function reportPage(
  result: PreflightResult,
  { file, style }: { readonly file: string; readonly style: string },
): string {
  const counts = SEVERITIES.map((severity) => ({
    severity,
    count: result.findings.filter((finding) => finding.severity === severity).length,
  }));
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Preflight of ${escapeMarkup(file)}</title>
<style>${style}</style>
</head>
<body>
<header>
<p class="kind">Preflight · ${escapeMarkup(result.profile)}</p>
<h1>${escapeMarkup(file)}</h1>
<p class="verdict ${result.ok ? 'good' : 'bad'}">${verdict(result)}</p>
<dl class="facts">
${counts.map(({ severity, count }) => fact(count === 1 ? severity : `${severity}s`, String(count), count > 0 ? severity : '')).join('\n')}
${fact('pages', String(result.pageCount))}
${fact('trim', trimSizes(result.pages))}
${fact('most ink', result.inks.length === 0 ? '–' : `${Math.max(...result.inks.map((ink) => ink.total))} %`)}
</dl>
</header>
<main>
${section('Findings', result.findings.length === 0 ? '<p>Nothing was found.</p>' : result.findings.map(findingEntry).join('\n'))}
${section('Where they are', maps(result))}
${section('Ink', inkTable(result))}
${section('Colour', colourTable(result))}
${section('Fonts', fontTable(result))}
</main>
</body>
</html>
`;
}

function verdict({ ok, findings }: PreflightResult): string {
  if (!ok) return 'Not ready for this press';
  return findings.some((finding) => finding.severity === 'warning')
    ? 'Can be printed; look at the warnings'
    : 'Ready for this press';
}

function fact(name: string, text: string, kind = ''): string {
  return `<div class="${kind}"><dt>${escapeMarkup(name)}</dt><dd>${escapeMarkup(text)}</dd></div>`;
}

function section(title: string, body: string): string {
  return body === '' ? '' : `<section><h2>${title}</h2>\n${body}\n</section>`;
}

function trimSizes(pages: readonly PageFacts[]): string {
  const sizes = new Set(
    pages.map((page) => {
      const [left, bottom, right, top] = trimOf(page);
      const mm = (points: number): string => String(Math.round((points * page.userUnit) / POINTS_PER_MM));
      return `${mm(right - left)} × ${mm(top - bottom)} mm`;
    }),
  );
  return sizes.size === 1 ? [...sizes][0]! : sizes.size === 0 ? '–' : `${sizes.size} sizes`;
}

function findingEntry({ severity, code, message, why, hint, pages, places, count }: Finding): string {
  // What all places have in common is said by the first.
  const [first] = places;
  const alike = places.every((place) => place.at === undefined && place.detail === first?.detail);
  const told = alike ? [] : places;
  const common = alike && first?.detail !== undefined ? ` · ${first.detail}` : '';
  const more = count - told.slice(0, PLACES_SHOWN).reduce((sum, place) => sum + place.count, 0);
  const list =
    told.length === 0
      ? ''
      : `<ul class="places">${told.slice(0, PLACES_SHOWN).map(placeItem).join('')}${more > 0 ? `<li>and ${more} more</li>` : ''}</ul>`;
  return `<article class="${severity}">
<h3><span class="badge">${severity}</span> ${escapeMarkup(message)}</h3>
<p class="pages">${pages.length === 0 ? 'Whole file' : `${pages.length === 1 ? 'Page' : 'Pages'} ${pageRuns(pages, RUNS_SHOWN)}`} · <code>${code}</code>${escapeMarkup(common)}</p>
<p>${escapeMarkup(why ?? '')}${hint ? ` <strong>${escapeMarkup(hint)}</strong>` : ''}</p>
${list}</article>`;
}

function placeItem({ page, at, detail, count }: Place): string {
  const parts = [
    `page ${page}`,
    ...(detail === undefined ? [] : [detail]),
    ...(at ? [`${at.x} mm from the left, ${at.y} mm from the top`] : []),
    ...(count > 1 ? [`${count} times`] : []),
  ];
  return `<li>${escapeMarkup(parts.join(', '))}</li>`;
}

/** Pages as outlines of their boxes with what was found on them. */
function maps({ pages, findings }: PreflightResult): string {
  const byPage = new Map<number, { readonly severity: Severity; readonly box: Box; readonly message: string }[]>();
  for (const { severity, message, places } of findings) {
    for (const { page, box } of places) {
      if (!box) continue;
      const list = byPage.get(page) ?? [];
      byPage.set(page, list);
      if (list.length < BOXES_DRAWN) list.push({ severity, box, message });
    }
  }
  const worst = (page: number): number =>
    Math.min(...byPage.get(page)!.map(({ severity }) => SEVERITIES.indexOf(severity)));
  const shown = [...byPage.keys()]
    .sort((a, b) => worst(a) - worst(b) || a - b)
    .slice(0, MAPS_SHOWN)
    .sort((a, b) => a - b);
  const rest = byPage.size - shown.length;
  if (shown.length === 0) return '';
  const figures = shown.map((page) => {
    const facts = pages[page - 1]!;
    const [left, bottom, right, top] = facts.media;
    // SVG counts from the top.
    const rectangle = (box: Box, kind: string, title = ''): string => {
      const [w, h] = [Math.max(box[2] - box[0], BOX_LEAST), Math.max(box[3] - box[1], BOX_LEAST)];
      const text = title === '' ? '' : `<title>${escapeMarkup(title)}</title>`;
      return `<rect class="${kind}" x="${short(box[0] - left)}" y="${short(top - box[1] - h)}" width="${short(w)}" height="${short(h)}">${text}</rect>`;
    };
    const boxes = byPage.get(page)!.map(({ severity, box, message }) => rectangle(box, severity, message));
    const turn = facts.rotate === 0 ? '' : ` style="transform: rotate(${facts.rotate}deg)"`;
    return `<figure><svg viewBox="0 0 ${short(right - left)} ${short(top - bottom)}"${turn}>${rectangle(facts.media, 'media')}${rectangle(bleedOf(facts), 'bleed')}${rectangle(trimOf(facts), 'trim')}${boxes.join('')}</svg><figcaption>${page}</figcaption></figure>`;
  });
  return `<div class="maps">${figures.join('\n')}</div>${rest > 0 ? `<p>${rest} more pages have findings.</p>` : ''}`;
}

function short(value: number): string {
  return String(Number(value.toFixed(1)) + 0);
}

function inkTable({ inks, inkMethod }: PreflightResult): string {
  if (inks.length === 0) return '';
  const shown = inks.toSorted((a, b) => b.total - a.total || a.page - b.page).slice(0, INKS_SHOWN);
  const plates = (ink: PageInk): string =>
    ink.plates
      ? Object.entries(ink.plates)
          .map(([plate, percent]) => `${plate} ${percent}`)
          .join(' · ')
      : '';
  const rows = shown.map(
    (ink) =>
      `<tr><td>${ink.page}</td><td class="number">${ink.total} %</td><td><meter min="0" max="400" value="${ink.total}"></meter></td><td>${escapeMarkup(plates(ink))}</td></tr>`,
  );
  return `<p>Total ink is ${escapeMarkup(inkMethod)}.${inks.length > shown.length ? ` The ${shown.length} pages with the most:` : ''}</p>
<table><thead><tr><th>Page</th><th>Most ink</th><th></th><th>Most by plate, %</th></tr></thead><tbody>${rows.join('')}</tbody></table>`;
}

function colourTable({ colourSpaces, spots, outputIntents, claims }: PreflightResult): string {
  const rows = [
    ...Object.entries(colourSpaces).map(([name, pages]) => [name, `pages ${pageRuns(pages, RUNS_SHOWN)}`] as const),
    ...Object.entries(spots).map(([name, pages]) => [`Spot ${name}`, `pages ${pageRuns(pages, RUNS_SHOWN)}`] as const),
    ...outputIntents.map((each) => [`Output intent ${each.subtype}`, each.condition ?? each.info ?? ''] as const),
    ...claims.map((claim) => ['Claims', claim] as const),
  ];
  return rows.length === 0 ? '' : table(rows);
}

function fontTable({ fonts }: PreflightResult): string {
  // Joined files have the same font many times over.
  const merged = new Map<string, Set<number>>();
  for (const font of fonts) {
    const state = font.embedded ? (font.subset ? 'embedded as subset' : 'embedded') : 'not embedded';
    const key = JSON.stringify([font.name || '(without a name)', `${font.type}, ${state}`]);
    const pages = merged.get(key) ?? new Set();
    merged.set(key, pages);
    for (const page of font.pages) pages.add(page + 1);
  }
  const rows = [...merged].map(([key, pages]) => {
    const numbers = [...pages].sort((a, b) => a - b);
    return [...(JSON.parse(key) as string[]), `pages ${pageRuns(numbers, RUNS_SHOWN)}`];
  });
  return rows.length === 0 ? '' : table(rows);
}

function table(rows: readonly (readonly string[])[]): string {
  const cells = rows.map((row) => `<tr>${row.map((cell) => `<td>${escapeMarkup(cell)}</td>`).join('')}</tr>`);
  return `<table class="plain"><tbody>${cells.join('')}</tbody></table>`;
}
