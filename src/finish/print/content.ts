import { IDENTITY, type Matrix, multiply } from '../../model/matrix.ts';
import { isName, ContentScanner } from '../../model/content-stream.ts';
import { inlineEntry, type InlineImage } from './inline-images.ts';
import type { BrandInk, Cmyk } from '../../model/press.ts';
import type { Edit } from '../../model/content-edits.ts';
import type { SpaceKind } from './colour-space.ts';
import { decimal } from './decimal.ts';
import { luminosity, total, type Inks } from './inks.ts';
import { type Rectangle } from './rectangle.ts';
import { isDark, TextPlace } from './small-type.ts';

/** What a content stream is, for its colours. */
export interface ContentSetting {
  readonly inks: Inks;
  /** Inside a luminosity mask: what counts is light, not ink. */
  readonly mask: boolean;
  /** A page: it begins with black, which is said in inks. */
  readonly page: boolean;
  readonly overprint: boolean;
  /** Where texts on a page stand safely; only those outside are noted. */
  readonly safe: Rectangle | undefined;
  /** Inks of black areas with both sides at least {@link SOLID_SIDE}. */
  readonly richBlack: Cmyk | undefined;
  /** Dark type smaller than this on a page, points, is black ink alone. */
  readonly smallType: number;
  /** Kind of a colour space by the name that content calls it. */
  space(name: string): SpaceKind;
  /** Puts a picture that stands in the content among its resources; gives its name. */
  inline(image: InlineImage): string;
}

/** What is painted where, in the stream's own space. */
export interface Placed {
  readonly kind: 'text' | 'object';
  /** Name of an object among the resources. */
  readonly name: string;
  /** A text's beginning as a point, an object's unit square. */
  readonly box: Rectangle;
}

/** A content stream in inks. */
export interface InkedContent {
  readonly edits: readonly Edit[];
  /** Whether {@link OVERPRINT_ON} and {@link OVERPRINT_OFF} are called. */
  readonly overprint: boolean;
  /** Spot colours called, by {@link spotName}. */
  readonly spots: readonly BrandInk[];
  /** Largest sum of inks of one colour, 0–4. */
  readonly most: number;
  readonly placed: readonly Placed[];
}

/** Graphics states by which text that is black ink alone prints over what is under it. */
export const OVERPRINT_ON = 'OctavoOn';
/** The state that ends it. */
export const OVERPRINT_OFF = 'OctavoOff';
/** Least side of a black area that is made richer, points (20 mm): smaller ones show no grey, and out of register they show colour. */
export const SOLID_SIDE: number = (20 * 72) / 25.4;

/** Graphics states saved inside each other; the standard allows 28 (ISO 32000-1, annex C), files have more. */
const SAVED_LIMIT = 4096;

/** Name under which a spot colour's space stands among the resources. */
export function spotName(spot: string): string {
  return `OctavoSpot${Buffer.from(spot, 'utf8').toString('hex')}`;
}

/** Goes through a content stream and says what must change for its colours to be inks. */
export function inkContent(bytes: Uint8Array, setting: ContentSetting): InkedContent {
  return new Reader(bytes, setting).read();
}

interface State {
  fill: SpaceKind;
  stroke: SpaceKind;
  /** The fill is full black ink alone. */
  black: boolean;
  /** A dark fill of several inks, as content says it. */
  dark: string | undefined;
  /** Font size. */
  size: number;
  matrix: Matrix;
}

class Reader {
  readonly #scan: ContentScanner;
  readonly #setting: ContentSetting;
  readonly #edits: Edit[] = [];
  readonly #spots = new Map<string, BrandInk>();
  readonly #placed: Placed[] = [];
  readonly #saved: State[] = [];
  /** Whether marked content that has begun stays: what belongs to a layer does. */
  readonly #marks: boolean[] = [];
  #state: State = { fill: 'grey', stroke: 'grey', black: true, dark: undefined, size: 0, matrix: IDENTITY };
  #most = 0;
  #overprint = false;
  #overprinting = false;
  #inText = false;
  readonly #text = new TextPlace();
  /** The rectangle of a path that is one rectangle and no more, and where it begins. */
  #rectangle: { readonly start: number; readonly least: number } | undefined;
  #segments = 0;

