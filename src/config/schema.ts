import { z } from 'zod';
import type { FolioRule, SupplementRule } from '../model/publication.ts';
import { isLanguageTag } from '../model/language-tag.ts';
import { edition, type EditionFile } from './edition-schema.ts';
import { recipientKeys, type RecipientFile } from './recipient-schema.ts';
import { themeToken, type ThemeToken } from './press-schema.ts';
import { packetKeys, type PacketFile } from './packet-schema.ts';
import { part, PART_TEXT_KEYS, type PartFile } from './part-schema.ts';

/** The keys of a publication that front matter may hold too. */
export interface FrontMatterFile {
  readonly title?: string | undefined;
  readonly subtitle?: string | undefined;
  readonly subTitle?: string | undefined;
  readonly organisation?: string | undefined;
  readonly organization?: string | undefined;
  readonly authors?: string | readonly string[] | undefined;
  readonly author?: string | readonly string[] | undefined;
  readonly date?: string | undefined;
  readonly year?: string | undefined;
  readonly lang?: string | undefined;
  readonly description?: string | undefined;
  readonly keywords?: string | readonly string[] | undefined;
  readonly tags?: string | readonly string[] | undefined;
  readonly url?: string | undefined;
  readonly name?: string | undefined;
  readonly layout?: string | undefined;
  readonly options?: Readonly<Record<string, unknown>> | undefined;
  readonly theme?: Readonly<Record<string, ThemeToken>> | undefined;
  readonly words?: Readonly<Record<string, string>> | undefined;
  readonly static?: string | undefined;
  readonly cover?: string | { readonly image: string; readonly alt?: string | undefined } | false | undefined;
  readonly hosts?: readonly string[] | undefined;
  readonly smart?: boolean | undefined;
  readonly formulas?: boolean | undefined;
  readonly outline?: { readonly open?: number | undefined } | undefined;
  readonly editions?: Readonly<Record<string, EditionFile | null>> | undefined;
  readonly packet?: PacketFile | undefined;
  readonly folios?: FolioRule | undefined;
  readonly supplements?: SupplementRule | undefined;
  readonly seo?:
    | {
        readonly title?: string | undefined;
        readonly description?: string | undefined;
        readonly image?: string | undefined;
        readonly url?: string | undefined;
      }
    | undefined;
}

/** `publication.yaml` as written. */
export interface PublicationFile extends FrontMatterFile {
  readonly parts: readonly PartFile[];
  readonly recipients?: readonly RecipientFile[] | undefined;
}

/** Deepest bookmark level: Markdown has six heading levels. */
const OUTLINE_LEVELS = 6;

/**
 * What every schema node may say about itself beside its type: `description` for the docs, `examples` (the first is shown in hints),
 * `default` where there is one, and `expected`, the words that finish the sentence “… must be …” where the type alone says too little.
 */
const text = z.string();
const texts = z.union([z.string(), z.array(z.string())]);
const file = z.string().min(1);

