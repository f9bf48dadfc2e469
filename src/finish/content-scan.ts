import { IDENTITY, multiply, type Matrix } from '../model/matrix.ts';
import type { Edit } from '../model/content-edits.ts';
import { ContentScanner } from '../model/content-stream.ts';
import { actualText, eachCode } from './shown-text.ts';
import { utf16Hex } from '../model/to-unicode.ts';
import type { FontText } from './font-text.ts';
import {
  type ContentScan,
  type Frame,
  type GlyphText,
  type LineEnd,
  type MarkedContent,
  type ObjectUse,
  type Run,
  type Unmarked,
} from './marked-content.ts';

const SOFT_HYPHEN = '\u00ad';
/** What a soft hyphen is printed as, by CSS `hyphenate-character: auto` and by hand. */
const PRINTED_HYPHENS: ReadonlySet<string> = new Set(['-', '\u2010']);
/**
 * Scans a content stream once, over bytes. `font` finds a font by its resource name, `base` leads from the stream's space
 * to the page's. Made for what Chromium writes; other streams are understood as far as ISO 32000-1 goes.
 */
export function scanContent(
  bytes: Uint8Array,
  font: (name: string) => FontText | undefined,
  base: Matrix = IDENTITY,
): ContentScan {
  return new Reader(bytes, font, base).read();
}

class Reader {
  readonly #scan: ContentScanner;
  readonly #bytes: Uint8Array;
  readonly #findFont: (name: string) => FontText | undefined;
  readonly #contents = new Map<number, MarkedContent>();
  readonly #unmarked: Unmarked[] = [];
  readonly #uses: ObjectUse[] = [];
  readonly #edits: Edit[] = [];
  readonly #glyphTexts: GlyphText[] = [];
  readonly #frames: Frame[] = [];
  readonly #saved: { readonly matrix: Matrix; readonly font: FontText | undefined }[] = [];
  #matrix: Matrix;
  #font: FontText | undefined;
  #content: MarkedContent | undefined;
  /** Inside a replacement text, and which. */
  #replaced = false;
  #replacement = '';
  /** Bytes of the operation that began it. */
  #replacementBegin: GlyphText['begin'] = { start: 0, end: 0 };
  /** Whether a soft hyphen was taken out of it. */
  #hyphenInside = false;
  #codesReplaced = 0;
  #codeReplaced = 0;
  #inText = false;
  /** Strings painted since the text object began. */
  #strings = 0;
  #lineX = 0;
  #lineY = 0;
  #pathStart = -1;
  #marks = false;
  #missingGlyphs = 0;
  #run: Run | undefined;
  /** Marked content inside such painting that does not end it: a ligature's replacement text. */
  #inner = 0;
  /** The line that has ended in the present content and has no follower yet. */
  #ended: LineEnd | undefined;
  /** Text of the string that is being painted. */
  #shown = '';
  /** Where the last string was painted and what it said; undefined in a replacement text. */
  #lastStart = 0;
  #lastEnd = 0;
  #lastShown: string | undefined;
  /** Begin of a soft hyphen's replacement text while inside it, and the byte after its `BDC`. */
  #softHyphen: { readonly start: number; readonly body: number } | undefined;
  /** True right after a soft hyphen: if the text object ends here, the next one paints its visible hyphen. */
  #afterSoftHyphen = false;

  constructor(bytes: Uint8Array, font: (name: string) => FontText | undefined, base: Matrix) {
    this.#scan = new ContentScanner(bytes);
    this.#bytes = bytes;
    this.#findFont = font;
    this.#matrix = base;
  }

  read(): ContentScan {
    const scan = this.#scan;
    while (scan.next()) this.#operation(scan.operator);
    this.#endRun(this.#bytes.length);
    return {
      bytes: this.#bytes,
      contents: this.#contents,
      unmarked: this.#unmarked,
      uses: this.#uses,
      edits: this.#edits,
      glyphTexts: this.#glyphTexts,
      marks: this.#marks,
      missingGlyphs: this.#missingGlyphs,
    };
  }

