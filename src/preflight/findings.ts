import type { Box, PageFacts } from '../inspect/facts.ts';
import type { Diagnostic, Severity } from '../model/diagnostic.ts';
import { POINTS_PER_MM } from '../model/length.ts';
import type { Profile } from './profile.ts';
import { RULES, type Code, type Rule } from './rules.ts';

/** Where something was found. */
export interface Place {
  /** Number from 1. */
  readonly page: number;
  /** In the page's default user space, points: left, bottom, right, top. */
  readonly box?: Box;
  /** Its left top corner as somebody with a ruler finds it: mm from the left and top of the trim, page upright. */
  readonly at?: { readonly x: number; readonly y: number };
  /** What exactly: `87 ppi`, `4.2 pt`. */
  readonly detail?: string;
  /** How many of them are there, told as one. */
  readonly count: number;
}

/** One thing that is wrong, with all its places. */
export interface Finding extends Diagnostic {
  readonly code: Code;
  /** In order of pages; the first {@link PLACES_LIMIT}. */
  readonly places: readonly Place[];
  /** Pages on which it is, numbers from 1; all of them. Empty when it is of the whole file. */
  readonly pages: readonly number[];
  /** How many there are altogether. */
  readonly count: number;
}

/** Places kept of one finding; nobody goes through more. */
export const PLACES_LIMIT = 200;
/** Findings of one code, such as fonts that are missing. */
const SUBJECTS_LIMIT = 100;
/** Decimal places of boxes and of millimetres. */
const DIGITS = 1;

const ORDER: Readonly<Record<Severity, number>> = { error: 0, warning: 1, note: 2 };

interface Gathered {
  readonly code: Code;
  readonly subject: string;
  readonly places: Place[];
  readonly pages: Set<number>;
  count: number;
}

/** Gathers what is wrong, each thing once with its places. */
export class Findings {
  readonly #profile: Profile;
  readonly #pages: readonly PageFacts[];
  readonly #gathered = new Map<string, Gathered>();
  readonly #subjects = new Map<Code, number>();

  constructor(profile: Profile, pages: readonly PageFacts[]) {
    this.#profile = profile;
    this.#pages = pages;
  }

  /**
   * Tells of a broken rule. `subject` stands in its message; `page` is an index from 0. With `once` what is found again on the same page
   * only counts.
   */
  add(
    code: Code,
    where: { readonly subject?: string; readonly page?: number; readonly box?: Box; readonly detail?: string } = {},
    once = false,
  ): void {
    if (this.#profile.severities[code] === 'off') return;
    const { subject = '', page, box, detail } = where;
    const key = `${code} ${subject}`;
    let entry = this.#gathered.get(key);
    if (!entry) {
      const subjects = (this.#subjects.get(code) ?? 0) + 1;
      if (subjects > SUBJECTS_LIMIT) return;
      this.#subjects.set(code, subjects);
      this.#gathered.set(key, (entry = { code, subject, places: [], pages: new Set(), count: 0 }));
    }
    entry.count++;
    if (page === undefined) return;
    const before = entry.pages.has(page + 1);
    entry.pages.add(page + 1);
    const last = entry.places.at(-1);
    if (once && before) {
      if (last?.page === page + 1) entry.places[entry.places.length - 1] = { ...last, count: last.count + 1 };
      return;
    }
    if (entry.places.length >= PLACES_LIMIT) return;
    const facts = this.#pages[page];
    entry.places.push({
      page: page + 1,
      ...(box && facts && { box: rounded(box), at: fromTrim(box, facts) }),
      ...(detail !== undefined && { detail }),
      count: 1,
    });
  }

  /** All findings, the gravest first, then in order of pages. */
  all(): Finding[] {
    return [...this.#gathered.values()]
      .map(({ code, subject, places, pages, count }): Finding => {
        const rule: Rule = RULES[code];
        return {
          severity: this.#profile.severities[code] as Severity,
          code,
          message: rule.message.replace('%', subject),
          why: rule.why,
          ...(rule.hint !== undefined && { hint: rule.hint }),
          places: places.toSorted((a, b) => a.page - b.page),
          pages: [...pages].sort((a, b) => a - b),
          count,
        };
      })
      .sort(
        (a, b) =>
          ORDER[a.severity] - ORDER[b.severity] ||
          (a.pages[0] ?? 0) - (b.pages[0] ?? 0) ||
          (a.code < b.code ? -1 : a.code > b.code ? 1 : 0),
      );
  }
}

function round(value: number): number {
  return Number(value.toFixed(DIGITS)) + 0;
}

function rounded([a, b, c, d]: Box): Box {
  return [round(a), round(b), round(c), round(d)];
}

/** A box's left top corner in mm from that of the trim, as the page is looked at. */
function fromTrim([left, bottom, right, top]: Box, facts: PageFacts): { readonly x: number; readonly y: number } {
  const trim = facts.trim ?? facts.crop ?? facts.media;
  const [x, y] =
    facts.rotate === 90
      ? [bottom - trim[1], left - trim[0]]
      : facts.rotate === 180
        ? [trim[2] - right, bottom - trim[1]]
        : facts.rotate === 270
          ? [trim[3] - top, trim[2] - right]
          : [left - trim[0], trim[3] - top];
  return { x: round((x * facts.userUnit) / POINTS_PER_MM), y: round((y * facts.userUnit) / POINTS_PER_MM) };
}
