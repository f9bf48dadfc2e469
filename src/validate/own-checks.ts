import { conformanceFacts, type ConformanceFacts, type ElementFacts } from '../inspect/elements.ts';
import type { FontFacts, PdfFacts } from '../inspect/facts.ts';
import { inspect } from '../inspect/inspect.ts';
import { OctavoError } from '../model/diagnostic.ts';
import { CREATOR_TOOL } from '../model/version.ts';
import type { RuleName } from './rule.ts';
import { clausesOf, RULES } from './rules.ts';
import { JUDGED, type JudgedName, type JudgedStandard } from './standards.ts';
import type { Fault, Place, Verdict } from './verdict.ts';

/** Who judges when veraPDF does not. */
export const OWN_CHECKS: string = `${CREATOR_TOOL}, own checks`;

/** What the checks look at. */
interface Looked {
  readonly facts: PdfFacts;
  readonly more: ConformanceFacts;
}

/** Tells of a broken rule: what was found where the rule's own words do not say it, and where. */
type Tell = (rule: RuleName, places?: readonly Place[], found?: string) => void;

/** One check; it sees the standard's row. */
type Check = (looked: Looked, standard: JudgedStandard, tell: Tell) => void;

/**
 * Holds a PDF to standards by what can be seen without a validator: that it opens without a password and nothing in it is broken, that it
 * claims the standard, and what its tags, faces, colours, links, actions, metadata and attachments say. A file without faults may break other
 * rules: these checks are no proof.
 */
export async function ownChecks(bytes: Uint8Array, standards: readonly JudgedName[]): Promise<readonly Verdict[]> {
  let looked: Looked;
  try {
    const facts = await inspect(bytes);
    if (!facts.readable) return standards.map((standard) => verdict(standard, ['encrypted']));
    looked = { facts, more: await conformanceFacts(bytes) };
  } catch (error) {
    if (!(error instanceof OctavoError)) throw error;
    return standards.map((standard) => ({ ...verdict(standard, []), passes: false, error: error.diagnostic.message }));
  }
  return standards.map((standard) => {
    const faults: Fault[] = [];
    const tell: Tell = (rule, places = [], found) => faults.push(faultOf(standard, rule, places, found));
    for (const check of CHECKS) check(looked, JUDGED[standard], tell);
    // A rule that this standard does not have is not broken.
    const broken = faults.filter((fault) => fault.clause !== '');
    return { standard, by: OWN_CHECKS, passes: broken.length === 0, faults: broken };
  });
}

function verdict(standard: JudgedName, rules: readonly RuleName[]): Verdict {
  const faults = rules.map((rule) => faultOf(standard, rule, [], undefined)).filter(({ clause }) => clause !== '');
  return { standard, by: OWN_CHECKS, passes: faults.length === 0, faults };
}

function faultOf(standard: JudgedName, rule: RuleName, places: readonly Place[], found: string | undefined): Fault {
  const [clause = ''] = clausesOf(RULES[rule], JUDGED[standard].book);
  return {
    standard,
    clause: clause.split('-')[0]!,
    ...(clause.includes('-') && { test: Number(clause.split('-')[1]) }),
    message: found ?? RULES[rule].message,
    cited: false,
    count: Math.max(1, places.length),
    places,
  };
}

/** Encodings whose codes stand for characters without a map (ISO 19005-2, 6.2.11.7.2). */
const TELLING: ReadonlySet<string> = new Set(['WinAnsiEncoding', 'MacRomanEncoding', 'MacExpertEncoding']);

