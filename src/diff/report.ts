import type { ComparedPair } from '../exhibit/exhibit.ts';
import { escapeMarkup } from '../model/escape-markup.ts';
import { changeLines, summaryOf } from './describe.ts';
import type { PdfDiff } from './diff.ts';

/** The page of a report, by which its folder is known as ours. */
export const REPORT_PAGE = 'index.html';

const STYLE = `
body { margin: 2rem auto; max-width: 70rem; padding: 0 1rem; font: 16px/1.5 system-ui, sans-serif; color: #1b1b1f; }
h1 { font-size: 1.6rem; font-weight: 600; }
section { margin-block: 2.5rem; border-top: 1px solid #ccc; padding-top: 1rem; }
h2 { font-size: 1.1rem; margin: 0 0 .25rem; }
p { margin: .25rem 0; }
.pages { display: grid; grid-template-columns: 1fr 1fr; gap: 1.5rem; margin-top: 1rem; }
figure { margin: 0; }
figcaption { font-size: .85rem; color: #55555c; }
img { max-width: 100%; border: 1px solid #ccc; }
`;

/**
 * A folder that shows what differs: an HTML page with both pictures of every page that changed. `pictures` in the order of the changes; those beyond
 * are told of in words.
 */
export function diffReport(
  diff: PdfDiff,
  names: { readonly old: string; readonly new: string },
  pictures: readonly (ComparedPair | undefined)[],
): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  const sections = diff.changes.map((change, i) => {
    const [head = '', ...more] = changeLines(change);
    const figures = (['old', 'new'] as const).map((side) => {
      const bytes = pictures[i]?.[side];
      if (!bytes) return '<div></div>';
      const file = `${String(i + 1).padStart(4, '0')}-${side}.png`;
      files.set(file, bytes);
      const caption = side === 'old' ? 'before' : change.old ? 'after, what differs in red' : 'after';
      return `<figure><img src="${file}" alt="${escapeMarkup(head)}, ${side === 'old' ? 'before' : 'after'}"><figcaption>${caption}</figcaption></figure>`;
    });
    return `<section>\n<h2>${escapeMarkup(head)}</h2>\n${more.map((line) => `<p>${escapeMarkup(line)}</p>`).join('\n')}\n<div class="pages">${figures.join('\n')}</div>\n</section>`;
  });
  const title = `${names.old} and ${names.new}`;
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeMarkup(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${escapeMarkup(title)}</h1>
<p>${escapeMarkup(summaryOf(diff))}</p>
${sections.join('\n')}
</main>
</body>
</html>
`;
  files.set(REPORT_PAGE, new TextEncoder().encode(html));
  return files;
}
