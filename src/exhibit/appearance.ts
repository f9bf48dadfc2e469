import { PDFArray, PDFDict, PDFName, PDFRef, PDFStream, type PDFContext, type PDFObject } from 'pdf-lib';
import type { Rectangle } from '../model/exhibit.ts';
import { dictionaryAt, numberAt, numbers, value } from '../model/pdf-values.ts';
import type { FormTags } from './form-tags.ts';
import { rectangle, resourcesOf, type Leaf } from './page-tree.ts';

/** Annotation flags (ISO 32000-1, Table 165). */
export const HIDDEN = 2;
const NO_VIEW = 32;
const OFF = PDFName.of('Off');
/** Digits of a matrix: a hundred-thousandth of a page's width. */
const DIGITS = 5;

/** Fields above a field; real ones are a handful deep, a ring has no end. */
const FIELDS_LIMIT = 32;

/** What a field has under a key, or one of those above it (ISO 32000-1, 12.7.3.1). */
export function inheritedBy(widget: PDFDict, key: string): PDFObject | undefined {
  let field: PDFDict | undefined = widget;
  for (let level = 0; level < FIELDS_LIMIT && field; level++) {
    const found = value(field, key);
    if (found !== undefined) return found;
    field = dictionaryAt(field, 'Parent');
  }
  return undefined;
}

/** The stream that shows an annotation in its present state (ISO 32000-1, 12.5.5); undefined when it shows nothing. */
export function appearanceOf(annotation: PDFDict): PDFObject | undefined {
  const normal = dictionaryAt(annotation, 'AP')?.get(PDFName.of('N'));
  const looked = annotation.context.lookup(normal);
  if (looked instanceof PDFStream) return normal;
  if (!(looked instanceof PDFDict)) return undefined;
  const chosen = stateOf(annotation, looked);
  return annotation.context.lookup(chosen) instanceof PDFStream ? chosen : undefined;
}

/**
 * The look of a button's state, as readers take it. By its appearance state (Table 164); one that says none has the state that is its value, else it
 * is off; and a state that has no look, of one that is on, is the only one that there is beside Off.
 */
function stateOf(annotation: PDFDict, looks: PDFDict): PDFObject | undefined {
  const said = value(annotation, 'AS') ?? inheritedBy(annotation, 'V');
  const state = said instanceof PDFName && (annotation.has(PDFName.of('AS')) || looks.has(said)) ? said : OFF;
  const look = looks.get(state);
  if (look !== undefined || state === OFF) return look;
  const on = looks.keys().filter((key) => key !== OFF);
  return on.length === 1 && inheritedBy(annotation, 'V') === state ? looks.get(on[0]!) : undefined;
}

/** True when a viewer does not show the annotation. */
export function isHidden(annotation: PDFDict): boolean {
  return ((numberAt(annotation, 'F') ?? 0) & (HIDDEN | NO_VIEW)) !== 0;
}

/** Makes looks of annotations part of one page's content, above what is there, in the order given. */
export class PageBaker {
  readonly #context: PDFContext;
  readonly #leaf: Leaf;
  readonly #tags: FormTags;
  readonly #objects = new Map<string, PDFRef>();
  readonly #properties = new Map<string, PDFObject>();
  #content = '';

  constructor(context: PDFContext, leaf: Leaf, tags: FormTags) {
    this.#context = context;
    this.#leaf = leaf;
    this.#tags = tags;
  }

  /** Takes an annotation's look. `defaults`: resources of the form, for appearances that come without. False when it shows nothing. */
  bake(annotation: PDFDict, defaults?: PDFDict): boolean {
    const look = isHidden(annotation) ? undefined : appearanceOf(annotation);
    const stream = this.#context.lookup(look);
    const place = rectangle(value(annotation, 'Rect'));
    if (!look || !(stream instanceof PDFStream) || !place) return false;
    const matrix = fit(stream.dict, place);
    if (!matrix) return false;
    stream.dict.set(PDFName.of('Type'), PDFName.of('XObject'));
    stream.dict.set(PDFName.of('Subtype'), PDFName.of('Form'));
    if (!dictionaryAt(stream.dict, 'Resources') && defaults) stream.dict.set(PDFName.of('Resources'), defaults);
    const key = `OctavoLook${this.#objects.size}`;
    this.#objects.set(key, look instanceof PDFRef ? look : this.#context.register(stream));
    let content = `q ${matrix.map((each) => Number(each.toFixed(DIGITS))).join(' ')} cm /${key} Do Q`;
    const mcid = this.#tags.mark(this.#leaf, annotation);
    if (mcid !== undefined) content = `/Form <</MCID ${mcid}>> BDC ${content} EMC`;
    const group = annotation.get(PDFName.of('OC'));
    if (group) {
      this.#properties.set(`${key}Layer`, group);
      content = `/OC /${key}Layer BDC ${content} EMC`;
    }
    this.#content += `${content}\n`;
    return true;
  }

  /** Writes what was taken into the page. The page's own content is enclosed, so that no state of it reaches the looks. */
  write(): void {
    if (this.#content === '') return;
    const context = this.#context;
    const { dict } = this.#leaf;
    const resources = resourcesOf(this.#leaf);
    // Resources are often shared between pages.
    const own = resources ? resources.clone(context) : context.obj({});
    this.#add(own, 'XObject', this.#objects);
    this.#add(own, 'Properties', this.#properties);
    dict.set(PDFName.of('Resources'), own);
    const present = dict.get(PDFName.of('Contents'));
    const looked = context.lookup(present);
    const parts = looked instanceof PDFArray ? looked.asArray() : present ? [present] : [];
    const stream = (text: string): PDFRef => context.register(context.flateStream(text));
    dict.set(PDFName.of('Contents'), context.obj([stream('q\n'), ...parts, stream(`\nQ\n${this.#content}`)]));
  }

  #add(resources: PDFDict, kind: string, entries: ReadonlyMap<string, PDFObject>): void {
    if (entries.size === 0) return;
    const dict = dictionaryAt(resources, kind)?.clone(this.#context) ?? this.#context.obj({});
    for (const [key, object] of entries) dict.set(PDFName.of(key), object);
    resources.set(PDFName.of(kind), dict);
  }
}

/** The matrix that puts an appearance's box into the annotation's rectangle (ISO 32000-1, 12.5.5, algorithm). */
function fit(look: PDFDict, place: Rectangle): number[] | undefined {
  const box = rectangle(value(look, 'BBox'));
  if (!box) return undefined;
  const [a, b, c, d, e, f] = (numbers(value(look, 'Matrix')) ?? [1, 0, 0, 1, 0, 0]) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const corners = [box.left, box.right].flatMap((x) =>
    [box.bottom, box.top].map((y) => [a * x + c * y + e, b * x + d * y + f] as const),
  );
  const xs = corners.map(([x]) => x);
  const ys = corners.map(([, y]) => y);
  const [left, bottom] = [Math.min(...xs), Math.min(...ys)];
  const [width, height] = [Math.max(...xs) - left, Math.max(...ys) - bottom];
  if (!(width > 0 && height > 0)) return undefined;
  const x = (place.right - place.left) / width;
  const y = (place.top - place.bottom) / height;
  return [x, 0, 0, y, place.left - left * x, place.bottom - bottom * y];
}
