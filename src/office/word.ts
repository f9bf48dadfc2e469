import { createHash } from 'node:crypto';
import mammoth from 'mammoth';
import type { Finding } from '../model/diagnostic.ts';
import { plural } from '../model/plural.ts';
import type { OfficeAnswer } from './job.ts';
import { packOffice, unpackOffice } from './package.ts';
import { readMarkup, type Markup } from './word-markup.ts';
import { tidyWord, UNSEEN_PICTURE } from './word-tree.ts';

/** Styles of Word's own and of LibreOffice's, by the names that they have in every language. Lists of contents and of figures are made anew. */
const STYLES = [
  "p[style-name='Title'] => h1.octavo-title:fresh",
  "p[style-name='Subtitle'] => p.subtitle:fresh",
  "p[style-name='caption'] => p.octavo-caption:fresh",
  ...['Table', 'Illustration', 'Figure', 'Drawing'].map((name) => `p[style-name='${name}'] => p.octavo-caption:fresh`),
  "p[style-name='Quote'] => blockquote > p:fresh",
  "p[style-name='Intense Quote'] => blockquote > p:fresh",
  "p[style-name='TOC Heading'] => !",
  "p[style-name='toc 1'] => !",
  ...[2, 3, 4, 5, 6, 7, 8, 9].map((level) => `p[style-name='toc ${level}'] => !`),
  "p[style-name='table of figures'] => !",
  'comment-reference => !',
];
/** Pictures that are set; what Windows draws in formats of its own is not. */
const PICTURES = /^image\/(?:png|jpe?g|gif|webp|svg\+xml)$/i;

/**
 * A Word document (ECMA-376-1, 17) as HTML: headings, lists, tables, pictures, links and notes. Tracked changes are taken as accepted;
 * comments, hidden text, headers and footers, macros and pictures of other hosts do not come along. Throws `Refused` for what is no document.
 */
export async function convertWord(bytes: Uint8Array): Promise<OfficeAnswer> {
  const unpacked = unpackOffice(bytes, 'word/document.xml');
  const markup = readMarkup(unpacked.entries);
  // Bookmarks of two documents may have the same names.
  const prefix = `w${createHash('sha256').update(bytes).digest('hex').slice(0, 8)}-`;
  let unseen = 0;
  const { value } = await mammoth.convertToHtml(
    { buffer: Buffer.from(packOffice(markup.entries)) },
    {
      styleMap: STYLES,
      includeEmbeddedStyleMap: false,
      externalFileAccess: false,
      idPrefix: prefix,
      convertImage: mammoth.images.imgElement(async (image) => {
        if (!PICTURES.test(image.contentType)) {
          unseen++;
          return { src: UNSEEN_PICTURE };
        }
        return { src: `data:${image.contentType};base64,${await image.readAsBase64String()}` };
      }),
    },
  );
  const findings = told({ ...markup, unseen }, unpacked.leftOut);
  return { text: { html: tidyWord(value, prefix) }, findings };
}

/** What was left out, in words. */
function told(markup: Markup & { readonly unseen: number }, leftOut: readonly string[]): Finding[] {
  const findings: Finding[] = [];
  const say = (severity: 'note' | 'warning', code: string, message: string, hint?: string): void =>
    void findings.push({ severity, code, message, ...(hint !== undefined && { hint }) });
  if (markup.tracked > 0)
    say(
      'note',
      'office-tracked',
      `has ${plural(markup.tracked, 'tracked change')}, set as if accepted`,
      'Accept or reject them in Word, so that there is no doubt.',
    );
  if (markup.comments > 0) say('note', 'office-comments', `has ${plural(markup.comments, 'comment')}, left out`);
  if (markup.hidden > 0) say('note', 'office-hidden', 'has hidden text, which is left out');
  if (leftOut.some((name) => /vba/i.test(name))) say('note', 'office-macros', 'has macros, which are left out');
  const lost = [
    ...(markup.external > 0 ? ['pictures that lie elsewhere'] : []),
    ...(markup.unseen > 0 ? ['pictures in a format of Windows'] : []),
    ...(markup.drawn > 0 ? ['charts or drawings'] : []),
    ...(markup.formulas > 0 ? ['formulas'] : []),
  ];
  if (lost.length > 0)
    say(
      'warning',
      'office-left-out',
      `is set without its ${lost.join(', ')}`,
      'Save the document as PDF and take that in, or place them as PNG pictures with alternative text.',
    );
  return findings;
}