const CHECKS: readonly Check[] = [
  ({ facts }, { book }, tell) => {
    // PDF/UA-1 allows encryption that lets assistive technology in; an archive none at all.
    if (facts.encrypted && book.startsWith('a-')) tell('encrypted');
    for (const fault of facts.faults) tell('damaged', [], fault);
  },
  ({ facts }, { title, book }, tell) => {
    const claims = facts.claims.map((claim) => claim.toLowerCase());
    if (!claims.includes(title.toLowerCase())) tell('claim', [], `the file does not claim ${title}`);
    const late = facts.version.startsWith('2');
    if (late !== (book === 'a-4' || book === 'ua-2')) tell('version', [], `the file is PDF ${facts.version}`);
  },
  ({ more }, { book }, tell) => {
    if (book.startsWith('a-') && !more.identified) tell('trailerId');
    if (more.filters.includes('LZWDecode')) tell('compression');
    if (more.actions.length > 0 && book.startsWith('a-'))
      tell('actions', [], `the file acts: ${more.actions.join(', ')}`);
  },
  ({ facts }, { tagged, book }, tell) => {
    if (tagged && !facts.tags.marked) tell('untagged');
    if (tagged && !facts.tags.lang) tell('language', [], 'the file names no language');
    if (facts.metadata.xmp === undefined) tell('metadata');
    if (!facts.metadata.title) tell('title');
    if (facts.viewer.preferences['DisplayDocTitle'] !== true) tell('showTitle');
    if (book === 'a-4' && Object.keys(facts.metadata.info).some((key) => key !== 'ModDate')) tell('info');
    for (const difference of facts.metadata.disagreements) tell('metadataDiffers', [], difference);
  },
  ({ facts }, { unicode }, tell) => {
    const bare = facts.fonts.filter(({ embedded, type }) => !embedded && type !== 'Type 3');
    if (bare.length > 0) tell('fontEmbedded', bare.flatMap(facePlaces));
    const mute = facts.fonts.filter(({ toUnicode, encoding = '' }) => unicode && !toUnicode && !TELLING.has(encoding));
    if (mute.length > 0) tell('fontUnicode', mute.flatMap(facePlaces));
  },
  ({ facts }, { book }, tell) => {
    const intent = facts.outputIntents.some(
      ({ subtype, profileBytes = 0 }) => subtype === 'GTS_PDFA1' && profileBytes > 0,
    );
    if (!intent) tell('outputIntent', [], 'the file has no output intent for archives');
    if (book === 'a-1' && facts.images.some((image) => image.softMask)) {
      tell('transparency', placesOn(facts.images.filter((image) => image.softMask).map(({ page }) => page)));
    }
  },
  ({ facts }, { title, book }, tell) => {
    const carries = book === 'a-3' || !book.startsWith('a-') || title === 'PDF/A-4f' || title === 'PDF/A-4e';
    const [first] = facts.attachments;
    if (first && !carries) tell('attachments', [], `“${first.name}” is attached`);
  },
  ({ more }, _, tell) => {
    const dumb = more.elements.filter(({ type, alternative }) => type === 'Figure' && !alternative);
    if (dumb.length > 0) tell('figureAlt', dumb.map(elementPlace));
    const mute = more.elements.filter(({ type, alternative }) => type === 'Formula' && !alternative);
    if (mute.length > 0) tell('formula', mute.map(elementPlace));
    const skipping = skippedHeadings(more.elements);
    if (skipping.length > 0) tell('headings', skipping.map(elementPlace));
  },
  ({ more }, _, tell) => {
    const silent = more.annotations.filter(({ subtype, contents }) => subtype === 'Link' && !contents);
    if (silent.length > 0) {
      const places = silent.map(({ page, object }) => ({
        page,
        subject: 'a link',
        ...(object !== undefined && { object }),
      }));
      tell('linkContents', places);
    }
    if (more.untabbed.length > 0) tell('tabOrder', placesOn(more.untabbed));
  },
];

/** Headings that go down more than one level at once; the first must be H1 (ISO 14289-1, 7.4.2). */
function skippedHeadings(elements: readonly ElementFacts[]): readonly ElementFacts[] {
  let last = 0;
  return elements.filter(({ type }) => {
    const level = Number(/^H([1-6])$/.exec(type)?.[1]);
    if (Number.isNaN(level)) return false;
    const skips = level > last + 1;
    last = level;
    return skips;
  });
}

function elementPlace({ page, object, path }: ElementFacts): Place {
  return { path, ...(page !== undefined && { page }), ...(object !== undefined && { object }) };
}

function placesOn(pages: readonly number[]): readonly Place[] {
  return [...new Set(pages)].map((page) => ({ page }));
}

function facePlaces({ name, pages }: FontFacts): readonly Place[] {
  const subject = `the face ${name || 'without a name'}`;
  return pages.length > 0 ? pages.map((page) => ({ page, subject })) : [{ subject }];
}
