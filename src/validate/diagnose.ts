import { conformanceFacts, type ElementFacts } from '../inspect/elements.ts';
import { OctavoError, type Diagnostic } from '../model/diagnostic.ts';
import { pageRuns } from '../model/page-runs.ts';
import type { Span } from '../model/span.ts';
import { ruleOf } from './rules.ts';
import { BOOKS, JUDGED } from './standards.ts';
import type { Fault, Place, Verdict } from './verdict.ts';

/** Things at fault that are told one by one; the others of the same rule are counted. */
const SUBJECTS_SHOWN = 10;
/** Runs of pages that are told. */
const RUNS_SHOWN = 6;
/** Letters of an element's text by which a person knows it again. */
const WORDS_SHOWN = 60;
/** Letters of a rule's own words. */
const SENTENCE_SHOWN = 240;
/** Elements around one that are told: those further out hold whole chapters. */
const AROUND_SHOWN = 4;

/** Finds where the source says what an element holds; `index` is the element's in `elements`, which are in order of reading. */
export type FindSource = (elements: readonly ElementFacts[], index: number) => Span | undefined;

/** One thing that breaks a rule, or several that are called the same, on one page or many. */
interface Subject {
  readonly place: Place;
  readonly pages: Set<number>;
}

/**
 * A diagnostic for each thing that breaks a rule: page, what it is, what is wrong, the clause, how to mend it; with `findSource` the line of
 * the source too.
 */
export async function diagnosticsOf(
  verdict: Verdict,
  bytes: Uint8Array,
  findSource?: FindSource,
): Promise<readonly Diagnostic[]> {
  const { title } = JUDGED[verdict.standard];
  if (verdict.error !== undefined) {
    const message = `the file cannot be judged by ${title}: ${verdict.error}`;
    return [{ severity: 'error', code: 'conformance-unjudged', message }];
  }
  const elements = verdict.faults.some(({ places }) => places.some(({ path }) => path)) ? await elementsIn(bytes) : [];
  return verdict.faults.flatMap((fault) => {
    const subjects = subjectsOf(fault.places);
    const shown = subjects.slice(0, SUBJECTS_SHOWN);
    if (shown.length === 0) return [diagnosticOf(fault, '', undefined)];
    const times = shown.length === 1 && fault.count > 1 ? `${fault.count} times` : '';
    const told = shown.map(({ place, pages }) => {
      const index = place.path
        ? elements.findIndex(({ object }) => object !== undefined && object === place.object)
        : -1;
      const where = [pagesText(pages, elements[index]), subjectText(place, elements[index]), times]
        .filter(Boolean)
        .join(', ');
      return diagnosticOf(fault, where, index < 0 ? undefined : findSource?.(elements, index));
    });
    const rest = subjects.slice(SUBJECTS_SHOWN);
    if (rest.length === 0) return told;
    const pages = pagesText(new Set(rest.flatMap((subject) => [...subject.pages])), undefined);
    return [...told, diagnosticOf(fault, [`${rest.length} more`, pages].filter(Boolean).join(', '), undefined)];
  });
}

/** Elements of a file; none of one that only veraPDF can open. */
async function elementsIn(bytes: Uint8Array): Promise<readonly ElementFacts[]> {
  try {
    return (await conformanceFacts(bytes)).elements;
  } catch (error) {
    if (!(error instanceof OctavoError)) throw error;
    return [];
  }
}

/** What is at fault, each once with its pages. */
function subjectsOf(places: readonly Place[]): readonly Subject[] {
  const subjects = new Map<string, Subject>();
  for (const place of places) {
    const key = place.path && place.object !== undefined ? `${place.object}` : (place.subject ?? '');
    const subject = subjects.get(key) ?? { place, pages: new Set<number>() };
    if (place.page !== undefined) subject.pages.add(place.page + 1);
    subjects.set(key, subject);
  }
  return [...subjects.values()];
}

function pagesText(pages: ReadonlySet<number>, element: ElementFacts | undefined): string {
  const all = pages.size === 0 && element?.page !== undefined ? [element.page + 1] : [...pages].sort((a, b) => a - b);
  if (all.length === 0) return '';
  return `${all.length === 1 ? 'page' : 'pages'} ${pageRuns(all, RUNS_SHOWN)}`;
}

/** `Figure in P in Document (“The mill in 1912”)`, `the face Arial`. */
function subjectText({ path, subject = '' }: Place, element: ElementFacts | undefined): string {
  if (!path || path.length === 0) return subject;
  const around = path.length > AROUND_SHOWN ? [...path.slice(0, AROUND_SHOWN), '…'] : path;
  const words = clip((element?.text || element?.alternative || '').replace(/\s+/g, ' ').trim(), WORDS_SHOWN);
  return around.join(' in ') + (words === '' ? '' : ` (“${words}”)`);
}

function diagnosticOf(fault: Fault, where: string, span: Span | undefined): Diagnostic {
  const { book } = JUDGED[fault.standard];
  const rule = ruleOf(book, fault.clause, fault.test);
  // Our own checks say what they found; a validator cites the standard.
  const cited = fault.cited ? clip(fault.message, SENTENCE_SHOWN) : undefined;
  const message = (cited === undefined ? fault.message : rule?.message) ?? `${JUDGED[fault.standard].title} is broken`;
  const why = [rule?.why, cited && `The standard: “${cited}”`].filter(Boolean).join(' ');
  return {
    severity: 'error',
    code: rule?.code ?? 'conformance-rule',
    message: `${where === '' ? '' : `${where}: `}${message} (${BOOKS[book]}, ${fault.clause})`,
    ...(span && { span }),
    ...(why !== '' && { why }),
    ...(rule && { hint: rule.hint }),
  };
}

function clip(text: string, most: number): string {
  const letters = Array.from(text);
  return letters.length <= most
    ? text
    : `${letters
        .slice(0, most - 1)
        .join('')
        .trimEnd()}…`;
}
