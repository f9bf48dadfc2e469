import { PDFName, PDFNumber, type PDFArray, type PDFContext, type PDFDict } from 'pdf-lib';
import { labelAt, letterValue, romanValue, type LabelRange } from '../model/page-label.ts';
import { textString } from './text-string.ts';

/** Labels that end in more digits than this are names, not numbers. */
const DIGITS_LIMIT = 9;

/** Every rule that a range beginning with this label could follow. */
function* readings(page: number, label: string): Generator<LabelRange> {
  for (let digits = 1; digits <= Math.min(DIGITS_LIMIT, label.length); digits++) {
    const text = label.slice(-digits);
    if (!/^\d+$/.test(text)) break;
    if (text[0] !== '0') yield { page, prefix: label.slice(0, -digits), style: 'D', start: Number(text) };
  }
  const letters = /(?:[mdclxvi]+|[MDCLXVI]+)$/.exec(label)?.[0] ?? '';
  for (let from = 0; from < letters.length; from++) {
    const text = letters.slice(from);
    const start = romanValue(text.toLowerCase());
    if (start === undefined) continue;
    const style = text === text.toLowerCase() ? 'r' : 'R';
    yield { page, prefix: label.slice(0, label.length - text.length), style, start };
  }
  // Letters behind a number are those of inserted pages; any others are words.
  const inserted = /\d(([a-z])\2*)$/.exec(label)?.[1] ?? '';
  const start = letterValue(inserted);
  if (start) yield { page, prefix: label.slice(0, label.length - inserted.length), style: 'a', start };
}

/**
 * The fewest ranges, taken greedily, that give every page exactly its label: numbers that count on share one, equal
 * labels share one, and a page whose label follows no count is named by prefix alone.
 */
export function labelRanges(labels: readonly string[]): LabelRange[] {
  const ranges: LabelRange[] = [];
  for (let page = 0; page < labels.length;) {
    let best: LabelRange = { page, prefix: labels[page]! };
    let length = 0;
    for (const reading of [...readings(page, labels[page]!), best]) {
      let count = 1;
      while (page + count < labels.length && labelAt(reading, count) === labels[page + count]) count++;
      // The longest count, and of equals the one that takes most of the label for the number.
      if (count > length || (count === length && reading.prefix.length < best.prefix.length)) {
        best = reading;
        length = count;
      }
    }
    ranges.push(best);
    page += length;
  }
  return ranges;
}

/** The page label number tree (ISO 32000-1, 12.4.2 and 7.9.7) for labels in page order. */
export function pageLabels(context: PDFContext, labels: readonly string[]): PDFDict {
  const numbers: PDFArray = context.obj([]);
  for (const range of labelRanges(labels)) {
    const dict: PDFDict = context.obj({});
    if (range.style) dict.set(PDFName.of('S'), PDFName.of(range.style));
    if (range.prefix) dict.set(PDFName.of('P'), textString(range.prefix));
    if (range.start !== undefined && range.start !== 1) dict.set(PDFName.of('St'), PDFNumber.of(range.start));
    numbers.push(PDFNumber.of(range.page));
    numbers.push(dict);
  }
  return context.obj({ Nums: numbers });
}
