import { PDFDict } from 'pdf-lib';
import { OctavoError } from '../model/diagnostic.ts';
import type { PageFacts } from './facts.ts';
import { Interpreter } from './interpret.ts';
import type { PlacedGlyph } from './painted.ts';
import { openDocument } from './open-document.ts';
import { pagesOf } from './pages.ts';

/** Text of a page as it is shown: turned as the page is turned, points from the top left corner of what is visible. */
export interface PageText {
  /** Index from 0. */
  readonly page: number;
  readonly width: number;
  readonly height: number;
  /** In the order in which they are painted. */
  readonly lines: readonly TextLine[];
}

/** Words on one baseline that are painted one after the other. */
export interface TextLine {
  readonly text: string;
  /** Where the baseline begins. */
  readonly x: number;
  readonly y: number;
  /** Along the baseline. */
  readonly width: number;
  /** Clockwise from left to right, in degrees. */
  readonly angle: number;
  /** Whether the line is in the structure; running heads and folios are not. */
  readonly tagged: boolean;
  readonly words: readonly TextWord[];
}

export interface TextWord {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  /** PostScript name without its subset tag. */
  readonly font: string;
  /** Height of the em in points. */
  readonly size: number;
}

/** Longest time for all pages, milliseconds. */
const PAGES_TIMEOUT_MS = 60_000;
/** A gap of this part of the em is a space that nobody wrote. */
const SPACE_GAP = 0.15;
/** A baseline may shift by this part of the em (superscripts) and its line go on. */
const BASELINE_SHIFT = 0.5;
/** A line may step back by this part of the em (kerning) and go on. */
const STEP_BACK = 0.3;
/** Decimal places of what is told. */
const DIGITS = 2;

/** A glyph on the page as shown. */
interface Shown {
  readonly glyph: PlacedGlyph;
  readonly x: number;
  readonly y: number;
  readonly angle: number;
  /** Place along and across the direction of writing. */
  readonly along: number;
  readonly across: number;
  readonly length: number;
}

/**
 * The text of every page with its places. Exact for what Chromium prints; for other programs' files as good as their fonts
 * tell. Throws an {@link OctavoError} for a file that does not open.
 */
export async function pageText(bytes: Uint8Array): Promise<PageText[]> {
  const opened = await openDocument(bytes);
  if (!opened.readable) throw new OctavoError({ code: 'pdf-encrypted', message: 'the PDF opens only with a password' });
  const { context } = opened.document;
  const catalog = context.lookup(context.trailerInfo.Root);
  if (!(catalog instanceof PDFDict))
    throw new OctavoError({ code: 'pdf-unreadable', message: 'the PDF has no catalog' });
  const interpreter = new Interpreter(performance.now() + PAGES_TIMEOUT_MS);
  return pagesOf(catalog).map((page, index) => {
    const view = viewOf(page.facts);
    const lines: Line[] = [];
    interpreter.page(page, {
      glyph(glyph) {
        const shown = view.show(glyph);
        const last = lines.at(-1);
        if (last?.takes(shown)) last.add(shown);
        else lines.push(new Line(shown));
      },
    });
    return {
      page: index,
      width: round(view.width),
      height: round(view.height),
      lines: lines.map((line) => line.told()).filter((line) => line.text !== ''),
    };
  });
}

function round(value: number): number {
  return Number(value.toFixed(DIGITS)) + 0;
}

/** How a page is looked at: its visible box, turned. */
function viewOf(facts: PageFacts): {
  readonly width: number;
  readonly height: number;
  show(glyph: PlacedGlyph): Shown;
} {
  const [left, bottom, right, top] = facts.crop
    ? [
        Math.max(facts.crop[0], facts.media[0]),
        Math.max(facts.crop[1], facts.media[1]),
        Math.min(facts.crop[2], facts.media[2]),
        Math.min(facts.crop[3], facts.media[3]),
      ]
    : facts.media;
  const unit = facts.userUnit;
  const [w, h] = [right - left, top - bottom];
  const point = (px: number, py: number): readonly [number, number] => {
    const [x, y] = [px - left, py - bottom];
    const [tx, ty] =
      facts.rotate === 90
        ? [y, x]
        : facts.rotate === 180
          ? [w - x, y]
          : facts.rotate === 270
            ? [h - y, w - x]
            : [x, h - y];
    return [tx * unit, ty * unit];
  };
  const turned = facts.rotate === 90 || facts.rotate === 270;
  return {
    width: (turned ? h : w) * unit,
    height: (turned ? w : h) * unit,
    show(glyph) {
      const [x, y] = point(glyph.x, glyph.y);
      const [endX, endY] = point(glyph.endX, glyph.endY);
      const length = Math.hypot(endX - x, endY - y);
      const [dx, dy] = length > 0 ? [(endX - x) / length, (endY - y) / length] : [1, 0];
      const angle = Math.round((Math.atan2(dy, dx) * 180) / Math.PI);
      const sized = unit === 1 ? glyph : { ...glyph, size: glyph.size * unit };
      return { glyph: sized, x, y, angle, along: x * dx + y * dy, across: y * dx - x * dy, length };
    },
  };
}

/** A line in the making. */
class Line {
  readonly #first: Shown;
  #last: Shown;
  readonly #words: TextWord[] = [];
  /** Glyphs of the word that is not ended. */
  #word: Shown[] = [];

  constructor(first: Shown) {
    this.#first = this.#last = first;
    this.add(first);
  }

  /** Whether a glyph goes on with this line. */
  takes(next: Shown): boolean {
    const em = Math.max(this.#last.glyph.size, next.glyph.size);
    return (
      next.angle === this.#first.angle &&
      Math.abs(next.across - this.#last.across) <= BASELINE_SHIFT * em &&
      next.along >= this.#last.along + this.#last.length - STEP_BACK * em
    );
  }

  add(next: Shown): void {
    const before = this.#word.at(-1);
    if (before && next.along - (before.along + before.length) > SPACE_GAP * next.glyph.size) this.#endWord();
    // A glyph without text (ActualText stands for several) takes its place all the same.
    if (next.glyph.text !== '' && next.glyph.text.trim() === '') this.#endWord();
    else this.#word.push(next);
    this.#last = next;
  }

  #endWord(): void {
    const first = this.#word[0];
    const last = this.#word.at(-1);
    if (!first || !last) return;
    const text = this.#word.map((shown) => shown.glyph.text).join('');
    this.#word = [];
    if (text === '') return;
    this.#words.push({
      text,
      x: round(first.x),
      y: round(first.y),
      width: round(last.along + last.length - first.along),
      font: first.glyph.font.name,
      size: round(first.glyph.size),
    });
  }

  told(): TextLine {
    this.#endWord();
    return {
      text: this.#words.map((word) => word.text).join(' '),
      x: round(this.#first.x),
      y: round(this.#first.y),
      width: round(this.#last.along + this.#last.length - this.#first.along),
      angle: this.#first.angle,
      tagged: this.#first.glyph.mark?.mcid !== undefined,
      words: this.#words,
    };
  }
}
