import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Reads a bag as RFC 8493 words it, with nothing of ours: what is wrong with it, in words. It knows SHA-512 manifests of bags of version 1.0
 * and nothing else, for a bag of ours has nothing else.
 */
export function bagFaults(bag: string): string[] {
  const faults: string[] = [];
  const all = readdirSync(bag, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(bag.length + 1))
    .map((path) => path.split('\\').join('/'));
  const read = (path: string): Buffer => readFileSync(join(bag, path));
  const sha512 = (path: string): string => createHash('sha512').update(read(path)).digest('hex');
  const payload = all.filter((path) => path.startsWith('data/'));

  const declaration = read('bagit.txt').toString('utf8');
  if (declaration !== 'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n') faults.push('bagit.txt');

  const listed = (manifest: string): Map<string, string> => {
    const lines = read(manifest).toString('utf8').split('\n');
    if (lines.pop() !== '') faults.push(`${manifest} does not end with a line break`);
    const entries = lines.map((line) => /^([0-9a-f]{128}) {2}(\S.*)$/.exec(line));
    if (entries.includes(null)) faults.push(`${manifest} has a line of another form`);
    return new Map(entries.map((match) => [decodeURIComponent(match![2]!), match![1]!]));
  };
  const manifest = listed('manifest-sha512.txt');
  for (const path of payload) if (!manifest.has(path)) faults.push(`${path} is not listed`);
  for (const [path, hash] of manifest) {
    if (!payload.includes(path)) faults.push(`${path} is missing`);
    else if (sha512(path) !== hash) faults.push(`${path} differs`);
  }
  const tags = listed('tagmanifest-sha512.txt');
  const expected = all.filter((path) => !path.startsWith('data/') && path !== 'tagmanifest-sha512.txt');
  if ([...tags.keys()].sort().join() !== expected.sort().join()) faults.push('tag manifest lists other files');
  for (const [path, hash] of tags) if (sha512(path) !== hash) faults.push(`${path} differs`);

  const info = new Map(
    read('bag-info.txt')
      .toString('utf8')
      .trimEnd()
      .split('\n')
      .map((line) => line.split(/: (.*)/s, 2) as [string, string]),
  );
  const octets = payload.reduce((sum, path) => sum + read(path).length, 0);
  if (info.get('Payload-Oxum') !== `${octets}.${payload.length}`) faults.push('Payload-Oxum');
  if (!/^\d{4}-\d{2}-\d{2}$/.test(info.get('Bagging-Date') ?? '')) faults.push('Bagging-Date');
  return faults;
}
