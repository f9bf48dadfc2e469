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
  return { digest: await digest(publication, world), browser: (await browser()).product };
}

/** SHA-256 over the publication's sources, each led by its name. */
async function digest(publication: Publication, world: World): Promise<string> {
  const hash = createHash('sha256');
  for (const file of new Set([publication.source, ...partFiles(publication.parts)])) {
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
