import { DEFAULT_PRESS, type BrandInk } from '../model/press.ts';
import { combinationFault, lockFault, STANDARDS } from '../model/standard.ts';
import type { Bates, Edition, FolioRule, Packet, Publication, SupplementRule } from '../model/publication.ts';
import { canonicalLanguage } from '../model/language-tag.ts';
import { DEFAULT_EDITION, EDITIONS } from './editions.ts';
import { pressSettings, themeTokens } from './press-schema.ts';
import type { PacketFile } from './packet-schema.ts';
import { protectionOf } from './recipient-schema.ts';
import type { EditionFile } from './edition-schema.ts';
import type { FrontMatterFile } from './schema.ts';

/** What one source (file, front matter, command line) says, in our own words; absent fields say nothing. */
export interface Settings {
  readonly title?: string;
  readonly subtitle?: string;
  readonly organisation?: string;
  readonly authors?: readonly string[];
  readonly date?: string;
  readonly lang?: string;
  readonly description?: string;
  readonly keywords?: readonly string[];
  readonly url?: string;
  readonly name?: string;
  readonly layout?: string;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly theme?: Readonly<Record<string, string>>;
  readonly words?: Readonly<Record<string, string>>;
  readonly inks?: readonly BrandInk[];
  readonly static?: string;
  readonly cover?: { readonly image: string; readonly alt: string } | false;
  readonly hosts?: readonly string[];
  readonly smart?: boolean;
  readonly formulas?: boolean;
  readonly outlineOpen?: number;
  readonly editions?: Readonly<Record<string, EditionFile>>;
  readonly packet?: Packet;
  readonly folios?: FolioRule;
  readonly supplements?: SupplementRule;
}

/** What holds where nobody says otherwise. */
export const DEFAULTS: Required<Pick<Settings, 'lang' | 'layout' | 'smart' | 'formulas' | 'outlineOpen'>> = {
  lang: 'en',
  layout: 'report',
  smart: true,
  formulas: true,
  outlineOpen: 1,
};

/** Settings with every default filled in. */
export type Resolved = Settings &
  Required<
    Pick<
      Settings,
      | 'authors'
      | 'lang'
      | 'keywords'
      | 'layout'
      | 'options'
      | 'theme'
      | 'hosts'
      | 'smart'
      | 'formulas'
      | 'outlineOpen'
      | 'editions'
    >
  > &
  Pick<Publication, 'layoutIsDefault'>;

/** Brings the several ways to write a thing (`subTitle`, `author`, `tags`, the `seo` block) to one; empty text says nothing. */
export function normalise(file: FrontMatterFile): Settings {
  const seo = file.seo ?? {};
  const authors = list(file.authors) ?? list(file.author);
  const keywords = words(file.keywords) ?? words(file.tags);
  const cover = typeof file.cover === 'string' ? { image: file.cover, alt: '' } : file.cover;
  return present({
    title: said(file.title) ?? said(seo.title),
    subtitle: said(file.subtitle) ?? said(file.subTitle),
    organisation: said(file.organisation) ?? said(file.organization),
    authors,
    date: said(file.date) ?? said(file.year),
    lang: file.lang === undefined ? undefined : canonicalLanguage(file.lang),
    description: said(file.description) ?? said(seo.description),
    keywords,
    url: file.url ?? (/^https?:\/\/[^\s/]+/.test(seo.url ?? '') ? seo.url : undefined),
    name: file.name,
    layout: file.layout,
    options: file.options,
    ...(file.theme && themed(file.theme)),
    words: file.words,
    static: file.static,
    cover: cover ? { image: cover.image, alt: said(cover.alt) ?? '' } : cover,
    hosts: file.hosts?.map((host) => host.toLowerCase()),
    smart: file.smart,
    formulas: file.formulas,
    outlineOpen: file.outline?.open,
    packet: file.packet && packetOf(file.packet),
    folios: file.folios,
    supplements: file.supplements,
    editions:
      file.editions &&
      Object.fromEntries(Object.entries(file.editions).map(([name, edition]) => [name, edition ?? {}])),
  });
}

/** Lays settings over each other and these over the defaults: later ones win; options and theme are joined key by key. */
export function resolve(...layers: readonly Settings[]): Resolved {
  const over = layers.reduce<Settings>(
    (below, above) => ({
      ...below,
      ...above,
      ...(below.options && above.options ? { options: { ...below.options, ...above.options } } : {}),
      ...(below.words && above.words ? { words: { ...below.words, ...above.words } } : {}),
      ...(below.theme && above.theme ? { theme: { ...below.theme, ...above.theme } } : {}),
      ...(below.inks && above.inks ? { inks: [...below.inks, ...above.inks] } : {}),
    }),
    {},
  );
  return {
    authors: [],
    keywords: [],
    options: {},
    theme: {},
    hosts: [],
    editions: {},
    ...DEFAULTS,
    ...over,
    layoutIsDefault: over.layout === undefined,
  };
}

/** What is wrong with an edition: its name is not known, what it extends is not, it extends itself in the end, its standards exclude each other, a lock, or copies, or
 * it withholds nothing whose page numbers it could keep. */
export interface EditionFault {
  readonly kind: 'unknown' | 'extends-unknown' | 'cycle' | 'standard' | 'locked' | 'copies' | 'withheld';
  /** The edition in which the fault is. */
  readonly edition: string;
  /** The name that it calls, or its standards. */
  readonly name: string;
  readonly known: readonly string[];
  /** Why its standards exclude it. */
  readonly reason?: string;
}

