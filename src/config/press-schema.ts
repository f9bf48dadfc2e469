import { z } from 'zod';
import {
  BINDING_NAMES,
  INTENTS,
  MARKS,
  SPINE_TYPES,
  type BindingName,
  type BrandInk,
  type Cmyk,
  type CoverSettings,
  type Intent,
  type MarkName,
  type PressSettings,
} from '../model/press.ts';
import { PAPERS } from '../model/spine.ts';
import type { Edition } from '../model/publication.ts';

/** What an edition for a press may say beside the rest. */
export interface PressFile {
  readonly bleed?: string | undefined;
  readonly spineBleed?: boolean | undefined;
  readonly marks?: boolean | readonly MarkName[] | undefined;
  readonly profile?: string | undefined;
  readonly intent?: Intent | undefined;
  readonly blackPoint?: boolean | undefined;
  readonly inkLimit?: number | undefined;
  readonly binding?: BindingName | undefined;
  readonly safety?: string | undefined;
  readonly richBlack?: readonly number[] | false | undefined;
  readonly smallType?: string | undefined;
  readonly overprint?: boolean | undefined;
  readonly ownSizes?: boolean | undefined;
  readonly cover?: CoverFile | false | undefined;
}

/** A cover as written: the name of a paper, or a block. */
export type CoverFile =
  | string
  | {
      readonly paper?: string | undefined;
      readonly thickness?: number | undefined;
      readonly pagesPerInch?: number | undefined;
      readonly spineType?: CoverSettings['spineType'] | undefined;
      readonly barcode?: boolean | undefined;
    };

/** A theme's token as written: a CSS value, or a colour in inks (percent). */
export type ThemeToken =
  string | { readonly cmyk: readonly number[]; readonly spot?: string | undefined; readonly rgb?: string | undefined };

/** Millimetres in one unit. */
const UNITS: Readonly<Record<string, number>> = { mm: 1, cm: 10, in: 25.4, pt: 25.4 / 72 };
/** Largest bleed and safety margin that make sense, millimetres: an inch. */
const REACH_LIMIT = 25.4;
/** Sums of ink in percent that a press can be limited to: newsprint bears 240, nothing more than all four. */
const INK_RANGE = { min: 100, max: 400 };

/** A length in millimetres; undefined when `text` is none, or too long. */
export function millimetres(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?|\.\d+)\s*(mm|cm|in|pt)$/.exec(text.trim());
  const value = text.trim() === '0' ? 0 : match ? Number(match[1]) * UNITS[match[2]!]! : Number.NaN;
  return value >= 0 && value <= REACH_LIMIT ? value : undefined;
}

const length = z.string().refine((text) => millimetres(text) !== undefined);
const percent = z.number().min(0).max(100);
const inks = z.array(percent).length(4);
/** All values of a theme are read as text. */
const inkTexts = z.array(z.coerce.number().min(0).max(100)).length(4);

const paper = z.enum(Object.keys(PAPERS));
/** Leaves thinner than bible paper or thicker than board are slips of the pen: millimetres, and pages per inch. */
const LEAF = { min: 0.02, max: 1 };
const PAGES_PER_INCH = { min: 50, max: 2500 };
const cover = z.union([
  paper,
  z
    .strictObject({
      paper: paper
        .meta({
          description: `Paper of the book’s pages: ${Object.keys(PAPERS).join(', ')}.`,
          examples: ['offset-90'],
          expected: `one of ${Object.keys(PAPERS).join(', ')}`,
        })
        .optional(),
      thickness: z
        .number()
        .min(LEAF.min)
        .max(LEAF.max)
        .meta({ description: 'Thickness of a leaf in millimetres, in the place of `paper`.', examples: [0.11] })
        .optional(),
      pagesPerInch: z
        .number()
        .min(PAGES_PER_INCH.min)
        .max(PAGES_PER_INCH.max)
        .meta({ description: 'Pages in an inch of book, in the place of `paper`.', examples: [444] })
        .optional(),
      spineType: z
        .enum(SPINE_TYPES)
        .meta({
          description: 'How type runs along the spine: from the top `down` (ISO 6357), from the foot `up`, or `none`.',
          examples: ['up'],
          default: 'down',
        })
        .optional(),
      barcode: z
        .boolean()
        .meta({ description: 'Whether the back leaves a white field for a barcode.', examples: [true], default: false })
        .optional(),
    })
    .refine(
      (file) => [file.paper, file.thickness, file.pagesPerInch].filter((each) => each !== undefined).length === 1,
    ),
  z.literal(false),
]);

