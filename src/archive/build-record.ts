import { z } from 'zod';
import type { Browser, Job } from '../build.ts';
import type { MinuteNumbers } from '../model/minute-numbers.ts';
import { VERSION } from '../model/version.ts';
import { byName } from './manifest.ts';
import { sha256, type DependencyFile, type WorldRecord } from './record.ts';
import type { RemoteFile } from './remote-files.ts';

/** A file with what is needed to know it again. */
export interface FileFacts {
  readonly path: string;
  readonly bytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
}

/** `data/build.json`: what made the PDF of a bag and from what, so that it can be made again. */
export interface BuildRecord {
  /** Of this record; 1 for now. */
  readonly format: 1;
  readonly tool: { readonly name: 'Octavo'; readonly version: string };
  readonly node: string;
  readonly browser: {
    readonly product: string;
    readonly package?: string | undefined;
    readonly version?: string | undefined;
  };
  /** The date that all products carry, seconds since 1970 (reproducible-builds.org). */
  readonly sourceDateEpoch: number;
  readonly publication: {
    readonly name: string;
    readonly title: string;
    readonly source: string;
    /** Folder of pictures, which may be empty. */
    readonly static?: string | undefined;
    /** Absent where the document’s length decides. */
    readonly layout?: string | undefined;
    readonly options: Readonly<Record<string, unknown>>;
    readonly theme: Readonly<Record<string, string>>;
    /** Numbers that resolutions and actions of its texts have in the full book, in order; absent where the bag holds that. */
    readonly minuted?: readonly Omit<MinuteNumbers, 'key'>[] | undefined;
  };
  readonly edition: { readonly name: string; readonly standard: readonly string[] };
  /** Face files that the pages are set in, by package. */
  readonly fonts: readonly {
    readonly package: string;
    readonly version: string;
    readonly files: readonly Pick<FileFacts, 'path' | 'sha256'>[];
  }[];
  /** Files of Octavo’s own that were read; they lie in `data/octavo/`. */
  readonly octavo: readonly FileFacts[];
  /** Files of the publication, by their paths from its root; they lie in `data/source/`. */
  readonly sources: readonly FileFacts[];
  /** Remote images; they lie where `path` says. */
  readonly remote: readonly (FileFacts & { readonly address: string })[];
  readonly product: FileFacts & { readonly pages: number };
  readonly validation: Validation;
}

/** What came of holding a PDF to its standards. */
export interface Validation {
  /** Who looked. */
  readonly by: string;
  readonly standards: readonly string[];
  readonly ok: boolean;
  readonly findings: readonly string[];
}

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const file = z.object({ path: z.string(), bytes: z.int().min(0), sha256: hash });

/** Holds what a bag brings as its record to the form of one. */
export const buildRecordSchema: z.ZodType<BuildRecord> = z.object({
  format: z.literal(1),
  tool: z.object({ name: z.literal('Octavo'), version: z.string() }),
  node: z.string(),
  browser: z.object({ product: z.string(), package: z.string().optional(), version: z.string().optional() }),
  sourceDateEpoch: z.int(),
  publication: z.object({
    name: z.string().regex(/^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?$/),
    title: z.string(),
    source: z.string(),
    static: z.string().optional(),
    layout: z.string().optional(),
    options: z.record(z.string(), z.unknown()),
    theme: z.record(z.string(), z.string()),
    minuted: z.array(z.object({ resolutions: z.array(z.int()), actions: z.array(z.int()) })).optional(),
  }),
  edition: z.object({ name: z.string(), standard: z.array(z.string()) }).loose(),
  fonts: z.array(
    z.object({
      package: z.string(),
      version: z.string(),
      files: z.array(z.object({ path: z.string(), sha256: hash })),
    }),
  ),
  octavo: z.array(file),
  sources: z.array(file),
  remote: z.array(file.extend({ address: z.string() })),
  product: file.extend({ pages: z.int() }),
  validation: z.object({
    by: z.string(),
    standards: z.array(z.string()),
    ok: z.boolean(),
    findings: z.array(z.string()),
  }),
});

/** What is written of a file. */
function fileFacts(path: string, bytes: Uint8Array): FileFacts {
  return { path, bytes: bytes.length, sha256: sha256(bytes) };
}

function filesFacts(files: ReadonlyMap<string, Uint8Array>): FileFacts[] {
  return [...files].map(([path, bytes]) => fileFacts(path, bytes)).sort((a, b) => byName(a.path, b.path));
}

/** The faces that were handed to the page, by package; `version` tells a package's version. */
export async function fontFacts(
  faces: readonly DependencyFile[],
  version: (name: string) => Promise<string>,
): Promise<BuildRecord['fonts']> {
  const names = [...new Set(faces.map((face) => face.package))].sort(byName);
  return Promise.all(
    names.map(async (name) => ({
      package: name,
      version: await version(name),
      files: faces
        .filter((face) => face.package === name)
        .map(({ path, sha256 }) => ({ path, sha256 }))
        .sort((a, b) => byName(a.path, b.path)),
    })),
  );
}

/** Gathers the record of one product. The same build gives the same text, wherever and whenever. */
export function buildRecord(facts: {
  readonly job: Job;
  readonly browser: Browser;
  readonly date: Date;
  readonly world: WorldRecord;
  readonly fonts: BuildRecord['fonts'];
  readonly remote: readonly RemoteFile[];
  readonly product: { readonly path: string; readonly bytes: Uint8Array; readonly pages: number };
  readonly validation: Validation;
}): BuildRecord {
  const { publication, edition } = facts.job;
  return {
    format: 1,
    tool: { name: 'Octavo', version: VERSION },
    node: process.versions.node,
    browser: facts.browser,
    sourceDateEpoch: Math.floor(facts.date.getTime() / 1000),
    publication: {
      name: publication.name,
      title: publication.title,
      source: publication.source,
      ...(publication.static !== undefined && { static: publication.static }),
      ...(!publication.layoutIsDefault && { layout: publication.layout }),
      options: publication.options,
      theme: publication.theme,
      ...(publication.minuted && {
        minuted: publication.minuted.map(({ resolutions, actions }) => ({ resolutions, actions })),
      }),
    },
    edition,
    fonts: facts.fonts,
    octavo: filesFacts(facts.world.bundled),
    sources: filesFacts(facts.world.sources),
    remote: facts.remote.map(({ address, path, bytes }) => ({ address, ...fileFacts(path, bytes) })),
    product: { ...fileFacts(facts.product.path, facts.product.bytes), pages: facts.product.pages },
    validation: facts.validation,
  };
}
