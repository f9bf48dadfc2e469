import { plural } from '../model/plural.ts';
import type { Cleaned } from './clean.ts';
import { DEPTH_LIMIT, ELEMENTS_LIMIT } from './limits.ts';
import type { Finding } from '../model/diagnostic.ts';
import type { OutlineFaults } from './outline.ts';

/** What an owner can forbid (ISO 32000-1, Table 22), by bit. */
const PERMISSIONS: readonly (readonly [number, string])[] = [
  [0x4, 'printing'],
  [0x8, 'changing'],
  [0x10, 'copying text and pictures'],
  [0x20, 'commenting'],
  [0x400, 'taking pages out'],
];
/** Pages named before a message says how many more there are. */
const PAGES_NAMED = 12;

/** Page indices as people write them: `pages 1–3 and 7`. */
export function pageList(indices: readonly number[]): string {
  const runs: string[] = [];
  for (let i = 0; i < indices.length;) {
    let j = i;
    while (indices[j + 1] === indices[j]! + 1) j++;
    runs.push(i === j ? `${indices[i]! + 1}` : `${indices[i]! + 1}–${indices[j]! + 1}`);
    i = j + 1;
  }
  const shown = runs.slice(0, PAGES_NAMED);
  const rest = runs.length > PAGES_NAMED ? ' and others' : '';
  const last = shown.length > 1 && rest === '' ? ` and ${shown.pop()}` : rest;
  return `${indices.length === 1 ? 'page' : 'pages'} ${shown.join(', ')}${last}`;
}

/** A file that asks for a password that was not given, or another one. */
export function encrypted(given: boolean): Finding {
  return {
    severity: 'warning',
    code: 'exhibit-encrypted',
    message: given ? 'does not open with the password given' : 'is encrypted and opens only with a password',
    hint: 'Give its `password:`, or ask for a copy without one.',
  };
}

/** A file locked by other means than a password. */
export function locked(): Finding {
  return {
    severity: 'warning',
    code: 'exhibit-encrypted',
    message: 'is locked by a means that no password opens (a certificate, or rights management)',
    hint: 'Ask for a copy that is not locked.',
  };
}

/** What the owner forbids; undefined when nothing. */
export function restricted(permissions: number): Finding | undefined {
  const forbidden = PERMISSIONS.filter(([bit]) => (permissions & bit) === 0).map(([, word]) => word);
  if (forbidden.length === 0) return undefined;
  return {
    severity: 'note',
    code: 'exhibit-restricted',
    message: `is taken in although its owner has forbidden ${forbidden.join(', ')}`,
    hint: 'See that you may pass it on as part of this publication.',
  };
}

/** A file put right. */
export function repaired(fault: string): Finding {
  return {
    severity: 'warning',
    code: 'exhibit-repaired',
    message: `was damaged and has been repaired: ${fault}`,
    why: 'A repair finds what is there; whether all of it was meant to be shown, only a person sees.',
    hint: 'Look its pages through, or save it anew in its program.',
  };
}

/** Bookmarks that are not as they should be. */
export function crookedOutline({ ring, deep, many }: OutlineFaults): Finding[] {
  const flat: Finding = {
    severity: 'note',
    code: 'exhibit-bookmarks-deep',
    message: `has bookmarks on more than ${DEPTH_LIMIT} levels; deeper ones stand on that level`,
    why: 'Readers give up on outlines that are nested without end.',
  };
  const short: Finding = {
    severity: 'warning',
    code: 'exhibit-bookmarks-many',
    message: `has more than ${ELEMENTS_LIMIT.toLocaleString('en')} bookmarks; the others are left out`,
    hint: 'See whether the program that made it has gone wrong.',
  };
  return [
    ...(ring ? [repaired('its bookmarks lead back into themselves')] : []),
    ...(deep ? [flat] : []),
    ...(many ? [short] : []),
  ];
}

/** A file of which a part is not there. `lost`: indices of pages known to be lost; `kept`: how many are there. */
export function truncated(kept: number, expected: number, lost: readonly number[]): Finding {
  const known = lost.length > 0 && lost.length === expected - kept ? `: ${pageList(lost)} are lost` : '';
  return {
    severity: 'warning',
    code: 'exhibit-truncated',
    message:
      kept === 0
        ? 'is cut off: none of its pages is whole, and it is left out'
        : `is cut off: ${kept} of ${expected} pages could be saved${known.replace(/(: page \d+) are/, '$1 is')}`,
    why: 'The file was not copied or sent whole.',
    hint: 'Ask for it again.',
  };
}

