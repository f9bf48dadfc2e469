import { assemble } from '../assemble/assemble.ts';
import { attachmentsOf } from '../assemble/attachments.ts';
import { openAhead } from '../assemble/opened-exhibit.ts';
import { compose } from '../compose/compose.ts';
import { composeCover } from '../compose/cover-spread.ts';
import { finish } from '../finish/finish.ts';
import type { PageGeometry } from '../model/composition.ts';
import type { Report } from '../model/diagnostic.ts';
import type { Manuscript } from '../model/manuscript.ts';
import { plural } from '../model/plural.ts';
import { widerInner } from '../model/press.ts';
import type { Edition, Publication } from '../model/publication.ts';
import { paginate } from '../paginate/paginate.ts';
import { planCopies, wholeRecipients, writeCopies, type CopiesTools } from './copies.ts';
import { writeFolioRecord } from './folio-record.ts';
import { htmlPath } from './html-edition.ts';
import type { Job, Product } from './job.ts';
import { writeLeftOut } from './left-out.ts';
import { numberingBefore } from './numbering.ts';
import { originOf, startBrowser } from './origin.ts';
import { prove } from './proof.ts';
import { finishWorld } from './finish-world.ts';
import { readTexts } from './read-texts.ts';
import { settleExhibits, type Settled } from './settle-exhibits.ts';
import { reportOf, type Shop } from './shop.ts';
import { makeProduct } from './steps.ts';
import { asWanted } from './supplements.ts';

/**
 * The way through, for one edition of one publication. Undefined when a diagnostic keeps it from being written. `known`: its exhibits, where they were
 * taken in before.
 */
export function makePdf(job: Job, shop: Shop, known?: Settled): Promise<readonly Product[] | undefined> {
  const { world, press, options, environment } = shop;
  const pack = options.supplement ?? 0;
  const label = `${job.publication.name}.${job.edition.name}${pack > 0 ? `.supplement-${pack}` : ''}`;
  const named = { publication: job.publication.name, edition: job.edition.name };
  const begun = performance.now();
  return makeProduct(named, options, shop.report, async (steps) => {
    const tell = reportOf(steps, shop);
    const wanted = asWanted(job.publication, options.supplement, tell);
    if (!wanted) return undefined;
    startBrowser(shop);
    const { supplement } = wanted;
    const [manuscript, settled] = await steps.run(
      'read',
      () =>
        Promise.all([
          readTexts({ ...job, publication: wanted.publication }, world, tell, {
            onImages: steps.counted('read'),
            signal: options.signal,
          }),
          known ?? settleExhibits(wanted.publication.parts, job.edition, world, tell, options.signal),
        ]),
      ([m]) => `${plural(m.parts.length, 'part')}, ${plural(m.assets.size, 'image')}`,
    );
    const { exhibits, edition } = settled;
    const origin = await originOf(wanted.publication, shop);
    const { signal } = options;
    const { publication, options: numbering } = await numberingBefore(
      { ...wanted, alone: pack > 0, edition, exhibits, origin, label, whole: shop.whole },
      { world, press, report: tell, signal },
    );
    const composition = await steps.run(
      'compose',
      () =>
        compose(publication, edition, manuscript, origin, world, tell, {
          medium: 'page',
          exhibits,
          ...numbering,
          ...(options.html && { html: htmlPath(publication.name, options.html) }),
        }),
      (c) => plural(c.headings.length, 'heading'),
    );
    const shown = shop.around.composed?.(composition, job, await shop.browser()) ?? composition;
    const opened = openAhead(composition.exhibits ?? [], signal);
    const printed = await steps.run(
      'paginate',
      () =>
        paginate(shown, press, tell, {
          label,
          onImages: steps.counted('paginate'),
          signal: options.signal,
        }),
      (p) => plural(p.map.pages.length, 'page'),
    );
    const wider = widerInner(edition.press, leastInnerOf(composition.geometries), printed.map.pages.length);
    if (wider) {
      const again = { ...edition, press: wider };
      return makePdf({ ...job, edition: again }, shop, { exhibits, edition: again });
    }
    const tools: CopiesTools = { press, world, environment, label, signal };
    const recipients = wholeRecipients(publication, edition);
    const copies = await planCopies({ publication, edition, recipients }, tools, tell);
    const book = await steps.run('assemble', async () => ({
      ...copies.book,
      ...(await assemble(publication, edition, composition, printed, world.now(), tell, opened)),
      attachments: await attachmentsOf(publication, edition, world, tell, pack > 0 ? pack : undefined),
    }));
    const pages = book.map.pages.length;
    const [finished, bytes, cover] = await steps.run(
      'finish',
      async () => {
        const made = await finish(book, finishWorld(world, signal), tell);
        const around = pack > 0 ? undefined : await makeCover(publication, edition, manuscript, pages, shop, tell);
        return [made, await made.file(copies.own), around] as const;
      },
      ([, b]) => `${Math.ceil(b.length / 1024)} KiB`,
    );
    if (shop.validator)
      await prove(bytes, edition.standard, composition, { ...shop, validator: shop.validator, steps, tell });
    if (steps.failed()) return undefined;
    const files = [
      { kind: 'pdf', path: `${label}.pdf`, bytes, pages },
      ...(cover ? [{ kind: 'cover', path: `${label}.cover.pdf`, bytes: cover, pages: 1 } as const] : []),
    ] as const;
    const made = await Promise.all(
      files.map(async (file) => ({
        ...file,
        ...named,
        path: await world.write(file.path, file.bytes),
        bytes: file.bytes.length,
        milliseconds: Math.round(performance.now() - begun),
      })),
    );
    if (printed.runs) await writeFolioRecord(publication, edition, { runs: printed.runs, supplement }, world);
    const [{ minuted = [] }, { runs = [] }] = [composition, printed];
    const full = { ...{ publication, edition, exhibits, runs, minuted, origin }, supplement, alone: pack > 0 };
    const others = [...(await writeCopies(copies, finished, pages, tools)), ...(await writeLeftOut(full, tools, tell))];
    return [...made, ...others.map((copy) => ({ kind: 'pdf', ...named, ...copy }) as const)];
  });
}

/** The cover of a book of `pages` pages as a file of its own, where the edition asks for one. */
async function makeCover(
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

/** Least inner margin of pages that have one, millimetres from the trim. */
function leastInnerOf(geometries: readonly PageGeometry[]): number {
  const inner = geometries.filter(({ margins }) => margins.inner > 0);
  return Math.min(...inner.map(({ margins, bleed = 0 }) => ((margins.inner - bleed) * 25.4) / 96));
}
