import { PDFStream } from 'pdf-lib';
import { colourSpace, inksOf, spotsOf, type Colour, type ColourSpace } from '../inspect/colour.ts';
import type { Box, PageFacts } from '../inspect/facts.ts';
import type { Painted, PlacedGlyph, PlacedImage, PlacedPath, How } from '../inspect/painted.ts';
import { boxAround, intersection } from '../inspect/path.ts';
import { POINTS_PER_MM } from '../model/length.ts';
import { booleanAt, nameAt, numberAt, value } from '../model/pdf-values.ts';
import type { Findings } from './findings.ts';
import type { InkEstimate } from './ink-estimate.ts';
import { bleedOf, trimOf } from './page-boxes.ts';
import type { Limits } from './profile.ts';

/** Smaller pictures (dots, rules, icons) are not judged by their resolution, pixels a side. */
const PICTURE_LEAST = 24;
/** An ink below this is none: rounding of conversions. */
const INK_LEAST = 0.005;
/** How near to the edge of the trim something must come to be meant to reach it, points. */
const TOUCHES = 1;
/** Points by which bleed may fall short. */
const BLEED_SHORT = 0.5;
/** Points below a limit that rounding takes. */
const ROUNDING = 0.01;
const UNIT_SQUARE: Box = [0, 0, 1, 1];
/** Fill rendering modes of text, and those that stroke (ISO 32000-1, Table 106). */
const TEXT_INVISIBLE = 3;
const TEXT_CLIPS = 7;

/** Colours that a file uses, for the report. */
export interface ColourUse {
  readonly families: Map<string, Set<number>>;
  readonly spots: Map<string, Set<number>>;
}

