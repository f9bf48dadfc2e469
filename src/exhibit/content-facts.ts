import { PDFDict, PDFNumber, PDFStream, type PDFObject } from 'pdf-lib';
import { ContentScanner, isName, type Operand } from '../model/content-stream.ts';
import type { Rectangle } from '../model/exhibit.ts';
import { NOWHERE, union } from '../model/rectangle.ts';
import { unpackStream } from '../model/pdf-stream.ts';
import { dictionaryAt, items, name, nameAt, value } from '../model/pdf-values.ts';
import type { InkBounds } from '../model/stamp-room.ts';
import { CMYK, CMYK_CLAUSE, hasWrongProfile, namedSpace, usesCmyk, WRONG_PROFILE } from './colour-space.ts';
import { isPackedOddly } from './filter-rules.ts';
import { FirstWords } from './first-words.ts';
import { OperatorRules } from './operator-rules.ts';
import { joinedContent } from './page-stream.ts';
import { rectangle } from './page-tree.ts';
import { inlinePictureBreaches, pictureBreaches, pixelsOf } from './picture-rules.ts';
import { BoundsFollower, withBox } from './painted-bounds.ts';
import { formBox } from './form-space.ts';
import { isLayer, type ShowsLayer } from './shown-layers.ts';
import { ShownCodes } from './shown-codes.ts';
import { shownFace, type ShownFace } from './shown-face.ts';

/** What a content stream uses, with all that it calls. */
export interface ContentFacts {
  /** Fonts that show text, but for text that is not painted (rendering mode 3). */
  readonly fonts: ReadonlySet<PDFDict>;
  /** What breaks a rule, by the clause of ISO 19005-2. */
  readonly breaches: ReadonlyMap<string, string>;
  /** Marked-content identifiers of the stream itself. */
  readonly mcids: ReadonlySet<number>;
  /** Strings shown inside a structure's or an artifact's marks, and outside. */
  readonly marked: number;
  readonly unmarked: number;
  /** Pixels of its pictures, as often as they are called. */
  readonly pixels: number;
  /** How far what it paints goes, in its own space. */
  readonly bounds: InkBounds;
  /** The words with which it begins; undefined where they are not told. */
  readonly words: string | undefined;
}

/** What pages show, and the codes that fonts show on them. */
export interface Shown {
  readonly contents: readonly ContentFacts[];
  readonly codes: ReadonlyMap<PDFDict, ReadonlySet<number>>;
  /** Pages and forms whose own streams are to be written anew: they have operators that are none, or are packed wrongly. */
  readonly strange: ReadonlySet<PDFDict | PDFStream>;
}

/** A stream that unpacks to more than the limit. */
export class StreamTooLarge extends Error {
  override readonly name = 'StreamTooLarge';
}

const NOTHING: ContentFacts = {
  fonts: new Set(),
  breaches: new Map(),
  mcids: new Set(),
  marked: 0,
  unmarked: 0,
  pixels: 0,
  bounds: { most: undefined, least: NOWHERE },
  words: '',
};
/** Text rendering mode of text that is not painted (ISO 32000-1, Table 106). */
const INVISIBLE = 3;
/** Blend modes (ISO 32000-1, Tables 136 and 137). */
const BLEND_MODES =
  /^(?:Normal|Compatible|Multiply|Screen|Overlay|Darken|Lighten|ColorDodge|ColorBurn|HardLight|SoftLight|Difference|Exclusion|Hue|Saturation|Color|Luminosity)$/;
/** Forms in forms. */
const NESTING_LIMIT = 28;
/** Saved graphics states: a stream of nothing but `q` must not fill the memory. */
const STATES_LIMIT = 4096;
interface Mutable {
  readonly fonts: Set<PDFDict>;
  readonly breaches: Map<string, string>;
  readonly mcids: Set<number>;
  marked: number;
  unmarked: number;
  pixels: number;
  bounds: InkBounds;
  words: string | undefined;
}

/** Looks through content streams, each form once, however often it is called. */
export class ContentReader {
  readonly #limit: number;
  readonly #showsLayer: ShowsLayer;
  readonly #forms = new Map<PDFStream, ContentFacts>();
  readonly #resources = new Map<PDFDict, ReadonlyMap<string, string>>();
  readonly #faces = new Map<PDFDict, ShownFace | undefined>();
  readonly #codes = new ShownCodes();
  /** Pages and forms whose own streams are to be written anew: they have operators that are none, or are packed wrongly. */
  readonly strange: Set<PDFDict | PDFStream> = new Set();
  /** Content that cannot be unpacked, or not wholly, of the present page. */
  damaged = false;
  /** What was unpacked last is packed in a way at which other readers may stumble. */
  #crooked = false;

