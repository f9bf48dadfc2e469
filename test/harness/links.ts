import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';

/** A link as a viewer has it. Pages from 0, points from the page's top left corner. */
export interface Link {
  readonly page: number;
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  /** Address outside the file. */
  readonly url?: string;
  /** Where in the file it leads. */
  readonly target?: { readonly page: number; readonly top: number };
}

/** What pdf.js tells of an annotation; its types leave it open. */
interface Annotation {
  readonly subtype: string;
  readonly rect: readonly [number, number, number, number];
  readonly url?: string;
  readonly unsafeUrl?: string;
  readonly dest?: string | readonly unknown[] | null;
}

/** Every link of a PDF in page order. One whose destination is not found has neither `url` nor `target`. */
export async function linksOf(bytes: Uint8Array): Promise<Link[]> {
  const loading = getDocument({ data: new Uint8Array(bytes), verbosity: 0 });
  const document = await loading.promise;
  const heights: number[] = [];
  for (let number = 1; number <= document.numPages; number++)
    heights.push((await document.getPage(number)).view[3] as number);
  const links: Link[] = [];
  for (let page = 0; page < document.numPages; page++) {
    const annotations = (await (await document.getPage(page + 1)).getAnnotations()) as Annotation[];
    for (const { subtype, rect, url, unsafeUrl, dest } of annotations) {
      if (subtype !== 'Link') continue;
      const explicit = typeof dest === 'string' ? await document.getDestination(dest) : dest;
      const reference = explicit?.[0] as Parameters<typeof document.getPageIndex>[0] | undefined;
      const at = reference ? await document.getPageIndex(reference) : undefined;
      const height = heights[page]!;
      const address = url ?? unsafeUrl;
      links.push({
        page,
        left: rect[0],
        right: rect[2],
        top: height - rect[3],
        bottom: height - rect[1],
        ...(address !== undefined && { url: address }),
        ...(at !== undefined && { target: { page: at, top: heights[at]! - Number(explicit?.[3] ?? heights[at]) } }),
      });
    }
  }
  await loading.destroy();
  return links;
}

/** A bookmark as a viewer has it. */
export interface Bookmark {
  readonly title: string;
  /** Levels above it. */
  readonly depth: number;
  readonly open: boolean;
  readonly bold: boolean;
  readonly italic: boolean;
  /** Red, green and blue, 0 to 255. */
  readonly colour: readonly number[];
  /** Page from 0; undefined: it leads nowhere. */
  readonly page?: number;
  /** Kind of view: `XYZ`, `FitH` and the like. */
  readonly view?: string;
  /** Where the view begins, and for a rectangle where it ends: points from the top left corner of the page as the reader sees it. */
  readonly at?: readonly [number, number];
  readonly to?: readonly [number, number];
  readonly zoom?: number;
}

/** Every bookmark of a PDF in the order of its outline. */
export async function bookmarksOf(bytes: Uint8Array): Promise<Bookmark[]> {
  const loading = getDocument({ data: new Uint8Array(bytes), verbosity: 0 });
  const document = await loading.promise;
  type Item = Awaited<ReturnType<typeof document.getOutline>>[number];
  const found: Bookmark[] = [];
  const visit = async (items: readonly Item[], depth: number): Promise<void> => {
    for (const { title, dest, count, bold, italic, color, items: inner } of items) {
      const explicit = typeof dest === 'string' ? await document.getDestination(dest) : dest;
      const look = { bold, italic, colour: Array.from(color) };
      found.push({ title, depth, open: (count ?? 0) > 0, ...look, ...(explicit && (await shown(explicit as never))) });
      await visit(inner as readonly Item[], depth + 1);
    }
  };
  const shown = async ([ref, kind, ...numbers]: readonly [
    Parameters<typeof document.getPageIndex>[0],
    { readonly name: string },
    ...(number | null)[],
  ]): Promise<Partial<Bookmark>> => {
    const page = await document.getPageIndex(ref);
    const viewport = (await document.getPage(page + 1)).getViewport({ scale: 1 });
    const point = (x: number | null | undefined, y: number | null | undefined): readonly [number, number] =>
      viewport.convertToViewportPoint(x ?? 0, y ?? 0) as [number, number];
    const view = kind.name;
    const [a, b, c, d] = numbers;
    if (view === 'XYZ') return { page, view, at: point(a, b), ...(c && { zoom: c }) };
    if (view === 'FitH' || view === 'FitBH') return { page, view, at: point(0, a) };
    if (view === 'FitV' || view === 'FitBV') return { page, view, at: point(a, 0) };
    return view === 'FitR' ? { page, view, at: point(a, b), to: point(c, d) } : { page, view };
  };
  await visit((await document.getOutline()) ?? [], 0);
  await loading.destroy();
  return found;
}