/** Judges what one page paints, as the interpreter tells it. */
export class PageContent implements Painted {
  readonly #page: number;
  readonly #facts: PageFacts;
  readonly #limits: Limits;
  readonly #findings: Findings;
  readonly #use: ColourUse;
  readonly #ink: InkEstimate;
  readonly #trim: Box;
  readonly #bleed: Box;
  /** What goes on over the edges of the trim (left, bottom, right, top), to the end of the bleed or not so far. */
  readonly #edges = Array.from({ length: 4 }, (): { readonly short: Box[]; readonly full: Box[] } => ({
    short: [],
    full: [],
  }));
  /** Whether anything is painted inside the trim. */
  painted: boolean = false;

  constructor(
    page: number,
    facts: PageFacts,
    limits: Limits,
    gather: { readonly findings: Findings; readonly use: ColourUse; readonly ink: InkEstimate },
  ) {
    this.#page = page;
    this.#facts = facts;
    this.#limits = limits;
    this.#findings = gather.findings;
    this.#use = gather.use;
    this.#ink = gather.ink;
    this.#trim = trimOf(facts);
    this.#bleed = bleedOf(facts);
  }

  readonly fault = (message: string): void => this.#findings.add('unread', { subject: message, page: this.#page });

  readonly glyph = (glyph: PlacedGlyph): void => {
    const { how, size } = glyph;
    const { textMode } = how.paint;
    if (how.masking || textMode === TEXT_INVISIBLE || textMode === TEXT_CLIPS || size === 0) return;
    const box = glyphBox(glyph);
    if (glyph.text.trim() === '' || !this.#counts(box, how)) return;
    this.painted = true;
    const fills = textMode % 4 !== 1;
    const strokes = textMode % 4 === 1 || textMode % 4 === 2;
    if (fills) this.#colour(how.paint.fill, how.paint.fillOverprints, box, how);
    if (strokes) this.#colour(how.paint.stroke, how.paint.strokeOverprints, box, how);
    const { textPt, colouredTextPt, safetyMm } = this.#limits;
    const height = size * this.#facts.userUnit;
    const detail = `${height.toFixed(1)} pt`;
    if (height < textPt - ROUNDING) this.#add('text-small', box, `${textPt} pt`, detail);
    if (fills && height < colouredTextPt - ROUNDING && inkCount(how.paint.fill) > 1)
      this.#add('text-small-coloured', box, `${colouredTextPt} pt`, detail);
    const safe = (safetyMm * POINTS_PER_MM) / this.#facts.userUnit;
    const [left, bottom, right, top] = this.#trim;
    const near = Math.min(box[0] - left, box[1] - bottom, right - box[2], top - box[3]);
    if (near < safe - TOUCHES)
      this.#add('text-near-trim', box, `${safetyMm} mm`, `${Math.max(0, near / POINTS_PER_MM).toFixed(1)} mm`);
  };

  readonly path = (path: PlacedPath): void => {
    const { how, fill, stroke, bounds } = path;
    if (how.masking || !this.#counts(bounds, how)) return;
    const { paint } = how;
    if (fill) this.#colour(paint.fill, paint.fillOverprints, bounds, how);
    if (stroke) this.#colour(paint.stroke, paint.strokeOverprints, bounds, how);
    const inked = (fill && !isWhite(paint.fill)) || (stroke && !isWhite(paint.stroke));
    if (!inked) return;
    this.painted = true;
    const { hairlinePt } = this.#limits;
    const unit = this.#facts.userUnit;
    const width = Math.min(stroke ? path.lineWidth : Infinity, fill && !stroke ? path.thinnest : Infinity) * unit;
    // A rectangle without any width paints nothing that is meant.
    if (width < hairlinePt - ROUNDING && (stroke || width > 0))
      this.#add('hairline', bounds, `${hairlinePt} pt`, `${width.toFixed(2)} pt`);
    if (fill && !isWhite(paint.fill)) this.#reachesBleed(bounds);
  };

  readonly image = (image: PlacedImage): void => {
    const { how, matrix } = image;
    const box = intersection(how.clip, boxAround(UNIT_SQUARE, matrix));
    if (how.masking || !this.#counts(box, how)) return;
    this.painted = true;
    const own = 'stream' in image.image ? ofStream(image.image.stream, image) : undefined;
    if (own?.space) this.#space(own.space, box);
    else if (own?.stencil) this.#colour(how.paint.fill, how.paint.fillOverprints, box, how);
    this.#transparent(how, box, own?.softMask === true);
    this.#reachesBleed(box);
    if (!own) return;
    if (own.space && 'stream' in image.image) this.#ink.image(this.#page, image.image.stream, own.space);
    if (Math.min(own.width, own.height) < PICTURE_LEAST) return;
    const unit = this.#facts.userUnit;
    const ppi = Math.min(
      (own.width * 72) / (Math.hypot(matrix[0], matrix[1]) * unit),
      (own.height * 72) / (Math.hypot(matrix[2], matrix[3]) * unit),
    );
    if (!Number.isFinite(ppi)) return;
    const { imagePpi, imagePoorPpi, imageMostPpi, lineArtPpi } = this.#limits;
    const detail = `${Math.round(ppi)} ppi`;
    const below = (limit: number): boolean => Math.round(ppi) < limit;
    if (own.bits === 1) {
      if (below(lineArtPpi)) this.#findings.add('line-art-low', this.#at(box, `${lineArtPpi} ppi`, detail));
    } else if (below(imagePoorPpi)) this.#findings.add('image-poor', this.#at(box, `${imagePoorPpi} ppi`, detail));
    else if (below(imagePpi)) this.#findings.add('image-low', this.#at(box, `${imagePpi} ppi`, detail));
    else if (ppi > imageMostPpi) this.#findings.add('image-excessive', this.#at(box, `${imageMostPpi} ppi`, detail));
  };

  #at(box: Box, subject: string, detail?: string): Parameters<Findings['add']>[1] {
    return { page: this.#page, box, subject, ...(detail !== undefined && { detail }) };
  }

  #add(code: Parameters<Findings['add']>[0], box: Box, subject = '', detail?: string): void {
    this.#findings.add(code, this.#at(box, subject, detail), true);
  }

  /** Whether something is inside bleed and clip. What lies outside is not printed, marks of the press among it. */
  #counts(box: Box, how: How): boolean {
    const seen = intersection(how.clip, box);
    const [left, bottom, right, top] = this.#bleed;
    const outside = seen[2] < left || seen[0] > right || seen[3] < bottom || seen[1] > top;
    const clipped = how.clip !== undefined && (how.clip[2] <= how.clip[0] || how.clip[3] <= how.clip[1]);
    return !outside && !clipped;
  }

  #colour(colour: Colour, overprints: boolean, box: Box, how: How): void {
    this.#space(colour.space, box);
    this.#transparent(how, box, false);
    this.#ink.colour(this.#page, colour);
    if (colour.space.names.includes('All') && (colour.values[0] ?? 1) > INK_LEAST && meets(this.#trim, box))
      this.#add('registration-colour', box);
    if (overprints && isWhite(colour) && colour.space.model !== 'rgb') this.#add('white-overprint', box);
  }

  #space(space: ColourSpace, box: Box): void {
    const base = space.base && space.family !== 'Pattern' ? space.base : space;
    const family = `${base.family}${base.family === 'ICCBased' ? ` ${base.model.toUpperCase()}` : ''}`;
    if (family !== '' && family !== 'Pattern') note(this.#use.families, family, this.#page);
    for (const spot of spotsOf(space)) {
      note(this.#use.spots, spot, this.#page);
      this.#add('spot-colours', box, spot);
    }
    if (space.model === 'rgb') this.#add('colour-rgb', box);
    else if (space.model === 'lab') this.#add('colour-lab', box);
    else if (base.family === 'ICCBased' || base.family === 'CalGray') this.#add('colour-icc', box);
  }

  #transparent(how: How, box: Box, softMask: boolean): void {
    const { fillAlpha, strokeAlpha, blend, softMask: masked } = how.paint;
    if (softMask || masked || fillAlpha < 1 || strokeAlpha < 1 || (blend !== 'Normal' && blend !== 'Compatible'))
      this.#add('transparency', box);
  }

  /** Notes what comes to an edge of the trim: it must go on to the end of the bleed that is asked for. */
  #reachesBleed(bounds: Box): void {
    const asked = (this.#limits.bleedMm * POINTS_PER_MM) / this.#facts.userUnit;
    if (asked === 0) return;
    const [left, bottom, right, top] = this.#trim;
    const beyond = [left - bounds[0], bottom - bounds[1], bounds[2] - right, bounds[3] - top];
    this.#edges.forEach((edge, side) => {
      if (beyond[side]! >= asked - BLEED_SHORT) edge.full.push(bounds);
      else if (beyond[side]! > -TOUCHES) edge.short.push(bounds);
    });
  }

  /**
   * Ends the page: tells of what comes to an edge of the trim and does not go on to the end of the bleed, unless something else does over all of its
   * length, as a ground under a drawing does.
   */
  end(): void {
    const told = new Set<Box>();
    this.#edges.forEach(({ short, full }, side) => {
      // Sides are left, bottom, right, top: along the first and third one goes upwards.
      const [from, to] = side % 2 === 0 ? ([1, 3] as const) : ([0, 2] as const);
      for (const box of short)
        if (!full.some((wide) => wide[from] <= box[from] + TOUCHES && wide[to] >= box[to] - TOUCHES)) told.add(box);
    });
    for (const box of told) this.#add('bleed-unpainted', box);
  }
}

