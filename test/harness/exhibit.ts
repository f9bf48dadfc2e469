import { PDFArray, PDFDict, PDFDocument, PDFName, PDFNumber, PDFStream, type PDFPage } from 'pdf-lib';
import { inspect } from '../../src/inspect/inspect.ts';
import { pageText } from '../../src/inspect/text.ts';
import type { OutlineFacts } from '../../src/inspect/facts.ts';
import type { Exhibit, ExhibitBookmark, ExhibitPage, Rectangle } from '../../src/model/exhibit.ts';

/** A page's box within another. */
function within(box: Rectangle, outer: Rectangle): Rectangle {
  return {
    left: Math.max(box.left, outer.left),
    bottom: Math.max(box.bottom, outer.bottom),
    right: Math.min(box.right, outer.right),
    top: Math.min(box.top, outer.top),
  };
}

const rectangle = ({ x, y, width, height }: ReturnType<PDFPage['getMediaBox']>): Rectangle => ({
  left: x,
  bottom: y,
  right: x + width,
  top: y + height,
});

const bookmark = ({ title, page, children }: OutlineFacts): ExhibitBookmark => ({
  title,
  ...(page !== undefined && { page }),
  children: children.map(bookmark),
});

/** A sound PDF as an exhibit, without what intake does to those that are not. Tagged where it has a structure tree, unless `changes` says otherwise. */
export async function exhibitOf(bytes: Uint8Array, changes: Partial<Exhibit> = {}): Promise<Exhibit> {
  const document = await PDFDocument.load(bytes, { updateMetadata: false });
  const [facts, texts] = [await inspect(bytes), await pageText(bytes)];
  const labelled = document.catalog.has(PDFName.of('PageLabels'));
  const pages = document.getPages().map((page, index): ExhibitPage => {
    const box = within(rectangle(page.getCropBox()), rectangle(page.getMediaBox()));
    const label = facts.pages[index]!.label;
    return {
      box,
      rotate: (((page.getRotation().angle % 360) + 360) % 360) as ExhibitPage['rotate'],
      text: texts[index]!.lines.map((line) => line.text).join(' '),
      ...(labelled && { label }),
    };
  });
  return {
    file: 'papers/exhibit.pdf',
    span: { file: 'packet.yaml', line: 3, column: 5 },
    bytes,
    ...(facts.metadata.title !== undefined && { title: facts.metadata.title }),
    ...(facts.tags.lang !== undefined && { lang: facts.tags.lang }),
    pages,
    outline: facts.outline.map(bookmark),
    tagged: facts.tags.tree !== '',
    faults: [],
    ...changes,
  };
}

/** Fault of a structure tree as a list that is empty when there is none: parents, and marked content that the parent tree gives to others than hold it. */
export async function structureFaults(bytes: Uint8Array): Promise<readonly string[]> {
  const document = await PDFDocument.load(bytes, { updateMetadata: false });
  const { context, catalog } = document;
  const name = (text: string): PDFName => PDFName.of(text);
  const root = catalog.lookup(name('StructTreeRoot'), PDFDict);
  const parents = new Map<number, unknown>();
  const read = (node: PDFDict): void => {
    const nums = node.lookupMaybe(name('Nums'), PDFArray);
    for (let i = 0; nums && i < nums.size(); i += 2) parents.set(nums.lookup(i, PDFNumber).asNumber(), nums.get(i + 1));
    const kids = node.lookupMaybe(name('Kids'), PDFArray);
    for (let i = 0; kids && i < kids.size(); i++) read(kids.lookup(i, PDFDict));
  };
  read(root.lookup(name('ParentTree'), PDFDict));
  const pages = new Set(document.getPages().map((page) => page.ref));
  const faults: string[] = [];
  const claimed = new Set<string>();
  let leaves = 0;
  const owned = (stream: PDFDict, mcid: number, owner: unknown, where: string): void => {
    leaves++;
    const key = stream.lookupMaybe(name('StructParents'), PDFNumber)?.asNumber();
    const array = key === undefined ? undefined : context.lookup(parents.get(key) as never);
    const found = array instanceof PDFArray ? array.get(mcid) : undefined;
    if (found !== owner)
      faults.push(`${where}: parent tree ${String(key)}[${mcid}] is ${String(found)}, not ${String(owner)}`);
    const claim = `${String(key)}/${mcid}`;
    if (claimed.has(claim)) faults.push(`${where}: ${claim} has two owners`);
    claimed.add(claim);
  };
  const visit = (dict: PDFDict, self: unknown, parent: unknown, above: unknown, depth: number): void => {
    const where = `${dict.lookup(name('S'))?.toString() ?? '?'} ${String(self)}`;
    if (dict.get(name('P')) !== parent)
      faults.push(`${where}: its parent is ${String(dict.get(name('P')))}, not ${String(parent)}`);
    const page = dict.get(name('Pg')) ?? above;
    const written = dict.get(name('K'));
    const direct = context.lookup(written);
    for (const each of direct instanceof PDFArray ? direct.asArray() : written ? [written] : []) {
      const kid = context.lookup(each);
      if (kid instanceof PDFNumber) {
        if (!pages.has(page as never)) faults.push(`${where}: its page is not in the file`);
        owned(context.lookup(page as never, PDFDict), kid.asNumber(), self, where);
      } else if (kid instanceof PDFDict && kid.has(name('S'))) visit(kid, each, self, page, depth + 1);
      else if (kid instanceof PDFDict && kid.has(name('MCID'))) {
        const at = kid.get(name('Pg')) ?? page;
        if (!pages.has(at as never)) faults.push(`${where}: its page is not in the file`);
        const stream: unknown = context.lookup((kid.get(name('Stm')) ?? at) as never);
        owned(
          stream instanceof PDFStream ? stream.dict : (stream as PDFDict),
          kid.lookup(name('MCID'), PDFNumber).asNumber(),
          self,
          where,
        );
      } else if (kid instanceof PDFDict && kid.has(name('Obj'))) {
        leaves++;
        const annotation = kid.lookup(name('Obj'), PDFDict);
        const key = annotation.lookupMaybe(name('StructParent'), PDFNumber)?.asNumber();
        if (key === undefined || parents.get(key) !== self) faults.push(`${where}: an annotation's parent is another`);
      } else faults.push(`${where}: holds ${String(kid)}`);
    }
  };
  const top = root.get(name('K'));
  const rootRef = catalog.get(name('StructTreeRoot'));
  const tops = context.lookup(top) instanceof PDFArray ? (context.lookup(top) as PDFArray).asArray() : [top];
  for (const each of tops) visit(context.lookup(each, PDFDict), each, rootRef, undefined, 0);
  if (leaves === 0) faults.push('the tree holds nothing');
  return faults;
}

/** Renames the fonts of a document that are not in it to a face that nobody has: a known one would be put into the file. */
export async function nameFaceOfNobody(document: PDFDocument): Promise<void> {
  await document.flush();
  for (const [, object] of document.context.enumerateIndirectObjects())
    if (object instanceof PDFDict && object.get(PDFName.of('Subtype')) === PDFName.of('Type1'))
      if (!object.has(PDFName.of('FontDescriptor'))) object.set(PDFName.of('BaseFont'), PDFName.of('NoSuchFace'));
}
