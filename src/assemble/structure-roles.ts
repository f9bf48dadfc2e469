import { PDFDict, PDFHexString, PDFName, PDFString, type PDFObject } from 'pdf-lib';

/** Standard structure types (ISO 32000-1, 14.8.4) and those of PDF 2.0 that finish knows what to write for in PDF 1.7. */
const STANDARD: ReadonlySet<string> = new Set(
  (
    'Document Part Art Sect Div BlockQuote Caption TOC TOCI Index NonStruct Private P H H1 H2 H3 H4 H5 H6 L LI Lbl LBody ' +
    'Table TR TH TD THead TBody TFoot Span Quote Note Reference BibEntry Code Link Annot Ruby RB RT RP Warichu WT WP ' +
    'Figure Formula Form Artifact Aside Em Strong Sub'
  ).split(' '),
);
/** Types of PDF 2.0 that have an older name for the same. */
const OLDER: Readonly<Record<string, string>> = { Title: 'P', FENote: 'Note', DocumentFragment: 'Part' };
/** Roles leading to roles. Real files take one or two steps. */
const CHAIN_LIMIT = 16;
const MATHML = 'http://www.w3.org/1998/Math/MathML';

const NS = PDFName.of('NS');

/** Resolves the types of one structure tree to standard ones, through its role maps (14.7.3; ISO 32000-2, 14.7.4.2 for namespaces). */
export class Roles {
  readonly #map: PDFDict | undefined;
  readonly #known = new Map<PDFObject, string>();

  constructor(root: PDFDict) {
    const map = root.lookup(PDFName.of('RoleMap'));
    this.#map = map instanceof PDFDict ? map : undefined;
  }

  /** The standard type of an element; `NonStruct` for one that is never explained. */
  typeOf(element: PDFDict): string {
    const type = element.lookup(PDFName.of('S'));
    if (!(type instanceof PDFName)) return 'NonStruct';
    const namespace = element.lookup(NS);
    if (namespace instanceof PDFDict) return this.#resolve(type, namespace);
    let known = this.#known.get(type);
    if (known === undefined) this.#known.set(type, (known = this.#resolve(type, undefined)));
    return known;
  }

  #resolve(type: PDFName, namespace: PDFDict | undefined): string {
    let name = type;
    let space = namespace;
    for (let step = 0; step < CHAIN_LIMIT; step++) {
      const text = name.decodeText();
      const uri = space?.lookup(NS);
      if ((uri instanceof PDFString || uri instanceof PDFHexString) && uri.decodeText() === MATHML)
        return text === 'math' ? 'Formula' : 'NonStruct';
      const older = OLDER[text];
      if (older !== undefined) return older;
      const level = /^H(\d+)$/.exec(text)?.[1];
      if (level !== undefined) return `H${Math.min(6, Math.max(1, Number(level)))}`;
      if (STANDARD.has(text)) return text;
      const roles = space?.lookup(PDFName.of('RoleMapNS'));
      const next = (roles instanceof PDFDict ? roles.lookup(name) : undefined) ?? this.#map?.lookup(name);
      if (next instanceof PDFName) {
        name = next;
        space = undefined;
        continue;
      }
      // In a namespace's role map: a type and the namespace that it is in.
      const pair =
        next && 'asArray' in next ? (next as unknown as { lookup(i: number): PDFObject | undefined }) : undefined;
      const target = pair?.lookup(0);
      if (!(target instanceof PDFName)) return 'NonStruct';
      name = target;
      const inside = pair?.lookup(1);
      space = inside instanceof PDFDict ? inside : undefined;
    }
    return 'NonStruct';
  }
}
