/** A PDF may have this much before its header (ISO 32000-1, Annex H, implementation note 13). */
const HEADER_WITHIN = 1024;
/** Bytes at the beginning that tell what a file is. */
const HEAD = 512;

/** What the beginning of a file says: bytes that it begins with, as Latin 1, or a test of its first half kilobyte. */
const SIGNATURES: readonly (readonly [string | RegExp, string, 'image' | 'office' | 'other'])[] = [
  ['\xff\xd8\xff', 'a JPEG picture', 'image'],
  ['\x89PNG\r\n', 'a PNG picture', 'image'],
  ['GIF8', 'a GIF picture', 'image'],
  ['II*\0', 'a TIFF picture', 'image'],
  ['MM\0*', 'a TIFF picture', 'image'],
  [/^RIFF....WEBP/s, 'a WebP picture', 'image'],
  [/^....ftyp(?:avif|heic|heix|mif1)/s, 'an AVIF or HEIC picture', 'image'],
  [/^PK[^]*(?:word|xl|ppt)\//, 'an Office document', 'office'],
  [/^PK[^]*mimetypeapplication\/vnd\.oasis/, 'an OpenDocument file', 'office'],
  ['PK\x03\x04', 'a ZIP archive or an Office document', 'office'],
  ['\xd0\xcf\x11\xe0', 'an old Office document', 'office'],
  ['{\\rtf', 'an RTF document', 'office'],
  ['%!PS', 'a PostScript file', 'other'],
  ['%FDF-', 'what a form was filled in with, without the form (FDF)', 'other'],
  [
    /^\s*(?:<\?[^>]*>\s*)*<(?:xdp:xdp|xfdf)\b/,
    'what a form was filled in with, without its pages (XDP, XFDF)',
    'other',
  ],
  [/^\s*<svg|^\s*<\?xml[^]*<svg/i, 'an SVG drawing', 'image'],
  [/^\s*(?:<!doctype html|<html|<head|<body)/i, 'a web page', 'other'],
  ['version https://git-lfs', 'a pointer of Git LFS to a file that was not fetched', 'other'],
];

/** What a file without a PDF header really is, in words; undefined when it has the header. */
export function notPdf(bytes: Uint8Array): { readonly what: string; readonly hint: string } | undefined {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, HEADER_WITHIN)).toString('latin1');
  if (head.includes('%PDF-')) return undefined;
  const found = SIGNATURES.find(([signature]) =>
    typeof signature === 'string' ? head.startsWith(signature) : signature.test(head.slice(0, HEAD)),
  );
  if (found?.[2] === 'image') return { what: found[1], hint: 'Take it in with `image:` in the place of `pdf:`.' };
  if (found?.[2] === 'office') return { what: found[1], hint: 'Save it as PDF in its program, and take that in.' };
  const text = !head.includes('\0') && head.trim() !== '';
  return {
    what: found?.[1] ?? (text ? 'a text file' : 'data of an unknown kind'),
    hint: 'Ask for the PDF again, or save it anew in its program.',
  };
}
