import {
  PDFArray,
  PDFBool,
  PDFDict,
  PDFName,
  PDFRawStream,
  PDFRef,
  PDFStream,
  type PDFContext,
  type PDFObject,
  type PDFPage,
} from 'pdf-lib';
import { fewAtOnce } from '../../model/few-at-once.ts';
import type { BrandInk, Cmyk } from '../../model/press.ts';
import { applyEdits } from '../../model/content-edits.ts';
import { replacedStream, streamData } from '../stream-data.ts';
import { spaceKind, type SpaceKind } from './colour-space.ts';
import { inkContent, OVERPRINT_OFF, OVERPRINT_ON, spotName, type Placed } from './content.ts';
import { dictOf, numbers } from './functions.ts';
import { inkedPalette, inkImage } from './images.ts';
import { imageObject, type InlineImage } from './inline-images.ts';
import { luminosity, type Inks } from './inks.ts';
import type { Rectangle } from './rectangle.ts';
import { convertShading } from './shadings.ts';

/** What was found and done on one page. */
export interface InkedPage {
  /** Largest sum of inks of anything on it, 0–4. */
  readonly most: number;
  readonly placed: readonly Placed[];
}

/** Something whose colours could not become inks: its colours are said to be sRGB instead, and the press separates them. */
export interface KeptColour {
  readonly what: string;
  /** Page index from 0. */
  readonly page: number;
}

/** How a document is inked. */
export interface InkSetting {
  readonly inks: Inks;
  readonly quality: number;
  readonly overprint: boolean;
  readonly richBlack: Cmyk | undefined;
  /** Dark type smaller than this, points, is black ink alone. */
  readonly smallType: number;
  /** The sRGB profile, for what is kept. */
  readonly srgb: Uint8Array;
}

/** What goes around a page's content, and where on it texts stand safely. */
export interface Around {
  readonly before: string;
  readonly after: string;
  readonly safe: Rectangle;
}

/** Forms, patterns and masks inside each other: a hostile file must not end the program by its depth. */
const NESTING_LIMIT = 32;
/** Pictures worked on at a time: one is coded by libvips while another is separated. */
const IMAGES_AT_ONCE = 2;

const name = (text: string): PDFName => PDFName.of(text);
const RESOURCES = name('Resources');
const COLOUR_SPACE = name('ColorSpace');
const CONTENTS = name('Contents');
/** Entries of a graphics state that belong to a press's set-up and that PDF/X forbids (ISO 15930-7, 6.14). */
const TRANSFER_KEYS = ['TR', 'TR2', 'HTP', 'HT', 'BG', 'BG2', 'UCR', 'UCR2'].map(name);

/** Turns all that pages paint into inks, in place: content, forms, patterns, glyph procedures, masks, shadings, pictures. */
export class Inker {
  readonly kept: KeptColour[] = [];
  readonly #context: PDFContext;
  readonly #setting: InkSetting;
  readonly #done = new Set<PDFObject>();
  /** Largest sum of inks of a stream, and what it calls. */
  readonly #most = new Map<PDFObject, number>();
  readonly #calls = new Map<PDFDict, Set<PDFObject>>();
  readonly #images: { readonly ref: PDFRef; readonly stream: PDFStream; readonly page: number }[] = [];
  readonly #spaces: { readonly spaces: PDFDict; readonly key: PDFName }[] = [];
  readonly #spots = new Map<string, PDFRef>();
  readonly #states: Readonly<Record<string, PDFRef>>;
  #srgb: PDFRef | undefined;
  #page = 0;
  #inlines = 0;

  constructor(context: PDFContext, setting: InkSetting) {
    this.#context = context;
    this.#setting = setting;
    const state = (on: boolean): PDFRef =>
      context.register(
        context.obj({ Type: 'ExtGState', OP: PDFBool.False, op: on ? PDFBool.True : PDFBool.False, OPM: 1 }),
      );
    this.#states = { [OVERPRINT_ON]: state(true), [OVERPRINT_OFF]: state(false) };
  }

