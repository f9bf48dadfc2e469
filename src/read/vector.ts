import serialise from 'dom-serializer';
import {
  type ChildNode,
  type Document,
  DomHandler,
  isComment,
  isDirective,
  isTag,
  isText,
  type ParentNode,
} from 'domhandler';
import { Parser } from 'htmlparser2';
import type { Size } from '../model/manuscript.ts';

/** Bytes of one SVG file: over this it holds pictures, which belong in files of their own. */
export const SVG_LIMIT = 16_777_216;
/** Nesting of its elements; drawing programs write under fifty. */
const DEPTH_LIMIT = 256;
/** What a drawing without any size is, as CSS says of replaced elements (CSS 2.2, 10.3.2). */
const DEFAULT_SIZE: Size = { width: 300, height: 150 };

/** Elements that run, embed foreign content or reach out. */
const REMOVED: ReadonlySet<string> = new Set([
  'script',
  'foreignobject',
  'iframe',
  'object',
  'embed',
  'audio',
  'video',
  'canvas',
  'handler',
  'listener',
  'set',
  'animate',
  'animatemotion',
  'animatetransform',
  'animatecolor',
  'discard',
  'a:script',
]);
/** CSS units in CSS pixels. */
const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  px: 1,
  pt: 96 / 72,
  pc: 16,
  mm: 96 / 25.4,
  cm: 96 / 2.54,
  in: 96,
  q: 96 / 101.6,
  em: 16,
  rem: 16,
  ex: 8,
};

/** Whether bytes look like an SVG document: the first element is `svg`. */
export function isSvg(bytes: Uint8Array): boolean {
  const start = new TextDecoder().decode(bytes.subarray(0, 4_096)).replace(/^\uFEFF/, '');
  return /^\s*(?:<\?xml[^>]*>\s*|<!--[\s\S]*?-->\s*|<!DOCTYPE[^[>]*(?:\[[\s\S]*?\]\s*)?>\s*)*<(?:svg:)?svg[\s>]/i.test(
    start,
  );
}

/** A drawing made harmless. `removed` names what was taken out. */
export interface Vector {
  readonly bytes: Uint8Array;
  readonly natural: Size;
  readonly removed: readonly string[];
}

/**
 * Reads an SVG: scripts, event handlers, foreign objects, animation, outer addresses and imports go; the rest stays as it is.
 * It is shown through `<img>`, so class names of several drawings never meet. Throws with the reason when it must be refused:
 * entity declarations (which can unfold without end), depth, size.
 */
export function readVector(bytes: Uint8Array): Vector {
  if (bytes.length > SVG_LIMIT) throw new Error(`it has more than ${SVG_LIMIT} bytes`);
  const text = new TextDecoder().decode(bytes).replace(/^\uFEFF/, '');
  if (/<!ENTITY/i.test(text)) throw new Error('it declares entities, which can unfold without end');
  const document = parseBounded(text);
  const root = document.children.find((child) => isTag(child));
  if (!root || !isTag(root) || !/^(?:svg:)?svg$/i.test(root.name)) throw new Error('it has no svg element');
  const removed = new Set<string>();
  let dropped = false;
  document.children = document.children.filter((child) => {
    if (!isDirective(child) || /^\?xml\b/i.test(child.name)) return true;
    dropped = true;
    return false;
  });
  clean(document, removed, true);
  const natural = naturalSize(root.attribs);
  const changed = removed.size > 0 || dropped;
  return {
    bytes: changed ? new TextEncoder().encode(serialise(document, { xmlMode: true })) : bytes,
    natural,
    removed: [...removed].sort(),
  };
}

/** Parses XML, giving up as soon as it nests too deeply: the parser's stack makes depth quadratic. */
function parseBounded(text: string): Document {
  let depth = 0;
  class Bounded extends DomHandler {
    override onopentag(name: string, attributes: { [key: string]: string }): void {
      if (++depth > DEPTH_LIMIT) throw new Error(`its elements nest more than ${DEPTH_LIMIT} deep`);
      super.onopentag(name, attributes);
    }
    override onclosetag(): void {
      depth--;
      super.onclosetag();
    }
  }
  const handler = new Bounded(undefined, { xmlMode: true });
  new Parser(handler, { xmlMode: true }).end(text);
  return handler.root;
}

function clean(parent: Document | ParentNode, removed: Set<string>, top: boolean): void {
  const kept: ChildNode[] = [];
  for (const child of parent.children) {
    if (isTag(child)) {
      const name = child.name.toLowerCase().replace(/^svg:/, '');
      if (REMOVED.has(name)) {
        removed.add(`<${child.name}>`);
        continue;
      }
      for (const [attribute, value] of Object.entries(child.attribs)) {
        if (isHarmful(attribute, value)) {
          removed.add(attribute);
          delete child.attribs[attribute];
        }
      }
      if (name === 'style') {
        for (const part of child.children) {
          if (!isText(part) && part.type !== 'cdata') continue;
          for (const data of isText(part) ? [part] : part.children.filter(isText)) {
            const harmless = harmlessCss(data.data);
            if (harmless !== data.data) removed.add('@import or url()');
            data.data = harmless;
          }
        }
      }
      clean(child, removed, false);
    }
    if (!isComment(child) || !top) kept.push(child);
  }
  parent.children = kept;
}

function isHarmful(attribute: string, value: string): boolean {
  const name = attribute.toLowerCase();
  if (name.startsWith('on')) return true;
  if (/(?:^|:)(?:href|src|base)$/.test(name)) return !/^\s*(?:#|data:image\/(?:png|jpe?g|gif|webp);)/i.test(value);
  return /url\(/i.test(value) ? harmlessCss(value) !== value : /javascript:|expression\(/i.test(value);
}

function harmlessCss(css: string): string {
  return css
    .replace(/@import[^;]*;?/gi, '')
    .replace(
      /url\(\s*(["']?)(?!\s*["']?(?:#|data:(?:image\/(?:png|jpe?g|gif|webp)|font\/|application\/(?:x-)?font)))[^)]*\)/gi,
      'none',
    );
}

/** Natural size in CSS pixels: `width` and `height`, else the `viewBox`, else CSS's default for such things. */
function naturalSize(attributes: Readonly<Record<string, string>>): Size {
  const box = attributes['viewBox']
    ?.trim()
    .split(/[\s,]+/)
    .map(Number);
  const [, , boxWidth, boxHeight] =
    box && box.length === 4 && box.every(Number.isFinite) && box[2]! > 0 && box[3]! > 0 ? box : [];
  const width = length(attributes['width']);
  const height = length(attributes['height']);
  const ratio = boxWidth && boxHeight ? boxWidth / boxHeight : undefined;
  if (width && height) return { width, height };
  if (width) return { width, height: ratio ? width / ratio : DEFAULT_SIZE.height };
  if (height) return { width: ratio ? height * ratio : DEFAULT_SIZE.width, height };
  return boxWidth && boxHeight ? { width: boxWidth, height: boxHeight } : DEFAULT_SIZE;
}

function length(value: string | undefined): number | undefined {
  const match = /^\s*\+?(\d*\.?\d+(?:e[+-]?\d+)?)\s*([a-z]*)\s*$/i.exec(value ?? '');
  const unit = match ? UNITS[match[2]!.toLowerCase()] : undefined;
  const pixels = match && unit !== undefined ? Number(match[1]) * unit : 0;
  return pixels > 0 && Number.isFinite(pixels) ? pixels : undefined;
}
