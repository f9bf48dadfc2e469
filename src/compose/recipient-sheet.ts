import type { MarkSheet } from '../model/composition.ts';
import type { Report } from '../model/diagnostic.ts';
import { escapeMarkup } from '../model/escape-markup.ts';
import type { Publication } from '../model/publication.ts';
import type { Recipient } from '../model/recipient.ts';
import type { World } from '../world.ts';
import { fontFile, planFonts } from './fonts.ts';
import { loadLayout } from './layout.ts';
import { themeStyles } from './theme-styles.ts';

/** Size of a mark's page in points: longer than any name, as high as its line. */
const SHEET = { width: 1200, height: 14 };
/** Type of a mark, points: small, and no smaller than a stamp. */
const TYPE_SIZE = 7;

/**
 * What stands on every page of each recipient's copy, in the layout's faces and the publication's language: name and time of making. The time
 * is universal, so that a build says the same on every machine.
 */
export async function composeMarks(
  publication: Publication,
  recipients: readonly Recipient[],
  world: World,
  report: Report,
): Promise<MarkSheet> {
  const time = new Intl.DateTimeFormat(publication.lang, {
    ...{ year: 'numeric', month: 'long', day: 'numeric', hour: '2-digit', minute: '2-digit' },
    ...{ timeZone: 'UTC', timeZoneName: 'short' },
  }).format(world.now());
  const lines = recipients.map(({ name }) => `${name} · ${time}`.replaceAll(/[\u00a0\u202f]/g, ' '));
  const { layout: name, options, theme, source, lang } = publication;
  // What is wrong with the layout has been said when the document was composed.
  const layout = await loadLayout({ name, options, theme, source }, world, () => undefined);
  const fonts = await planFonts(lines.join(' '), lang, world);
  for (const [index, { name: who, span }] of recipients.entries()) {
    const missing = [...fonts.missing.keys()].filter((char) => lines[index]!.includes(char));
    if (missing.length === 0) continue;
    report({
      severity: 'error',
      code: 'recipient-glyph-missing',
      message: `no face has “${missing.join('')}”, which the name “${who}” needs`,
      span,
      why: 'An empty box would stand in the name on every page.',
      hint: 'Write the name otherwise.',
    });
  }
  const css = [
    themeStyles(layout.theme, fonts.fallback),
    `@page { size: ${SHEET.width}pt ${SHEET.height}pt; margin: 0; }`,
    'html, body { margin: 0; }',
    `div { width: ${SHEET.width}pt; height: ${SHEET.height}pt; overflow: hidden; text-align: center; white-space: pre; break-inside: avoid; font: 400 ${TYPE_SIZE}pt / ${SHEET.height}pt var(--font-head); color: var(--ink); }`,
  ].join('\n');
  return {
    lines,
    html: `<!doctype html><html lang="${escapeMarkup(lang)}"><head><meta charset="utf-8"><title>–</title>${fonts.styles
      .map((href) => `<link rel="stylesheet" href="${href}">`)
      .join('')}<style>${css}</style></head><body>${lines
      .map((line) => `<div><span>${escapeMarkup(line)}</span></div>`)
      .join('')}</body></html>`,
    resource: async (path) => {
      const bytes = await fontFile(path, world);
      return bytes && { bytes, type: path.endsWith('.css') ? 'text/css; charset=utf-8' : 'font/woff2' };
    },
  };
}
