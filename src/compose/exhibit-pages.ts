import type { PageGeometry } from '../model/composition.ts';
import type { ExhibitPage, Rectangle } from '../model/exhibit.ts';
import { PX_PER_POINT } from '../model/length.ts';
import { intersection } from '../model/rectangle.ts';
import type { ExhibitFit, PdfPart } from '../model/part.ts';
import type { PageSize } from '../model/publication.ts';
import type { PacketSource } from './arrangement.ts';
import { STAMP_INSET, STAMP_RIM, STAMP_SIDE, STAMP_STRIP, stampScale } from '../model/stamp.ts';
import { REACHES, roomFor, shownInk, sizeShown } from '../model/stamp-room.ts';

/** What a character of a production's number takes of it, and the rim and air beside the number. */
const SIDE_CHARACTER = 4.3;
const SIDE_AIR = 16;
/** Smallest page that a frame leaves room on, points. */
const SMALLEST = 72;

/** Where on its page the stamp stands. `none`: the page has no room and may not be made smaller. */
export type StampPlace = 'foot' | 'head' | 'side' | 'none';

/** A page that holds the place of an exhibit's. Lengths in points. */
export interface ExhibitPlace {
  /** When it is trimmed. */
  readonly size: PageSize;
  /** How far the sheet goes beyond that on every side. */
  readonly bleed: number;
  readonly stamp: StampPlace;
  /** Width of the strips at the sides for a stamp there. */
  readonly side: number;
  /** Undefined: the exhibit's page fills this one. Origin at the lower left of the sheet, as shown. */
  readonly frame?: Rectangle;
  /** What shows of it there, where it is cut and made smaller as well. Undefined: all that is on the sheet. */
  readonly clip?: Rectangle;
}

/** What is asked of the pages of one exhibit. */
export interface PlaceOptions {
  readonly fit: ExhibitFit;
  /** Turn clockwise beside the page's own, degrees. */
  readonly rotate: number;
  /** The publication's page, points. */
  readonly own: PageSize;
  /** Whether a page without room for the stamp is made smaller, or every page, or none. */
  readonly frame: 'auto' | 'always' | 'never';
  /** Characters of the production's number; 0 where there is none. */
  readonly number: number;
  /**
   * For a book that is cut: how far its sheets go beyond the trim, points. All its pages have one size then, and a page that would keep another is
   * made smaller until it fits. Undefined: it is not cut.
   */
  readonly bleed?: number;
}

/** What a packet asks of the pages of one of its exhibits. */
export function placeOptions(
  { fit, rotate }: PdfPart,
  { options, publication, page, bleed }: Pick<PacketSource, 'options' | 'publication' | 'page' | 'bleed'>,
): PlaceOptions {
  const { frame } = options;
  const bates = publication.packet?.bates;
  return {
    ...{ fit, rotate, own: page },
    ...(bleed !== undefined && { bleed }),
    number: bates ? bates.prefix.length + bates.digits : 0,
    frame: frame === 'always' || frame === 'never' ? frame : 'auto',
  };
}

/**
 * Decides how a page of an exhibit comes in, and where its stamp goes: never over what is painted. One that is cut to the publication's page and
 * has no room for its stamp stays cut: what is left of it moves up, and becomes smaller only as far as it does not fit above the stamp then.
 */