  #operation(operator: string): void {
    const scan = this.#scan;
    switch (operator) {
      case 'Tj':
      case 'TJ':
      case "'":
      case '"':
        this.#show();
        break;
      case 'Td':
      case 'TD':
        // Chromium only moves along the line; where a line begins is all that is asked for.
        break;
      case 'Tm':
        this.#lineX = scan.number(4);
        this.#lineY = scan.number(5);
        if (this.#run?.text) this.#run.textY ??= this.#y(this.#lineX, this.#lineY);
        break;
      case 'Tf':
        this.#font = this.#findFont(scan.name() ?? '');
        break;
      case 'BT':
        this.#beginText();
        break;
      case 'ET':
        this.#endText();
        break;
      case 'q':
        this.#saved.push({ matrix: this.#matrix, font: this.#font });
        break;
      case 'Q':
        this.#restore();
        break;
      case 'cm': {
        const n = scan.numbers;
        if (scan.count === 6) this.#matrix = multiply([n[0]!, n[1]!, n[2]!, n[3]!, n[4]!, n[5]!], this.#matrix);
        break;
      }
      case 'BDC':
      case 'BMC':
        this.#beginMarked(operator === 'BDC' ? scan.name() : undefined);
        break;
      case 'EMC':
        this.#endMarked();
        break;
      case 'm':
      case 're':
        if (this.#pathStart < 0) this.#pathStart = scan.start;
        if (this.#content) this.#place(this.#content, scan.number(0), scan.number(1));
        break;
      case 'n':
        this.#pathStart = -1;
        break;
      case 'f':
      case 'F':
      case 'f*':
      case 'B':
      case 'B*':
      case 'b':
      case 'b*':
      case 'S':
      case 's':
      case 'sh':
        this.#paintPath();
        break;
      case 'BI':
        if (this.#content) this.#content.paintsImage = true;
        else if (this.#frames.length === 0) this.#beginRun(scan.start, false);
        break;
      case 'Do':
        this.#uses.push({
          name: scan.name() ?? '',
          start: scan.start,
          end: scan.end,
          matrix: this.#matrix,
          within: this.#content,
          marked: this.#frames.length > 0,
        });
        if (this.#content) this.#place(this.#content, 0, 1);
        break;
      default:
    }
  }

  #y(x: number, y: number): number {
    return this.#matrix[1] * x + this.#matrix[3] * y + this.#matrix[5];
  }

  #place(content: MarkedContent, x: number, y: number): void {
    if (content.y !== undefined) return;
    content.x = this.#matrix[0] * x + this.#matrix[2] * y + this.#matrix[4];
    content.y = this.#y(x, y);
  }

  #beginRun(start: number, text: boolean): void {
    this.#run ??= { start, depth: this.#saved.length, text, textY: undefined };
  }

  #endRun(end: number): void {
    if (!this.#run) return;
    this.#unmarked.push({ start: this.#run.start, end, textY: this.#run.textY });
    this.#run = undefined;
  }

