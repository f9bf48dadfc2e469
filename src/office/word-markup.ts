import render from 'dom-serializer';
import { isTag, type Element } from 'domhandler';
import { parseDocument } from 'htmlparser2';
import { descendants } from '../model/element-tree.ts';
import { Refused } from './job.ts';
import { NESTING_LIMIT } from './limits.ts';

/** Parts of a Word document that hold text which is set. */
const TEXTS = ['word/document.xml', 'word/footnotes.xml', 'word/endnotes.xml'];

/** What a document has beside its text, and its parts without what must not be set. */
export interface Markup {
  readonly entries: ReadonlyMap<string, Uint8Array>;
  /** Tracked insertions and deletions. */
  readonly tracked: number;
  readonly comments: number;
  /** Runs of hidden text, taken out. */
  readonly hidden: number;
  /** Pictures that lie on other hosts or disks, taken out. */
  readonly external: number;
  /** Charts and diagrams. */
  readonly drawn: number;
  readonly formulas: number;
}

/** Reads what a document's XML says beside its text, and takes out hidden runs (ECMA-376-1, 17.3.2.41) and pictures from elsewhere. */
export function readMarkup(entries: ReadonlyMap<string, Uint8Array>): Markup {
  const kept = new Map(entries);
  const counts = { tracked: 0, comments: 0, hidden: 0, external: 0, drawn: 0, formulas: 0 };
  for (const name of TEXTS) {
    const bytes = entries.get(name);
    if (!bytes) continue;
    const xml = new TextDecoder().decode(bytes);
    limitNesting(xml);
    const document = parseDocument(xml, { xmlMode: true });
    const gone: Element[] = [];
    for (const element of descendants(document)) {
      switch (element.name) {
        case 'w:ins':
        case 'w:del':
        case 'w:moveFrom':
          counts.tracked++;
          break;
        case 'w:commentReference':
          counts.comments++;
          break;
        case 'w:r':
          if (isHidden(element)) {
            counts.hidden++;
            gone.push(element);
          }
          break;
        case 'a:blip':
          if (element.attribs['r:link'] !== undefined && element.attribs['r:embed'] === undefined) {
            counts.external++;
            gone.push(element);
          }
          break;
        case 'c:chart':
        case 'dgm:relIds':
          counts.drawn++;
          break;
        case 'm:oMath':
          counts.formulas++;
          break;
        default:
          break;
      }
    }
    for (const element of gone) remove(element);
    if (gone.length > 0) kept.set(name, new TextEncoder().encode(render(document, { xmlMode: true })));
  }
  return { entries: kept, ...counts };
}

/** A start tag, an end tag, or one that is both. */
const TAG = /<(\/?)[\w:][^>]*?(\/?)>/g;

/** Throws {@link Refused} for XML that is deeper than any person's, which parsers take for ever over. */
function limitNesting(xml: string): void {
  let depth = 0;
  for (const [, end, empty] of xml.matchAll(TAG)) {
    if (end) depth--;
    else if (!empty) depth++;
    if (depth > NESTING_LIMIT)
      throw new Refused(
        'office-unreadable',
        `is left out: more than ${NESTING_LIMIT} elements of its XML lie inside each other`,
        'Open it in its program, and save it as PDF or anew.',
      );
  }
}

function isHidden(run: Element): boolean {
  const properties = run.children.find((child): child is Element => isTag(child) && child.name === 'w:rPr');
  const vanish = properties?.children.find((child): child is Element => isTag(child) && child.name === 'w:vanish');
  return vanish !== undefined && !/^(?:0|false|off)$/.test(vanish.attribs['w:val'] ?? '');
}

function remove(element: Element): void {
  const { parent } = element;
  if (!parent) return;
  parent.children = parent.children.filter((child) => child !== element);
}
