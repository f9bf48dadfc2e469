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