  constructor(bytes: Uint8Array, setting: ContentSetting) {
    this.#scan = new ContentScanner(bytes);
    this.#setting = setting;
  }

  read(): InkedContent {
    if (this.#setting.page) this.#edits.push({ start: 0, end: 0, text: '0 0 0 1 k 0 0 0 1 K\n' });
    while (this.#scan.next()) this.#operation(this.#scan.operator);
    return {
      edits: this.#edits,
      overprint: this.#overprint,
      spots: [...this.#spots.values()],
      most: this.#most,
      placed: this.#placed,
    };
  }

  #operation(operator: string): void {
    const scan = this.#scan;
    switch (operator) {
      case 'q':
        if (this.#saved.length < SAVED_LIMIT) this.#saved.push({ ...this.#state });
        break;
      case 'Q':
        this.#state = this.#saved.pop() ?? this.#state;
        break;
      case 'cm':
        this.#state.matrix = multiply(this.#numbers(), this.#state.matrix);
        break;
      case 'rg':
      case 'RG':
        this.#paint(scan.number(0), scan.number(1), scan.number(2), operator === 'rg');
        break;
      case 'g':
      case 'G':
        this.#grey(scan.number(0), operator === 'g');
        break;
      case 'k':
      case 'K':
        this.#process(operator === 'k');
        break;
      case 'cs':
      case 'CS':
        this.#enterSpace(operator === 'cs');
        break;
      case 'sc':
      case 'scn':
        this.#component(this.#state.fill, true);
        break;
      case 'SC':
      case 'SCN':
        this.#component(this.#state.stroke, false);
        break;
      case 'ri':
        this.#replace('');
        break;
      case 'BI':
        this.#inline();
        break;
      default:
        this.#structure(operator);
    }
  }

  #structure(operator: string): void {
    const scan = this.#scan;
    switch (operator) {
      case 'BT':
        this.#inText = true;
        this.#text.set();
        if (this.#mayOverprint()) this.#replace(`/${OVERPRINT_ON} gs BT`, true);
        break;
      case 'ET':
        this.#inText = false;
        if (this.#overprinting) this.#replace(`ET /${OVERPRINT_OFF} gs`, false);
        break;
      case 'Tm':
        this.#text.set(this.#numbers());
        break;
      case 'Tf':
        this.#state.size = scan.number(0);
        break;
      case 'Tj':
      case 'TJ':
        this.#placeText();
        this.#blacken();
        break;
      case 'Do':
        this.#placeObject();
        break;
      case 're':
        this.#segments++;
        this.#rectangle = this.#segments === 1 ? { start: scan.start, least: this.#leastSide() } : undefined;
        break;
      case 'm':
      case 'l':
      case 'c':
      case 'v':
      case 'y':
        this.#segments++;
        break;
      case 'f':
      case 'F':
      case 'f*':
        this.#enrich();
        this.#endPath();
        break;
      case 'S':
      case 's':
      case 'B':
      case 'B*':
      case 'b':
      case 'b*':
      case 'n':
        this.#endPath();
        break;
      case 'BDC':
      case 'BMC':
        this.#beginMark();
        break;
      case 'EMC':
        if (!this.#marks.pop()) this.#replace('');
        break;
      case 'DP':
      case 'MP':
        this.#replace('');
        break;
    }
  }

  #replace(text: string, overprinting?: boolean): void {
    this.#edits.push({ start: this.#scan.start, end: this.#scan.end, text });
    if (overprinting === undefined) return;
    this.#overprinting = overprinting;
    this.#overprint = true;
  }

  #mayOverprint(): boolean {
    return this.#setting.overprint && !this.#setting.mask && this.#state.black;
  }

  /** A colour of three components. */
  #paint(r: number, g: number, b: number, fill: boolean): void {
    if (fill) this.#state.fill = 'cmyk';
    else this.#state.stroke = 'cmyk';
    if (this.#setting.mask) {
      this.#replace(`${decimal(luminosity(r, g, b))} ${fill ? 'g' : 'G'}`);
      return;
    }
    const brand = this.#setting.inks.brand(r, g, b);
    if (brand?.spot !== undefined) {
      const name = spotName(brand.spot);
      this.#spots.set(name, brand);
      this.#most = Math.max(this.#most, 1);
      this.#colour(fill ? `/${name} cs 1 scn` : `/${name} CS 1 SCN`, fill, false);
    } else {
      const inks = this.#setting.inks.painted(r, g, b);
      this.#most = Math.max(this.#most, total(inks));
      const text = `${inks.map(decimal).join(' ')} ${fill ? 'k' : 'K'}`;
      const plain = inks[0] + inks[1] + inks[2] === 0;
      this.#colour(text, fill, plain && inks[3] > 0.999, !plain && !brand && isDark(r, g, b) ? text : undefined);
    }
  }

  /** Writes a colour; one set inside a text that overprints, and is not black, ends that first. */
  #colour(text: string, fill: boolean, black: boolean, dark?: string): void {
    if (fill) this.#state = { ...this.#state, black, dark };
    const change = fill && this.#inText && this.#overprinting !== (black && this.#mayOverprint());
    if (change) this.#replace(`/${black ? OVERPRINT_ON : OVERPRINT_OFF} gs ${text}`, black);
    else this.#replace(text);
  }

  #grey(value: number, fill: boolean): void {
    if (this.#setting.mask) return;
    this.#paint(value, value, value, fill);
  }

  /** Inks that were inks before. */
  #process(fill: boolean): void {
    const scan = this.#scan;
    if (fill) this.#state.fill = 'cmyk';
    else this.#state.stroke = 'cmyk';
    const inks: Cmyk = [scan.number(0), scan.number(1), scan.number(2), scan.number(3)];
    if (this.#setting.mask) {
      const light = 1 - Math.min(1, inks[3] + luminosity(inks[0], inks[1], inks[2]));
      this.#replace(`${decimal(light)} ${fill ? 'g' : 'G'}`);
      return;
    }
    this.#most = Math.max(this.#most, total(inks));
    if (fill) this.#state.dark = undefined;
    if (fill) this.#state.black = inks[0] + inks[1] + inks[2] === 0 && inks[3] > 0.999;
  }