/**
 * The editions to build: those `wanted`, else those the publication names, else {@link DEFAULT_EDITION}. What the publication says of a
 * built-in edition changes it; a new one starts from what it extends, or from the default.
 */
export function resolveEditions(
  written: Readonly<Record<string, EditionFile>>,
  wanted: readonly string[] | undefined,
): { readonly editions: readonly Edition[]; readonly faults: readonly EditionFault[] } {
  const own = Object.keys(written);
  const known = [...new Set([...EDITIONS.map((edition) => edition.name), ...own])];
  const faults: EditionFault[] = [];
  const names = wanted && wanted.length > 0 ? [...new Set(wanted)] : own.length > 0 ? own : [DEFAULT_EDITION];
  const builtIn = (name: string): Edition | undefined => EDITIONS.find((edition) => edition.name === name);

  const settle = (name: string, called: readonly string[]): Edition | undefined => {
    const edition = Object.hasOwn(written, name) ? written[name] : undefined;
    if (!edition) return builtIn(name);
    if (called.includes(name)) {
      faults.push({ kind: 'cycle', edition: called.at(-1)!, name, known });
      return undefined;
    }
    const base = edition.extends ?? (builtIn(name) ? name : DEFAULT_EDITION);
    if (!known.includes(base)) {
      faults.push({ kind: 'extends-unknown', edition: name, name: base, known });
      return undefined;
    }
    // A publication’s `web` that starts from `web` means the built-in one.
    const from = base === name ? builtIn(name) : settle(base, [...called, name]);
    if (base === name && !from) faults.push({ kind: 'cycle', edition: name, name, known });
    return (
      from && {
        ...from,
        ...present({
          ppi: edition.ppi,
          quality: edition.quality,
          linearise: edition.linearise,
          standard: typeof edition.standard === 'string' ? [edition.standard] : edition.standard,
          closed: edition.closed,
          mark: markOf(edition.mark),
          withheld: edition.withheld,
          protection: edition.encrypt && protectionOf(edition.encrypt),
        }),
        press: pressSettings(from.press, edition, DEFAULT_PRESS),
        name,
      }
    );
  };

  const editions: Edition[] = [];
  for (const name of names) {
    if (!known.includes(name)) {
      faults.push({ kind: 'unknown', edition: name, name, known });
      continue;
    }
    const edition = settle(name, []);
    if (!edition) continue;
    const copies = written[name]?.recipients;
    const own = forPress({ ...edition, name, ...(copies !== undefined && { copies }) });
    const keeps = written[name]?.withheld === 'keep-folios' && written[name].closed === undefined;
    if (keeps && own.closed !== false) faults.push({ kind: 'withheld', edition: name, name, known });
    const fault = standardFault(own);
    if (fault) faults.push({ ...fault, edition: name, name: own.standard.join(' and '), known });
    else editions.push(own);
  }
  return { editions, faults };
}

/** What an edition's standards exclude: each other, a lock, or copies. */
function standardFault({
  standard,
  protection,
  press,
  copies,
}: Edition): Pick<EditionFault, 'kind' | 'reason'> | undefined {
  const reason = combinationFault(standard);
  if (reason !== undefined) return { kind: 'standard', reason };
  const locked = protection && lockFault(standard);
  if (locked !== undefined) return { kind: 'locked', reason: locked };
  if (copies && press) return { kind: 'copies', reason: 'a press prints one file for all' };
  return undefined;
}

/** What an edition says of its mark; `false` takes away what it would have from another. Undefined where it says nothing. */
function markOf(written: EditionFile['mark']): Edition['mark'] {
  if (written === undefined || written === false) return written;
  const { text, place } = typeof written === 'object' ? written : { text: written === true ? undefined : written };
  return { ...present({ text: said(text) }), place: place ?? 'across' };
}

/** An edition that no press takes has no settings for one. */
function forPress({ press, ...edition }: Edition): Edition {
  const isPress = edition.standard.some((name) => STANDARDS[name].family === 'x');
  return isPress ? { ...edition, press: press ?? DEFAULT_PRESS } : edition;
}

/** Tokens, with the inks of those that are given as inks. */
function themed(tokens: NonNullable<FrontMatterFile['theme']>): Pick<Settings, 'theme' | 'inks'> {
  const { theme, inks } = themeTokens(tokens);
  return inks.length > 0 ? { theme, inks } : { theme };
}

/** Digits that a Bates number has unless its author says otherwise. */
const BATES_DIGITS = 6;

function packetOf({ bates, ...written }: PacketFile): Packet {
  const facts = Object.fromEntries(Object.entries(written).map(([key, value]) => [key, said(value)]));
  return present({
    ...(facts as Omit<Packet, 'bates'>),
    bates:
      bates &&
      ({ prefix: bates.prefix, start: bates.start ?? 1, digits: bates.digits ?? BATES_DIGITS } satisfies Bates),
  });
}

function said(text: string | undefined): string | undefined {
  const trimmed = text?.trim();
  return trimmed === '' ? undefined : trimmed;
}

function list(value: string | readonly string[] | undefined): readonly string[] | undefined {
  const all = (typeof value === 'string' ? [value] : value)?.map((each) => each.trim()).filter((each) => each !== '');
  return all && all.length > 0 ? all : undefined;
}

function words(value: string | readonly string[] | undefined): readonly string[] | undefined {
  return list(typeof value === 'string' ? value.split(',') : value);
}

type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Leaves out the fields that are undefined, so that laying one over another does not blot out. */
function present<T extends object>(value: T): Present<T> {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as Present<T>;
}
