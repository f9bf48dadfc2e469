import type { Cmyk } from '../../model/press.ts';

/** Change of an ink by which a profile's answer is felt for: small beside what eyes see, large beside rounding. */
const FEEL = 0.02;
/** Steps of one colour: each is straight, colours are bent. */
const STEPS = 4;
/** Most change of black in one step. */
const STEP_MOST = 0.15;
/** Least ink that must be saved for one of black; with less, more black hardly helps, and would fill the shadows. */
const LEAST_SAVED = 0.25;
/** Steps of each ink by which directions are kept: they change slowly. */
const KEPT_STEPS = 15;

/** Ink to CIELAB: L* 0–100, a*, b*. Several colours at a time. */
export type ToLab = (inks: readonly Cmyk[]) => readonly (readonly number[])[];

/** What cyan, magenta and yellow lose for one of black, the colour staying the same; undefined where black cannot take their place. */
type Direction = readonly [c: number, m: number, y: number];

/**
 * Grey component replacement: what cyan, magenta and yellow make of grey together, black makes with less ink. Brings colours under a limit of total ink
 * and keeps how they look by the press's own profile.
 */
export class GreyComponent {
  readonly #toLab: ToLab;
  readonly #kept = new Map<number, Direction | undefined>();

  constructor(toLab: ToLab) {
    this.#toLab = toLab;
  }

  /** Inks of the same look with a sum of `limit` or less as far as black can do that; parts from 0 to 1. */
  within(inks: Cmyk, limit: number): Cmyk {
    let now = inks;
    for (let step = 0; step < STEPS; step++) {
      const excess = now[0] + now[1] + now[2] + now[3] - limit;
      const way = excess > 0 ? this.#direction(now) : undefined;
      if (!way) break;
      const saved = way[0] + way[1] + way[2] - 1;
      const room = Math.min(...way.map((part, i) => (part > 0 ? now[i]! / part : 1)));
      const black = Math.min(excess / saved, 1 - now[3], room, STEP_MOST);
      if (black <= 0) break;
      now = [now[0] - way[0] * black, now[1] - way[1] * black, now[2] - way[2] * black, now[3] + black];
    }
    return now;
  }

  #direction(inks: Cmyk): Direction | undefined {
    const key = inks.reduce((sum, ink) => sum * (KEPT_STEPS + 1) + Math.round(ink * KEPT_STEPS), 0);
    if (!this.#kept.has(key)) this.#kept.set(key, this.#felt(inks));
    return this.#kept.get(key);
  }

  /** The change of three inks that undoes one of black in L*, a* and b*, by the profile's answers around a colour. */
  #felt(inks: Cmyk): Direction | undefined {
    const beside = [0, 1, 2, 3].map((ink) => {
      const down = inks[ink]! > FEEL;
      return { ink, by: down ? -FEEL : FEEL };
    });
    const [here, ...around] = this.#toLab([
      inks,
      ...beside.map(({ ink, by }) => inks.map((value, i) => (i === ink ? value + by : value)) as unknown as Cmyk),
    ]);
    const slopes = around.map((lab, i) => lab.map((value, axis) => (value - here![axis]!) / beside[i]!.by));
    const way = solved([slopes[0]!, slopes[1]!, slopes[2]!], slopes[3]!);
    if (!way || way.some((part) => part < 0)) return undefined;
    return way[0] + way[1] + way[2] - 1 < LEAST_SAVED ? undefined : way;
  }
}

/** Factors of three columns that add up to `sum` (Cramer's rule); undefined when the columns lie in a plane. */
function solved(columns: readonly (readonly number[])[], sum: readonly number[]): Direction | undefined {
  const [a, b, c] = columns as readonly [readonly number[], readonly number[], readonly number[]];
  const whole = determinant(a, b, c);
  if (Math.abs(whole) < 1e-6) return undefined;
  return [determinant(sum, b, c) / whole, determinant(a, sum, c) / whole, determinant(a, b, sum) / whole];
}

function determinant(a: readonly number[], b: readonly number[], c: readonly number[]): number {
  return (
    a[0]! * (b[1]! * c[2]! - b[2]! * c[1]!) -
    b[0]! * (a[1]! * c[2]! - a[2]! * c[1]!) +
    c[0]! * (a[1]! * b[2]! - a[2]! * b[1]!)
  );
}
