import type { Report } from '../model/diagnostic.ts';
import { Woff2Face } from './woff2.ts';

/** Tables of outlines that Chromium does not put into a PDF as a face, and what such a face is called. */
const DRAWN: Readonly<Record<string, string>> = {
  fvar: 'a variable face',
  'CFF ': 'a face with PostScript outlines',
  CFF2: 'a face with PostScript outlines',
  COLR: 'a colour face',
  CBDT: 'a face of pictures',
  sbix: 'a face of pictures',
  'SVG ': 'a face of drawings',
};
/** Place of the licence to embed in the table OS/2, and its bits (ISO/IEC 14496-22, OS/2, fsType). */
const LICENCE_AT = 8;
const USAGE = 0x000f;
const RESTRICTED = 0x0002;
const BITMAPS_ONLY = 0x0200;

/**
 * Looks at a face of a person’s own layout that a document uses: `face-restricted` for one that may not be embedded, though every PDF for archives and
 * readers must carry its faces (ISO 19005-2, 6.2.11.4.1; ISO 14289-1, 7.21.4.1), `face-drawn` for one whose glyphs come as drawings
 * (Type 3), `face-unreadable` for one that is no WOFF2 file. `path` is how diagnostics name the file.
 */
export function checkFace(bytes: Uint8Array, path: string, report: Report): void {
  let face: Woff2Face;
  let licence = 0;
  try {
    face = new Woff2Face(bytes);
    licence = face.table('OS/2')?.readUInt16BE(LICENCE_AT) ?? 0;
  } catch {
    reportUnreadable(path, report);
    return;
  }
  if ((licence & USAGE) === RESTRICTED || (licence & BITMAPS_ONLY) !== 0) {
    report({
      severity: 'warning',
      code: 'face-restricted',
      message: `the face “${path}” says of itself that it must not be embedded in documents`,
      why: 'PDF/A and PDF/UA take embedded faces only, and only such as may be (ISO 19005-2, 6.2.11.4.1).',
      hint: 'Use another face, or get from its maker one whose licence (fsType) allows embedding.',
    });
  }
  const drawn = Object.keys(DRAWN).find((tag) => face.tags.has(tag));
  if (drawn !== undefined) {
    report({
      severity: 'warning',
      code: 'face-drawn',
      message: `“${path}” is ${DRAWN[drawn]}, whose letters come into the PDF as drawings (Type 3)`,
      why: 'Such text is larger in the file, looks coarse on screens, and some readers and presses refuse it.',
      hint: 'Use a static face with TrueType outlines, one file for each weight and style.',
    });
  }
}

/** Says that a file is no WOFF2 face, the one form of faces that layouts have. */
export function reportUnreadable(path: string, report: Report): void {
  report({
    severity: 'warning',
    code: 'face-unreadable',
    message: `“${path}” is no face in a WOFF2 file`,
    why: 'The browser takes another face in its place.',
    hint: 'Convert the face to WOFF2.',
  });
}
