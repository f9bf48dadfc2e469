import { join } from 'node:path';
import { buildWithin, type Around, type Job } from '../build.ts';
import { firstDifference } from '../inspect/difference.ts';
import { OctavoError, type Report } from '../model/diagnostic.ts';
import { textParts } from '../model/part.ts';
import type { Publication } from '../model/publication.ts';
import { VERSION } from '../model/version.ts';
import { openWorld, remoteKey, withTemporaryFolder, type World } from '../world.ts';
import { SOURCE_FOLDER } from './bag.ts';
import type { BuildRecord } from './build-record.ts';
import { leavesBag } from './manifest.ts';
import { recordingWorld, sha256 } from './record.ts';

/**
 * Builds the PDF of a bag anew from what lies in it, in a temporary folder, and compares bytes. True when they are the same; else reports
 * which object is the first that differs, and what of the tools is another than it was. Nothing is fetched.
 */
export async function rebuild(
  record: BuildRecord,
  files: ReadonlyMap<string, Uint8Array>,
  report: Report,
  signal?: AbortSignal,
): Promise<boolean> {
  const { publication } = record;
  if ([publication.source, publication.static ?? 'static', record.product.path].some(leavesBag)) {
    throw new OctavoError({ code: 'bag-outside', message: 'the bag’s record names a path outside the bag' });
  }
  return withTemporaryFolder('octavo-verify-', async (folder) => {
    const sources = new Map(
      [...files].flatMap(([path, bytes]) =>
        path.startsWith(SOURCE_FOLDER) ? [[path.slice(SOURCE_FOLDER.length), bytes] as const] : [],
      ),
    );
    const root = join(folder, 'source');
    const world = openWorld({ root: folder, output: folder });
    await world.writeFolder('source', sources, publication.source);
    // A folder of pictures without one that was used is no part of a bag, yet the publication names it.
    if (
      publication.static !== undefined &&
      ![...sources.keys()].some((path) => path.startsWith(`${publication.static}/`))
    ) {
      await world.write(join('source', publication.static, '.empty'), '');
    }
    for (const { path, sha256: hash } of record.remote) {
      const bytes = files.get(path);
      if (bytes && sha256(bytes) === hash) await world.cached(remoteKey(hash), () => Promise.resolve(bytes));
    }
    const again = new Again(record);
    const result = await buildWithin(again, {
      files: [publication.source],
      cwd: root,
      out: join(folder, 'output'),
      editions: [record.edition.name],
      ...(publication.layout !== undefined && { layout: publication.layout }),
      signal,
    });
    const made = again.product();
    if (!made) {
      for (const diagnostic of result.diagnostics) if (diagnostic.severity === 'error') report(diagnostic);
      report({ severity: 'error', code: 'rebuild-failed', message: 'the PDF could not be made again from the bag' });
      return false;
    }
    const kept = files.get(record.product.path)!;
    const difference = await firstDifference(kept, made);
    if (difference === undefined) return true;
    const others = again.otherTools();
    report({
      severity: 'error',
      code: 'rebuild-differs',
      message: `the PDF that was built anew is another: ${difference}`,
      why:
        others.length > 0
          ? `It was made with other tools: ${others.join('; ')}.`
          : 'Tools and sources are the same, so this is a fault in Octavo.',
      hint: others.length > 0 ? 'Verify it with the versions that the bag’s record names.' : 'Please report it.',
    });
    return false;
  });
}

/** Takes part in the second build: as the record says, without network, keeping what comes out. */
class Again implements Around {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly #record: BuildRecord;
  readonly #others: string[] = [];
  #world: ReturnType<typeof recordingWorld> | undefined;

  constructor(record: BuildRecord) {
    this.#record = record;
    this.environment = { ...process.env, SOURCE_DATE_EPOCH: String(record.sourceDateEpoch) };
  }

  readonly settle: NonNullable<Around['settle']> = (publication) => ({
    ...publication,
    // Both may come from the name of the folder, which is another here.
    name: this.#record.publication.name,
    title: this.#record.publication.title,
    ...this.#minuted(publication),
  });

  /** What is minuted keeps the numbers of the full book, which is not in the bag. */
  #minuted({ parts }: Publication): Pick<Publication, 'minuted'> {
    const { minuted } = this.#record.publication;
    if (!minuted) return {};
    return {
      minuted: textParts(parts).flatMap(({ key = '' }, index) => (minuted[index] ? [{ key, ...minuted[index] }] : [])),
    };
  }

  readonly enter = (world: World, _job: Job): World => {
    this.#world = recordingWorld({
      ...world,
      fetch: () => Promise.reject(new Error('a bag is verified without the network')),
    });
    return this.#world;
  };

  readonly composed: NonNullable<Around['composed']> = (composition, _job, browser) => {
    const was = this.#record.browser;
    if (browser.product !== was.product || browser.version !== was.version) {
      this.#others.push(`${was.product} then, ${browser.product} now`);
    }
    return composition;
  };

  product(): Uint8Array | undefined {
    // Beside the file that is read there may be records of it.
    return [...(this.#world?.record.products ?? [])].find(([name]) => name.endsWith('.pdf'))?.[1];
  }

  /** What is another than it was, in words. */
  otherTools(): readonly string[] {
    const { tool, octavo, fonts } = this.#record;
    const { bundled, dependencies } = this.#world!.record;
    return [
      ...(tool.version === VERSION ? [] : [`Octavo ${tool.version} then, ${VERSION} now`]),
      ...this.#others,
      ...octavo.flatMap(({ path, sha256: hash }) => {
        const now = bundled.get(path);
        return now && sha256(now) === hash ? [] : [`Octavo’s ${path} has changed`];
      }),
      ...fonts.flatMap((font) =>
        font.files.flatMap(({ path, sha256: hash }) =>
          dependencies.get(`${font.package}/${path}`)?.sha256 === hash ? [] : [`${font.package}/${path} has changed`],
        ),
      ),
    ];
  }
}
