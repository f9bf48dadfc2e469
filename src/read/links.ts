import { posix } from 'node:path';
import type { Element } from 'domhandler';
import type { Diagnostic } from '../model/diagnostic.ts';
import { PLACE_ATTRIBUTE } from '../model/exhibit-place.ts';
import type { Publication } from '../model/publication.ts';
import type { World } from '../world.ts';
import { nearest } from './nearest.ts';
import type { Mark } from './mark.ts';
import { setChildren, textOf } from './tree.ts';

/** What a link of one part may point to. */
export interface LinkTargets {
  /** The id that `#fragment` means in this part; undefined when nothing bears it. */
  resolve(fragment: string): string | undefined;
  /** All ids, for hints. */
  readonly ids: ReadonlySet<string>;
  /** Ids by the file of a part: what a link to that file's fragment, or to the file alone, means. `place`: what it means is not known yet. */
  file(path: string, fragment: string): { readonly part: boolean; readonly id?: string; readonly place?: string };
}

/** Schemes that a reader's viewer can follow from a PDF. */
const SCHEMES: ReadonlySet<string> = new Set([
  'http',
  'https',
  'mailto',
  'tel',
  'sms',
  'ftp',
  'ftps',
  'irc',
  'ircs',
  'xmpp',
  'matrix',
  'geo',
  'doi',
  'urn',
  'news',
  'webcal',
]);
/** Schemes that must never leave a document. */
const DANGEROUS: ReadonlySet<string> = new Set([
  'javascript',
  'vbscript',
  'file',
  'data',
  'blob',
  'about',
  'chrome',
  'view-source',
]);
/** Characters of one link address: browsers and viewers take no more. */
export const ADDRESS_LIMIT = 8_000;

const MAIL =
  /^[\w.!#$%&'*+/=?^`{|}~-]+@[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?(?:\.[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?)+$/u;
const HOST = /^(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.)+(\p{L}{2,24})(?::\d{1,5})?$/u;
/** Top-level domains of three letters and more that people write without a scheme. Two-letter ones are countries, which ICU knows. */
const DOMAINS: ReadonlySet<string> = new Set(
  'com org net edu gov mil int info biz name pro museum coop aero jobs mobi travel cat post asia dev app page blog cloud online site website tech store shop live news world foundation community network systems solutions digital agency studio design media events academy university school health energy science earth eco africa london berlin paris wien amsterdam nyc tokyo group team work works global international social software technology email link space fun games art film music photo video wiki xyz top club zone today center institute charity ngo ong'.split(
    ' ',
  ),
);
/** Endings that are files before they are countries. */
const FILE_ENDINGS: ReadonlySet<string> = new Set(
  'md py sh pl rs ps so cc ml mk pm ai ms st in id js ts mov zip'.split(' '),
);
const COUNTRIES = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });

/** Whether `host` could be a name on the web: its last label is a domain that exists. */
function isDomain(host: string, alone: boolean): boolean {
  const label = HOST.exec(host)?.[1]?.toLowerCase();
  if (label === undefined) return false;
  if (alone && FILE_ENDINGS.has(label) && !host.startsWith('www.')) return false;
  if (DOMAINS.has(label) || label === 'eu' || label === 'uk') return true;
  return /^[a-z]{2}$/.test(label) && COUNTRIES.of(label.toUpperCase()) !== undefined;
}

