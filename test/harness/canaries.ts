import { createHash } from 'node:crypto';
import { PDFDict, PDFDocument, PDFName, PDFString, StandardFonts, type PDFRef } from 'pdf-lib';
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

/** On a page of an open paper that is left out. */
const HALF_COLOUR = '#64c828';
/** Colours of the closed pictures: one in a closed block, two that are parts of a closed group, one on a page that is left out. */
export const COLOURS: readonly string[] = ['#c82864', '#28a0c8', HALF_COLOUR, '#c8a028'];
/** Of a picture that one recipient does not get. */
export const LEFT_OUT_COLOUR = '#8c3cdc';
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

/** A paper of which only the first page is open; the second has canaries wherever a PDF keeps what is of one page. */
async function halfPaper(): Promise<Uint8Array> {
  const document = await PDFDocument.create({ updateMetadata: false });
  const { context, catalog } = document;
  const text = (words: string): PDFString => PDFString.of(words);
  const font = await document.embedFont(StandardFonts.Helvetica);
  const [shown, left] = [document.addPage([595, 842]), document.addPage([595, 842])];
  shown.drawText('The open half', { x: 72, y: 700, size: 20, font });
  left.drawText('Xqzhalftext', { x: 72, y: 700, size: 20, font });
  left.drawImage(await document.embedPng(await picture(HALF_COLOUR)), { x: 72, y: 72 });
  // Both go by the same resources, as many programs write it.
  const { Font: fonts } = left.node.normalizedEntries();
  for (const [key, face] of shown.node.normalizedEntries().Font.entries()) fonts.set(key, face);
  const resources = context.register(left.node.normalizedEntries().Resources);
  const form = { Type: 'XObject', Subtype: 'Form', BBox: [0, 0, 9, 9] } as const;
  const layer = context.register(context.obj({ Type: 'OCG', Name: text('Xqzhalflayer') }));
  const { Resources } = left.node.normalizedEntries();
  Resources.set(PDFName.of('Properties'), context.obj({ L0: layer }));
  Resources.lookup(PDFName.of('XObject'), PDFDict).set(
    PDFName.of('Fm9'),
    context.register(context.stream('% Xqzhalfform', form)),
  );
  shown.node.set(PDFName.of('Resources'), resources);
  left.node.set(PDFName.of('Resources'), resources);
  catalog.set(
    PDFName.of('OCProperties'),
    context.obj({ OCGs: [layer], D: { Order: [text('Xqzhalforder'), [layer]] } }),
  );
  left.node.addContentStream(context.register(context.stream('/OC /L0 BDC /Fm9 Do EMC')));
  left.node.set(PDFName.of('Thumb'), context.register(context.stream('Xqzhalfthumbnail', { Width: 4, Height: 4 })));
  for (const { node } of [shown, left])
    node.set(PDFName.of('PieceInfo'), context.obj({ App: { Private: { Words: text('Xqzhalfpiece') } } }));
  const note = context.obj({ Type: 'Annot', Subtype: 'Text', Rect: [9, 9, 30, 30], Contents: text('Xqzhalfcomment') });
  left.node.addAnnot(context.register(note));
  catalog.set(PDFName.of('PageLabels'), context.obj({ Nums: [0, { S: 'D' }, 1, { P: text('Xqzhalflabel'), S: 'D' }] }));
  const bead = context.nextRef();
  const thread = context.register(context.obj({ F: bead, I: { Title: text('Xqzhalfthread') } }));
  context.assign(bead, context.obj({ T: thread, N: bead, V: bead, P: left.ref, R: [0, 0, 9, 9] }));
  for (const { node } of [shown, left]) node.set(PDFName.of('B'), context.obj([bead]));
  catalog.set(PDFName.of('Threads'), context.obj([thread]));
  const outlines = context.nextRef();
  const item = context.register(
    context.obj({ Title: text('Xqzhalfoutline'), Parent: outlines, Dest: [left.ref, 'Fit'] }),
  );
  context.assign(outlines, context.obj({ Type: 'Outlines', First: item, Last: item, Count: 1 }));
  catalog.set(PDFName.of('Outlines'), outlines);
  catalog.set(PDFName.of('Dests'), context.obj({ Xqzhalfdestination: [left.ref, 'Fit'] }));
  const xmp = context.stream('<x:xmpmeta>Xqzhalfxmp</x:xmpmeta>', { Type: 'Metadata', Subtype: 'XML' });
  catalog.set(PDFName.of('Metadata'), context.register(xmp));
  document.setKeywords(['Xqzhalfkeyword']);
  document.setSubject('Xqzhalfsubject');
  await document.attach(Buffer.from('Xqzhalfattached'), 'xqzhalfattachment.txt');
  const content = context.register(context.stream('BT /Xqzhalffont 9 Tf (Xqzhalfrevision) Tj ET'));
  shown.node.addContentStream(content);
  return revised(await document.save({ useObjectStreams: false }), content, 'BT ET');
}

