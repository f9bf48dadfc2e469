import { assemble } from '../assemble/assemble.ts';
import { attachmentsOf } from '../assemble/attachments.ts';
import { openAhead } from '../assemble/opened-exhibit.ts';
import { compose } from '../compose/compose.ts';
import { finish } from '../finish/finish.ts';
import type { PageGeometry } from '../model/composition.ts';
import { PX_PER_MM } from '../model/length.ts';
import { plural } from '../model/plural.ts';
import { widerInner } from '../model/press.ts';
import { paginate } from '../paginate/paginate.ts';
import { planCopies, wholeRecipients, writeCopies, type CopiesTools } from './copies.ts';
import { makeCover } from './cover.ts';
import { finishWorld } from './finish-world.ts';
import { writeFolioRecord } from './folio-record.ts';
import { htmlPath } from './html-edition.ts';
import type { Job, Product } from './job.ts';
import { writeLeftOut } from './left-out.ts';
import { numberingBefore } from './numbering.ts';
import { originOf, startBrowser } from './origin.ts';
import { prove } from './proof.ts';
import { readTexts } from './read-texts.ts';
import { settleExhibits, type Settled } from './settle-exhibits.ts';
import { reportOf, type Shop } from './shop.ts';
import { makeProduct } from './steps.ts';
import { asWanted } from './supplements.ts';

/**
 * The way through, for one edition of one publication: its PDF, the cover and the copies that go with it. Undefined when a diagnostic keeps
 * them from being written. `known`: its exhibits, where they were taken in before.
 */
export function makePdf(job: Job, shop: Shop, known?: Settled): Promise<readonly Product[] | undefined> {
  const { world, press, options, environment } = shop;
  const { signal } = options;
  // Supplement 0 is the book without any.
  const alone = (options.supplement ?? 0) > 0;
  const label = `${job.publication.name}.${job.edition.name}${alone ? `.supplement-${options.supplement}` : ''}`;
  const named = { publication: job.publication.name, edition: job.edition.name };
  const begun = performance.now();
  return makeProduct(named, options, shop.report, async (steps) => {
    const tell = reportOf(steps, shop);
    const wanted = asWanted(job, options.supplement, tell);
    if (!wanted) return undefined;
    startBrowser(shop);
    const { supplement } = wanted;
    const [manuscript, settled] = await steps.run(
      'read',
      () =>
        Promise.all([
          readTexts({ ...job, publication: wanted.publication }, world, tell, {
            onImages: steps.counted('read'),
            signal,
          }),
          known ?? settleExhibits(wanted.publication.parts, job.edition, world, tell, signal),
        ]),
      ([m]) => `${plural(m.parts.length, 'part')}, ${plural(m.assets.size, 'image')}`,
    );
    const { exhibits, edition } = settled;
    const origin = await originOf(wanted.publication, shop);
    const { publication, earlier, numbering } = await numberingBefore(
      { ...wanted, alone, edition, exhibits, origin, label, whole: shop.whole },
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
      () => paginate(shown, press, tell, { label, onImages: steps.counted('paginate'), signal }),
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
      attachments: await attachmentsOf(publication, edition, world, tell, alone ? supplement : undefined),
    }));
    const pages = book.map.pages.length;
    const [finished, bytes, cover] = await steps.run(
      'finish',
      async () => {
        const made = await finish(book, finishWorld(world, signal), tell);
        const around = alone ? undefined : await makeCover(publication, edition, manuscript, pages, shop, tell);
        return [made, await made.file(copies.own), around] as const;
      },
      ([, b]) => `${Math.ceil(b.length / 1024)} KiB`,
    );
    if (shop.validator)
      await prove(bytes, edition.standard, composition, { ...shop, validator: shop.validator, steps, tell });
    if (steps.failed()) return undefined;
    const write = async (kind: Product['kind'], path: string, file: Uint8Array, count: number): Promise<Product> => ({
      ...named,
      kind,
      path: await world.write(path, file),
      pages: count,
      bytes: file.length,
      milliseconds: Math.round(performance.now() - begun),
    });
    const made = [await write('pdf', `${label}.pdf`, bytes, pages)];
    if (cover) made.push(await write('cover', `${label}.cover.pdf`, cover, 1));
    if (printed.runs) await writeFolioRecord(publication, edition, { runs: printed.runs, supplement }, world);
    const [{ minuted = [] }, { runs = [] }] = [composition, printed];
    const full = { publication, earlier, edition, runs, minuted, origin, supplement, alone };
    const others = [...(await writeCopies(copies, finished, pages, tools)), ...(await writeLeftOut(full, tools, tell))];
    return [...made, ...others.map((copy) => ({ kind: 'pdf', ...named, ...copy }) as const)];
  });
}

/** Least inner margin of pages that have one, millimetres from the trim. */
function leastInnerOf(geometries: readonly PageGeometry[]): number {
  const inner = geometries.filter(({ margins }) => margins.inner > 0);
  return Math.min(...inner.map(({ margins, bleed = 0 }) => (margins.inner - bleed) / PX_PER_MM));
}
