import { createHash } from 'node:crypto';
import { PDFDocument, PDFName, PDFString, StandardFonts } from 'pdf-lib';
import { unzipSync } from 'fflate';
import sharp from 'sharp';
import { pageText } from '../../src/inspect/text.ts';
import { noteCall, paragraph, wordFile, wordTable, workbookFile, zipped } from './office-files.ts';
import { readObjects } from './qpdf-objects.ts';
import { countColour, rasterise } from './raster.ts';

/*
 * A packet with a word of its own in every kind of place that is closed, and a way to find such words in whatever was made of it. Each begins
 * with xqz, which no other text has.
 */

/** Colours of the closed pictures: one in a closed block, one a part of a closed group. */
export const COLOURS: readonly string[] = ['#c82864', '#28a0c8'];
const ACCENT = '#20242a';

/** A picture of one colour. */
function picture(background: string): Promise<Buffer> {
  return sharp({ create: { width: 400, height: 300, channels: 3, background } })
    .png()
    .toBuffer();
}

/** Somebody's PDF with canaries wherever a PDF keeps words. */
async function exhibit(): Promise<Uint8Array> {
  const document = await PDFDocument.create({ updateMetadata: false });
  document.setTitle('Xqzmetadata');
  document.setKeywords(['Xqzkeyword']);
  const font = await document.embedFont(StandardFonts.Helvetica);
  const page = document.addPage([595, 842]);
  page.drawText('Xqzexhibittext', { x: 72, y: 700, size: 20, font });
  const { context, catalog } = document;
  const item = context.obj({ Title: PDFString.of('Xqzoutline'), Dest: [page.ref, 'Fit'] });
  const items = context.register(item);
  const outlines = context.register(context.obj({ Type: 'Outlines', First: items, Last: items, Count: 1 }));
  item.set(PDFName.of('Parent'), outlines);
  catalog.set(PDFName.of('Outlines'), outlines);
  await document.attach(Buffer.from('Xqzattached'), 'xqzattachment.txt', { description: 'Xqzdescription' });
  const field = document.getForm().createTextField('Xqzfieldname');
  field.setText('Xqzfieldvalue');
  field.addToPage(page, { x: 72, y: 500, width: 200, height: 30, font });
  catalog.set(PDFName.of('Dests'), context.obj({ Xqzdestination: [page.ref, 'Fit'] }));
  const layer = context.register(context.obj({ Type: 'OCG', Name: PDFString.of('Xqzlayer') }));
  catalog.set(PDFName.of('OCProperties'), context.obj({ OCGs: [layer], D: { Order: [layer] } }));
  page.node.normalizedEntries().Resources.set(PDFName.of('Properties'), context.obj({ L0: layer }));
  page.node.addContentStream(context.register(context.stream('/OC /L0 BDC 0 0 1 1 re f EMC')));
  const uri = { S: 'URI', URI: PDFString.of('https://xqzpdflink.example/') };
  page.node.addAnnot(
    context.register(
      context.obj({ Type: 'Annot', Subtype: 'Link', Rect: [72, 690, 300, 720], Border: [0, 0, 0], A: uri }),
    ),
  );
  return document.save();
}

const OPEN_TEXT = `---
title: Minutes
---

# Minutes

Open words[^open]. See [the pay](closed/xqzname-pay.md), [the case](#xqzheading), [the paper](<closed/xqzpaper.pdf>),
[the file][pay], [case] and <a href="closed/xqzname-pay.md#pay">more</a>.

::: closed personnel
## Xqzheading {#xqzchosen}

Xqzblock text with a note[^secret], [a link](https://xqzlink.example/), [a reference][only]. Xqzlink too.

**Motion:** That Xqzmotion be done.

**Resolved:** Xqzresolution is done.

**Action:** Xqzaction by May.

![Xqzalt](img/xqzpicture.png 'Xqzcaption')

\`\`\`
::: Xqzcode
:::
\`\`\`

| Xqzhead | B |
| ------- | - |
| Xqzcell | 1 |
:::

**Resolved:** The open thing is done.

- One
- ::: closed {reason="legal advice"}
  Xqzitem
  :::

[pay]: closed/xqzname-pay.md 'Xqzreftitle'
[case]: #xqzchosen
[only]: https://xqzonly.example/
[^open]: An open note.
[^secret]: Xqznote that calls[^deep].

    Xqznotemore.
[^deep]: Xqzdeep.
`;