/** Schema of {@link PressFile}, key by key. */
export const pressShape: { readonly [Key in keyof PressFile]-?: z.ZodType<PressFile[Key]> } = {
  bleed: length
    .meta({
      description: 'For a press: how far colour goes beyond the trim on each side.',
      examples: ['3mm'],
      default: '3mm',
      expected: 'a length up to 25.4mm, as in 3mm or 0.125in',
    })
    .optional(),
  spineBleed: z
    .boolean()
    .meta({ description: 'For a press: whether it does so at the spine too.', examples: [false], default: true })
    .optional(),
  marks: z
    .union([z.boolean(), z.array(z.enum(MARKS))])
    .meta({
      description: 'For a press: what is drawn outside the bleed. `false`: nothing, for printers that forbid it.',
      examples: [['crop', 'slug']],
      default: true,
      expected: `true, false, or some of ${MARKS.join(', ')}`,
    })
    .optional(),
  profile: z
    .string()
    .min(1)
    .meta({
      description:
        'For a press: the colour profile of stock and press. `FOGRA39L_coated`, `FOGRA47L_uncoated`, `GRACoL_TR006_coated`, `SWOP_TR003_coated_3`, or the path of an .icc file of the printer’s.',
      examples: ['FOGRA47L_uncoated'],
      default: 'FOGRA39L_coated',
    })
    .optional(),
  intent: z
    .enum(INTENTS)
    .meta({
      description: 'For a press: the rendering intent by which colours that inks cannot reach are brought nearer.',
      examples: ['perceptual'],
      default: 'relative',
    })
    .optional(),
  blackPoint: z
    .boolean()
    .meta({
      description:
        'For a press: whether the darkest dark of a screen becomes that of the inks (black point compensation).',
      examples: [false],
      default: true,
    })
    .optional(),
  inkLimit: z
    .int()
    .min(INK_RANGE.min)
    .max(INK_RANGE.max)
    .meta({
      description:
        'For a press: largest sum of the four inks anywhere, in percent. Coated stock bears 300, uncoated 260, newsprint 240.',
      examples: [260],
      default: 300,
    })
    .optional(),
  binding: z
    .enum(BINDING_NAMES)
    .meta({
      description:
        'For a press: how it is bound. `saddle` makes the page count a multiple of 4, `perfect` and `three-hole` of 2; each has a least inner margin, `perfect` a larger one for thicker books.',
      examples: ['saddle'],
      default: 'perfect',
    })
    .optional(),
  safety: length
    .meta({
      description: 'For a press: what is not to be cut off keeps this far from the trim, or is reported.',
      examples: ['5mm'],
      default: '3mm',
      expected: 'a length up to 25.4mm, as in 3mm or 0.125in',
    })
    .optional(),
  richBlack: z
    .union([inks, z.literal(false)])
    .meta({
      description:
        'For a press: inks of black areas larger than 20 mm, in percent of cyan, magenta, yellow and black. `false`: black alone, which looks grey beside pictures.',
      examples: [false],
      default: [40, 30, 30, 100],
      expected: 'four percentages (cyan, magenta, yellow, black), or false',
    })
    .optional(),
  smallType: length
    .meta({
      description:
        'For a press: dark type smaller than this is printed in black ink alone, for plates never meet exactly and several inks would blur it. Colours that the theme gives as inks stay. `0`: never.',
      examples: ['0'],
      default: '9pt',
      expected: 'a length up to 25.4mm, as in 9pt, or 0',
    })
    .optional(),
  overprint: z
    .boolean()
    .meta({
      description: 'For a press: whether black text is printed over what lies under it, so that no white edge shows.',
      examples: [false],
      default: true,
    })
    .optional(),
  ownSizes: z
    .boolean()
    .meta({
      description:
        'For a press: whether pages of PDFs among the parts keep their own sizes, without bleed. `false`: all pages are cut to one size; larger ones are made smaller, and those that lie are turned to stand.',
      examples: [true],
      default: false,
    })
    .optional(),
  cover: cover
    .meta({
      description:
        'For a press: the cover as a file of its own, `<name>.<edition>.cover.pdf`, back, spine and front on one sheet; the book then has none. Its spine is as wide as the book is thick, which takes the paper: a name, or a block with `paper`, `thickness` or `pagesPerInch`.',
      examples: ['offset-90'],
      default: false,
      expected: `one of ${Object.keys(PAPERS).join(', ')}, a block with one of “paper”, “thickness” and “pagesPerInch”, or false`,
    })
    .optional(),
};