  /**
   * All pages, then all pictures. `around` is content before and after each page's own; `allInks` is the name by which it calls
   * the space of all inks, where it does, `forms` what else it calls.
   */
  async pages(
    pages: readonly PDFPage[],
    around: readonly Around[],
    allInks: string | undefined,
    forms: ReadonlyMap<string, PDFRef> = new Map(),
  ): Promise<InkedPage[]> {
    const all = allInks === undefined ? undefined : this.#separation('All', [1, 1, 1, 1]);
    const found = pages.map((page, index) => {
      this.#page = index;
      const inked = this.#pageContent(page, around[index]!);
      const { after } = around[index]!;
      if (all) this.#entry(inked.resources, 'ColorSpace', allInks!, all);
      for (const [key, ref] of forms)
        if (after.includes(`/${key} Do`)) this.#entry(inked.resources, 'XObject', key, ref);
      return inked;
    });
    await this.#inkImages();
    for (const { spaces, key } of this.#spaces) spaces.delete(key);
    return found.map(({ most, placed, resources }) => ({ placed, most: Math.max(most, this.#reached(resources, 0)) }));
  }

  #pageContent(
    page: PDFPage,
    { before, after, safe }: Around,
  ): { most: number; placed: readonly Placed[]; resources: PDFDict } {
    const contents = page.node.lookup(CONTENTS);
    const parts = contents instanceof PDFArray ? contents.asArray().map((_, i) => contents.lookup(i)) : [contents];
    const bytes = Buffer.concat(
      parts.flatMap((part) => (part instanceof PDFStream ? [streamData(part), Buffer.from('\n')] : [])),
    );
    const resources = page.node.Resources() ?? this.#context.obj({});
    if (!page.node.Resources()) page.node.set(RESOURCES, resources);
    this.#resources(resources, false, 0);
    const inked = this.#content(bytes, resources, false, safe);
    const whole = Buffer.concat([Buffer.from(before, 'latin1'), inked.bytes, Buffer.from(after, 'latin1')]);
    page.node.set(CONTENTS, this.#context.register(PDFRawStream.of(this.#context.obj({}), whole)));
    page.node.set(name('Group'), this.#context.obj({ Type: 'Group', S: 'Transparency', CS: 'DeviceCMYK' }));
    const objects = resources.lookup(name('XObject'));
    const isImage = (called: string): boolean => {
      const object = objects instanceof PDFDict ? objects.lookup(name(called)) : undefined;
      return object instanceof PDFStream && object.dict.lookup(name('Subtype')) === name('Image');
    };
    const placed = inked.placed.filter((each) => each.kind === 'text' || isImage(each.name));
    return { most: inked.most, placed, resources };
  }

  /** Content in inks, with what it newly calls put among its resources. */
  #content(
    bytes: Uint8Array,
    resources: PDFDict,
    mask: boolean,
    safe?: Rectangle,
  ): { bytes: Uint8Array; most: number; placed: readonly Placed[] } {
    const spaces = resources.lookup(COLOUR_SPACE);
    const { inks, overprint, richBlack, smallType } = this.#setting;
    const space = (called: string): SpaceKind => {
      const own = spaceKind(name(called));
      return own !== 'kept' || !(spaces instanceof PDFDict) ? own : spaceKind(spaces.lookup(name(called)));
    };
    const inline = (image: InlineImage): string => this.#inline(image, resources, mask);
    const inked = inkContent(bytes, {
      inks,
      mask,
      page: safe !== undefined,
      safe,
      overprint,
      richBlack,
      smallType,
      space,
      inline,
    });
    if (inked.overprint)
      for (const [key, ref] of Object.entries(this.#states)) this.#entry(resources, 'ExtGState', key, ref);
    for (const brand of inked.spots) this.#entry(resources, 'ColorSpace', spotName(brand.spot!), this.#spot(brand));
    const edits = [...inked.edits].sort((a, b) => a.start - b.start || a.end - b.end);
    return { bytes: edits.length > 0 ? applyEdits(bytes, edits) : bytes, most: inked.most, placed: inked.placed };
  }

  /** Makes a picture in content an object among its resources. */
  #inline(image: InlineImage, resources: PDFDict, mask: boolean): string {
    const spaces = resources.lookup(COLOUR_SPACE);
    const made = imageObject(this.#context, image, (called) =>
      spaces instanceof PDFDict ? spaces.lookup(name(called)) : undefined,
    );
    const ref = this.#context.register(made);
    const called = `OctavoInline${++this.#inlines}`;
    this.#entry(resources, 'XObject', called, ref);
    this.#call(resources, made);
    this.#image(ref, made, mask);
    return called;
  }

  #entry(resources: PDFDict, category: string, key: string, ref: PDFRef): void {
    let dict = resources.lookup(name(category));
    if (!(dict instanceof PDFDict)) resources.set(name(category), (dict = this.#context.obj({})));
    (dict as PDFDict).set(name(key), ref);
  }

  /** A spot colour's space (ISO 32000-1, 8.6.6.4). */
  #spot(brand: BrandInk): PDFRef {
    const known = this.#spots.get(brand.spot!);
    if (known) return known;
    const ref = this.#separation(brand.spot!, brand.cmyk);
    this.#spots.set(brand.spot!, ref);
    return ref;
  }

  #separation(ink: string, stands: Cmyk): PDFRef {
    const tint = this.#context.obj({ FunctionType: 2, Domain: [0, 1], C0: [0, 0, 0, 0], C1: [...stands], N: 1 });
    // Names are UTF-8 (ISO 32000-1, 7.3.5).
    const called = name(Buffer.from(ink, 'utf8').toString('latin1'));
    return this.#context.register(this.#context.obj([name('Separation'), called, name('DeviceCMYK'), tint]));
  }

  #call(from: PDFDict, to: PDFObject): void {
    const calls = this.#calls.get(from);
    if (calls) calls.add(to);
    else this.#calls.set(from, new Set([to]));
  }

  /** Largest sum of inks of anything that resources lead to. */
  #reached(resources: PDFObject, depth: number): number {
    if (depth > NESTING_LIMIT) return 0;
    let most = 0;
    for (const called of resources instanceof PDFDict ? (this.#calls.get(resources) ?? []) : []) {
      most = Math.max(most, this.#most.get(called) ?? 0);
      const own = called instanceof PDFDict ? called : dictOf(called)?.lookup(RESOURCES);
      if (own instanceof PDFDict && own !== resources) most = Math.max(most, this.#reached(own, depth + 1));
    }
    return most;
  }

  #resources(resources: PDFObject | undefined, mask: boolean, depth: number): void {
    if (!(resources instanceof PDFDict) || this.#done.has(resources) || depth > NESTING_LIMIT) return;
    this.#done.add(resources);
    const each = (
      category: string,
      use: (value: PDFObject, object: PDFObject | undefined, key: PDFName) => void,
    ): void => {
      const dict = resources.lookup(name(category));
      if (dict instanceof PDFDict) for (const [key, value] of dict.entries()) use(value, dict.lookup(key), key);
    };
    each('XObject', (ref, object) => {
      if (!(object instanceof PDFStream)) return;
      this.#call(resources, object);
      if (object.dict.lookup(name('Subtype')) === name('Image')) this.#image(ref, object, mask);
      else this.#form(ref, object, mask, depth);
    });
    each('Pattern', (ref, object) => {
      if (object) this.#call(resources, object);
      this.#pattern(ref, object, mask, depth);
    });
    each('Shading', (ref, object) => {
      if (object) this.#call(resources, object);
      this.#shading(ref, object, mask);
    });
    each('ExtGState', (_, object) => this.#state(object, mask, depth));
    each('Font', (_, object) => this.#glyphs(object, resources, mask, depth));
    each('ColorSpace', (_, object, key) => this.#space(resources, object, key));
  }

  /** Spaces of the screen are called no more; what stands for a spot colour elsewhere is said to be sRGB. */
  #space(resources: PDFDict, object: PDFObject | undefined, key: PDFName): void {
    const spaces = resources.lookup(COLOUR_SPACE, PDFDict);
    const kind = spaceKind(object);
    if (kind === 'rgb' || kind === 'grey') this.#spaces.push({ spaces, key });
    else if (!(object instanceof PDFArray)) return;
    else if (kind === 'indexed') {
      const inked = inkedPalette(this.#context, object, this.#setting.inks);
      if (inked && inked !== 'unread') spaces.set(key, inked.space);
    } else if (kind === 'pattern-rgb' || kind === 'pattern-grey') object.set(1, name('DeviceCMYK'));
    else if (
      (object.lookup(0) === name('Separation') || object.lookup(0) === name('DeviceN')) &&
      spaceKind(object.lookup(2)) === 'rgb'
    )
      object.set(2, this.#screen());
  }

  #form(ref: PDFObject, form: PDFStream, mask: boolean, depth: number): void {
    if (this.#done.has(form)) return;
    this.#done.add(form);
    const { dict } = form;
    const group = dict.lookup(name('Group'));
    if (group instanceof PDFDict && (mask || group.has(name('CS'))))
      group.set(name('CS'), name(mask ? 'DeviceGray' : 'DeviceCMYK'));
    for (const key of ['StructParents', 'StructParent', 'OPI', 'Ref', 'PieceInfo']) dict.delete(name(key));
    this.#procedure(ref, form, dict.lookup(RESOURCES), mask, depth);
  }

  /** Content in a stream of its own. */
  #procedure(ref: PDFObject, stream: PDFStream, resources: PDFObject | undefined, mask: boolean, depth: number): void {
    const own = resources instanceof PDFDict ? resources : this.#context.obj({});
    this.#resources(own, mask, depth + 1);
    const inked = this.#content(streamData(stream), own, mask);
    if (!(resources instanceof PDFDict) && own.keys().length > 0) stream.dict.set(RESOURCES, own);
    this.#most.set(stream, inked.most);
    if (ref instanceof PDFRef) this.#context.assign(ref, replacedStream(this.#context, stream, inked.bytes));
  }

  #pattern(ref: PDFObject, pattern: PDFObject | undefined, mask: boolean, depth: number): void {
    if (!pattern || this.#done.has(pattern)) return;
    this.#done.add(pattern);
    if (pattern instanceof PDFStream) this.#procedure(ref, pattern, pattern.dict.lookup(RESOURCES), mask, depth);
    else if (pattern instanceof PDFDict) {
      const shading = pattern.lookup(name('Shading'));
      this.#shading(pattern.get(name('Shading')), shading, mask);
      this.#most.set(pattern, (shading && this.#most.get(shading)) ?? 0);
      this.#state(pattern.lookup(name('ExtGState')), mask, depth);
    }
  }

  #shading(ref: PDFObject | undefined, shading: PDFObject | undefined, mask: boolean): void {
    const dict = dictOf(shading);
    if (!shading || !dict || this.#done.has(shading)) return;
    this.#done.add(shading);
    const most = convertShading(this.#context, shading, this.#setting.inks, mask, ref);
    this.#most.set(shading, most ?? 0);
    if (most !== undefined) return;
    if (spaceKind(dict.lookup(COLOUR_SPACE)) === 'rgb') dict.set(COLOUR_SPACE, this.#screen());
    this.kept.push({ what: 'a gradient', page: this.#page });
  }

  #state(state: PDFObject | undefined, mask: boolean, depth: number): void {
    if (!(state instanceof PDFDict) || this.#done.has(state)) return;
    this.#done.add(state);
    for (const key of TRANSFER_KEYS) state.delete(key);
    const soft = state.lookup(name('SMask'));
    if (!(soft instanceof PDFDict)) return;
    soft.delete(name('TR'));
    const light = soft.lookup(name('S')) === name('Luminosity');
    const group = soft.lookup(name('G'));
    if (group instanceof PDFStream) this.#form(soft.get(name('G'))!, group, light || mask, depth);
    const ground = numbers(soft, 'BC');
    if (!ground) return;
    if (light && ground.length === 3)
      soft.set(name('BC'), this.#context.obj([luminosity(ground[0]!, ground[1]!, ground[2]!)]));
    else if (!light) soft.delete(name('BC'));
  }

  /** Glyphs that are drawn by content (Type 3). */
  #glyphs(font: PDFObject | undefined, around: PDFDict, mask: boolean, depth: number): void {
    if (!(font instanceof PDFDict) || font.lookup(name('Subtype')) !== name('Type3') || this.#done.has(font)) return;
    this.#done.add(font);
    this.#call(around, font);
    const procedures = font.lookup(name('CharProcs'));
    if (!(procedures instanceof PDFDict)) return;
    const own = font.lookup(RESOURCES);
    const resources = own instanceof PDFDict ? own : around;
    for (const [key, ref] of procedures.entries()) {
      const stream = procedures.lookup(key);
      if (!(stream instanceof PDFStream) || this.#done.has(stream)) continue;
      this.#done.add(stream);
      this.#procedure(ref, stream, resources, mask, depth);
      this.#call(around, stream);
    }
  }

  #image(ref: PDFObject, stream: PDFStream, mask: boolean): void {
    if (this.#done.has(stream) || !(ref instanceof PDFRef)) return;
    this.#done.add(stream);
    // In a mask of light a picture's colours are read as light, in whichever space.
    if (mask && spaceKind(stream.dict.lookup(COLOUR_SPACE)) === 'grey') return;
    if (stream.dict.lookup(name('ImageMask')) !== PDFBool.True) this.#images.push({ ref, stream, page: this.#page });
  }

  async #inkImages(): Promise<void> {
    await fewAtOnce(this.#images, IMAGES_AT_ONCE, async ({ ref, stream, page }) => {
      const inked = await inkImage(this.#context, stream, this.#setting.inks, this.#setting.quality);
      this.#most.set(stream, inked.most);
      if (inked.stream) this.#context.assign(ref, inked.stream);
      if (inked.kept === undefined) return;
      stream.dict.set(COLOUR_SPACE, this.#screenFor(stream.dict.lookup(COLOUR_SPACE)));
      this.kept.push({ what: `a picture (${inked.kept})`, page });
    });
  }

  #screenFor(space: PDFObject | undefined): PDFObject {
    if (spaceKind(space) !== 'indexed' || !(space instanceof PDFArray)) return this.#screen();
    space.set(1, this.#screen());
    return space;
  }

  /** sRGB as a space that says what it means, which PDF/X-4 allows (ISO 15930-7, 6.2.3). */
  #screen(): PDFObject {
    this.#srgb ??= this.#context.register(PDFRawStream.of(this.#context.obj({ N: 3 }), this.#setting.srgb));
    return this.#context.obj([name('ICCBased'), this.#srgb]);
  }
}