/** What a picture's dictionary says. */
function ofStream(
  stream: PDFStream,
  image: PlacedImage,
): {
  readonly width: number;
  readonly height: number;
  readonly bits: number;
  readonly stencil: boolean;
  readonly softMask: boolean;
  readonly space: ColourSpace | undefined;
} {
  const { dict } = stream;
  const stencil = booleanAt(dict, 'ImageMask') ?? false;
  const own = value(dict, 'ColorSpace');
  return {
    width: numberAt(dict, 'Width') ?? 0,
    height: numberAt(dict, 'Height') ?? 0,
    bits: stencil ? 1 : (numberAt(dict, 'BitsPerComponent') ?? 8),
    stencil,
    softMask: value(dict, 'SMask') instanceof PDFStream || nameAt(dict, 'SMaskInData') === '1',
    space: stencil || !own ? undefined : colourSpace(own, image.resources),
  };
}

/** The box of a glyph, from its pen and size: ascenders and descenders are taken as a face's usually are. */
function glyphBox({ x, y, endX, endY, size }: PlacedGlyph): Box {
  const length = Math.hypot(endX - x, endY - y);
  const [dx, dy] = length > 0 ? [(endX - x) / length, (endY - y) / length] : [1, 0];
  const corners = [-0.2, 0.7].flatMap((height) => [
    [x - dy * height * size, y + dx * height * size] as const,
    [endX - dy * height * size, endY + dx * height * size] as const,
  ]);
  const across = corners.map(([px]) => px);
  const along = corners.map(([, py]) => py);
  return [Math.min(...across), Math.min(...along), Math.max(...across), Math.max(...along)];
}

/** Inks that a colour takes; RGB other than white takes several once it is converted. */
function inkCount(colour: Colour): number {
  const inks = inksOf(colour);
  if (inks) return [...inks.values()].filter((each) => each > INK_LEAST).length;
  return colour.space.model === 'rgb' && !isWhite(colour) ? 4 : 0;
}

/** Whether two boxes have anything in common. */
function meets(a: Box, b: Box): boolean {
  return a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
}

function isWhite(colour: Colour): boolean {
  const inks = inksOf(colour);
  if (inks) return [...inks.values()].every((each) => each <= INK_LEAST);
  return (
    colour.space.model === 'rgb' && colour.values.length === 3 && colour.values.every((each) => each >= 1 - INK_LEAST)
  );
}

function note(use: Map<string, Set<number>>, name: string, page: number): void {
  let pages = use.get(name);
  if (!pages) use.set(name, (pages = new Set()));
  pages.add(page);
}
