import { z } from 'zod';
import { LANDSCAPES, type Landscape } from '../model/part.ts';

/** A part as written: a path, the word `agenda`, or a block with one of the keys that say its kind. */
export type PartFile = string | PartBlock;

/** A part written as a block; which keys go with which kind is in {@link PART_KEYS}. */
export interface PartBlock {
  readonly markdown?: string | undefined;
  readonly pdf?: string | undefined;
  readonly image?: string | undefined;
  readonly docx?: string | undefined;
  readonly xlsx?: string | undefined;
  readonly csv?: string | undefined;
  readonly attachment?: string | undefined;
  readonly divider?: string | undefined;
  readonly group?: string | undefined;
  readonly glob?: string | undefined;
  readonly title?: string | undefined;
  readonly closed?: boolean | undefined;
  readonly supplement?: number | undefined;
  readonly replaces?: string | undefined;
  readonly withdrawn?: number | undefined;
  readonly pages?: string | undefined;
  readonly fit?: 'keep' | 'scale' | 'trim-to' | undefined;
  readonly rotate?: 0 | 90 | 180 | 270 | undefined;
  readonly password?: string | undefined;
  readonly annotations?: 'keep' | 'flatten' | 'drop' | undefined;
  readonly conform?: 'refuse' | 'rasterise' | 'drop-claim' | undefined;
  readonly ppi?: number | undefined;
  readonly attach?: boolean | undefined;
  readonly landscape?: Landscape | undefined;
  readonly alt?: string | undefined;
  readonly number?: string | undefined;
  readonly presenter?: string | undefined;
  readonly minutes?: number | undefined;
  readonly action?: 'decision' | 'discussion' | 'information' | undefined;
  readonly consent?: boolean | undefined;
  readonly reason?: string | undefined;
  readonly withheld?: boolean | undefined;
  readonly parts?: readonly PartFile[] | undefined;
}

/** The keys that say what kind a part is. */
export const PART_KINDS = [
  'markdown',
  'pdf',
  'image',
  'docx',
  'xlsx',
  'csv',
  'attachment',
  'divider',
  'group',
  'glob',
] as const;
export type PartKind = (typeof PART_KINDS)[number];

const EXHIBIT_KEYS = ['pages', 'fit', 'rotate', 'password', 'annotations', 'conform', 'ppi'] as const;

const LATE_KEYS = ['closed', 'supplement', 'withdrawn'] as const;
const PAPER_KEYS = ['title', ...LATE_KEYS, 'replaces'] as const;

/** What may stand beside each kind. */
export const PART_KEYS: Readonly<Record<PartKind, readonly string[]>> = {
  markdown: [...PAPER_KEYS, 'landscape'],
  pdf: [...PAPER_KEYS, ...EXHIBIT_KEYS],
  image: [...PAPER_KEYS, 'alt'],
  docx: [...PAPER_KEYS, 'attach', 'landscape'],
  xlsx: [...PAPER_KEYS, 'attach', 'landscape'],
  csv: [...PAPER_KEYS, 'attach', 'landscape'],
  attachment: PAPER_KEYS,
  divider: LATE_KEYS,
  group: [...LATE_KEYS, 'number', 'presenter', 'minutes', 'action', 'consent', 'reason', 'withheld', 'parts'],
  glob: [...LATE_KEYS, 'attach', 'landscape', ...EXHIBIT_KEYS],
};

/** The word that stands for the agenda among the parts. */
export const AGENDA = 'agenda';

/** Bounds of a picture's resolution, ppi: below them nobody can read a page, above them nobody sees a difference. */
const PPI_LEAST = 72;
const PPI_MOST = 1200;
/** Minutes that an item may be allotted: a day. */
const MINUTES_LIMIT = 1440;
/** Supplements of one book: each is numbered against all before it, and a meeting has few. */
const SUPPLEMENTS_LIMIT = 20;
/** Page numbers and ranges: `2-5, 9, 12-`. */
const PAGES = /^\s*\d{1,6}(?:\s*-\s*(?:\d{1,6})?)?(?:\s*,\s*\d{1,6}(?:\s*-\s*(?:\d{1,6})?)?)*\s*$/;

const text = z.string();
const file = z.string().min(1);

