import type { Rectangle } from '../model/exhibit.ts';
import { NOWHERE } from '../model/rectangle.ts';

type Side = keyof Rectangle;
const SIDES: readonly Side[] = ['left', 'bottom', 'right', 'top'];
/** A strip along a field's edge, points: a pixel of it is ink. */
const STRIP = 1.5;

/** Ink that goes as far as a place for certain, and where it lies: what is painted over that may hide it. */
interface Edge {
  readonly at: number;
  readonly span: Rectangle;
}

/** Keeps up how far a stream's ink goes without doubt: on each side the thing that goes furthest, as long as nothing may lie over it. */
export class CertainInk {
  readonly #edges: Partial<Record<Side, Edge>> = {};

  /** Sides as far as ink goes for certain; infinite the wrong way where nothing is. */
  get box(): Rectangle {
    const at = (side: Side): number => this.#edges[side]?.at ?? NOWHERE[side];
    return { left: at('left'), bottom: at('bottom'), right: at('right'), top: at('top') };
  }

  /** Whether sides go further, one of them at least, than what is known. */
  goFurther(left: number, bottom: number, right: number, top: number): boolean {
    return (
      this.#further('bottom', bottom) ||
      this.#further('top', top) ||
      this.#further('left', left) ||
      this.#further('right', right)
    );
  }

  /** A field of plain ink. */
  field(box: Rectangle): void {
    const { left, bottom, right, top } = box;
    this.#add('left', left, { ...box, right: Math.min(right, left + STRIP) });
    this.#add('bottom', bottom, { ...box, top: Math.min(top, bottom + STRIP) });
    this.#add('right', right, { ...box, left: Math.max(left, right - STRIP) });
    this.#add('top', top, { ...box, bottom: Math.max(bottom, top - STRIP) });
  }

  /** A word, which lies in `span` and goes at least as far as `box`. */
  word(box: Rectangle, span: Rectangle): void {
    for (const side of SIDES) if (Number.isFinite(box[side])) this.#add(side, box[side], span);
  }

  /** Something is painted under which ink may vanish. */
  hide({ left, bottom, right, top }: Rectangle): void {
    for (const side of SIDES) {
      const span = this.#edges[side]?.span;
      if (span && left < span.right && right > span.left && bottom < span.top && top > span.bottom)
        delete this.#edges[side];
    }
  }

  #further(side: Side, at: number): boolean {
    const known = this.#edges[side]?.at ?? NOWHERE[side];
    return side === 'left' || side === 'bottom' ? at < known : at > known;
  }

  #add(side: Side, at: number, span: Rectangle): void {
    if (this.#further(side, at)) this.#edges[side] = { at, span };
  }
}