const PAY = `---
title: Xqzpapertitle
keywords: Xqzfrontmatter
---

# Xqzpapertitle

## Pay

Xqzpay words.
`;

const definition = (closed: boolean): string => `# Xqzcomment
title: Papers of the board
name: papers
layout: packet
description: What the board reads.
packet: { body: Board, time: '18:30', bates: { prefix: B- } }
theme: { accent: '${ACCENT}' }
editions:
  web: {}
  public: { extends: web, closed: false, recipients: true }
  kept: { extends: public, withheld: keep-folios, recipients: true }
  press: { extends: print, closed: false }
  archive: { standard: [a-3a, ua-1], closed: ${closed} }
recipients: [Ada Example, { name: Ben Example, leaveOut: ['3'] }]
parts:
  - agenda
  - { group: Minutes, minutes: 10, parts: [open.md, { pdf: closed/xqzglob-a.pdf, title: Xqzpartofopen, closed: true }] }
  - group: Xqzgroup
    presenter: Xqzpresenter
    closed: true
    reason: personnel
    parts:
      - closed/xqzname-pay.md
      - group: Xqzinner
        minutes: 25
        parts:
          - { pdf: closed/xqzpaper.pdf, title: Xqzexhibittitle, conform: drop-claim }
          - { image: closed/xqzplan.png, title: Xqzimagetitle, alt: Xqzimagealt }
          - { divider: Xqzdivider }
      - { glob: 'closed/xqzglob-*.pdf' }
      - { docx: closed/xqzletter.docx, title: Xqzlettertitle }
      - { xlsx: closed/xqzbudget.xlsx, title: Xqzbudgettitle, attach: true }
      - { attachment: closed/xqzslides.pptx, title: Xqzslidestitle }
  - { group: Any other business, minutes: 5 }
`;

/** The files of the packet; `closed` says whether its archive edition has what is closed. */
export async function canaryPacket(closed: boolean): Promise<Record<string, string | Uint8Array>> {
  const [pdf, block, plan] = [await exhibit(), await picture(COLOURS[0]!), await picture(COLOURS[1]!)];
  return {
    'publication.yaml': definition(closed),
    'open.md': OPEN_TEXT,
    'img/xqzpicture.png': block,
    'closed/xqzname-pay.md': PAY,
    'closed/xqzpaper.pdf': pdf,
    'closed/xqzglob-a.pdf': pdf,
    'closed/xqzplan.png': plan,
    'closed/xqzletter.docx': wordFile({
      body: `${paragraph('Xqzletterhead', 'Heading1')}${paragraph(`<w:r><w:t>Xqzlettertext</w:t></w:r>${noteCall(1)}`)}${wordTable([['A'], ['Xqzlettercell']])}`,
      notes: ['Xqzletternote'],
    }),
    'closed/xqzbudget.xlsx': workbookFile([
      {
        name: 'Xqzsheet',
        rows: [
          ['Line', 'Sum'],
          ['Xqzrow', 1],
        ],
      },
    ]),
    'closed/xqzslides.pptx': zipped({ 'ppt/slides/slide1.xml': '<a>Xqzslidetext</a>' }),
  };
}

/** Hashes over everything that tells of closed things: who has one may try guesses on it. */
export async function closedHashes(): Promise<string[]> {
  const files = Object.values(await canaryPacket(false));
  return files.flatMap((bytes) =>
    ['md5', 'sha1', 'sha256', 'sha512'].map((name) => createHash(name).update(bytes).digest('hex').slice(0, 16)),
  );
}