/** Schema of {@link ThemeToken}. */
export const themeToken: z.ZodType<ThemeToken> = z
  .union([
    z.string(),
    z.strictObject({
      cmyk: inkTexts.meta({
        description: 'Percent of cyan, magenta, yellow and black.',
        examples: [[100, 60, 0, 10]],
        expected: 'four percentages: cyan, magenta, yellow, black',
      }),
      spot: z
        .string()
        .min(1)
        .meta({ description: 'Name of a spot colour, for which `cmyk` stands elsewhere.', examples: ['PANTONE 293 C'] })
        .optional(),
      rgb: z
        .string()
        .regex(/^#[0-9a-fA-F]{6}$/)
        .meta({
          description: 'The colour on screens. Without it, it is reckoned from the inks.',
          examples: ['#0b5fa5'],
          expected: 'a colour as in #0b5fa5',
        })
        .optional(),
    }),
  ])
  .meta({ expected: 'text, or a block with “cmyk”', examples: ['#0b5fa5'] });

/** An edition's settings for a press, where it has any, with what its file says laid over them. */
export function pressSettings(under: Edition['press'], file: PressFile, otherwise: PressSettings): PressSettings {
  const base = under ?? otherwise;
  const { richBlack: richUnder, ...rest } = base;
  const { cover: coverUnder, ...plain } = rest;
  const made = file.cover === undefined ? coverUnder : coverSettings(file.cover);
  const rich = file.richBlack === undefined ? richUnder : file.richBlack === false ? undefined : cmyk(file.richBlack);
  return {
    ...plain,
    ...(made && { cover: made }),
    ...(rich && { richBlack: rich }),
    bleed: file.bleed === undefined ? base.bleed : millimetres(file.bleed)!,
    safety: file.safety === undefined ? base.safety : millimetres(file.safety)!,
    smallType: file.smallType === undefined ? base.smallType : millimetres(file.smallType)!,
    marks: file.marks === undefined ? base.marks : file.marks === true ? MARKS : file.marks === false ? [] : file.marks,
    spineBleed: file.spineBleed ?? base.spineBleed,
    profile: file.profile ?? base.profile,
    intent: file.intent ?? base.intent,
    blackPoint: file.blackPoint ?? base.blackPoint,
    ...(file.inkLimit !== undefined && { inkLimit: file.inkLimit }),
    binding: file.binding ?? base.binding,
    overprint: file.overprint ?? base.overprint,
    ownSizes: file.ownSizes ?? base.ownSizes,
  };
}

/** A cover with its defaults; undefined where there is none. */
function coverSettings(file: CoverFile | false): CoverSettings | undefined {
  if (file === false) return undefined;
  const {
    paper: name,
    thickness,
    pagesPerInch,
    spineType = 'down',
    barcode = false,
  } = typeof file === 'string' ? { paper: file } : file;
  const own = thickness !== undefined ? { thickness } : pagesPerInch !== undefined ? { pagesPerInch } : undefined;
  const found = own ?? PAPERS[name ?? ''];
  return found && { paper: found, spineType, barcode };
}

/** Tokens as CSS has them, and the inks of those that are given as inks. */
export function themeTokens(tokens: Readonly<Record<string, ThemeToken>>): {
  readonly theme: Readonly<Record<string, string>>;
  readonly inks: readonly BrandInk[];
} {
  const theme: Record<string, string> = {};
  const found: BrandInk[] = [];
  for (const [name, token] of Object.entries(tokens)) {
    if (typeof token === 'string') {
      theme[name] = token;
      continue;
    }
    const four = cmyk(token.cmyk);
    const rgb = (token.rgb ?? screenColour(four)).toLowerCase();
    theme[name] = rgb;
    found.push({ rgb, cmyk: four, ...(token.spot !== undefined && { spot: token.spot }) });
  }
  return { theme, inks: found };
}

/** Percentages as parts. */
function cmyk(percentages: readonly number[]): Cmyk {
  const [c = 0, m = 0, y = 0, k = 0] = percentages.map((value) => value / 100);
  return [c, m, y, k];
}

/** A colour on screens for inks, as programs without profiles show it (ISO 32000-1, 10.3.5). */
function screenColour([c, m, y, k]: Cmyk): string {
  const hex = [c, m, y].map((ink) => Math.round(255 * (1 - Math.min(1, ink + k))));
  return `#${hex.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}