/** A file that is only looked at and of which the end is not there. `kept`: pages that are. */
export function cutOff(name: string, kept: number): Finding {
  return {
    severity: 'warning',
    code: 'pdf-cut-off',
    message: `${name} is cut off: ${plural(kept, 'page')} ${kept === 1 ? 'is' : 'are'} there, others may be lost, and so may a part of what is on them`,
    why: 'The file was not copied or sent whole.',
    hint: 'Ask for it again.',
  };
}

/** Pages whose content is partly broken. */
export function damaged(pages: readonly number[], what: string): Finding {
  return {
    severity: 'warning',
    code: 'exhibit-damaged',
    message: `is damaged: ${what} on ${pageList(pages)}`,
    hint: 'Compare these pages with the original, or ask for it again.',
  };
}

/** A file beyond a limit. */
export function tooLarge(what: string): Finding {
  return {
    severity: 'warning',
    code: 'exhibit-too-large',
    message: `is left out: it has ${what}`,
    why: 'A file like this is damaged, or made to stop whoever reads it.',
    hint: 'Print it to a new PDF in a reader that opens it.',
  };
}

/** A file in which no pages are found. */
export function unreadable(reason: string): Finding {
  return {
    severity: 'warning',
    code: 'exhibit-unreadable',
    message: `is left out: ${reason}`,
    hint: 'Open it in a reader and save it anew, or ask for it again.',
  };
}

/** A file without pages. */
export function noPages(): Finding {
  return {
    severity: 'warning',
    code: 'exhibit-no-pages',
    message: 'is left out: it has no pages',
    hint: 'Ask for it again, or save it anew in its program.',
  };
}

/** Faces named in a file and not brought, with those embedded for them. */
export function standIns(faces: ReadonlyMap<string, string>): Finding {
  const pairs = [...faces].map(([named, face]) => `${face} for ${named}`).sort();
  return {
    severity: 'note',
    code: 'exhibit-face-embedded',
    message: `names faces that it does not bring; embedded for them, running as wide: ${pairs.join('; ')}`,
    why: 'Every reader would take some face of its own, and archives and presses take no such file.',
  };
}

/** Characters of faces that the file does not bring and none of ours has, by the name of the face. */
export function lackingCharacters(lacking: ReadonlyMap<string, string>): Finding {
  const named = [...lacking].map(([face, characters]) => `${characters} in ${face}`).sort();
  return {
    severity: 'warning',
    code: 'exhibit-characters-missing',
    message: `shows characters in faces that it does not bring and for which there is no other; a sign stands for each: ${named.join('; ')}`,
    hint: 'Ask for a copy with its fonts embedded.',
  };
}

/** CMYK that is taken by a profile of ours. */
export function cmykProfile(): Finding {
  return {
    severity: 'note',
    code: 'exhibit-cmyk-profile',
    message: 'gives colours in CMYK and does not say for which press; they are taken as on coated paper (SWOP)',
    why: 'The same inks look different on every press, and archives take no colours that may mean anything.',
  };
}

/** What cleaning did. */
export function cleaned(done: Cleaned): Finding[] {
  const findings: Finding[] = [];
  const removed = [...done.removed].map(([what, count]) => (count > 1 ? `${what} (${count})` : what));
  if (removed.length > 0)
    findings.push({
      severity: 'note',
      code: 'exhibit-cleaned',
      message: `is taken in without ${removed.join(', ')}`,
      why: 'What acts by itself or hides in a file does not belong in a publication.',
    });
  if (done.flattened > 0)
    findings.push({
      severity: 'note',
      code: 'exhibit-flattened',
      message: `had ${plural(done.flattened, 'field or annotation', 'fields or annotations')} that are now part of its pages as they look`,
    });
  if (done.signed)
    findings.push({
      severity: 'note',
      code: 'exhibit-signed',
      message: 'was signed; the signature shows, but proves nothing in another file',
      hint: 'Keep the signed original, or attach it.',
    });
  if (done.portfolio)
    findings.push({
      severity: 'warning',
      code: 'exhibit-portfolio',
      message: 'is a portfolio: what is taken in is its cover page, and the files inside it are not',
      hint: 'Save the files out of it, and take in each.',
    });
  if (done.onlyXfa)
    findings.push({
      severity: 'warning',
      code: 'exhibit-xfa',
      message: 'is a form (XFA) whose pages only Adobe’s programs show; what is taken in is its request to use them',
      hint: 'Print it to a new PDF there.',
    });
  return findings;
}