/** A file with a later revision of one stream behind it (ISO 32000-1, 7.5.6); that before is still in the bytes. */
function revised(bytes: Uint8Array, { objectNumber }: PDFRef, words: string): Uint8Array {
  const file = Buffer.from(bytes);
  const before = /startxref\s+(\d+)/.exec(file.toString('latin1'))![1]!;
  const trailer = /trailer\s*<<([\s\S]*?)>>\s*startxref/.exec(file.toString('latin1'))![1]!;
  const stream = `${objectNumber} 0 obj\n<</Length ${words.length}>>\nstream\n${words}\nendstream\nendobj\n`;
  const entry = `${String(file.length + 1).padStart(10, '0')} 00000 n \n`;
  const table = `xref\n${objectNumber} 1\n${entry}trailer\n<<${trailer}/Prev ${before}>>\nstartxref\n`;
  return Buffer.concat([file, Buffer.from(`\n${stream}${table}${file.length + 1 + stream.length}\n%%EOF\n`)]);
}

/** A paper of an item that a recipient does not get. */
async function laterPaper(words: string): Promise<Uint8Array> {
  const document = await PDFDocument.create({ updateMetadata: false });
  const font = await document.embedFont(StandardFonts.Helvetica);
  document.addPage([595, 842]).drawText(words, { x: 72, y: 700, size: 20, font });
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

Xqzblock text with a note[^secret], [a link](https://xqzlink.example/), [a reference][only]. Xqzlink too. More notes[^lazy][^quoted],
[another] reference and <a href="https://xqzanchor.example/" title="Xqzadvice">more</a>. ![Xqzcodedalt](data:image/svg+xml;base64,${Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><title>Xqzdrawing</title></svg>').toString('base64')})

$$
Xqz_{formula} = \\text{Xqztext}
$$

Xqzterm
: Xqzmeaning

<details><summary>Xqzsummary</summary>Xqzdetails</details>

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

> ::: closed
> Xqzquote
> <!-- Xqzcomment -->
> :::

From the root ![Xqzrooted](/xqzrooted.png){width=50%} <img srcset="/xqzrooted.png 2x" alt="Xqzset">. What one does not get:
[the offer](papers/xlo-paper.pdf "Xlotip"), [a section](#xlosection), ![Xloborrowed](papers/xlo-picture.png) and [it][offer].

A picture of the plan: ![Xqzborrowed](closed/xqzplan.png) <img src="closed/xqzplan.png" alt="Xqzelement">. And [the
paper](closed/xqzpaper.pdf
'Xqzoverlines') of[^inside] [a plan for later](papers/plan.md).

\`\`\`markdown
::: closed
How a closed block is written
:::
\`\`\`

[pay]: closed/xqzname-pay.md
  'Xqzreftitle'
[case]: #xqzchosen
[only]: https://xqzonly.example/
[offer]: papers/xlo-paper.pdf
  'Xloreference'
[another]:
https://xqzanother.example/
'Xqzover
lines'

[^lazy]: Xqzlazy note
Xqzlazier without indentation.

> [^quoted]: Xqzquoted note
> Xqzquotedtoo.

[^open]: An open note.
[^inside]: ::: closed
    Xqzinsidenote
    :::
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

const LATER = `# Xlotitle

## Xlosection

Xlotext[^later].

**Resolved:** Xloresolution.

[^later]: Xlonote.
`;

const definition = (closed: boolean): string => `# Xqzcomment
title: Papers of the board
minutes-of: Xqzunknown
static: static
name: papers
layout: packet
description: What the board reads.
options: { colophon: true }
packet: { body: Board, time: '18:30', bates: { prefix: B- } }
theme: { accent: '${ACCENT}' }
editions:
  web: {}
  public: { extends: web, closed: false, recipients: true }
  kept: { extends: public, withheld: keep-folios, recipients: true }
  press: { extends: print, closed: false }
  archive: { standard: [a-3a, ua-1], closed: ${closed} }
recipients: [Ada Example, { name: Ben Example, leaveOut: [{ item: '3', reason: Other interests }] }]
parts:
  - agenda
  - { group: Minutes, minutes: 10, parts: [open.md, { pdf: papers/half.pdf, ${closed ? '' : "pages: '1', "}title: Half a paper }, { pdf: closed/xqzglob-a.pdf, title: Xqzpartofopen, closed: true }] }
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
      - { image: static/xqzrooted.png, title: Xqzrootedtitle, alt: Xqzrootedalt }
      - { markdown: closed/xqzlate.md, title: Xqzlatetitle, supplement: 1 }
  - group: Any other business
    minutes: 5
    parts:
      - papers/plan.md
      - { pdf: papers/xlo-paper.pdf, title: Xlopapertitle }
      - { image: papers/xlo-picture.png, title: Xlopicturetitle, alt: Xlopicturealt }
      - { markdown: late.md, supplement: 1 }
      - { markdown: closed/xqzlatetoo.md, closed: true, supplement: 1 }
`;

/** The files of the packet; `closed` says whether its archive edition has what is closed. */
export async function canaryPacket(closed: boolean): Promise<Record<string, string | Uint8Array>> {
  const [pdf, block, plan] = [await exhibit(), await picture(COLOURS[0]!), await picture(COLOURS[1]!)];
  return {
    'publication.yaml': definition(closed),
    'open.md': OPEN_TEXT,
    'img/xqzpicture.png': block,
    'late.md': '# Late\n\nLate words.\n\n::: closed\nXqzlateblock\n:::\n',
    'closed/xqzlate.md': '# Xqzlatehead\n\nXqzlatewords\n',
    'closed/xqzlatetoo.md': '# Xqzlatetoohead\n\nXqzlatetoowords\n',
    'papers/half.pdf': await halfPaper(),
    'papers/plan.md': LATER,
    'papers/xlo-picture.png': await picture(LEFT_OUT_COLOUR),
    'static/xqzrooted.png': await picture(COLOURS[3]!),
    'papers/xlo-paper.pdf': await laterPaper('Xlopapertext'),
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

/**
 * The packet without its closed parts, where everything that begins with `sign` says something else, in as many pages: words and names of files
 * other ones, and papers and pictures whose names begin so others altogether.
 */
export async function otherPacket(sign: 'xqz' | 'xlo'): Promise<Record<string, string | Uint8Array>> {
  const other = (text: string): string =>
    text.replaceAll(sign, 'wvk').replaceAll(sign[0]!.toUpperCase() + sign.slice(1), 'Wvk');
  const files: Record<string, string | Uint8Array> = {};
  for (const [name, content] of Object.entries(await canaryPacket(false))) {
    const ours = name.includes(`/${sign}`);
    if (typeof content === 'string') files[other(name)] = other(content);
    else if (!ours) files[name] = content;
    else if (name.endsWith('.pdf')) files[other(name)] = await laterPaper('Something else');
    else if (name.endsWith('.png')) files[other(name)] = await picture('#336699');
    else if (name.endsWith('.docx')) files[other(name)] = wordFile({ body: paragraph('Something else') });
    else files[other(name)] = zipped({ 'other.xml': '<a/>' });
  }
  return files;
}

/** Hashes over everything that tells of closed things: who has one may try guesses on it. */
export async function closedHashes(): Promise<string[]> {
  const files = Object.entries(await canaryPacket(false)).filter(([name]) => !name.startsWith('papers/'));
  return files.flatMap(([, bytes]) =>
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
    for (const [word] of each.matchAll(/x(?:qz|lo)[a-z]*/gi)) found.add(word.toLowerCase());
  for (const [digits] of text.matchAll(
    /(?:(?:00)?(?:58|78)(?:00)?(?:(?:51|71)(?:00)?(?:5a|7a)|(?:4c|6c)(?:00)?(?:4f|6f)))(?:[0-9a-f]{2})*/gi,
  ))
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

/** Which of some colours are on the pages of a PDF, or in a picture. */
export async function coloursIn(
  name: string,
  bytes: Uint8Array,
  colours: readonly string[] = COLOURS,
): Promise<string[]> {
  if (name.endsWith('.pdf')) {
    const count = (await pageText(bytes)).length;
    const pages = await rasterise(
      bytes,
      Array.from({ length: count }, (_, index) => index),
      PPI,
    );
    return colours.filter((colour) => pages.some((page) => countColour(page, colour, TOLERANCE) > 50));
  }
  if (!/\.(?:png|jpe?g|webp|avif)$/.test(name)) return [];
  const { data, info } = await sharp(bytes)
    .removeAlpha()
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  const shown = { width: info.width, height: info.height, rgb: new Uint8Array(data) };
  return colours.filter((colour) => countColour(shown, colour, TOLERANCE) > 50);
}