export function placeExhibitPage(page: ExhibitPage, options: PlaceOptions): ExhibitPlace {
  const shown = sizeShown(page, options.rotate);
  const ink = shownInk(page, options.rotate);
  const { bleed = 0 } = options;
  const keeps = options.fit === 'keep' && options.bleed === undefined;
  const size = keeps ? shown : turnedLike(options.own, shown);
  const whole = keeps
    ? { left: 0, bottom: 0, right: shown.width, top: shown.height }
    : centred(shown, size, 0, scaleOf(options.fit, shown, size));
  const scale = (whole.right - whole.left) / shown.width;
  const inkHere = ink && {
    left: whole.left + ink.left * scale,
    bottom: whole.bottom + ink.bottom * scale,
    right: whole.left + ink.right * scale,
    top: whole.bottom + ink.top * scale,
  };
  const side = Math.max(STAMP_SIDE, SIDE_AIR + options.number * SIDE_CHARACTER) * stampScale(size);
  const room = roomFor(size, side, inkHere);
  const frame = keeps ? {} : { frame: moved(whole, bleed) };
  if (options.frame !== 'always' && room) return { size, bleed, stamp: room, side, ...frame };
  if (options.frame === 'never' || Math.min(size.width, size.height) < SMALLEST)
    return { size, bleed, stamp: room ?? 'none', side, ...frame };
  const strip = STAMP_STRIP * stampScale(size);
  const seen = options.fit === 'trim-to' ? cutTo(shown, size) : shown;
  const smaller = Math.min(scaleOf(options.fit, seen, size), fitting(seen, size, strip));
  const cut = seen.width < shown.width || seen.height < shown.height;
  return {
    ...{ size, bleed, stamp: 'foot', side },
    frame: moved(centred(shown, size, strip, smaller), bleed),
    ...(cut && { clip: moved(centred(seen, size, strip, smaller), bleed) }),
  };
}

/** What is left of a page that is cut to the size of another, about its middle. */
function cutTo(shown: PageSize, size: PageSize): PageSize {
  return { width: Math.min(shown.width, size.width), height: Math.min(shown.height, size.height) };
}

/** How much larger or smaller a page becomes; one that would keep a size that the book does not have is never made larger. */
function scaleOf(fit: ExhibitFit, shown: PageSize, size: PageSize): number {
  if (fit === 'scale') return fitting(shown, size, 0);
  return fit === 'keep' ? Math.min(1, fitting(shown, size, 0)) : 1;
}

/** Whether something painted ends where a page is cut, with nothing of it beyond. */
export function endsAtTrim(
  page: ExhibitPage,
  { rotate }: PlaceOptions,
  { size, bleed, frame, clip }: ExhibitPlace,
): boolean {
  const ink = shownInk(page, rotate);
  if (!ink || !frame || bleed === 0) return false;
  const scale = (frame.right - frame.left) / sizeShown(page, rotate).width;
  const painted = {
    left: frame.left + ink.left * scale,
    bottom: frame.bottom + ink.bottom * scale,
    right: frame.left + ink.right * scale,
    top: frame.bottom + ink.top * scale,
  };
  const { left, bottom, right, top } = moved(clip ? intersection(painted, clip) : painted, -bleed);
  return [left, bottom, size.width - right, size.height - top].some((inside) => inside < REACHES);
}

/** A rectangle on the trimmed page as it lies on the sheet. */
function moved({ left, bottom, right, top }: Rectangle, bleed: number): Rectangle {
  return { left: left + bleed, bottom: bottom + bleed, right: right + bleed, top: top + bleed };
}

/** The publication's page, lying where the exhibit's lies. */
function turnedLike(own: PageSize, shown: PageSize): PageSize {
  const landscape = shown.width > shown.height;
  return landscape === own.width > own.height ? own : { width: own.height, height: own.width };
}

/** The scale at which one page fits on another above a strip at its foot. */
function fitting(shown: PageSize, size: PageSize, strip: number): number {
  return Math.min(size.width / shown.width, (size.height - strip) / shown.height);
}

/** A page at some scale in the middle of the room above a strip. */
function centred(shown: PageSize, size: PageSize, strip: number, scale: number): Rectangle {
  const [width, height] = [shown.width * scale, shown.height * scale];
  const left = (size.width - width) / 2;
  const bottom = strip + (size.height - strip - height) / 2;
  return { left, bottom, right: left + width, top: bottom + height };
}

