import { expect } from 'vitest';
import type { Finished } from './case.ts';
import { locate, seen, type Located } from './case-facts.ts';
import { linksOf, type Link } from './links.ts';
import { contentsEntries, flatOutline, folioOf } from './page-rules.ts';
import { countColour, rasterise } from './raster.ts';

/** What a case shows beyond its goldens: what it claims, and how that is seen in the product. */
export type Claims = Readonly<Record<string, (product: Finished) => void | Promise<void>>>;

/** Resolution at which colours are looked for. */
const COLOUR_PPI = 72;

/** Lines are 14.25 pt apart. */
const LINE = 15;
const NEAR = 12;

const picture = async ({ bytes }: Finished, page: number) => (await rasterise(bytes, [page], COLOUR_PPI))[0]!;
/** Size and face of the last line that begins with some words: the contents list comes before the heading. */
const look = ({ texts }: Finished, start: string): string => {
  const line = texts.flatMap((page) => page.lines).findLast((each) => each.tagged && seen(each.text).startsWith(start));
  return line ? `${line.words[0]!.font} ${line.words[0]!.size}` : 'nowhere';
};

/** Claims by case. */
export const claims: Readonly<Record<string, Claims>> = {
  'skipped-levels': {
    'headings look as their level was written'(product) {
      expect(look(product, 'Begins at four')).toBe(look(product, 'Fourth level'));
      expect(look(product, 'Then a second')).toBe(look(product, 'Back to the second'));
      expect(new Set(['First chapter', 'Third level', 'Fourth level'].map((start) => look(product, start))).size).toBe(
        3,
      );
    },
  },
  recto: {
    'chapters open on rectos, after blanks where they must'({ facts, texts }) {
      const chapters = facts.outline.map((item) => item.page!);
      expect(chapters.every((page) => page % 2 === 0)).toBe(true);
      const blanks = texts.filter((page) => page.lines.length === 0).map((page) => page.page);
      expect(blanks.length).toBeGreaterThan(0);
      expect(blanks.every((page) => page % 2 === 1 && chapters.includes(page + 1))).toBe(true);
    },
    'folios stand at the outer edges of mirrored margins'({ texts }) {
      const edges = texts.slice(1).flatMap((page) => {
        const folio = folioOf(page);
        if (!folio) return [];
        const outer = page.page % 2 === 0 ? page.width - folio.x - folio.width : folio.x;
        return [outer];
      });
      expect(edges.length).toBeGreaterThan(5);
      // Chromium rounds the page area up to whole pixels.
      expect(Math.max(...edges) - Math.min(...edges)).toBeLessThan(1.5);
    },
    'roman numbers stand before page 1, which is a recto'({ facts }) {
      const labels = facts.pages.map((page) => page.label);
      const one = labels.indexOf('1');
      expect(one).toBeGreaterThan(0);
      expect(one % 2).toBe(0);
      expect(labels.slice(0, one).join()).toBe(['i', 'ii', 'iii', 'iv', 'v', 'vi'].slice(0, one).join());
      expect(labels.slice(one).every((label, index) => label === String(index + 1))).toBe(true);
    },
  },
  'run-on': {
    'a page holds the end of one chapter and the beginning of the next'({ facts }) {
      const pages = facts.outline.map((item) => item.page);
      expect(new Set(pages).size).toBeLessThan(pages.length);
    },
  },
  letter: {
    'every page is 8.5 by 11 inches'({ facts }) {
      expect(new Set(facts.pages.map((page) => page.media.join(' ')))).toEqual(new Set(['0 0 612 792']));
    },
  },
  'wide-table': {
    'all fourteen columns are on the page'({ texts }) {
      const table = texts[0]!.lines.map((line) => line.text).join(' ');
      for (const word of ['Region', 'January', 'June', 'December', 'Total', '62,321']) expect(table).toContain(word);
    },
  },
  'long-table': {
    'its head is on each of its pages, once'({ texts }) {
      const pages = texts.filter(
        (page) => locate([page], 'Object 1').length > 0 || /\bObject \d+\b/.test(textOf(page)),
      );
      expect(pages.length).toBeGreaterThan(4);
      for (const page of pages) expect(locate([page], 'Inventory')).toHaveLength(1);
    },
    'every row is there, once and in order'({ texts }) {
      const rows = texts.flatMap((page) =>
        [...textOf(page).matchAll(/\bObject (\d+)\b/g)].map((match) => Number(match[1])),
      );
      expect(rows).toEqual(Array.from({ length: 200 }, (_, index) => index + 1));
    },
  },
  contents: {
    'every heading is in it, over several pages'({ facts, texts }) {
      const entries = contentsEntries(facts, texts);
      expect(entries).toHaveLength(flatOutline(facts.outline).length);
      expect(entries.length).toBeGreaterThan(60);
      expect(new Set(entries.map((entry) => entry.page)).size).toBeGreaterThan(1);
    },
    'every entry is a link to its heading'({ bytes, facts, texts }) {
      return linksOf(bytes).then((links) => {
        const entries = contentsEntries(facts, texts);
        const pages = new Set(entries.map((entry) => entry.page));
        const targets = links.filter((link) => pages.has(link.page)).map((link) => link.target?.page);
        // An entry of two lines has a link on each.
        expect(targets.filter((page, index) => page !== targets[index - 1])).toEqual(
          entries
            .map((entry) => facts.pages.findIndex((page) => page.label === entry.folio))
            .filter((page, index, all) => page !== all[index - 1]),
        );
      });
    },
  },
  footnotes: {
    async 'a call leads to its note and the note back'({ bytes, texts }) {
      const links = await linksOf(bytes);
      const inside = links.filter((link) => link.target);
      const notes = ['The first note', 'The second note', 'Called twice', 'A note of the second chapter'];
      const places = notes.map((start) => locate(texts, start)[0]!);
      // A destination is the upper edge of its line, a place the baseline.
      const offset = places[0]!.y - inside[0]!.target!.top;
      expect(offset).toBeGreaterThan(0);
      expect(offset).toBeLessThan(LINE);
      const at = (link: Link, place: Located): boolean =>
        link.target!.page === place.page - 1 && Math.abs(link.target!.top + offset - place.y) < NEAR;
      const calls = places.map((place) => inside.filter((link) => at(link, place)));
      expect(calls.map((each) => each.length)).toEqual([1, 1, 2, 1]);
      const backs = inside.filter((link) => !calls.flat().includes(link));
      // Each call is led back to, and nothing else is.
      expect(backs).toHaveLength(5);
      for (const call of calls.flat()) {
        const place = { page: call.page + 1, x: call.left, y: call.bottom };
        expect(backs.filter((back) => at(back, place)).length, `back to page ${place.page}`).toBeGreaterThan(0);
      }
    },
    'notes stand at the end of the chapter that calls them'({ facts, texts }) {
      const second = facts.outline[1]!.page! + 1;
      expect(locate(texts, 'Called twice')[0]!.page).toBeLessThan(second);
      expect(locate(texts, 'A note of the second chapter')[0]!.page).toBeGreaterThanOrEqual(second);
    },
  },
  images: {
    'no image is finer than its edition allows'({ facts }) {
      expect(facts.images.length).toBeGreaterThan(6);
      expect(facts.images.filter((image) => Math.max(image.ppi.x, image.ppi.y) > 151)).toEqual([]);
      expect(facts.images.some((image) => image.width < 1600 && Math.round(image.ppi.x) === 150)).toBe(true);
    },
    'a photograph in PNG is coded as JPEG, a drawing is not'({ facts }) {
      const filters = new Map(facts.images.map((image) => [`${image.width}×${image.height}`, image.filter]));
      expect(filters.get('320×200')).toBe('DCTDecode');
      expect(filters.get('200×100')).toBe('FlateDecode');
    },
    'what was stored on its side stands upright'({ facts }) {
      expect(facts.images.map((image) => `${image.width}×${image.height}`)).toContain('300×200');
    },
    'in the place of what is missing stand its words'({ texts }) {
      for (const words of ['Not there', 'Not there either', 'Cut off', 'No picture at all'])
        expect(locate(texts, words).length, words).toBeGreaterThan(0);
    },
  },
  'svg-classes': {
    async 'each drawing has its own colours'(product) {
      const page = await picture(product, 0);
      for (const colour of ['#d81b60', '#8e0038', '#1e88e5', '#005cb2'])
        expect(countColour(page, colour, 3), colour).toBeGreaterThan(50);
    },
  },
  'unicode-paths': {
    async 'every picture is found'(product) {
      const page = await picture(product, 0);
      for (const colour of ['#a00000', '#00a000', '#0000a0', '#a0a000', '#a000a0', '#00a0a0', '#505050'])
        expect(countColour(page, colour, 3), colour).toBeGreaterThan(100);
    },
  },
  theme: {
    async 'accent and paper are those of the publication'(product) {
      const page = await picture(product, 0);
      expect(countColour(page, '#b3261e', 2)).toBeGreaterThan(100);
      expect(countColour(page, '#0b4f8a', 2)).toBe(0);
      expect(countColour(page, '#fff8e7', 1)).toBeGreaterThan(0.9 * page.width * page.height);
    },
  },
  'user-layout': {
    async 'its style sheet and its theme are used'(product) {
      const opening = await picture(product, product.facts.outline[0]!.page!);
      expect(countColour(opening, '#1b7f3b', 2)).toBeGreaterThan(50);
      expect(countColour(opening, '#c2185b', 2)).toBeGreaterThan(50);
    },
  },
  hostile: {
    async 'nothing of it ran, and no link leads to what could'({ bytes, texts }) {
      expect(texts.map(textOf).join(' ')).not.toMatch(/TAKEN|root:/);
      const urls = (await linksOf(bytes)).flatMap((link) => link.url ?? []);
      expect(urls.filter((url) => !/^(?:https?|mailto):/.test(url))).toEqual([]);
    },
  },
};

function textOf(page: Finished['texts'][number]): string {
  return seen(page.lines.map((line) => line.text).join(' '));
}