const block: z.ZodType<PartBlock> = z.strictObject({
  markdown: file
    .meta({ description: 'A Markdown file, relative to this file.', examples: ['chapters/finance.md'] })
    .optional(),
  pdf: file
    .meta({
      description:
        'Somebody else’s PDF: its pages come in as they are, and take part in folios, contents and bookmarks.',
      examples: ['exhibits/audit.pdf'],
    })
    .optional(),
  image: file.meta({ description: 'A picture on a page of its own.', examples: ['plans/site.png'] }).optional(),
  docx: file
    .meta({
      description:
        'A Word document, set as text in the publication’s own layout: headings, lists, tables, pictures, notes; changes that were tracked as accepted, without comments and hidden text.',
      examples: ['papers/memo.docx'],
    })
    .optional(),
  xlsx: file
    .meta({
      description: 'An Excel workbook: each sheet that is not hidden as a table, its cells as Excel shows them.',
      examples: ['finance/budget.xlsx'],
    })
    .optional(),
  csv: file
    .meta({
      description: 'A table as text, with commas, semicolons or tabs between its cells.',
      examples: ['finance/donations.csv'],
    })
    .optional(),
  attachment: file
    .meta({
      description:
        'A file of any other kind. It travels inside the PDF where the edition’s standard allows it (`a-3a`, `a-4f`, or no archive standard), and a page names it.',
      examples: ['papers/slides.pptx'],
    })
    .optional(),
  divider: text.meta({ description: 'A tab: a page that says what comes.', examples: ['Appendices'] }).optional(),
  group: text
    .meta({ description: 'An item of the agenda; its papers are in `parts`.', examples: ['Treasurer’s report'] })
    .optional(),
  glob: file
    .meta({
      description:
        'All files whose paths match, sorted by name with numbers in order; `*` stands for any name, `**` for folders in folders.',
      examples: ['minutes/2024-*.md'],
    })
    .optional(),
  title: text
    .meta({
      description:
        'Title of the part in contents and bookmarks. For Markdown it stands where the text has no heading, and wins over the title in the file’s own front matter.',
      examples: ['Audit letter'],
    })
    .optional(),
  closed: z
    .boolean()
    .meta({
      description:
        'Of a closed session: nothing of it is in an edition with `closed: false`. Of a group the agenda keeps the number and the reason.',
      examples: [true],
      default: false,
    })
    .optional(),
  supplement: z
    .int()
    .min(1)
    .max(SUPPLEMENTS_LIMIT)
    .meta({
      description:
        'Of a late paper: number of the supplement by which it comes, 1 for the first that is sent after the book. Page numbers of the book do not change. Of a group: holds for all in it.',
      examples: [1],
    })
    .optional(),
  replaces: file
    .meta({
      description:
        'Of a late paper: the file of the paper whose place it takes, as in `parts`, which stays there for the book before. Its pages have the numbers of those; further ones go in behind (41a), and a page says which numbers are not used any more. The supplement says which sheets to take out.',
      examples: ['papers/budget.pdf'],
    })
    .optional(),
  withdrawn: z
    .int()
    .min(1)
    .max(SUPPLEMENTS_LIMIT)
    .meta({
      description:
        'Of a paper or an item that was sent: number of the supplement by which it is withdrawn. A page in its place says so, all others keep their numbers.',
      examples: [2],
    })
    .optional(),
  pages: z
    .string()
    .regex(PAGES)
    .meta({
      description: 'Which pages of a PDF, from 1, in the order wanted.',
      examples: ['2-5,9'],
      expected: 'page numbers and ranges as in 2-5,9',
    })
    .optional(),
  fit: z
    .enum(['keep', 'scale', 'trim-to'])
    .meta({
      description:
        'How a PDF’s pages come in: `keep` their own size, `scale` them to the publication’s page, or `trim-to` the publication’s page: cut about their middle, at their own scale (where the stamp has no room, what is left stands above it, smaller only if it has to be).',
      examples: ['scale'],
      default: 'keep',
      expected: 'one of keep, scale, trim-to',
    })
    .optional(),
  rotate: z
    .union([z.literal(0), z.literal(90), z.literal(180), z.literal(270)])
    .meta({
      description: 'Turns a PDF’s pages clockwise, degrees.',
      examples: [90],
      default: 0,
      expected: 'one of 0, 90, 180, 270',
    })
    .optional(),
  password: text.meta({ description: 'Opens an encrypted PDF.', examples: ['open sesame'] }).optional(),
  annotations: z
    .enum(['keep', 'flatten', 'drop'])
    .meta({
      description:
        'What becomes of a PDF’s notes and stamps: kept as such, made part of the page, or left out. Links stay.',
      examples: ['flatten'],
      default: 'keep',
      expected: 'one of keep, flatten, drop',
    })
    .optional(),
  conform: z
    .enum(['refuse', 'rasterise', 'drop-claim'])
    .meta({
      description:
        'When a PDF’s page cannot keep the edition’s standards: leave the PDF out, turn such pages into pictures with their text behind, or keep the page and claim no standard.',
      examples: ['rasterise'],
      default: 'drop-claim',
      expected: 'one of refuse, rasterise, drop-claim',
    })
    .optional(),
  ppi: z
    .int()
    .min(PPI_LEAST)
    .max(PPI_MOST)
    .meta({
      description:
        'Pixels per inch of a PDF’s pages that come as pictures; without it, those of the edition’s pictures.',
      examples: [200],
    })
    .optional(),
  attach: z
    .boolean()
    .meta({
      description: 'Whether an Office file also travels inside the PDF, where the edition’s standard allows it.',
      examples: [true],
      default: false,
    })
    .optional(),
  landscape: z
    .enum(LANDSCAPES)
    .meta({
      description:
        'In a packet: whether tables of a text go onto pages that lie on their side, `always`, `never`, or `auto` where they are too wide. `{landscape}` or `{landscape=never}` at the end of a table’s caption says it for one.',
      examples: ['never'],
      default: 'auto',
      expected: 'one of auto, always, never',
    })
    .optional(),
  alt: text
    .meta({ description: 'What a picture shows, for readers who cannot see it.', examples: ['Plan of the site'] })
    .optional(),
  number: text.meta({ description: 'Number of an item; without it, items are counted.', examples: ['4a'] }).optional(),
  presenter: text.meta({ description: 'Who presents an item.', examples: ['Treasurer'] }).optional(),
  minutes: z
    .int()
    .min(0)
    .max(MINUTES_LIMIT)
    .meta({ description: 'Minutes allotted to an item.', examples: [15] })
    .optional(),
  action: z
    .enum(['decision', 'discussion', 'information'])
    .meta({
      description: 'What the board is asked to do.',
      examples: ['decision'],
      expected: 'one of decision, discussion, information',
    })
    .optional(),
  consent: z
    .boolean()
    .meta({ description: 'Whether an item is taken without discussion.', examples: [true], default: false })
    .optional(),
  reason: text
    .meta({ description: 'Why an item is closed; stands in the agenda of other editions.', examples: ['Personnel'] })
    .optional(),
  withheld: z
    .boolean()
    .meta({
      description:
        'Stands for an item of a closed session of which nothing else is here: the agenda keeps number, reason and minutes. Octavo writes it into bags.',
      examples: [true],
      default: false,
    })
    .optional(),
  get parts() {
    return z
      .array(part)
      .meta({
        description: 'The papers of an item, or items within it, in order.',
        examples: [['finance.md', { pdf: 'exhibits/audit.pdf', title: 'Audit letter' }]],
        expected: 'a list of parts',
      })
      .optional();
  },
});

/** One entry of `parts`. */
export const part: z.ZodType<PartFile> = z
  .union([file, block.refine((entry) => PART_KINDS.filter((kind) => entry[kind] !== undefined).length === 1)])
  .meta({
    id: 'part',
    expected:
      'a path, the word agenda, or a block with exactly one of “markdown”, “pdf”, “image”, “docx”, “xlsx”, “csv”, “attachment”, “divider”, “group” and “glob”',
    examples: ['chapters/finance.md'],
  });

/** Keys of parts and packets whose values are text whatever YAML would make of them, as the walk through YAML names them. */
export const PART_TEXT_KEYS: readonly string[] = [
  ...[...PART_KINDS, 'title', 'replaces', 'pages', 'password', 'alt', 'number', 'presenter', 'reason'].map(
    (key) => `parts.${key}`,
  ),
  ...['body', 'meeting', 'place', 'time', 'version', 'status', 'notice', 'quorum', 'prefix'].map(
    (key) => `packet.${key}`,
  ),
];
