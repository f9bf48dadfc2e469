import { createHash } from 'node:crypto';
import type { Composition, ScreenFacts } from '../model/composition.ts';
import type { Resource } from '../model/manuscript.ts';
import { ORIGIN } from '../model/origin.ts';
import { faceRules, replaceAddresses, withoutComments, withoutPages } from './style-sheet.ts';

/** One file that holds everything, or a folder of files. */
export type HtmlForm = 'folder' | 'single';

/** Digits of a content's hash in its name: enough that no two of one publication meet. */
const NAME_DIGITS = 16;

const EXTENSIONS: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
  'image/svg+xml': 'svg',
  'font/woff2': 'woff2',
};

/** The files of an HTML edition, and the addresses by which its page calls them. */
export class HtmlFiles {
  readonly files: Map<string, Uint8Array> = new Map<string, Uint8Array>();
  readonly #composition: Composition;
  readonly #seen: ScreenFacts;
  readonly #form: HtmlForm;

  constructor(composition: Composition, seen: ScreenFacts, form: HtmlForm) {
    this.#composition = composition;
    this.#seen = seen;
    this.#form = form;
  }

  /** Address of a picture of the publication, coded for its largest box; undefined when there is none of this name. */
  async picture(url: string): Promise<string | undefined> {
    const asset = this.#composition.assets.get(url);
    if (!asset) return undefined;
    const resource = await asset.render(this.#seen.boxes.get(url) ?? asset.natural);
    return this.#place(
      'img',
      resource,
      url
        .slice(url.lastIndexOf('/') + 1)
        .split('.')[0]!
        .slice(0, NAME_DIGITS),
    );
  }

  /** A style sheet of the composition as the edition has it: faces that the text needs, files copied, nothing about sheets of paper. */
  async styleSheet(path: string, characters: ReadonlySet<number>): Promise<string> {
    const resource = await this.#composition.resource(path);
    return resource ? this.styles(new TextDecoder().decode(resource.bytes), path, characters) : '';
  }

  /** The same of style rules that stand in the page. */
  async styles(css: string, path: string, characters: ReadonlySet<number>): Promise<string> {
    const plain = withoutComments(css);
    const faces = faceRules(plain);
    if (faces.length > 0) return this.#faces(faces, path, characters);
    return replaceAddresses(withoutPages(plain), (address) => this.#copy(address, path));
  }

  async #faces(faces: ReturnType<typeof faceRules>, path: string, characters: ReadonlySet<number>): Promise<string> {
    const where = (source: string): string => new URL(source, ORIGIN + path).pathname;
    const codes = [...characters];
    const kept: string[] = [];
    for (const face of faces) {
      // The browser says which faces it sets something in; the text which subsets can be meant.
      if (!this.#seen.asked.has(where(face.source))) continue;
      if (!face.ranges.some(([from, to]) => codes.some((code) => code >= from && code <= to))) continue;
      const bytes = await this.#composition.resource(where(face.source));
      if (!bytes) continue;
      const name = face.source.slice(face.source.lastIndexOf('/') + 1).replace(/\.woff2$/, '');
      const address = this.#place('fonts', bytes, name);
      kept.push(face.text.replace(/src\s*:[^;}]+/i, `src: url("${address}") format("woff2")`));
    }
    return kept.join('\n');
  }

  /** Copies a file that a style sheet calls; what is not the layout's is not called any more. */
  async #copy(address: string, from: string): Promise<string> {
    if (/^(?:data:|#)/i.test(address)) return address;
    const url = URL.canParse(address, ORIGIN + from) ? new URL(address, ORIGIN + from) : undefined;
    const resource = url?.origin === ORIGIN ? await this.#composition.resource(url.pathname) : undefined;
    if (!resource) return 'data:,';
    const hash = createHash('sha256').update(resource.bytes).digest('hex');
    return this.#place('img', resource, hash.slice(0, NAME_DIGITS));
  }

  #place(folder: string, { bytes, type }: Resource, name: string): string {
    if (this.#form === 'single') return `data:${type};base64,${Buffer.from(bytes).toString('base64')}`;
    const path = `${folder}/${name}.${EXTENSIONS[type] ?? 'bin'}`;
    this.files.set(path, bytes);
    return path;
  }
}
