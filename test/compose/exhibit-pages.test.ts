import { describe, expect, test } from 'vitest';
import { endsAtTrim, placeExhibitPage, type PlaceOptions } from '../../src/compose/exhibit-pages.ts';
import { shownInk } from '../../src/model/stamp-room.ts';
import type { ExhibitPage, Rectangle } from '../../src/model/exhibit.ts';
import { STAMP_INSET, stampScale, STAMP_WIDTH } from '../../src/model/stamp.ts';

const A4 = { width: 595, height: 842 };
const page = (ink: Rectangle | undefined, more: Partial<ExhibitPage> = {}): ExhibitPage => ({
  box: { left: 0, bottom: 0, right: 612, top: 792 },
  rotate: 0,
  text: '',
  ...(ink && { ink }),
  ...more,
});
const rectangle = (left: number, bottom: number, right: number, top: number): Rectangle => ({
  left,
  bottom,
  right,
  top,
});
const place = (ink: Rectangle | undefined, options: Partial<PlaceOptions> = {}, more: Partial<ExhibitPage> = {}) =>
  placeExhibitPage(page(ink, more), { fit: 'keep', rotate: 0, own: A4, frame: 'auto', number: 0, ...options });

describe('a stamp stands where an exhibit’s page has room', () => {
  test('at the foot, else at the head, else at both sides, else under the page made smaller', () => {
    expect(place(undefined)).toMatchObject({ size: { width: 612, height: 792 }, stamp: 'foot' });
    expect(place(undefined)).not.toHaveProperty('frame');
    expect(place(rectangle(50, 40, 560, 792))).toMatchObject({ stamp: 'foot' });
    expect(place(rectangle(50, 10, 560, 750))).toMatchObject({ stamp: 'head' });
    expect(place(rectangle(50, 0, 560, 792))).toMatchObject({ stamp: 'side' });
    // A long number of a production needs wider sides.
    expect(place(rectangle(50, 0, 560, 792), { number: 12 })).toMatchObject({ stamp: 'foot' });
    const framed = place(rectangle(0, 0, 612, 792));
    expect(framed.stamp).toBe('foot');
    expect(framed.frame!.bottom).toBeGreaterThanOrEqual(26);
    expect(framed.frame!.top).toBeCloseTo(792);
    const { left, right, bottom, top } = framed.frame!;
    expect((right - left) / (top - bottom)).toBeCloseTo(612 / 792);
  });

  test('as large as it reads when the page fills the screen, and never wider than the page', () => {
    expect(stampScale({ width: 612, height: 792 })).toBe(1);
    expect(stampScale({ width: 1920, height: 3205 })).toBeGreaterThan(2);
    for (const width of [72, 120, 200])
      expect((STAMP_WIDTH + STAMP_INSET) * stampScale({ width, height: 600 })).toBeLessThan(width);
  });

  test('never over what is painted: without leave to make the page smaller there is none', () => {
    expect(place(rectangle(0, 0, 612, 792), { frame: 'never' })).toMatchObject({ stamp: 'none' });
    expect(place(rectangle(50, 40, 560, 700), { frame: 'always' }).frame).toBeDefined();
  });

  test('on turned pages where their reader sees room', () => {
    // Room at the left edge as it lies; turned by 90 clockwise this is at the head, by 270 at the foot.
    const ink = rectangle(60, 0, 612, 792);
    expect(place(ink, {}, { rotate: 90 })).toMatchObject({ size: { width: 792, height: 612 }, stamp: 'head' });
    expect(place(ink, { rotate: 270 })).toMatchObject({ size: { width: 792, height: 612 }, stamp: 'foot' });
    expect(place(ink, { rotate: 180 }, { rotate: 90 })).toMatchObject({ stamp: 'foot' });
  });

  test('measured within the part that is shown', () => {
    const box = rectangle(100, 200, 500, 700);
    expect(shownInk(page(rectangle(0, 0, 300, 650), { box }), 0)).toEqual(rectangle(0, 0, 200, 450));
    expect(shownInk(page(rectangle(100, 260, 500, 700), { box }), 90)).toEqual(rectangle(60, 0, 500, 400));
    expect(shownInk(page(rectangle(100, 260, 500, 700), { box }), 180)).toEqual(rectangle(0, 0, 400, 440));
    expect(shownInk(page(rectangle(100, 260, 500, 700), { box }), 270)).toEqual(rectangle(0, 0, 440, 400));
  });
});