  /** `limit`: bytes that one stream may unpack to. `showsLayer`: whether a layer is shown to all. */
  constructor(limit: number, showsLayer: ShowsLayer = () => false) {
    this.#limit = limit;
    this.#showsLayer = showsLayer;
  }

  /** Codes that fonts show, of all that was read; of those that bring their program only what their map does not tell. */
  get codes(): ReadonlyMap<PDFDict, ReadonlySet<number>> {
    return this.#codes.byFont;
  }

  /** Facts of a page, with what its annotations show. Throws {@link StreamTooLarge}. */
  page(dict: PDFDict, resources: PDFDict | undefined): ContentFacts {
    this.damaged = this.#crooked = false;
    const content = joinedContent(dict, (part) => this.#unpack(part));
    if (content.length > this.#limit) throw new StreamTooLarge('content');
    const facts = this.#read(dict, content, resources, 0);
    const group = dictionaryAt(dict, 'Group');
    if (group && usesCmyk(value(group, 'CS'), undefined)) facts.breaches.set(CMYK_CLAUSE, CMYK);
    for (const annotation of items(value(dict, 'Annots'))) {
      const look = annotation instanceof PDFDict ? value(dictionaryAt(annotation, 'AP'), 'N') : undefined;
      const looks = look instanceof PDFDict ? look.keys().map((state) => look.lookup(state)) : [look];
      for (const each of looks) this.#call(each, resources, facts, true, 0);
      const at = looks.some((each) => each instanceof PDFStream) && annotation instanceof PDFDict;
      const place = at ? rectangle(value(annotation, 'Rect')) : undefined;
      if (place) facts.bounds = withBox(facts.bounds, place);
    }
    return facts;
  }

  #unpack(stream: PDFStream): Uint8Array {
    try {
      const { bytes, crooked, damaged } = unpackStream(stream, this.#limit);
      this.#crooked ||= crooked;
      this.damaged ||= damaged;
      return bytes;
    } catch (error) {
      if (error instanceof RangeError) throw new StreamTooLarge('content', { cause: error });
      this.damaged = this.#crooked = true;
      return new Uint8Array();
    }
  }

  #read(owner: PDFDict | PDFStream, bytes: Uint8Array, resources: PDFDict | undefined, depth: number): Mutable {
    if (this.#crooked) this.strange.add(owner);
    this.#crooked = false;
    const facts: Mutable = {
      fonts: new Set(),
      breaches: new Map(),
      mcids: new Set(),
      marked: 0,
      unmarked: 0,
      pixels: 0,
      ...{ bounds: NOTHING.bounds, words: undefined },
    };
    const painting = new BoundsFollower(owner instanceof PDFStream ? formBox(owner.dict) : undefined);
    const first = new FirstWords();
    for (const [clause, rule] of this.#breachesOf(resources)) facts.breaches.set(clause, rule);
    const defaultCmyk = value(dictionaryAt(resources, 'ColorSpace'), 'DefaultCMYK') !== undefined;
    const scanner = new ContentScanner(bytes);
    let font: PDFDict | undefined;
    let mode = 0;
    const states: { readonly font: PDFDict | undefined; readonly mode: number }[] = [];
    const marks: { readonly inside: boolean; readonly hidden: boolean }[] = [];
    let inside = false;
    let hidden = false;
    const fonts = new Map<string, PDFDict | undefined>();
    const colour = (object: PDFObject | undefined): void => {
      if (!defaultCmyk && usesCmyk(object, resources)) facts.breaches.set(CMYK_CLAUSE, CMYK);
      if (hasWrongProfile(object)) facts.breaches.set(...WRONG_PROFILE);
    };
    const rules = new OperatorRules(owner instanceof PDFDict);
    while (scanner.next()) {
      rules.see(scanner);
      painting.see(scanner);
      switch (scanner.operator) {
        case 'q':
          if (states.length < STATES_LIMIT) states.push({ font, mode });
          break;
        case 'Q':
          ({ font, mode } = states.pop() ?? { font, mode });
          break;
        case 'Tf': {
          const named = scanner.name() ?? '';
          font = fonts.get(named);
          if (!font) fonts.set(named, (font = dictionaryAt(dictionaryAt(resources, 'Font'), named)));
          painting.font(font && this.#face(font, resources, depth), scanner.number(0));
          break;
        }
        case 'Tr':
          mode = scanner.number(0);
          break;
        case 'Tj':
        case 'TJ':
        case "'":
        case '"': {
          const strings = scanner.strings();
          if (font && mode !== INVISIBLE) this.#add(font, resources, facts, depth);
          const pen = painting.show(scanner, strings, !first.full);
          if (!first.full) first.show(scanner, strings, font && this.#face(font, resources, depth), pen);
          if (font) this.#codes.see(font, strings, facts.breaches);
          if (inside) facts.marked++;
          else facts.unmarked++;
          break;
        }
        case 'k':
        case 'K':
          if (!defaultCmyk) facts.breaches.set(CMYK_CLAUSE, CMYK);
          break;
        case 'cs':
        case 'CS':
          colour(namedSpace(resources, scanner.name()));
          painting.space(namedSpace(resources, scanner.name()), scanner.operator === 'CS');
          break;
        case 'sh':
          painting.shading();
          colour(value(dictionaryAt(dictionaryAt(resources, 'Shading'), scanner.name() ?? ''), 'ColorSpace'));
          break;
        case 'BMC':
        case 'BDC': {
          marks.push({ inside, hidden });
          inside ||= this.#mark(scanner, resources, facts);
          hidden ||=
            isLayer(scanner) &&
            !this.#showsLayer(dictionaryAt(dictionaryAt(resources, 'Properties'), scanner.name() ?? ''));
          painting.certain = !hidden;
          break;
        }
        case 'EMC':
          ({ inside, hidden } = marks.pop() ?? { inside: false, hidden: false });
          painting.certain = !hidden;
          break;
        case 'Do': {
          const object = value(dictionaryAt(resources, 'XObject'), scanner.name() ?? '');
          const called = this.#call(object, resources, facts, inside, depth);
          if (called && object instanceof PDFStream) {
            painting.form(object.dict, called.bounds);
            first.form(called.words);
          } else if (object) painting.picture();
          break;
        }
        case 'scn':
        case 'SCN': {
          const pattern = value(dictionaryAt(resources, 'Pattern'), scanner.name() ?? '');
          if (pattern) painting.pattern(scanner.operator === 'SCN');
          if (pattern instanceof PDFStream) this.#call(pattern, resources, facts, true, depth);
          else if (pattern instanceof PDFDict) colour(value(dictionaryAt(pattern, 'Shading'), 'ColorSpace'));
          break;
        }
        case 'gs': {
          const state = dictionaryAt(dictionaryAt(resources, 'ExtGState'), scanner.name() ?? '');
          this.#state(state, facts, resources, depth);
          painting.parameters(state);
          const [own, size] = items(value(state, 'Font'));
          if (own instanceof PDFDict) {
            font = own;
            painting.font(this.#face(own, resources, depth), size instanceof PDFNumber ? size.asNumber() : 0);
          }
          break;
        }
        case 'BI':
          for (const [clause, rule] of inlinePictureBreaches(scanner, resources)) facts.breaches.set(clause, rule);
          break;
      }
    }
    rules.seeEnd(scanner);
    for (const [clause, rule] of rules.breaches) facts.breaches.set(clause, rule);
    if (rules.strange) this.strange.add(owner);
    facts.bounds = painting.bounds;
    facts.words = first.words;
    return facts;
  }

  /** What is known of a font's strings; of a Type 3 font with what its glyphs paint. */
  #face(font: PDFDict, resources: PDFDict | undefined, depth: number): ShownFace | undefined {
    const known = this.#faces.get(font);
    if (known || this.#faces.has(font)) return known;
    // A glyph that shows its own font ends here.
    this.#faces.set(font, undefined);
    const glyphs = nameAt(font, 'Subtype') === 'Type3' ? dictionaryAt(font, 'CharProcs') : undefined;
    const own = dictionaryAt(font, 'Resources') ?? resources;
    const painted = (glyphs?.keys() ?? []).flatMap((key) => {
      const glyph = glyphs!.lookup(key);
      return (glyph instanceof PDFStream ? this.#form(glyph, own, depth).bounds.most : undefined) ?? [];
    });
    const face = shownFace(
      font,
      painted.reduce<Rectangle | undefined>((all, each) => (all ? union(all, each) : each), undefined),
    );
    this.#faces.set(font, face);
    return face;
  }

  /** A font that shows text; one whose glyphs are content themselves (Type 3) shows what they do. */
  #add(font: PDFDict, resources: PDFDict | undefined, facts: Mutable, depth: number): void {
    if (facts.fonts.has(font)) return;
    facts.fonts.add(font);
    const glyphs = nameAt(font, 'Subtype') === 'Type3' ? dictionaryAt(font, 'CharProcs') : undefined;
    const own = dictionaryAt(font, 'Resources') ?? resources;
    for (const key of glyphs?.keys() ?? []) this.#call(glyphs!.lookup(key), own, facts, true, depth);
  }

  /** Whether a mark belongs to the structure or to an artifact. */
  #mark(scanner: ContentScanner, resources: PDFDict | undefined, facts: Mutable): boolean {
    // Nearly all marks there are, without reading their operands one by one.
    if (scanner.name() === 'MCID' && scanner.count === 1) {
      facts.mcids.add(scanner.number(0));
      return true;
    }
    const [tag, properties] = scanner.operands();
    let mcid: unknown;
    if (properties instanceof Map) mcid = (properties as ReadonlyMap<string, Operand>).get('MCID');
    else if (isName(properties)) {
      const object = value(dictionaryAt(dictionaryAt(resources, 'Properties'), properties.name), 'MCID');
      mcid = object === undefined ? undefined : Number(object.toString());
    }
    if (typeof mcid === 'number') facts.mcids.add(mcid);
    return typeof mcid === 'number' || (isName(tag) && tag.name === 'Artifact');
  }

  /** A form, a pattern's cell or a picture; facts of what is none. */
  #call(
    object: PDFObject | undefined,
    above: PDFDict | undefined,
    facts: Mutable,
    inside: boolean,
    depth: number,
  ): ContentFacts | undefined {
    if (!(object instanceof PDFStream)) return undefined;
    if (nameAt(object.dict, 'Subtype') === 'Image') {
      facts.pixels += pixelsOf(object.dict);
      for (const [clause, rule] of pictureBreaches(object, above)) facts.breaches.set(clause, rule);
      return undefined;
    }
    const called = this.#form(object, above, depth);
    for (const font of called.fonts) facts.fonts.add(font);
    facts.pixels += called.pixels;
    for (const [clause, rule] of called.breaches) facts.breaches.set(clause, rule);
    // Marks inside a form have numbers of their own (14.7.4.2); what it shows inside the caller's marks belongs to those.
    facts.marked += inside ? called.marked + called.unmarked : called.marked;
    facts.unmarked += inside ? 0 : called.unmarked;
    return called;
  }

  #form(stream: PDFStream, above: PDFDict | undefined, depth: number): ContentFacts {
    const known = this.#forms.get(stream);
    if (known) return known;
    if (depth >= NESTING_LIMIT) return NOTHING;
    // A ring of forms ends here.
    this.#forms.set(stream, NOTHING);
    const facts = this.#read(stream, this.#unpack(stream), dictionaryAt(stream.dict, 'Resources') ?? above, depth + 1);
    if (nameAt(stream.dict, 'Subtype2') === 'PS' || value(stream.dict, 'PS'))
      facts.breaches.set('6.2.9.3', 'a form holds PostScript');
    if (value(stream.dict, 'Ref')) facts.breaches.set('6.2.9.2', 'a form stands for another file');
    const group = dictionaryAt(stream.dict, 'Group');
    if (group && usesCmyk(value(group, 'CS'), undefined)) facts.breaches.set(CMYK_CLAUSE, CMYK);
    this.#forms.set(stream, facts);
    return facts;
  }

  /** A graphics state's own breaches, and its soft mask's content. */
  #state(state: PDFDict | undefined, facts: Mutable, above: PDFDict | undefined, depth: number): void {
    if (!state) return;
    if (value(state, 'TR') || (value(state, 'TR2') && nameAt(state, 'TR2') !== 'Default'))
      facts.breaches.set('6.2.5', 'a transfer function changes colours');
    if (items(value(state, 'BM')).some((mode) => !BLEND_MODES.test(name(mode) ?? '')))
      facts.breaches.set('6.2.10', 'colours are mixed in a way that no standard knows');
    if (value(state, 'HTP')) facts.breaches.set('6.2.5', 'a halftone phase is set');
    const mask = value(dictionaryAt(state, 'SMask'), 'G');
    if (mask instanceof PDFStream) this.#call(mask, above, facts, true, depth);
  }

  /** Filters that the standard does not allow among the streams that resources hold. */
  #breachesOf(resources: PDFDict | undefined): ReadonlyMap<string, string> {
    const known = resources && this.#resources.get(resources);
    if (known || !resources) return known ?? new Map();
    const found = new Map<string, string>();
    const objects = dictionaryAt(resources, 'XObject');
    for (const [key] of objects?.entries() ?? []) {
      const stream = objects?.lookup(key);
      if (stream instanceof PDFStream && isPackedOddly(stream))
        found.set('6.1.7.2', 'a stream is packed in a way that the standard does not allow');
    }
    this.#resources.set(resources, found);
    return found;
  }
}