  #restore(): void {
    if (this.#run && this.#saved.length <= this.#run.depth) this.#endRun(this.#scan.start);
    const state = this.#saved.pop();
    if (state) ({ matrix: this.#matrix, font: this.#font } = state);
  }

  #paintPath(): void {
    if (this.#frames.length === 0) this.#beginRun(this.#pathStart < 0 ? this.#scan.start : this.#pathStart, false);
    else if (this.#content) this.#content.paintsPath = true;
    this.#pathStart = -1;
  }

  #beginText(): void {
    this.#inText = true;
    this.#strings = 0;
    this.#lineX = this.#lineY = 0;
    if (this.#frames.length > 0) return;
    // One run for each text object: a head and a foot are apart.
    this.#endRun(this.#scan.start);
    this.#beginRun(this.#scan.start, true);
  }

  #endText(): void {
    this.#inText = false;
    if (!this.#content || this.#strings === 0) return;
    const text = this.#lastShown;
    const glyphs = text === undefined ? undefined : { start: this.#lastStart, end: this.#lastEnd, text };
    this.#ended = this.#content.last = this.#afterPrintedHyphen
      ? undefined
      : { length: this.#content.text.length, at: this.#scan.start, font: this.#font, glyphs };
    this.#afterPrintedHyphen = false;
  }
  /** True when the last string was the visible hyphen of a soft one: no space belongs after it. */
  #afterPrintedHyphen = false;

  #beginMarked(key: string | undefined): void {
    const scan = this.#scan;
    if (this.#run && this.#inText) {
      this.#inner++;
      if (key === 'ActualText') this.#beginReplaced();
      return;
    }
    this.#endRun(scan.start);
    this.#marks = true;
    this.#frames.push({ content: this.#content, replaced: this.#replaced });
    if (key === 'MCID') {
      this.#ended = undefined;
      this.#afterSoftHyphen = false;
      this.#content = {
        mcid: scan.number(scan.count - 1),
        start: scan.start,
        end: scan.end,
        text: '',
        paintsText: false,
        paintsImage: false,
        paintsPath: false,
        x: undefined,
        y: undefined,
        lineEnds: [],
        last: undefined,
        artifact: false,
      };
      this.#contents.set(this.#content.mcid, this.#content);
    } else if (key === 'ActualText') {
      this.#beginReplaced();
      if (!this.#content) return;
      if (this.#replacement === SOFT_HYPHEN) this.#softHyphen = { start: scan.start, body: scan.end };
      else {
        this.#joinLines();
        this.#content.text += this.#replacement;
      }
    }
  }

  #endMarked(): void {
    const scan = this.#scan;
    if (this.#inner > 0) {
      this.#inner--;
      this.#endReplaced();
      return;
    }
    this.#endRun(scan.start);
    if (this.#softHyphen) this.#dropSoftHyphen(this.#softHyphen);
    this.#endReplaced();
    const frame = this.#frames.pop();
    if (frame?.content !== this.#content) {
      this.#ended = undefined;
      this.#afterSoftHyphen = false;
    }
    this.#content = frame?.content;
    this.#replaced = frame?.replaced ?? false;
  }

  #beginReplaced(): void {
    const scan = this.#scan;
    this.#replacement = actualText(scan.string());
    this.#replacementBegin = { start: scan.start, end: scan.end };
    this.#hyphenInside = false;
    if (this.#replacement.length > 1 && this.#replacement.includes(SOFT_HYPHEN)) {
      // A ligature over a place where the word could break: what it says is the letters.
      this.#hyphenInside = true;
      this.#replacement = this.#replacement.replaceAll(SOFT_HYPHEN, '');
      const text = `/Span<</ActualText<FEFF${utf16Hex(this.#replacement)}>>>BDC`;
      this.#edits.push({ start: scan.start, end: scan.end, text });
    }
    this.#replaced = true;
    this.#codesReplaced = 0;
  }

  /** A replacement text of one glyph tells what that glyph stands for. */
  #endReplaced(): void {
    if (!this.#replaced) return;
    this.#replaced = false;
    const font = this.#font;
    if (!font || this.#codesReplaced !== 1 || this.#replacement === SOFT_HYPHEN) return;
    const [code, text] = [this.#codeReplaced, this.#replacement];
    const same = !font.replaced.has(code) || font.replaced.get(code) === text;
    font.replaced.set(code, same ? text : undefined);
    if (this.#hyphenInside) return;
    const end = { start: this.#scan.start, end: this.#scan.end };
    this.#glyphTexts.push({ begin: this.#replacementBegin, end, font, code, text });
  }

  /** Takes a soft hyphen's empty glyph and its marks out; the move before the glyph stays. */
  #dropSoftHyphen({ start, body }: { readonly start: number; readonly body: number }): void {
    const inside = Buffer.from(this.#bytes.buffer, this.#bytes.byteOffset + body, this.#scan.start - body);
    const kept = inside.toString('latin1').replace(/<[^>]*>\s*Tj/g, '');
    this.#edits.push({ start, end: this.#scan.end, text: kept.trim() });
    this.#softHyphen = undefined;
    this.#afterSoftHyphen = true;
  }

  /** Notes that the line before goes on with what is painted now. */
  #joinLines(): void {
    if (this.#ended && this.#strings === 0) this.#content?.lineEnds.push(this.#ended);
    this.#ended = undefined;
  }

  #show(): void {
    const scan = this.#scan;
    const content = this.#content;
    if (!content) {
      this.#codes();
      return;
    }
    content.paintsText = true;
    this.#place(content, this.#lineX, this.#lineY);
    if (this.#softHyphen) {
      this.#strings++;
      return;
    }
    if (!this.#replaced) this.#joinLines();
    this.#shown = '';
    this.#codes();
    let shown = this.#shown;
    if (this.#afterSoftHyphen && this.#strings === 0 && PRINTED_HYPHENS.has(shown)) {
      // What is seen at the line's end stands for the soft hyphen in the text (ISO 32000-1, 14.8.2.2.3).
      shown = SOFT_HYPHEN;
      this.#edits.push({ start: scan.start, end: scan.start, text: '/Span<</ActualText<FEFF00AD>>>BDC\n' });
      this.#edits.push({ start: scan.end, end: scan.end, text: '\nEMC' });
      this.#afterPrintedHyphen = true;
    } else this.#afterPrintedHyphen = false;
    this.#afterSoftHyphen = false;
    this.#strings++;
    content.text += shown;
    this.#lastStart = scan.start;
    this.#lastEnd = scan.end;
    this.#lastShown = this.#replaced ? undefined : shown;
  }

  /** Goes through the codes of the strings among the operands. */
  #codes(): void {
    eachCode(this.#scan, this.#font?.codeBytes ?? 2, (code) => this.#code(code));
  }

  #code(code: number): void {
    const font = this.#font;
    if (!font) return;
    if (code === 0 && font.zeroIsMissing) this.#missingGlyphs++;
    if (this.#replaced) {
      if (this.#hyphenInside && font.text[code] === ' ') {
        // The soft hyphen's own empty glyph.
        this.#edits.push({ start: this.#scan.start, end: this.#scan.end, text: '' });
        return;
      }
      this.#codesReplaced++;
      this.#codeReplaced = code;
      return;
    }
    font.plain[code] = 1;
    if (this.#content) this.#shown += font.text[code] ?? '';
  }
}