/** The kinds of page that exhibits come on, each once: geometry for the oracle, `@page` rules with the stamp for the print. */
export class ExhibitGeometries {
  readonly #places = new Map<string, ExhibitPlace>();

  /** The name of a page's kind. */
  name(place: ExhibitPlace): string {
    const part = (points: number): string => points.toFixed(2).replace('.', '_').replace(/_?0+$/, '');
    const name = `exhibit-${part(place.size.width)}x${part(place.size.height)}-${place.stamp}`;
    if (!this.#places.has(name)) this.#places.set(name, place);
    return name;
  }

  get all(): PageGeometry[] {
    return [...this.#places].map(([name, place]) => ({
      name,
      width: (place.size.width + 2 * place.bleed) * PX_PER_POINT,
      height: (place.size.height + 2 * place.bleed) * PX_PER_POINT,
      margins: marginsOf(place),
      bleed: place.bleed * PX_PER_POINT,
    }));
  }

  /** The stamp in a margin box at the outer side, and nothing painted under it. */
  get styles(): string {
    if (this.#places.size === 0) return '';
    // The ground of the other pages would cover what comes under the stamps.
    return ['html { background: none; }', ...[...this.#places].map(([name, place]) => pageRules(name, place))].join(
      '\n',
    );
  }
}

function marginsOf({ size, stamp, side: width, bleed }: ExhibitPlace): PageGeometry['margins'] {
  const strip = (bleed + STAMP_STRIP * stampScale(size)) * PX_PER_POINT;
  const side = stamp === 'side' ? (bleed + width) * PX_PER_POINT : 0;
  return { top: stamp === 'head' ? strip : 0, bottom: stamp === 'foot' ? strip : 0, inner: side, outer: side };
}

const pt = (points: number): string => `${Number(points.toFixed(3))}pt`;

function pageRules(name: string, { size, stamp, bleed }: ExhibitPlace): string {
  const k = stampScale(size);
  const text = `font: 400 calc(var(--size-stamp) * ${Number(k.toFixed(3))}) / 1 var(--font-head); color: var(--ink); white-space: nowrap;`;
  const none = 'content: none;';
  const line = (edge: 'top' | 'bottom', side: 'left' | 'right'): string =>
    `content: counter(physical, stamp); ${text} text-align: ${side}; vertical-align: ${edge}; padding-${edge}: ${pt(bleed + STAMP_RIM * k)}; padding-${side}: ${pt(bleed + STAMP_INSET * k)};`;
  const rules = [`@page ${name} { background: none; }`];
  if (stamp === 'foot' || stamp === 'head') {
    const edge = stamp === 'foot' ? 'bottom' : 'top';
    rules.push(
      `@page ${name} { @${edge}-right { ${line(edge, 'right')} } }`,
      `@page ${name}:left { @${edge}-right { ${none} } @${edge}-left { ${line(edge, 'left')} } }`,
    );
  } else if (stamp === 'side') {
    const column = (edge: 'left' | 'right'): string =>
      `content: counter(physical, stamp-narrow); ${text.replace('nowrap', 'pre-line')} line-height: 1.3; text-align: center; vertical-align: bottom; padding-bottom: ${pt(bleed + STAMP_INSET * k)}; padding-${edge}: ${pt(bleed)};`;
    rules.push(
      `@page ${name} { @right-bottom { ${column('right')} } }`,
      `@page ${name}:left { @right-bottom { ${none} } @left-bottom { ${column('left')} } }`,
    );
  }
  return rules.join('\n');
}

/** Where an exhibit's page goes and what shows of it there, as `data-exhibit-frame` says it; empty where it fills ours. */
export function frameText({ frame, clip }: Pick<ExhibitPlace, 'frame' | 'clip'>): string {
  return [frame, clip]
    .flatMap((each) => (each ? [each.left, each.bottom, each.right, each.top] : []))
    .map((points) => Number(points.toFixed(3)))
    .join(' ');
}