/** All words of a packet's files that begin with xqz, in lower case. */
export async function allCanaries(): Promise<Set<string>> {
  const found = new Set<string>();
  for (const [name, bytes] of Object.entries(await canaryPacket(true))) {
    wordsIn(Buffer.from(name), found);
    if (name.endsWith('.pdf')) await wordsInPdf(bytes as Uint8Array, found);
    else wordsInFile(Buffer.from(bytes as string), found);
  }
  return found;
}

/** Data of an address that holds it. */
const CODED = /;base64,([A-Za-z0-9+/=]+)/g;

/** Canaries in bytes as they are: in one byte a character, in two, in hexadecimal digits of either. */
function wordsIn(bytes: Buffer, found: Set<string>): void {
  const whole = bytes.toString('latin1');
  // Letters that only code something spell words by chance.
  const text = whole.replaceAll(CODED, '');
  for (const each of [text, text.replaceAll('\0', '')])
    for (const [word] of each.matchAll(/xqz[a-z]*/gi)) found.add(word.toLowerCase());
  for (const [digits] of text.matchAll(/(?:(?:00)?(?:58|78)(?:00)?(?:51|71)(?:00)?(?:5a|7a))(?:[0-9a-f]{2})*/gi))
    wordsIn(Buffer.from(digits, 'hex'), found);
  for (const [, data] of whole.matchAll(CODED)) wordsIn(Buffer.from(data!, 'base64'), found);
}

/** Canaries in a file as it is, and where it is an Office file, in what is packed in it. */
function wordsInFile(bytes: Buffer, found: Set<string>): void {
  wordsIn(bytes, found);
  if (bytes.subarray(0, 4).toString('latin1') !== 'PK\u0003\u0004') return;
  for (const [name, content] of Object.entries(unzipSync(bytes))) {
    wordsIn(Buffer.from(name), found);
    wordsIn(Buffer.from(content), found);
  }
}

async function wordsInPdf(bytes: Uint8Array, found: Set<string>): Promise<void> {
  wordsIn(Buffer.from(bytes), found);
  const objects = await readObjects(bytes);
  for (const object of objects.all.values()) {
    wordsIn(Buffer.from(JSON.stringify(object, (key, value: unknown) => (key === 'data' ? undefined : value))), found);
    if (typeof object === 'object' && object !== null && 'data' in object) wordsInFile(object.data as Buffer, found);
  }
  for (const page of await pageText(bytes)) wordsIn(Buffer.from(page.lines.map((line) => line.text).join('\n')), found);
}

/** Canaries in a file of any kind, its name among them. */
export async function canariesIn(name: string, bytes: Uint8Array): Promise<Set<string>> {
  const found = new Set<string>();
  wordsIn(Buffer.from(name), found);
  if (name.endsWith('.pdf')) await wordsInPdf(bytes, found);
  else wordsInFile(Buffer.from(bytes), found);
  return found;
}

/** How far a press or JPEG moves a colour, a channel. */
const TOLERANCE = 48;
const PPI = 24;

/** Which of {@link COLOURS} are on the pages of a PDF, or in a picture. */
export async function coloursIn(name: string, bytes: Uint8Array): Promise<string[]> {
  if (name.endsWith('.pdf')) {
    const count = (await pageText(bytes)).length;
    const pages = await rasterise(
      bytes,
      Array.from({ length: count }, (_, index) => index),
      PPI,
    );
    return COLOURS.filter((colour) => pages.some((page) => countColour(page, colour, TOLERANCE) > 50));
  }
  if (!/\.(?:png|jpe?g|webp|avif)$/.test(name)) return [];
  const { data, info } = await sharp(bytes)
    .removeAlpha()
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  const shown = { width: info.width, height: info.height, rgb: new Uint8Array(data) };
  return COLOURS.filter((colour) => countColour(shown, colour, TOLERANCE) > 50);
}
