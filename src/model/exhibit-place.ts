/**
 * The attribute by which a link of a text to an exhibit remembers the fragment of its address. Written by `read`, which knows no exhibits;
 * `compose` takes it off again and leads the link to the place.
 */
export const PLACE_ATTRIBUTE = 'data-exhibit-place';

/** What a fragment asks for in a PDF: a page by its number from 1, a named destination, or nothing but the file. */
export type PlaceWish = { readonly page: string } | { readonly name: string } | undefined;

/** Parameters that say how a viewer shows a file, but lead nowhere in it (ISO 32000-2, Annex O; RFC 8118, 3). */
const MANNERS =
  /^(?:zoom|view|viewrect|pagemode|scrollbar|search|toolbar|statusbar|messages|navpanes|highlight|fdf|comment|ef|structelem)=/i;

/** Reads the fragment of a PDF's address: `page=2`, `nameddest=Chapter6`, both with other parameters behind `&`, or a name alone. The last counts. */
export function readPlace(fragment: string): PlaceWish {
  let wish: PlaceWish;
  let known = false;
  for (const parameter of fragment.split('&')) {
    const [, key = '', value = ''] = /^(page|nameddest)=(.*)$/is.exec(parameter) ?? [];
    known ||= key !== '' || MANNERS.test(parameter);
    if (key.toLowerCase() === 'page') wish = { page: value };
    else if (key !== '') wish = { name: value };
  }
  return known || fragment === '' ? wish : { name: fragment };
}

/** Names of destinations are bytes: how `name` may be written in them, one character a byte (UTF-8, Latin-1, UTF-16 with its mark). */
export function nameSpellings(name: string): readonly string[] {
  const wide = Buffer.from(`\uFEFF${name}`, 'utf16le').swap16().toString('latin1');
  return [Buffer.from(name, 'utf8').toString('latin1'), name, wide];
}

/** The bytes of a name, one a character, as people read them. */
export function readableName(bytes: string): string {
  const buffer = Buffer.from(bytes, 'latin1');
  if (bytes.startsWith('\u00FE\u00FF'))
    return buffer
      .subarray(2, bytes.length & ~1)
      .swap16()
      .toString('utf16le');
  const text = buffer.toString('utf8');
  return text.includes('\uFFFD') ? bytes : text;
}
