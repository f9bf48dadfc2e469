import type { Rule, RuleName } from './rule.ts';
import type { RuleBook } from './standards.ts';

/** Every rule that has words of ours. */
export const RULES: Readonly<Record<RuleName, Rule>> = {
  encrypted: {
    code: 'conformance-encrypted',
    message: 'the file is encrypted',
    why: 'An archive must be able to open it without a password; a screen reader must be allowed to read it.',
    hint: 'Save it without password and restrictions.',
    clauses: { 'a-1': ['6.1.3-2'], 'a-2': ['6.1.3-2'], 'a-4': ['6.1.3-2'], 'ua-1': ['7.16'] },
  },
  damaged: {
    code: 'conformance-damaged',
    message: 'something in the file cannot be read',
    why: 'What one reader mends another leaves out.',
    hint: 'Make the file again from its source.',
    clauses: { 'a-1': ['6.1.12'], 'a-2': ['6.1.13'], 'a-4': ['6.1.12'], 'ua-1': ['6.1'], 'ua-2': ['6.1'] },
  },
  claim: {
    code: 'conformance-claim',
    message: 'the file does not claim the standard, or claims it wrongly',
    why: 'A file that does not say which standard it keeps keeps none.',
    hint: 'Build it with this standard (“standard” in the edition), or judge it by the standard that it claims.',
    clauses: {
      'ua-1': ['5'],
      'ua-2': ['5'],
      'a-1': ['6.7.11'],
      'a-2': ['6.6.4'],
      'a-4': ['6.7.3'],
    },
  },
  version: {
    code: 'conformance-version',
    message: 'the file is of a version of PDF that the standard is not written for',
    why: 'Each standard builds on one version of PDF.',
    hint: 'Make the file for the standard’s own version: 1.4 to 1.7, or 2.0 for PDF/A-4 and PDF/UA-2.',
    clauses: { 'a-1': ['6.1.2'], 'a-2': ['6.1.2'], 'a-4': ['6.1.2'], 'ua-1': ['6.1'], 'ua-2': ['6.1'] },
  },
  trailerId: {
    code: 'conformance-file-id',
    message: 'the file has no identifier',
    why: 'Archives tell copies and versions by it.',
    hint: 'Save it anew with a program that writes the ID into the trailer.',
    clauses: { 'a-1': ['6.1.3-1'], 'a-2': ['6.1.3-1'], 'a-4': ['6.1.3-1'] },
  },
  info: {
    code: 'conformance-info',
    message: 'the file has a document information dictionary',
    why: 'PDF 2.0 keeps metadata in XMP alone.',
    hint: 'Build it with “standard: [ua-2, a-4]”, which leaves it out.',
    clauses: { 'a-4': ['6.1.3-4', '6.1.3-5'] },
  },
  untagged: {
    code: 'conformance-untagged',
    message: 'the file has no tags',
    why: 'Without them nobody knows in which order it is read and what is a heading.',
    hint: 'Make it again with tags; do not print it to PDF, which loses them.',
    clauses: {
      'ua-1': ['6.2', '7.1-11'],
      'ua-2': ['6.2', '8.2.1-1'],
      'a-1': ['6.8.2.2', '6.8.3.3'],
      'a-2': ['6.7.2.2', '6.7.3.3'],
    },
  },
  contentUntagged: {
    code: 'conformance-content-untagged',
    message: 'something on the page is neither tagged nor marked as an artifact',
    why: 'A screen reader cannot know whether to read it.',
    hint: 'Tag it, or mark it as an artifact where it is decoration.',
    clauses: { 'ua-1': ['7.1-1', '7.1-2', '7.1-3'], 'ua-2': ['8.2.2'] },
  },
  formContent: {
    code: 'conformance-form-content',
    message: 'something is drawn as one picture of its own, whose text is not a part of the tags',
    why: 'A screen reader does not come to what is in it.',
    hint: 'Take the effect (mask, filter, blend mode) off the text.',
    clauses: { 'ua-1': ['7.20'] },
  },
  roles: {
    code: 'conformance-role',
    message: 'a tag is of a kind that no standard knows, or stands for another than its name says',
    why: 'Readers know the standard kinds only.',
    hint: 'Map it to a standard kind in the role map.',
    clauses: { 'ua-1': ['7.1-5', '7.1-6', '7.1-7'], 'ua-2': ['8.2.4'], 'a-1': ['6.8.3.4'], 'a-2': ['6.7.3.4'] },
  },
  metadata: {
    code: 'conformance-metadata',
    message: 'the file has no metadata (XMP)',
    why: 'Its claim, title and dates are kept there.',
    hint: 'Save it anew with metadata.',
    clauses: {
      'ua-1': ['7.1-8'],
      'ua-2': ['8.11.1-2'],
      'a-1': ['6.7.2-1'],
      'a-2': ['6.6.2.1-1'],
      'a-4': ['6.7.2.1-1'],
    },
  },
  metadataForm: {
    code: 'conformance-metadata-form',
    message: 'the metadata (XMP) is not written as the standard asks',
    why: 'Programs that read it must find every property by a schema that they know.',
    hint: 'Take properties of unknown schemas out, or explain them in an extension schema.',
    clauses: {
      'a-1': ['6.7.5', '6.7.8', '6.7.9'],
      'a-2': ['6.6.2.1', '6.6.2.3.1', '6.6.2.3.2', '6.6.2.3.3'],
      'a-4': ['6.7.2.1'],
    },
  },
  metadataDiffers: {
    code: 'conformance-metadata-differs',
    message: 'Info and XMP say different things',
    why: 'Nobody knows then which is right.',
    hint: 'Save it with a program that writes both alike.',
    clauses: { 'a-1': ['6.7.3'], 'a-2': ['6.6.3'], 'a-4': ['6.1.3'] },
  },
  title: {
    code: 'conformance-title',
    message: 'the file has no title in its metadata',
    why: 'A reader who goes from file to file hears it first.',
    hint: 'Give the publication a “title”.',
    clauses: { 'ua-1': ['7.1-9'], 'ua-2': ['8.11.1-1'] },
  },
  showTitle: {
    code: 'conformance-show-title',
    message: 'the window shows the file’s name instead of its title',
    why: 'File names are rarely words.',
    hint: 'Set DisplayDocTitle in the viewer preferences.',
    clauses: { 'ua-1': ['7.1-10'], 'ua-2': ['8.11.2'] },
  },
  language: {
    code: 'conformance-language',
    message: 'no language is named for what is said',
    why: 'A voice reads words as those of its own language.',
    hint: 'Name the language: “lang: en” for the publication, lang="fr" on a passage.',
    clauses: {
      'ua-1': ['7.2-2', ...range('7.2', 21, 25), ...range('7.2', 29, 34)],
      'ua-2': ['8.4.4'],
      'a-1': ['6.8.4'],
      'a-2': ['6.7.4'],
    },
  },
  tableNesting: {
    code: 'conformance-table',
    message:
      'a table, list or contents list is not built of the parts that belong into it, or its rows are of different lengths',
    why: 'A screen reader finds the way in it by rows, columns and items.',
    hint: 'Give every row the same number of cells, merged ones counted, and put nothing but items into lists.',
    clauses: {
      'ua-1': [...range('7.2', 3, 20), ...range('7.2', 26, 28), ...range('7.2', 36, 43)],
      'ua-2': ['8.2.5.26-1', '8.2.5.26-2', '8.2.5.26-3', '8.2.5.26-4', '8.2.5.25'],
    },
  },
  tableHeaders: {
    code: 'conformance-table-headers',
    message: 'a cell’s headers cannot be found',
    why: 'A reader hears the figure without knowing what it counts.',
    hint: 'Give the table header cells, with a scope where they head rows.',
    clauses: { 'ua-1': ['7.5'], 'ua-2': ['8.2.5.26-5', '8.2.5.26-6'] },
  },
  figureAlt: {
    code: 'conformance-figure-alt',
    message: 'a figure has no alternative text',
    why: 'Who cannot see it learns nothing of it.',
    hint: 'Describe it: “![A bridge at dawn](bridge.jpg)”; “![](x.png)” where it is decoration.',
    clauses: { 'ua-1': ['7.3'], 'ua-2': ['8.2.5.28.2'] },
  },
  headings: {
    code: 'conformance-heading-skipped',
    message: 'a heading skips a level, or the first is none of level 1',
    why: 'Readers who go from heading to heading believe that a chapter is missing.',
    hint: 'Let every heading be at most one level below the one before.',
    clauses: { 'ua-1': ['7.4.2'] },
  },
  headingKinds: {
    code: 'conformance-heading-kinds',
    message: 'headings with and without numbered levels are mixed',
    why: 'Their order cannot be told.',
    hint: 'Use H1 to H6 alone.',
    clauses: { 'ua-1': ['7.4.4'], 'ua-2': ['8.2.5.12'] },
  },
  formula: {
    code: 'conformance-formula',
    message: 'a formula has no alternative text',
    why: 'Who cannot see it learns nothing of it.',
    hint: 'Say how it reads aloud, in “alttext” of the math element.',
    clauses: { 'ua-1': ['7.7'] },
  },
  notes: {
    code: 'conformance-note',
    message: 'a note has no identifier of its own, or nothing leads to it',
    why: 'Readers go from the call to the note by it.',
    hint: 'Give each note an ID that no other has.',
    clauses: { 'ua-1': ['7.9'], 'ua-2': ['8.2.5.14'] },
  },
  attachments: {
    code: 'conformance-attachment',
    message: 'a file is attached in a way that the standard does not allow',
    why: 'PDF/A-1 and PDF/A-4 carry no files, PDF/A-2 only files that are PDF/A themselves; those that may be carried say what they are.',
    hint: 'Take it out, or claim a-3a or a-4f.',
    clauses: { 'a-1': ['6.1.11'], 'a-2': ['6.8'], 'a-4': ['6.9'], 'ua-1': ['7.11'], 'ua-2': ['8.14.1'] },
  },
  annotationText: {
    code: 'conformance-annotation-text',
    message: 'an annotation does not say in words what it is',
    why: 'A screen reader has nothing to read for it.',
    hint: 'Give it Contents, or an alternative text in its tag.',
    clauses: { 'ua-1': ['7.18.1'], 'ua-2': ['8.9.2.3', '8.10.2.3'] },
  },
  tabOrder: {
    code: 'conformance-tab-order',
    message: 'the Tab key does not follow the order of reading',
    why: 'Who goes by keyboard jumps about on the page.',
    hint: 'Set the page’s Tabs entry to S.',
    clauses: { 'ua-1': ['7.18.3'], 'ua-2': ['8.9.3.3'] },
  },
  linkTag: {
    code: 'conformance-link-tag',
    message: 'a link is not inside a Link tag',
    why: 'A screen reader does not come to it.',
    hint: 'Make the file again with tagged links.',
    clauses: { 'ua-1': ['7.18.5-1'], 'ua-2': ['8.2.5.20'] },
  },
  linkContents: {
    code: 'conformance-link-contents',
    message: 'a link does not say where it leads',
    why: 'Who cannot see it hears “link” and no more.',
    hint: 'Give the link’s annotation Contents: where it leads, in words.',
    clauses: { 'ua-1': ['7.18.5-2'] },
  },
  destinations: {
    code: 'conformance-destination',
    message: 'a link or bookmark leads to a place on a page and not to a tag',
    why: 'A reader who follows it must come to what is said there.',
    hint: 'Make the file with structure destinations.',
    clauses: { 'ua-2': ['8.8'] },
  },
  fontEmbedded: {
    code: 'conformance-font-embedded',
    message: 'a face is not embedded',
    why: 'Another machine shows another face in its place, or none.',
    hint: 'Make the file again with all fonts embedded, the standard 14 too.',
    clauses: {
      'ua-1': ['7.21.4.1'],
      'ua-2': ['8.4.5.5.1'],
      'a-1': ['6.3.4', '6.3.5-1'],
      'a-2': ['6.2.11.4.1'],
      'a-4': ['6.2.10.4.1'],
    },
  },
  fontWidths: {
    code: 'conformance-font-widths',
    message: 'the widths that the file says of a face are not those of the face',
    why: 'Text runs into itself where a reader believes the wrong ones.',
    hint: 'Make the file again; a program in between has exchanged the face.',
    clauses: { 'ua-1': ['7.21.5'], 'ua-2': ['8.4.5.6'], 'a-1': ['6.3.6'], 'a-2': ['6.2.11.5'], 'a-4': ['6.2.10.5'] },
  },
  fontDictionary: {
    code: 'conformance-font-dictionary',
    message: 'a face is not described as the standard asks',
    why: 'Readers choose different glyphs for the same codes.',
    hint: 'Make the file again with other fonts, or another program.',
    clauses: {
      'ua-1': ['7.21.3.1', '7.21.3.2', '7.21.3.3', '7.21.4.2', '7.21.6'],
      'ua-2': ['8.4.5.3.1', '8.4.5.3.2', '8.4.5.4', '8.4.5.7'],
      'a-1': ['6.3.2', '6.3.3.1', '6.3.3.2', '6.3.3.3', '6.3.5', '6.3.7'],
      'a-2': ['6.2.11.2', '6.2.11.3.1', '6.2.11.3.2', '6.2.11.3.3', '6.2.11.4.2', '6.2.11.6'],
      'a-4': ['6.2.10.2', '6.2.10.3.1', '6.2.10.3.2', '6.2.10.3.3', '6.2.10.6'],
    },
  },
  fontUnicode: {
    code: 'conformance-font-unicode',
    message: 'a face does not map to text',
    why: 'It can be seen, but not searched, copied or read aloud.',
    hint: 'Make the file again with a ToUnicode map in every font.',
    clauses: {
      'ua-1': ['7.21.7'],
      'ua-2': ['8.4.5.8'],
      'a-1': ['6.3.8'],
      'a-2': ['6.2.11.7.2', '6.2.11.7.3'],
      'a-4': ['6.2.10.7'],
    },
  },
  glyphMissing: {
    code: 'conformance-glyph-missing',
    message: 'a character has no glyph in its face',
    why: 'An empty box stands for it.',
    hint: 'Use a face that has it, or write it otherwise.',
    clauses: { 'ua-1': ['7.21.8'], 'ua-2': ['8.4.5.9'], 'a-2': ['6.2.11.8'], 'a-4': ['6.2.10.9'] },
  },
  outputIntent: {
    code: 'conformance-output-intent',
    message: 'the output intent is missing or is none for archives',
    why: 'Nobody can know later which colour the numbers meant.',
    hint: 'Add a PDF/A output intent with an ICC profile, sRGB for what is made for screens.',
    clauses: { 'a-1': ['6.2.2'], 'a-2': ['6.2.3'], 'a-4': ['6.2.3'] },
  },
  deviceColour: {
    code: 'conformance-device-colour',
    message: 'a colour is given in numbers whose meaning the file does not tell',
    why: 'Every device shows another colour for them.',
    hint: 'Give the file an output intent of the same kind (RGB, CMYK), or the colours an ICC profile.',
    clauses: { 'a-1': ['6.2.3.3'], 'a-2': ['6.2.4.3'], 'a-4': ['6.2.4.3'] },
  },
  colourSpace: {
    code: 'conformance-colour-space',
    message: 'a colour space or its profile is not one that the standard allows',
    why: 'Its colours cannot be told for certain.',
    hint: 'Convert what uses it to sRGB or to a common profile.',
    clauses: { 'a-1': ['6.2.3.2'], 'a-2': ['6.2.4.2', '6.2.4.4'], 'a-4': ['6.2.4.2', '6.2.4.4'] },
  },
  transparency: {
    code: 'conformance-transparency',
    message: 'something is transparent, and the colours in which it is mixed are not told or it may not be',
    why: 'Each reader would mix other colours.',
    hint: 'Add an output intent, or a colour space to the page’s Group; for PDF/A-1 flatten it, or claim a-2a.',
    clauses: { 'a-1': ['6.4'], 'a-2': ['6.2.10'], 'a-4': ['6.2.9'] },
  },
  pictures: {
    code: 'conformance-picture',
    message: 'a picture has an entry that the standard does not allow',
    why: 'Readers would show other pictures, or smooth them differently.',
    hint: 'Save the picture anew without alternates, OPI and interpolation.',
    clauses: { 'a-1': ['6.2.4'], 'a-2': ['6.2.8', '6.2.8.3'], 'a-4': ['6.2.7', '6.2.7.3'] },
  },
  compression: {
    code: 'conformance-compression',
    message: 'LZW compression, which the standard does not allow',
    why: 'It was under patents when the standards were made.',
    hint: 'Save it anew; today’s programs write Flate.',
    clauses: { 'a-1': ['6.1.10'], 'a-2': ['6.1.7.2', '6.1.10'], 'a-4': ['6.1.6.2'] },
  },
  annotationForm: {
    code: 'conformance-annotation',
    message:
      'an annotation is of a kind, or hidden in a way, that the standard does not allow, or has no appearance of its own',
    why: 'It must look the same on screen and on paper, now and later.',
    hint: 'Take sound, video and 3D out; print hidden annotations into the page or delete them.',
    clauses: {
      'a-1': ['6.5.2', '6.5.3'],
      'a-2': ['6.3.1', '6.3.2', '6.3.3'],
      'a-4': ['6.3.1', '6.3.2', '6.3.3'],
    },
  },
  forms: {
    code: 'conformance-form',
    message: 'a form field acts, is dynamic, or has no appearance or description',
    why: 'A form must be readable without being run.',
    hint: 'Flatten the form.',
    clauses: {
      'a-1': ['6.9'],
      'a-2': ['6.4.1', '6.4.2'],
      'a-4': ['6.4.1', '6.4.2'],
      'ua-1': ['7.15', '7.18.4', '7.18.1-3'],
    },
  },
  actions: {
    code: 'conformance-action',
    message: 'the file acts: JavaScript, starting programs, playing media, resetting or sending forms',
    why: 'What acts can change what is seen, and will not run everywhere.',
    hint: 'Take the action out.',
    clauses: { 'a-1': ['6.6.1', '6.6.2'], 'a-2': ['6.5.1', '6.5.2'], 'a-4': ['6.6.1', '6.6.3'] },
  },
  layers: {
    code: 'conformance-layer',
    message: 'layers are set up in a way that the standard does not allow',
    why: 'What is seen would depend on the reader.',
    hint: 'Merge the layers, or give each configuration a name and no automatic state.',
    clauses: { 'a-1': ['6.1.13'], 'a-2': ['6.9'], 'a-4': ['6.10'], 'ua-1': ['7.10'], 'ua-2': ['8.7'] },
  },
};

/** Tests of one clause by their numbers. */
function range(clause: string, first: number, last: number): readonly string[] {
  return Array.from({ length: last - first + 1 }, (_, i) => `${clause}-${first + i}`);
}

/** The clauses of a rule in a document; empty when that one does not have it. */
export function clausesOf(rule: Rule, book: RuleBook): readonly string[] {
  return rule.clauses[book === 'a-3' ? 'a-2' : book] ?? [];
}

/** The rule of a clause, that of its very test before that of the clause; undefined for one without words of ours. */
export function ruleOf(book: RuleBook, clause: string, test: number | undefined): Rule | undefined {
  const all = Object.values(RULES);
  const of = (place: string): Rule | undefined => all.find((rule) => clausesOf(rule, book).includes(place));
  return (test === undefined ? undefined : of(`${clause}-${test}`)) ?? of(clause);
}