/** Judges and mends the address of one link; reports what is wrong with it. */
export async function settleLink(
  link: Element,
  mark: Mark,
  file: string,
  targets: LinkTargets,
  publication: Publication,
  list: World['list'],
  report: (diagnostic: Diagnostic) => void,
): Promise<void> {
  const span = { file, line: mark.line, column: mark.column };
  const say = (severity: Diagnostic['severity'], code: string, message: string, hint?: string) =>
    report({ severity, code, message, span, ...(hint ? { hint } : {}) });
  if (mark.href === undefined) {
    // `<a id="x">` is a place, not a link.
    if (mark.kind === 'raw') link.name = 'span';
    return;
  }
  // Control characters and white space are no part of an address; browsers drop them, which has hidden schemes before.
  const address = mark.href.replace(/[\p{Cc}\uFFFD\uFEFF]/gu, '').trim();
  const set = (href: string) => {
    link.attribs['href'] = href;
  };
  const unlink = () => {
    link.name = 'span';
    delete link.attribs['href'];
    delete link.attribs['title'];
  };

  if (address === '') {
    say(
      'error',
      'link-empty',
      `the link “${shorten(textOf(link))}” has no address`,
      'Write an address between the parentheses, or take the brackets away.',
    );
    return unlink();
  }
  if (address.length > ADDRESS_LIMIT) {
    say('warning', 'link-too-long', `the link’s address has ${address.length} characters and was removed`);
    return unlink();
  }
  if (address.startsWith('#')) {
    const id = targets.resolve(decode(address.slice(1)));
    if (id !== undefined) return set(`#${id}`);
    reportMissing(decode(address.slice(1)), address);
    return unlink();
  }

  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(address)?.[1]?.toLowerCase();
  const bracketed = /^\(*([^()]*)\)*$/.exec(address)?.[1]?.trim() ?? address;
  if (scheme === undefined || !SCHEMES.has(scheme)) {
    if (MAIL.test(bracketed) && bracketed.length <= 254) {
      say('warning', 'link-scheme', `“${address}” is taken for a mail address`, `Write mailto:${bracketed}.`);
      return set(`mailto:${bracketed}`);
    }
  }
  if (scheme !== undefined && SCHEMES.has(scheme)) return set(encode(address));
  if (scheme !== undefined && !(isDomain(address.split(/[/?#]/)[0]!, false) && /^[^:]+:\d/.test(address))) {
    const why = DANGEROUS.has(scheme)
      ? 'It could run a program or read files where the publication is read.'
      : 'Readers’ viewers do not follow it.';
    report({
      severity: 'warning',
      code: 'link-scheme-refused',
      message: `the link to a “${scheme}:” address was removed`,
      span,
      why,
    });
    return unlink();
  }
  if (address.startsWith('//') || address.startsWith('\\\\')) {
    const mended = `https:${address.replaceAll('\\', '/')}`;
    if (URL.canParse(mended)) {
      say('warning', 'link-scheme', `“${address}” has no scheme; it is taken for ${mended}`, `Write ${mended}.`);
      return set(encode(mended));
    }
  }

  const [, path = '', query = '', fragment = ''] = /^([^?#]*)(\?[^#]*)?(#.*)?$/s.exec(address) ?? [];
  const plain = decode(path);
  const local = plain.startsWith('/') ? undefined : posix.normalize(posix.join(posix.dirname(file), plain));
  if (local !== undefined && query === '') {
    const target = targets.file(local, decode(fragment.slice(1)));
    if (target.part) {
      if (target.place !== undefined) link.attribs[PLACE_ATTRIBUTE] = target.place;
      if (target.id !== undefined) return set(`#${target.id}`);
      reportMissing(decode(fragment.slice(1)), address);
      return unlink();
    }
  }
  const host = plain.split('/')[0]!;
  if (local !== undefined && isDomain(host, plain === host) && !(await isFile(local))) {
    const mended = `https://${path}${query}${fragment}`;
    say('warning', 'link-scheme', `“${address}” has no scheme; it is taken for ${mended}`, `Write ${mended}.`);
    return set(encode(mended));
  }
  if (publication.url !== undefined && URL.canParse(address, publication.url)) {
    const whole = new URL(address, publication.url).href;
    say('note', 'link-resolved', `“${address}” is not in the publication; it leads to ${whole}`);
    return set(whole);
  }
  say(
    'warning',
    'link-unresolved',
    `“${address}” is not in the publication, so its link is left out`,
    'Name the place of the publication on the web (`url`), or write the whole address.',
  );
  return unlink();

  function reportMissing(fragment: string, written: string): void {
    const near = nearest(fragment, targets.ids);
    say(
      'error',
      'link-target-missing',
      `nothing in the publication has the id of “${written}”`,
      near.length > 0 ? `Is ${near.map((id) => `#${id}`).join(' or ')} meant?` : undefined,
    );
  }

  async function isFile(path: string): Promise<boolean> {
    const names = await list(posix.dirname(path));
    return names.includes(posix.basename(path)) || names.includes(posix.basename(path).normalize('NFC'));
  }
}

/** Takes links out of links, which HTML in Markdown can make: the inner one stays text. */
export function flattenLinks(links: readonly { readonly element: Element }[]): void {
  for (const { element } of links) {
    if (element.name !== 'a') continue;
    for (let parent = element.parent; parent && parent.type !== 'root'; parent = parent.parent) {
      if ('name' in parent && parent.name === 'a' && parent.attribs['href'] !== undefined) {
        element.name = 'span';
        delete element.attribs['href'];
        setChildren(element, element.children);
        break;
      }
    }
  }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The address with characters that URIs do not hold percent-encoded, as CommonMark's reference does; what is encoded stays. */
function encode(address: string): string {
  try {
    return encodeURI(address)
      .replaceAll('%25', '%')
      .replace(/%(?![0-9A-Fa-f]{2})/g, '%25')
      .replaceAll('%5B', '[')
      .replaceAll('%5D', ']')
      .replace(/[[\]](?=[^?#]*$)/g, (bracket) =>
        /^https?:\/\/\[/.test(address) ? bracket : bracket === '[' ? '%5B' : '%5D',
      );
  } catch {
    return address.toWellFormed().replace(/\uFFFD/g, '');
  }
}

/** At most this much of a text is repeated in a message. */
const MESSAGE_LENGTH = 60;

function shorten(text: string): string {
  const plain = text.replace(/\s+/g, ' ').trim();
  return plain.length > MESSAGE_LENGTH ? `${plain.slice(0, MESSAGE_LENGTH)}…` : plain;
}