  #enterSpace(fill: boolean): void {
    const kind = this.#setting.space(this.#scan.name() ?? '');
    if (kind === 'rgb' || kind === 'grey') this.#paint(0, 0, 0, fill);
    if (fill) {
      this.#state.fill = kind;
      if (kind !== 'rgb' && kind !== 'grey') this.#state = { ...this.#state, black: false, dark: undefined };
    } else this.#state.stroke = kind;
  }

  #component(kind: SpaceKind, fill: boolean): void {
    const scan = this.#scan;
    if (kind === 'rgb') this.#paint(scan.number(0), scan.number(1), scan.number(2), fill);
    else if (kind === 'grey') {
      if (this.#setting.mask) this.#replace(`${decimal(scan.number(0))} ${fill ? 'g' : 'G'}`);
      else this.#grey(scan.number(0), fill);
    } else if (kind === 'pattern-rgb' || kind === 'pattern-grey') {
      const [r, g, b] =
        kind === 'pattern-rgb' ? [0, 1, 2].map((i) => scan.number(i)) : Array<number>(3).fill(scan.number(0));
      const inks = this.#setting.inks.of(r!, g!, b!);
      this.#most = Math.max(this.#most, total(inks));
      this.#replace(`${inks.map(decimal).join(' ')} /${scan.name() ?? ''} ${fill ? 'scn' : 'SCN'}`);
      return;
    } else return;
    // The space stays the one that was entered: its components can be set again.
    if (fill) this.#state.fill = kind;
    else this.#state.stroke = kind;
  }

  /** A picture in the content whose colours are a screen's becomes an object that is called here. */
  #inline(): void {
    const { bytes, dataStart, dataEnd } = this.#scan;
    const image = { operands: this.#scan.operands(), data: bytes.subarray(dataStart, dataEnd) };
    const space = inlineEntry(image, 'ColorSpace');
    const coloured =
      Array.isArray(space) || (isName(space) && ['rgb', 'indexed'].includes(this.#setting.space(space.name)));
    if (coloured) this.#replace(`/${this.#setting.inline(image)} Do`);
  }

  #numbers(): Matrix {
    const scan = this.#scan;
    return [scan.number(0), scan.number(1), scan.number(2), scan.number(3), scan.number(4), scan.number(5)];
  }

  /** The shorter side of the present rectangle, points. */
  #leastSide(): number {
    const [a, b, c, d] = this.#state.matrix;
    return Math.min(
      Math.abs(this.#scan.number(2)) * Math.hypot(a, b),
      Math.abs(this.#scan.number(3)) * Math.hypot(c, d),
    );
  }

  /** Gives a large black area more inks than black. */
  #enrich(): void {
    const { richBlack, mask } = this.#setting;
    if (!richBlack || mask || !this.#state.black || !this.#rectangle || this.#rectangle.least < SOLID_SIDE) return;
    const { start } = this.#rectangle;
    this.#edits.push({ start, end: start, text: `q ${richBlack.map(decimal).join(' ')} k ` });
    this.#edits.push({ start: this.#scan.end, end: this.#scan.end, text: ' Q' });
    this.#most = Math.max(this.#most, total(richBlack));
  }

  #endPath(): void {
    this.#segments = 0;
    this.#rectangle = undefined;
  }

  /** Notes a text that begins outside what is safe; there are too many texts to keep them all. */
  #placeText(): void {
    const { safe } = this.#setting;
    if (!safe) return;
    const { x, y } = this.#text.start(this.#state.matrix);
    if (x < safe[0] || y < safe[1] || x > safe[2] || y > safe[3])
      this.#placed.push({ kind: 'text', name: '', box: [x, y, x, y] });
  }

  /** Shows small type of a dark colour in black ink alone. A form's type is left: how large it comes to stand is not known here. */
  #blacken(): void {
    const { page, smallType, overprint } = this.#setting;
    const { dark, size, matrix } = this.#state;
    if (!page || dark === undefined || !this.#text.isSmaller(size, smallType, matrix)) return;
    const { start, end } = this.#scan;
    this.#edits.push({ start, end: start, text: `${overprint ? `/${OVERPRINT_ON} gs ` : ''}0 0 0 1 k ` });
    this.#edits.push({ start: end, end, text: `${overprint ? ` /${OVERPRINT_OFF} gs` : ''} ${dark}` });
    if (overprint) this.#overprint = true;
  }

  #placeObject(): void {
    if (!this.#setting.page) return;
    const [a, b, c, d, e, f] = this.#state.matrix;
    const xs = [e, e + a, e + c, e + a + c];
    const ys = [f, f + b, f + d, f + b + d];
    const box: Rectangle = [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
    this.#placed.push({ kind: 'object', name: this.#scan.name() ?? '', box });
  }

  /** Marks for a structure that the file does not have go; those of layers stay. */
  #beginMark(): void {
    const { bytes, start } = this.#scan;
    const layer = bytes[start + 1] === 0x4f && bytes[start + 2] === 0x43 && bytes[start + 3]! <= 0x2f;
    this.#marks.push(layer);
    if (!layer) this.#replace('');
  }
}
