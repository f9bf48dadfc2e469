import { setImmediate } from 'node:timers/promises';
import { hash } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { PDFDict, PDFName, PDFRawStream, PDFStream, type PDFDocument } from 'pdf-lib';
import type { ComposedExhibit } from '../model/composition.ts';
import type { Exhibit } from '../model/exhibit.ts';
import { takesPage } from '../model/part.ts';
import { loadPdf } from '../model/pdf-load.ts';
import { contentDigest } from '../model/pdf-stream.ts';
import { inherited } from './open.ts';
import { readContent, type PageContent } from './page-content.ts';

/** Bytes of exhibits opened ahead: as objects they take several times as much, beside the browser's memory. Those beyond are opened when it is their turn. */
const AHEAD_LIMIT = 128 * 1024 * 1024;

/** Compressed content by the digest of what it is plain: one hand's papers repeat much. */
type Packs = Map<string, Uint8Array>;

/** An exhibit's objects, and what was read of its pages so far. */
export class OpenedExhibit {
  readonly document: PDFDocument;
  /** Its structure tree, where that is sound enough to keep. */
  readonly structure: PDFDict | undefined;
  readonly #contents = new Map<PDFDict, { readonly whole: boolean; readonly content: PageContent }>();
  readonly #packed = new Map<Uint8Array, PDFRawStream>();
  readonly #known: Packs;

  private constructor(document: PDFDocument, { tagged }: Exhibit, known: Packs) {
    this.document = document;
    this.#known = known;
    const root = document.catalog.lookup(PDFName.of('StructTreeRoot'));
    this.structure = tagged && root instanceof PDFDict ? root : undefined;
  }

  /** `known`: what was compressed for other exhibits of the book. */
  static async open(exhibit: Exhibit, known: Packs): Promise<OpenedExhibit> {
    return new OpenedExhibit(await loadPdf(exhibit.bytes), exhibit, known);
  }

  /** The content of a page; `whole`: it is to be one thing in the structure ({@link readContent}). */
  content(page: PDFDict, whole: boolean): PageContent {
    const known = this.#contents.get(page);
    if (known?.whole === whole) return known.content;
    const resources = inherited(page, PDFName.of('Resources'));
    const content = readContent(page, resources instanceof PDFDict ? resources : undefined, whole);
    this.#contents.set(page, { whole, content });
    return content;
  }

  /** A stream of content that was mended, compressed; asked again, it is the same. */
  packed(plain: Uint8Array): PDFRawStream {
    let stream = this.#packed.get(plain);
    if (!stream) {
      const { context } = this.document;
      const digest = hash('sha256', plain, 'base64');
      const smaller = this.#known.get(digest) ?? deflateSync(plain);
      this.#known.set(digest, smaller);
      const gains = smaller.length < plain.length;
      stream = PDFRawStream.of(context.obj(gains ? { Filter: 'FlateDecode' } : {}), gains ? smaller : plain);
      this.#packed.set(plain, stream);
    }
    return stream;
  }

  /** Reads what taking its pages will ask for. Others get their turn after every page; ends where they are `stopped`. */
  async readAhead({ exhibit, part }: ComposedExhibit, stopped: () => boolean): Promise<void> {
    for (const [index, { node }] of this.document.getPages().entries()) {
      if (stopped()) return;
      const painted = exhibit.pages[index]?.paragraphs !== undefined;
      if (takesPage(part, index)) {
        const { parts } = this.content(node, this.structure === undefined && !painted);
        for (const each of parts) if (each instanceof Uint8Array) contentDigest(this.packed(each));
      }
      await setImmediate();
    }
    for (const [, object] of this.document.context.enumerateIndirectObjects())
      if (object instanceof PDFStream) contentDigest(object);
  }
}

/** The exhibits of a book while they are opened, each for the pages that are taken of it. */
export interface OpenedExhibits {
  /** The exhibit with an index among `Composition.exhibits`. Its objects are not to be changed. */
  take(index: number): Promise<OpenedExhibit>;
}

/**
 * Begins to open exhibits in order: what is asked of them later does not depend on the print, and this process has nothing else to do while
 * the browser makes it. One that fails, or that is beyond {@link AHEAD_LIMIT}, is opened when it is taken.
 */
export function openAhead(exhibits: readonly ComposedExhibit[], signal?: AbortSignal): OpenedExhibits {
  const opened = new Map<number, Promise<OpenedExhibit>>();
  const packs: Packs = new Map();
  let taking = false;
  const stopped = (): boolean => taking || (signal?.aborted ?? false);
  const open = (index: number): Promise<OpenedExhibit> => {
    let opening = opened.get(index);
    if (!opening) opened.set(index, (opening = OpenedExhibit.open(exhibits[index]!.exhibit, packs)));
    return opening;
  };
  const run = async (): Promise<void> => {
    let bytes = 0;
    for (const [index, composed] of exhibits.entries()) {
      bytes += composed.exhibit.bytes.length;
      if (stopped() || bytes > AHEAD_LIMIT) return;
      await (await open(index)).readAhead(composed, stopped);
    }
  };
  // Whoever takes an exhibit that cannot be opened is told.
  run().catch(() => undefined);
  return {
    take(index) {
      taking = true;
      return open(index);
    },
  };
}
