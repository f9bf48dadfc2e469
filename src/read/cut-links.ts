import { posix } from 'node:path';
import { decodeHTMLStrict } from 'entities';
import type { Token, Tokens } from 'marked';
import { labelKey } from './lexer.ts';

/** Whether an address leads to what is to be told of to nobody. */
export type Leads = (address: string) => boolean;

/*
 * Patterns for a paragraph with its lines, which may begin with marks of quotations. Words of links and attributes are bounded, so that no
 * line of brackets keeps them busy.
 */
const INLINE_LINK =
  /(!?)\[((?:[^[\]\\]|\\[\s\S]|\[[^[\]]{0,999}\]){0,999})\]\([\s>]*(?:<([^<>\n]*)>|([^\s()<>]+(?:\([^\s()]*\)[^\s()]*)?))(?:[\s>]+(?:"[^"]*"|'[^']*'|\([^()]*\)))?[\s>]*\)(\{[^{}\n]{0,99}\})?/g;
const REFERENCE = /(!?)\[([^[\]]+)\](?:\[([^[\]]*)\])?(?!\(|:)/g;
const WHOLE_DEFINITION =
  /^(?:[ \t]|>)*\[([^^\]\n][^\]\n]*)\]:[ \t]*(?:\n[ \t>]*)?(?:<([^<>\n]*)>|([^\s<>]+))(?:[ \t]*(?:\n[ \t>]*)?(?:"[^"]*"|'[^']*'|\([^()]*\)))?[ \t]*$\n?/gm;
/** Attributes of an element; signs that end it may stand in quotation marks. */
const ATTRIBUTES = String.raw`((?:"[^"]{0,9999}"|'[^']{0,9999}'|[^<>"']){0,9999})`;
const ANCHOR = new RegExp(String.raw`<a\b${ATTRIBUTES}>([\s\S]{0,999}?)</a\s*>`, 'gi');
const ELEMENT = new RegExp(String.raw`<(?!a\b)[a-z][a-z0-9]*\b${ATTRIBUTES}>`, 'gi');
const ANY_ELEMENT = new RegExp(String.raw`<[a-z][a-z0-9]*\b${ATTRIBUTES}>`, 'gi');
const VALUE = /=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>]+))/g;
/** What stands between addresses in one value: `srcset` and styles name several. */
const BETWEEN = /[\s,()"']+/;
/** Passes over a paragraph: a picture may be the words of a link. */
const LINK_PASSES = 4;

/** The files of a project that an address may mean in one of them, and its fragment. */
export function addressed(
  address: string,
  from: string,
  folder: string | undefined,
): { readonly files: readonly string[]; readonly fragment: string } {
  const [path = '', fragment = ''] = decoded(address).split('#', 2);
  if (path === '') return { files: [from], fragment };
  const inProject = (path_: string): string => posix.normalize(path_).replace(/^\/+/, '');
  const files = path.startsWith('/')
    ? [inProject(path), ...(folder === undefined ? [] : [inProject(posix.join(folder, path))])]
    : [posix.normalize(posix.join(posix.dirname(from), path))];
  return { files, fragment };
}

/** An address as it leads: without a query, signs that Markdown, HTML or addresses write otherwise undone. */
function decoded(address: string): string {
  const plain = decodeHTMLStrict(address.replace(/\\([!-/:-@[-`{-~])/g, '$1')).replace(/\?[^#]*/, '');
  try {
    return decodeURIComponent(plain);
  } catch {
    return plain;
  }
}

/** A paragraph without the definitions of links whose address `leads` is true of; their labels join `labels`. */
export function cutDefinitions(text: string, leads: Leads, labels: Set<string>): string {
  return text.replace(WHOLE_DEFINITION, (whole, label: string, angled?: string, bare?: string) => {
    if (!leads(angled ?? bare ?? '')) return whole;
    labels.add(labelKey(label));
    return '';
  });
}

/** A paragraph in which links whose address `leads` is true of are their words, and pictures and elements are gone. */
export function cutLinks(text: string, leads: Leads, labels: ReadonlySet<string>): string {
  let out = text;
  for (let pass = 0, before = ''; pass < LINK_PASSES && out !== before; pass++) {
    before = out;
    out = cutOnce(out, leads, labels);
  }
  return out;
}

function cutOnce(text: string, leads: Leads, labels: ReadonlySet<string>): string {
  const cut = text
    .replace(INLINE_LINK, (whole, image: string, words: string, angled?: string, bare?: string, attributes = '') =>
      leads(angled ?? bare ?? '') ? (image === '' ? `${words}${attributes}` : '') : whole,
    )
    .replace(ANCHOR, (whole, attributes: string, words: string) => (names(attributes, leads) ? words : whole))
    .replace(ELEMENT, (whole, attributes: string) => (names(attributes, leads) ? '' : whole));
  if (labels.size === 0) return cut;
  return cut.replace(REFERENCE, (whole, image: string, words: string, label?: string) =>
    labels.has(labelKey(label || words)) ? (image === '' ? words : '') : whole,
  );
}

/** Whether any attribute of an element leads there. */
function names(attributes: string, leads: Leads): boolean {
  return Array.from(attributes.matchAll(VALUE), ([, a, b, c]) => a ?? b ?? c ?? '').some(
    (value) => !/^data:/i.test(value) && [value, ...value.split(BETWEEN)].some((each) => each !== '' && leads(each)),
  );
}

/** Whether a token is a link, a picture or an element that leads there. */
export function leadsThere(token: Token, leads: Leads): boolean {
  if (token.type === 'link' || token.type === 'image') return leads((token as Tokens.Link).href);
  return (
    token.type === 'html' && Array.from(token.raw.matchAll(ANY_ELEMENT)).some(([, found = '']) => names(found, leads))
  );
}
