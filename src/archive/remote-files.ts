import { z } from 'zod';
import { remoteKey, type World } from '../world.ts';
import { byName } from './manifest.ts';
import { sha256 } from './record.ts';

/** A remote image with the place in the bag where its bytes lie. */
export interface RemoteFile {
  readonly address: string;
  /** From the bag's root. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** As much of a lock file as is needed to find the bytes. */
const lockSchema = z.object({
  images: z.array(z.object({ address: z.string(), sha256: z.string().regex(/^[0-9a-f]{64}$/), type: z.string() })),
});

const EXTENSIONS: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/gif': 'gif',
  'image/webp': 'webp',
  'image/tiff': 'tiff',
  'image/avif': 'avif',
  'image/svg+xml': 'svg',
};

/** Remote images that a build's lock files name and the cache still holds, in order of address. */
export async function remoteFiles(sources: ReadonlyMap<string, Uint8Array>, world: World): Promise<RemoteFile[]> {
  const found: RemoteFile[] = [];
  for (const [path, bytes] of sources) {
    if (!path.endsWith('.lock.json')) continue;
    for (const { address, sha256: hash, type } of imagesOf(bytes)) {
      const cached = await world
        .cached(remoteKey(hash), () => Promise.reject(new Error('absent')))
        .catch(() => undefined);
      if (!cached || sha256(cached) !== hash) continue;
      found.push({ address, path: `data/remote/${hash}.${EXTENSIONS[type] ?? 'bin'}`, bytes: cached });
    }
  }
  return found.sort((a, b) => byName(a.address, b.address));
}

function imagesOf(lock: Uint8Array): z.infer<typeof lockSchema>['images'] {
  try {
    return lockSchema.parse(JSON.parse(new TextDecoder().decode(lock))).images;
  } catch {
    // Another tool's lock file.
    return [];
  }
}