const shared = {
  title: text.meta({ description: 'Title of the publication.', examples: ['Annual report 2026'] }).optional(),
  subtitle: text
    .meta({
      description: 'Second line of the title. `subTitle` means the same.',
      examples: ['What we did with your trust'],
    })
    .optional(),
  subTitle: text
    .meta({ description: 'Another spelling of `subtitle`.', examples: ['What we did with your trust'] })
    .optional(),
  organisation: text
    .meta({ description: 'Who publishes; stands on the cover and in the colophon.', examples: ['Example Foundation'] })
    .optional(),
  organization: text
    .meta({ description: 'Another spelling of `organisation`.', examples: ['Example Foundation'] })
    .optional(),
  authors: texts
    .meta({
      description: 'Who wrote it: one name or a list.',
      examples: [['Ada Example', 'Ben Example']],
      expected: 'a name or a list of names',
    })
    .optional(),
  author: texts
    .meta({
      description: 'Another spelling of `authors`.',
      examples: ['Ada Example'],
      expected: 'a name or a list of names',
    })
    .optional(),
  date: text.meta({ description: 'Date of publication, printed as written.', examples: ['14 March 2026'] }).optional(),
  year: text.meta({ description: 'Stands for `date` where there is none.', examples: ['2026'] }).optional(),
  lang: z
    .string()
    .refine(isLanguageTag)
    .meta({
      description:
        'Language of the text as a BCP 47 tag: hyphenation, quotation marks, the words of the layout, what screen readers pronounce.',
      examples: ['de'],
      default: 'en',
      expected: 'a language tag such as en, de or pt-BR',
    })
    .optional(),
  description: text
    .meta({
      description: 'What it is about, in a sentence or two; the subject in the file’s metadata.',
      examples: ['The year at Example Foundation in words and numbers.'],
    })
    .optional(),
  keywords: texts
    .meta({
      description: 'Keywords for the file’s metadata.',
      examples: [['report', 'finance']],
      expected: 'a list of words, or text with commas',
    })
    .optional(),
  tags: texts
    .meta({
      description: 'Another name for `keywords`.',
      examples: [['report', 'finance']],
      expected: 'a list of words, or text with commas',
    })
    .optional(),
  url: z
    .string()
    .regex(/^https?:\/\/[^\s/]+/)
    .meta({
      description: 'Where the publication lives on the web.',
      examples: ['https://example.org/report-2026'],
      expected: 'a web address that begins with https://',
    })
    .optional(),
  name: z
    .string()
    .regex(/^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?$/)
    .meta({
      description:
        'First part of the output file’s name, `output/<name>.<edition>.pdf`. Default: the file’s name, or its folder’s where the file has a general name such as `report.md`.',
      examples: ['report-2026'],
      expected: 'made of letters a–z, digits, and - . _ between them',
    })
    .optional(),
  layout: z
    .string()
    .min(1)
    .meta({
      description:
        'A layout that comes with Octavo (`report`, `article`, `packet`), or the path of a folder with one of your own, beginning with `./`.',
      examples: ['report'],
      default: 'report',
    })
    .optional(),
  options: z
    .record(z.string(), z.unknown())
    .meta({
      description: 'Options of the layout; those of each are listed below.',
      examples: [{ contents: 2 }],
      expected: 'a block of options',
    })
    .optional(),
  theme: z
    .record(z.string(), themeToken)
    .meta({
      description:
        'Tokens of the layout’s theme to change: colours, sizes, faces. Colours need quotation marks. A colour may be given as inks instead, which the print edition prints exactly.',
      examples: [{ accent: '#0b5fa5' }],
      expected: 'a block of tokens',
    })
    .optional(),
  words: z
    .record(z.string(), text)
    .meta({
      description:
        'Words of the layout to say otherwise, by their names in its `words.json`: `agenda`, `item`, `page`, `of`, `closedSession`, `withheld` and so on.',
      examples: [{ agenda: 'Order of business' }],
      expected: 'a block of words',
    })
    .optional(),
  static: file
    .meta({
      description:
        'Folder that paths beginning with / mean, as in `![](/img/x.png)`. Default: `static` or `public` beside the document, where there is one.',
      examples: ['static'],
    })
    .optional(),
  cover: z
    .union([
      file,
      z.strictObject({
        image: file.meta({ description: 'Path of the picture.', examples: ['img/cover.jpg'] }),
        alt: text
          .meta({
            description: 'What the picture shows, for readers who cannot see it.',
            examples: ['A bridge at dawn'],
          })
          .optional(),
      }),
      z.literal(false),
    ])
    .meta({
      description:
        'Picture on the cover: a path, or a block with `image` and `alt`. `false`: none. Left out, a layout may take the document’s first picture.',
      examples: ['img/cover.jpg'],
      expected: 'the path of a picture, a block with “image” and “alt”, or false',
    })
    .optional(),
  hosts: z
    .array(
      z
        .string()
        .regex(/^[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+$/)
        .meta({ expected: 'a host name without https:// or path', examples: ['images.example.org'] }),
    )
    .meta({
      description: 'Hosts from which remote pictures may be fetched. Without any, a build opens no connection.',
      examples: [['images.example.org']],
      default: [],
      expected: 'a list of host names',
    })
    .optional(),
  smart: z
    .boolean()
    .meta({
      description:
        'Typographic quotation marks, dashes and ellipses for typed ones, by language, in texts and in titles.',
      examples: [false],
      default: true,
    })
    .optional(),
  formulas: z
    .boolean()
    .meta({
      description:
        'Text between `$` signs is a formula in TeX, between `$$` one that stands alone. Amounts of money are none: a formula begins and ends without a space inside its signs, and `\\$` is always a sign.',
      examples: [false],
      default: true,
    })
    .optional(),
  outline: z
    .strictObject({
      open: z
        .int()
        .min(0)
        .max(OUTLINE_LEVELS)
        .meta({ description: 'Bookmarks are unfolded down to this level; 0 folds all.', examples: [1], default: 1 })
        .optional(),
    })
    .meta({ description: 'How the bookmarks look.', examples: [{ open: 1 }], expected: 'a block with “open”' })
    .optional(),
  editions: z
    .record(
      z
        .string()
        .regex(/^[a-z][a-z0-9-]*$/)
        .meta({ expected: 'made of letters a–z, digits and hyphens' }),
      edition.nullable().meta({ expected: 'a block of settings, or {}', examples: [{ ppi: 200 }] }),
    )
    .meta({
      description:
        'The editions to build and what each changes. Built in: `web`, `print`, `archive`. Names have letters a–z, digits and hyphens.',
      examples: [{ web: {}, print: { ppi: 400 } }],
      default: { web: {} },
      expected: 'a block of editions by name',
    })
    .optional(),
  ...packetKeys,
  seo: z
    .strictObject({
      title: text
        .meta({ description: 'Title where there is no `title`.', examples: ['Annual report 2026'] })
        .optional(),
      description: text
        .meta({
          description: 'Description where there is no `description`.',
          examples: ['The year in words and numbers.'],
        })
        .optional(),
      image: text
        .meta({
          description: 'Picture for social networks. Understood and not used: it is no cover.',
          examples: ['/img/social.png'],
        })
        .optional(),
      url: text
        .meta({ description: 'Address where there is no `url`.', examples: ['https://example.org/report-2026'] })
        .optional(),
    })
    .meta({
      description: 'The block that site generators keep for search engines; fills what the keys above leave open.',
      examples: [{ title: 'Annual report 2026' }],
      expected: 'a block',
    })
    .optional(),
};

/** Front matter of a Markdown file that is a publication by itself. */
export const frontMatterSchema: z.ZodType<FrontMatterFile> = z.strictObject(shared);

/** A `publication.yaml`. */
export const publicationSchema: z.ZodType<PublicationFile> = z.strictObject({
  ...shared,
  parts: z
    .array(part)
    .min(1)
    .meta({
      description:
        'What the publication consists of, in order: paths of Markdown files, PDFs and pictures relative to this file, the word `agenda` for an agenda made of the groups, or blocks.',
      examples: [['foreword.md', { markdown: 'chapters/finance.md', title: 'Finance' }]],
      expected: 'a list of one part or more',
    }),
  ...recipientKeys,
});

/**
 * Keys whose values are text whatever YAML would make of them: `title: 2024` and `date: 2024-03-14` stay as written. `parts.title` is any
 * `title` below `parts`.
 */
export const TEXT_KEYS: ReadonlySet<string> = new Set([
  ...[
    'title',
    'subtitle',
    'subTitle',
    'organisation',
    'organization',
    'authors',
    'author',
    'date',
    'year',
    'description',
  ],
  ...['keywords', 'tags', 'url', 'name', 'theme', 'words', 'seo', 'recipients'],
  ...PART_TEXT_KEYS,
]);
