import type { Place } from './verdict.ts';

/** One step of a veraPDF context: `pages[2](3 0 obj PDPage)`. */
interface Step {
  readonly name: string;
  readonly index: number;
  readonly object?: number;
  /** What stands in the brackets beside the object's number. */
  readonly label: string;
}

/** What veraPDF's names of things are in plain words. */
const SUBJECTS: readonly (readonly [RegExp, (step: Step) => string | undefined])[] = [
  [/^usedGlyphs$/, ({ label }) => `the face ${faceName(label)}`],
  [/^(?:fonts?|font|DescendantFonts)$/i, ({ label }) => `the face ${faceName(label)}`],
  [
    /^annots$/,
    ({ label }) => (/Link/.test(label) ? 'a link' : /Widget/.test(label) ? 'a form field' : 'an annotation'),
  ],
  [/^Outlines$/, () => 'a bookmark'],
  [/^OpenAction$/, () => 'the action on opening'],
  [/^(?:A|AA|Action)$/, () => 'an action'],
  [/^Properties$/, ({ label }) => `the metadata property ${label.split(' - ').at(-1) ?? label}`],
  [/^metadata$/, () => 'the metadata (XMP)'],
  [/^Info$/, () => 'the document information dictionary'],
  [/^outputIntents$/i, () => 'the output intent'],
  [/^EmbeddedFiles$/, () => 'an attached file'],
  [/^AcroForm$/, () => 'the form'],
  [/^trailer$/, () => 'the trailer'],
  [/^xObject$/i, () => 'a picture or form'],
];

/** A face's name without the tag of its subset (`ABCDEF+`), from veraPDF's label for it. */
function faceName(label: string): string {
  return (label.split(' ')[0] ?? '').replace(/^[A-Z]{6}\+/, '') || 'without a name';
}

/**
 * The place that a context of veraPDF names, such as `root/document[0]/pages[1](1 0 obj PDPage)/annots[0](76 0 obj PDLinkAnnot)` or
 * `root/document[0]/StructTreeRoot[0](…)/K[0](113 0 obj SEDocument Document)/K[1](115 0 obj SEFigure Figure)`.
 */
export function placeOf(context: string): Place {
  const steps = [...context.matchAll(/(\w+)\[(\d+)\](?:\((?:(\d+) \d+ obj ?)?([^)]*)\))?/g)].map(
    ([, name = '', index, object, label = '']): Step => ({
      name,
      index: Number(index),
      label,
      ...(object !== undefined && { object: Number(object) }),
    }),
  );
  const page = steps.find((step) => step.name === 'pages')?.index;
  const elements = steps.filter((step) => step.name === 'K' && step.label.startsWith('SE'));
  const path = elements.map((step) => step.label.split(' ').at(-1) ?? '').reverse();
  const told = steps.findLast((step) => SUBJECTS.some(([name]) => name.test(step.name)));
  const subject = told && SUBJECTS.find(([name]) => name.test(told.name))?.[1](told);
  const object = elements.at(-1)?.object ?? told?.object;
  return {
    ...(page !== undefined && { page }),
    ...(object !== undefined && { object }),
    ...(subject !== undefined && { subject }),
    ...(path.length > 0 && { path }),
  };
}
