import { createHash } from 'node:crypto';
import type { Origin } from '../compose/compose.ts';
import { partFiles } from '../model/part.ts';
import type { Publication } from '../model/publication.ts';
import { pinnedBrowser } from '../paginate/chromium.ts';
import type { Press } from '../paginate/supervisor.ts';
import type { World } from '../world.ts';
import type { Browser } from './job.ts';

/** The browser that runs; `pinned` when it is the one that the lock file decides. */
export async function browserOf(press: Press, pinned: boolean): Promise<Browser> {
  return { product: productName(await press.version()), ...(pinned && pinnedBrowser()) };
}

/** Lets the browser start while files are read. Whether it does is seen by who needs it. */
export function startBrowser({ browser }: { readonly browser: () => Promise<Browser> }): void {
  browser().catch(() => undefined);
}

/** What a file says of where it came from. */
export async function originOf(
  publication: Publication,
  { world, browser }: { readonly world: World; readonly browser: () => Promise<Browser> },
): Promise<Origin> {
  const files = [publication.source, ...partFiles(publication.parts)];
  return { digest: await digest(files, world), browser: (await browser()).product };
}

/**
 * What a copy says of where it came from that is without some items of a book from `origin`. Its digest is over the papers that are left: the
 * definition names the others, and who has a digest over those can try guesses on it.
 */
export async function originOfRest({ parts }: Publication, { browser }: Origin, world: World): Promise<Origin> {
  return { digest: await digest(partFiles(parts), world), browser };
}

/** SHA-256 over files, each once and led by its name. */
async function digest(files: readonly string[], world: World): Promise<string> {
  const hash = createHash('sha256');
  for (const file of new Set(files)) {
    const result = await world.read(file);
    hash.update(file).update('\0');
    if (result.ok) hash.update(result.bytes);
  }
  return hash.digest('hex');
}

/** `HeadlessChrome/153.0.8010.0` as people write it. */
function productName(version: string): string {
  return version.replace(/^HeadlessChrome\//, 'Chromium ').replace(/^Chrome\//, 'Chrome ');
}
