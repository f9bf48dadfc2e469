import type { Rectangle } from '../model/exhibit.ts';
import type { Ground, GroundQuestion } from '../model/ground.ts';
import { PAPER } from './ink.ts';
import type { GroundsJob } from './job.ts';
import { PdfiumDocument, type Area, type Painting } from './pdfium.ts';

const POINTS_AN_INCH = 72;
/** Pixels of what is painted of one page: a head's words at a pixel a point; a whole page at a pixel for four points, which takes a few milliseconds. */
const PIXELS = 8192;
/** Finest resolution, pixels an inch. */
const FINEST = 72;
/** Side of the squares of which a ground consists, pixels. */
const SQUARE = 4;
/** What of a square must be light, or dark: the rest may be letters on it. */
const QUARTILE = 0.75;
/** Grey of 255 from which it is light, and up to which it is dark. */
const LIGHT = 153;
const DARK = 107;
/** Part of the squares that may be other than the rest: of a letter so much can be lost. */
const LOST = 0.08;

/** Says on what ground places stand. Throws when the file does not open or memory is short. */
export async function grounds({ bytes, questions }: GroundsJob): Promise<Ground[][]> {
  const document = await PdfiumDocument.open(bytes);
  if (typeof document === 'string') throw new Error('the file does not open');
  try {
    return questions.map((question) => groundsOn(document, question));
  } finally {
    document.close();
  }
}

function groundsOn(document: PdfiumDocument, { page: index, boxes }: GroundQuestion): Ground[] {
  const size = document.size(index);
  const unknown = boxes.map(() => 'mixed' as const);
  if (!size || boxes.length === 0) return unknown;
  const all = {
    left: Math.min(...boxes.map(({ left }) => left)),
    bottom: Math.min(...boxes.map(({ bottom }) => bottom)),
    right: Math.max(...boxes.map(({ right }) => right)),
    top: Math.max(...boxes.map(({ top }) => top)),
  };
  const inches = Math.max(1, (all.right - all.left) * (all.top - all.bottom)) / POINTS_AN_INCH ** 2;
  const ppi = Math.min(FINEST, Math.sqrt(PIXELS / inches));
  // The size is that of the page as shown, so there is no turning back.
  const options = { box: { left: 0, bottom: 0, right: size.width, top: size.height }, rotate: 0, ppi, text: false };
  const found = document.page(index, { ...options, annotations: true }, (page) => {
    const pixelsOf = (box: Rectangle): Area => {
      const [x, y] = [page.width / size.width, page.height / size.height];
      const left = Math.max(0, Math.floor(box.left * x));
      const top = Math.max(0, Math.floor((size.height - box.top) * y));
      const width = Math.max(1, Math.min(page.width, Math.ceil(box.right * x)) - left);
      const height = Math.max(1, Math.min(page.height, Math.ceil((size.height - box.bottom) * y)) - top);
      return { left, top, width, height };
    };
    const whole = pixelsOf(all);
    return page.paint(whole, (painting) =>
      boxes.map((box) => {
        const area = pixelsOf(box);
        return groundOf(painting, { ...area, left: area.left - whole.left, top: area.top - whole.top });
      }),
    );
  });
  return found?.painted ?? unknown;
}

/** The ground of an area of a grey painting. */
function groundOf({ width, height, stride, pixels }: Painting, area: Area): Ground {
  const right = Math.min(width, area.left + area.width);
  const bottom = Math.min(height, area.top + area.height);
  let squares = 0;
  let light = 0;
  let dark = 0;
  let paper = true;
  for (let top = area.top; top < bottom; top += SQUARE) {
    for (let left = area.left; left < right; left += SQUARE) {
      const greys: number[] = [];
      for (let y = top; y < Math.min(bottom, top + SQUARE); y++)
        for (let x = left; x < Math.min(right, left + SQUARE); x++) greys.push(pixels[y * stride + x]!);
      greys.sort((a, b) => a - b);
      if (greys[0]! < PAPER) paper = false;
      const last = greys.length - 1;
      squares++;
      if (greys[Math.floor(last * QUARTILE)]! >= LIGHT) light++;
      if (greys[Math.ceil(last * (1 - QUARTILE))]! <= DARK) dark++;
    }
  }
  if (paper) return 'paper';
  const wanted = squares * (1 - LOST);
  if (light < wanted && dark < wanted) return 'mixed';
  return light >= dark ? 'light' : 'dark';
}