describe('an exhibit’s page comes in', () => {
  test('scaled to the publication’s page, turned as it lies', () => {
    const scaled = place(rectangle(0, 100, 612, 792), { fit: 'scale' });
    expect(scaled.size).toEqual(A4);
    expect(scaled.frame!.right - scaled.frame!.left).toBeCloseTo(595);
    expect(scaled.frame!.bottom).toBeGreaterThan(0);
    const landscape = place(undefined, { fit: 'scale' }, { rotate: 90 });
    expect(landscape.size).toEqual({ width: 842, height: 595 });
  });

  test('trimmed to the publication’s page at its own scale', () => {
    const trimmed = place(rectangle(100, 100, 500, 700), { fit: 'trim-to' });
    expect(trimmed.size).toEqual(A4);
    expect(trimmed.frame).toEqual(rectangle(-8.5, 25, 603.5, 817));
  });

  test('trimmed and painted all over, stays trimmed above its stamp', () => {
    const large = { box: rectangle(0, 0, 800, 1000) };
    const trim = { fit: 'trim-to' } as const;
    const { stamp, frame, clip } = place(rectangle(0, 0, 800, 1000), trim, large);
    expect(stamp).toBe('foot');
    // What is left of it after the cut, 595 × 842 about its middle, fits above the strip.
    const scale = (842 - 26) / 842;
    expect((frame!.right - frame!.left) / 800).toBeCloseTo(scale);
    expect((frame!.top - frame!.bottom) / 1000).toBeCloseTo(scale);
    expect(clip!.bottom).toBeCloseTo(26);
    expect(clip!.top).toBeCloseTo(842);
    expect((clip!.right - clip!.left) / 595).toBeCloseTo(scale);
    for (const [low, high] of [
      ['left', 'right'],
      ['bottom', 'top'],
    ] as const)
      expect(frame![low] + frame![high]).toBeCloseTo(clip![low] + clip![high]);
    const never = place(rectangle(0, 0, 800, 1000), { ...trim, frame: 'never' }, large);
    expect(never).toMatchObject({ stamp: 'none', frame: rectangle(-102.5, -79, 697.5, 921) });
    expect(never).not.toHaveProperty('clip');
  });

  test('trimmed at its sides alone, moves up at its own scale where that gives its stamp room', () => {
    const { stamp, frame, clip } = place(rectangle(0, 0, 612, 792), { fit: 'trim-to' });
    expect(stamp).toBe('foot');
    expect(frame).toEqual(rectangle(-8.5, 38, 603.5, 830));
    expect(clip).toEqual(rectangle(0, 38, 595, 830));
  });
});

describe('in a book that is cut', () => {
  const BLEED = 8.5;
  const cut = (ink: Rectangle | undefined, more: Partial<ExhibitPage> = {}, options: Partial<PlaceOptions> = {}) =>
    place(ink, { bleed: BLEED, ...options }, more);

  test('every page has the book’s size and its bleed; larger ones become smaller, smaller ones stay', () => {
    const letter = cut(undefined);
    expect(letter).toMatchObject({ size: A4, bleed: BLEED });
    const { left, right, bottom, top } = letter.frame!;
    expect(right - left).toBeCloseTo(595);
    expect((right - left) / (top - bottom)).toBeCloseTo(612 / 792);
    expect(left).toBeCloseTo(BLEED);
    const card = cut(undefined, { box: rectangle(0, 0, 300, 200) });
    expect(card.size).toEqual({ width: 842, height: 595 });
    expect(card.frame!.right - card.frame!.left).toBeCloseTo(300);
    expect((card.frame!.left + card.frame!.right) / 2).toBeCloseTo(842 / 2 + BLEED);
    const framed = cut(undefined, { box: rectangle(0, 0, 300, 200) }, { frame: 'always' });
    expect(framed.frame!.right - framed.frame!.left).toBeCloseTo(300);
  });

  test('a page painted to its edge ends at the trim, one with a margin does not', () => {
    const options: PlaceOptions = { fit: 'keep', rotate: 0, own: A4, frame: 'never', number: 0, bleed: BLEED };
    const ends = (ink: Rectangle, more: PlaceOptions = options): boolean =>
      endsAtTrim(page(ink), more, placeExhibitPage(page(ink), more));
    expect(ends(rectangle(0, 100, 500, 700))).toBe(true);
    expect(ends(rectangle(60, 100, 500, 700))).toBe(false);
    const { bleed: _, ...loose } = options;
    expect(ends(rectangle(0, 100, 500, 700), loose)).toBe(false);
  });
});
