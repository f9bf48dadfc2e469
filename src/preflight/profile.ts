import { z } from 'zod';
import { OctavoError } from '../model/diagnostic.ts';
import type { World } from '../world.ts';
import { RULES, type Code } from './rules.ts';

/** Profiles that come with Octavo. */
export const PROFILES = ['commercial', 'newsprint', 'print-on-demand', 'office'] as const;

/** How grave it is when a rule is broken; `off`: it is not told. */
export type Gravity = 'error' | 'warning' | 'note' | 'off';

/** What a kind of print asks of a file. */
export interface Profile {
  readonly name: string;
  readonly description: string;
  readonly limits: Limits;
  readonly severities: Readonly<Record<Code, Gravity>>;
}

/** The numbers of a profile. */
export interface Limits {
  /** Least bleed, mm. */
  readonly bleedMm: number;
  /** Least distance of type from the trim, mm. */
  readonly safetyMm: number;
  /** Pictures below this are `image-low`, ppi. */
  readonly imagePpi: number;
  /** Pictures below this are `image-poor`, ppi. */
  readonly imagePoorPpi: number;
  /** Pictures above this are `image-excessive`, ppi. */
  readonly imageMostPpi: number;
  /** Pictures of one bit below this are `line-art-low`, ppi. */
  readonly lineArtPpi: number;
  /** Smallest type, pt. */
  readonly textPt: number;
  /** Smallest type in more than one ink, pt. */
  readonly colouredTextPt: number;
  /** Thinnest line, pt. */
  readonly hairlinePt: number;
  /** Most ink in one place, percent over all plates. */
  readonly totalInk: number;
  /** Most spot colours. */
  readonly spots: number;
  /** The page count must be a multiple of this. */
  readonly pagesMultiple: number;
}

/** Faults of a profile that are told at once. */
const FAULTS_TOLD = 5;
const codes = Object.keys(RULES) as Code[];
const positive = (description: string): z.ZodNumber => z.number().nonnegative().max(10_000).describe(description);

/** What a profile's file holds. */
export const profileSchema: z.ZodType<Profile> = z.strictObject({
  $schema: z.string().optional(),
  name: z.string().min(1).describe('Name, as in --profile'),
  description: z.string().describe('For which print it is'),
  limits: z.strictObject({
    bleedMm: positive('Least bleed, mm'),
    safetyMm: positive('Least distance of type from the trim, mm'),
    imagePpi: positive('Pictures below this are image-low, ppi'),
    imagePoorPpi: positive('Pictures below this are image-poor, ppi'),
    imageMostPpi: positive('Pictures above this are image-excessive, ppi'),
    lineArtPpi: positive('Pictures of one bit below this are line-art-low, ppi'),
    textPt: positive('Smallest type, pt'),
    colouredTextPt: positive('Smallest type in more than one ink, pt'),
    hairlinePt: positive('Thinnest line, pt'),
    totalInk: positive('Most ink in one place, percent over all plates'),
    spots: positive('Most spot colours'),
    pagesMultiple: z.int().min(1).max(64).describe('The page count must be a multiple of this'),
  }),
  severities: z
    .record(z.enum(codes as [Code, ...Code[]]), z.enum(['error', 'warning', 'note', 'off']))
    .describe('How grave each finding is'),
});

/** A profile by its name. Throws an {@link OctavoError} when there is none of this name. */
export async function profileNamed(name: string, world: Pick<World, 'bundled'>): Promise<Profile> {
  const known = (PROFILES as readonly string[]).includes(name);
  const bytes = known ? await world.bundled(`assets/preflight/${name}.json`) : undefined;
  if (!bytes) {
    throw new OctavoError({
      code: 'preflight-profile-unknown',
      message: `there is no preflight profile “${name}”`,
      hint: `Known: ${PROFILES.join(', ')}; or the path of a profile of your own that ends in .json.`,
    });
  }
  return parseProfile(Buffer.from(bytes).toString('utf8'), name);
}

/** A profile from the text of its file. Throws an {@link OctavoError} that names what is wrong in it. */
export function parseProfile(text: string, file: string): Profile {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    throw new OctavoError({
      code: 'preflight-profile-invalid',
      message: `${file} is no JSON: ${(error as Error).message}`,
    });
  }
  const parsed = profileSchema.safeParse(data);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'the file'}: ${issue.message}`);
  throw new OctavoError({
    code: 'preflight-profile-invalid',
    message: `${file} is no preflight profile: ${faults.slice(0, FAULTS_TOLD).join('; ')}`,
    hint: 'See assets/schema/preflight-profile.schema.json for what it holds.',
  });
}
