import { assemble } from '../assemble/assemble.ts';
import { composeCover } from '../compose/cover-spread.ts';
import { finish } from '../finish/finish.ts';
import type { Report } from '../model/diagnostic.ts';
import type { Manuscript } from '../model/manuscript.ts';
import type { Edition, Publication } from '../model/publication.ts';
import { paginate } from '../paginate/paginate.ts';
import { finishWorld } from './finish-world.ts';
import type { Shop } from './shop.ts';

/** The cover of a book of `pages` pages as a file of its own, where the edition asks for one. */
export async function makeCover(
  publication: Publication,
  edition: Edition,
  manuscript: Manuscript,
  pages: number,
  { world, press, options }: Shop,
  tell: Report,
): Promise<Uint8Array | undefined> {
  const settings = edition.press;
  const cover = settings?.cover;
  if (!cover) return undefined;
  const asked = { ...edition, press: { ...settings, cover } };
  const composition = await composeCover(publication, asked, manuscript, pages, world, tell);
  if (!composition) return undefined;
  const printed = await paginate(composition, press, tell, {
    label: `${publication.name}.${edition.name}.cover`,
    signal: options.signal,
  });
  // One sheet around the book: nothing binds it to another.
  const sheet: Edition = {
    ...edition,
    press: { ...settings, binding: 'none', spineBleed: true },
  };
  const book = await assemble(publication, sheet, composition, printed, world.now(), tell);
  return (await finish(book, finishWorld(world, options.signal), tell)).file();
}
