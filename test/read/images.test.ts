import { crc32, deflateSync } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, test } from 'vitest';
import { codedAs } from '../../src/read/raster.ts';
import { bare, readFiles } from '../harness/read.ts';
import { makePublication } from '../harness/publication.ts';
import { read } from '../../src/read/read.ts';

/** A picture with as many colours as a photograph: waves and a little grain, the same every time. */
function photo(width: number, height: number, channels: 3 | 4 = 3): Sharp {
  const pixels = Buffer.alloc(width * height * channels);
  let seed = 1;
  for (let k = 0; k < width * height; k++) {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    const x = k % width;
    const y = Math.floor(k / width);
    for (let c = 0; c < channels; c++)
      pixels[k * channels + c] = 128 + 90 * Math.sin((x + c * 40) / 17) * Math.cos(y / 23) + ((seed >> (8 + c)) % 24);
    if (channels === 4) pixels[k * 4 + 3] = x < width / 2 ? 90 : 255;
  }
  return sharp(pixels, { raw: { width, height, channels } });
}

/** A PNG of a few hundred bytes that claims to be enormous. */
function hugePng(width: number, height: number): Buffer {
  const chunk = (name: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    const check = Buffer.alloc(4);
    check.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, check]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const pixels = deflateSync(Buffer.alloc(100_000));
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', pixels),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

const drawing = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#ffffff' } }).composite([
    {
      input: {
        create: { width: Math.floor(width / 2), height: Math.floor(height / 2), channels: 3, background: '#0b5fa5' },
      },
      left: 0,
      top: 0,
    },
  ]);

const svg = (inside = '', attributes = 'width="40" height="20"') =>
  `<svg xmlns="http://www.w3.org/2000/svg" ${attributes}>${inside}<rect class="cls-1" width="40" height="20"/></svg>`;

/** The first asset, rendered for a box. */
async function render(
  bytes: Uint8Array | string,
  name: string,
  placed?: { width: number; height: number },
  edition = {},
) {
  const publication = await makePublication({ files: { 'report.md': `text ![a](${name})`, [name]: bytes }, edition });
  try {
    const { assets } = await read(
      publication.publication,
      publication.edition,
      publication.world,
      publication.diagnostics.report,
    );
    const [asset] = assets.values();
    const resource = asset && (await asset.render(placed ?? asset.natural));
    return {
      asset,
      resource,
      codes: publication.codes(),
      facts: resource && resource.type !== 'image/svg+xml' ? await sharp(resource.bytes).metadata() : undefined,
    };
  } finally {
    await publication.remove();
  }
}

describe('images in the tree', () => {
  test('alone in a paragraph is a figure, its title the caption; in a line it stays there', async () => {
    const { html, codes } = await readFiles({
      'report.md':
        'x\n\n![alt](a.svg "The -- title")\n\n![alt](a.svg)\n\n[![alt](a.svg)](https://x.org)\n\nin ![alt](a.svg) line\n',
      'a.svg': svg(),
    });
    expect(codes).toEqual([]);
    const image = /<img[^>]*>/.exec(bare(html[0]))![0];
    expect(image).toMatch(/^<img src="\/asset\/[0-9a-f]{40}\.svg" alt="alt" width="40" height="20">$/);
    expect(bare(html[0])).toBe(
      `<p>x</p>\n<figure>${image}<figcaption>The – title</figcaption></figure>\n<figure>${image}</figure>\n<figure><a href="https://x.org">${image}</a></figure>\n<p>in ${image} line</p>`,
    );
  });

  test('site-root paths mean the static folder; relative ones the document’s; names hold any sign', async () => {
    const name = 'Zürich – 図 (1)#a.svg';
    const { codes, manuscript } = await readFiles({
      'docs/report.md': `![a](/img/${encodeURIComponent(name)}) ![b](<../${name}>) ![c](./é.svg) ![d](100%.svg) ![e](/img/x.svg?v=2)`,
      [`static/img/${name}`]: svg('<!-- 1 -->'),
      [name]: svg('<!-- 2 -->'),
      'docs/e\u0301.svg': svg('<!-- 3 -->'),
      'docs/100%.svg': svg('<!-- 4 -->'),
      'static/img/x.svg': svg('<!-- 5 -->'),
    });
    expect(codes).toEqual([]);
    expect(manuscript.assets.size).toBe(5);
  });

  test('one content is one asset, whatever it is called', async () => {
    const { manuscript } = await readFiles({
      'report.md': '![a](a.svg) ![b](b.svg) ![c](a.svg)',
      'a.svg': svg(),
      'b.svg': svg(),
    });
    expect(manuscript.assets.size).toBe(1);
  });

  test('a missing image leaves a placeholder and a hint', async () => {
    const {
      html,
      codes,
      test: made,
    } = await readFiles({ 'report.md': 'x\n\n![The chart](img/chrat.png)\n', 'img/chart.png': 'x' });
    expect(codes).toEqual(['image-missing report.md:3:1']);
    expect(made.diagnostics.all[0]).toMatchObject({ severity: 'warning', hint: 'Is img/chart.png meant?' });
    expect(bare(html[0])).toBe(
      '<p>x</p>\n<figure><span class="missing-image" role="img" aria-label="The chart – img/chrat.png">The chart – img/chrat.png</span></figure>',
    );
  });

  test('broken ones, bombs and strangers are told apart from missing ones', async () => {
    const bomb = hugePng(60_000, 60_000);
    const whole = await photo(200, 200).jpeg().toBuffer();
    const { codes } = await readFiles({
      'report.md': '![a](bomb.png)\n![b](cut.jpg)\n![c](text.png)\n![d](empty.png)\n![e](x.pdf)',
      'bomb.png': bomb,
      'cut.jpg': whole.subarray(0, whole.length / 2),
      'text.png': 'no image',
      'empty.png': '',
      'x.pdf': '%PDF-1.7',
    });
    expect(codes).toEqual([1, 2, 3, 4, 5].map((line) => `image-broken report.md:${line}:1`));
  });

  test('nothing outside the folder is read', async () => {
    const {
      codes,
      html,
      test: made,
    } = await readFiles(
      '![a](../../../../etc/passwd) ![b](/../../etc/passwd) ![c](file:///etc/passwd) ![d](%2e%2e/%2e%2e/x.png)',
    );
    expect(codes).toEqual([
      'image-outside report.md:1:1',
      'image-outside report.md:1:30',
      'image-refused report.md:1:54',
      'image-outside report.md:1:79',
    ]);
    expect(made.of('image-outside')[0]!.severity).toBe('error');
    expect(html[0]).not.toContain('<img');
  });

  test('alternative text: none is a warning, an empty one in HTML is an ornament', async () => {
    const made = await readFiles({
      'report.md': '![](a.svg)\n<img src="a.svg">\n<img src="a.svg" alt="">\n<img src="a.svg" alt="x">',
      'a.svg': svg(),
    });
    expect(made.codes).toEqual(['image-alt-missing report.md:1:1', 'image-alt-missing report.md:2:1']);
    const [markdown, html] = made.test.of('image-alt-missing');
    expect(markdown!.hint).toContain('between the square brackets');
    expect(html!.hint).toContain('in its attribute alt');
  });

  test('the author’s width stays', async () => {
    const { html } = await readFiles({
      'report.md': '<img src="a.svg" alt="x" width="10" style="max-width: 5cm" srcset="b.svg 2x">',
      'a.svg': svg(),
    });
    expect(bare(html[0])).toMatch(
      /^<p><img width="10" style="max-width: 5cm" src="\/asset\/[^"]+" alt="x"><\/p>$|^<img [^>]*width="10"[^>]*>$/,
    );
    expect(html[0]).not.toContain('height');
    expect(html[0]).not.toContain('srcset');
  });

  test('an embedded image is an asset like a file; strange and huge ones are not', async () => {
    const small = (await drawing(10, 10).png().toBuffer()).toString('base64');
    const { codes, manuscript } = await readFiles(
      `![a](data:image/png;base64,${small})\n\n![b](data:text/html;base64,AAAA)\n\n![c](data:image/png;base64,${'A'.repeat(600_000)})`,
    );
    expect(codes).toEqual(['image-refused report.md:3:1', 'image-data-too-large report.md:5:1']);
    expect([...manuscript.assets.values()][0]!.natural).toEqual({ width: 10, height: 10 });
  });
});

describe('the cover', () => {
  const files = { 'report.md': '![Alt](a.svg "T")\n\n# Title\n', 'a.svg': svg() };
  test('is the first image when nobody says otherwise', async () => {
    const { manuscript, html } = await readFiles(files);
    expect(manuscript.cover).toMatchObject({ alt: 'Alt', asset: { natural: { width: 40, height: 20 } } });
    expect(html[0]).toMatch(/^<figure data-source="0:1:1" data-cover>/);
  });

  test('is none on request, and the image stays', async () => {
    const { manuscript, html } = await readFiles(files, { publication: { cover: false } });
    expect(manuscript.cover).toBeUndefined();
    expect(html[0]).toContain('<figure');
  });

  test('can be named; a wrong name is reported at its line', async () => {
    const named = await readFiles(
      { ...files, 'static/c.svg': svg('', 'viewBox="0 0 30 60"') },
      { publication: { cover: { image: '/c.svg', alt: 'C', line: 4 } } },
    );
    expect(named.manuscript.cover).toMatchObject({ alt: 'C', asset: { natural: { width: 30, height: 60 } } });
    expect(named.html[0]).toContain('<figure');
    const wrong = await readFiles(files, { publication: { cover: { image: '/none.svg', alt: '', line: 4 } } });
    expect(wrong.codes).toEqual(['image-missing report.md:4:1']);
    expect(wrong.manuscript.cover).toBeUndefined();
  });
});

describe('rasters', () => {
  test('are limited to the edition’s resolution at the size they are placed, and never enlarged', async () => {
    const bytes = await photo(1200, 600).jpeg().toBuffer();
    const small = await render(bytes, 'a.jpg', { width: 192, height: 96 }, { ppi: 150 });
    expect(small.facts).toMatchObject({ format: 'jpeg', width: 300, height: 150 });
    const large = await render(bytes, 'a.jpg', { width: 5000, height: 2500 }, { ppi: 150 });
    expect(large.facts).toMatchObject({ width: 1200, height: 600 });
  });

  test('are turned upright, their natural size too', async () => {
    const bytes = await photo(80, 40).jpeg().withMetadata({ orientation: 6 }).toBuffer();
    const { asset, facts } = await render(bytes, 'a.jpg');
    expect(asset!.natural).toEqual({ width: 40, height: 80 });
    expect(facts).toMatchObject({ width: 40, height: 80 });
    expect(facts!.orientation ?? 1).toBe(1);
  });

  test('lose their metadata; a good JPEG loses nothing else', async () => {
    const bytes = await photo(100, 100)
      .jpeg({ quality: 80 })
      .withExif({ IFD0: { Copyright: 'someone', Artist: 'Secret Name' } })
      .toBuffer();
    const { resource } = await render(bytes, 'a.jpg');
    expect(Buffer.from(resource!.bytes).includes('Secret Name')).toBe(false);
    const before = await sharp(bytes).raw().toBuffer();
    expect((await sharp(resource!.bytes).raw().toBuffer()).equals(before)).toBe(true);
    const plain = await photo(100, 100).jpeg({ quality: 80 }).toBuffer();
    expect(Buffer.from((await render(plain, 'a.jpg')).resource!.bytes).equals(plain)).toBe(true);
  });

  test('photographs in PNG become JPEG, drawings stay as they are, transparency stays', async () => {
    const photograph = await photo(400, 300).png().toBuffer();
    const recoded = await render(photograph, 'a.png');
    expect(recoded.resource!.type).toBe('image/jpeg');
    expect(recoded.asset!.url).toMatch(/\.jpg$/);
    expect(recoded.resource!.bytes.length).toBeLessThan(photograph.length / 3);
    const logo = await drawing(400, 300).png().toBuffer();
    const kept = await render(logo, 'a.png');
    expect(kept.resource!.type).toBe('image/png');
    expect(
      (await sharp(kept.resource!.bytes).removeAlpha().toColourspace('srgb').raw().toBuffer()).equals(
        await sharp(logo).removeAlpha().raw().toBuffer(),
      ),
    ).toBe(true);
    const glass = await render(await photo(200, 200, 4).png().toBuffer(), 'a.png');
    expect(glass.facts).toMatchObject({ format: 'png', hasAlpha: true });
  });

  test.each(['webp', 'avif', 'tiff', 'gif'] as const)('%s becomes JPEG or PNG', async (format) => {
    const { resource } = await render(await photo(120, 90)[format]().toBuffer(), `a.${format}`);
    expect(resource!.type).toMatch(/^image\/(?:jpeg|png)$/);
    const flat = await render(await drawing(120, 90)[format]().toBuffer(), `a.${format}`);
    expect(flat.resource!.type).toBe('image/png');
  });

  test('CMYK and wide colours become sRGB', async () => {
    const bytes = await photo(60, 60).toColourspace('cmyk').jpeg().toBuffer();
    expect((await sharp(bytes).metadata()).space).toBe('cmyk');
    const { facts } = await render(bytes, 'a.jpg');
    expect(facts).toMatchObject({ space: 'srgb', channels: 3 });
    expect(facts!.icc).toBeUndefined();
  });

  test('the same input gives the same bytes, with the cache and without', async () => {
    const bytes = await photo(300, 300).png().toBuffer();
    const one = await render(bytes, 'a.png', { width: 100, height: 100 });
    const two = await render(bytes, 'a.png', { width: 100, height: 100 });
    expect(Buffer.from(one.resource!.bytes).equals(Buffer.from(two.resource!.bytes))).toBe(true);
  });

  test('JPEG or PNG is decided by what was measured', () => {
    const facts = { format: 'png', width: 1, height: 1, orientation: 1, opaque: true, photo: true, plainColour: true };
    expect(codedAs(facts)).toBe('jpg');
    expect(codedAs({ ...facts, opaque: false })).toBe('png');
    expect(codedAs({ ...facts, photo: false })).toBe('png');
    expect(codedAs({ ...facts, photo: false, format: 'jpeg' })).toBe('jpg');
  });
});

describe('drawings', () => {
  test('stay vectors, byte for byte when harmless', async () => {
    const text = svg('<style>.cls-1{fill:#f00}</style>');
    const { asset, resource } = await render(text, 'a.svg');
    expect(asset).toMatchObject({ kind: 'vector', natural: { width: 40, height: 20 } });
    expect(Buffer.from(resource!.bytes).toString()).toBe(text);
  });

  test.each([
    ['viewBox="0 0 30 60"', { width: 30, height: 60 }],
    ['width="1in" height="2.54cm"', { width: 96, height: 96 }],
    ['width="100%" viewBox="0 0 30 60"', { width: 30, height: 60 }],
    ['width="60" viewBox="0 0 30 60"', { width: 60, height: 120 }],
    ['', { width: 300, height: 150 }],
  ])('their natural size: %s', async (attributes, size) => {
    expect((await render(svg('', attributes), 'a.svg')).asset!.natural).toEqual(size);
  });

  test('lose what runs or reaches out, with a warning', async () => {
    const inside =
      '<script>alert(1)</script><style>@import "https://x.org/a.css"; .a{fill:url(#g);background:url(https://x.org/b)}</style><foreignObject><p>x</p></foreignObject>' +
      '<image href="https://x.org/c.png"/><use xlink:href="#d"/><a xlink:href="javascript:alert(2)"><path onclick="e()"/></a><rect fill="url(https://x.org/f)"/>';
    const { resource, codes } = await render(svg(inside), 'a.svg');
    const text = Buffer.from(resource!.bytes).toString();
    expect(text).not.toMatch(/script|alert|import|foreign|onclick|x\.org/);
    expect(text).toContain('url(#g)');
    expect(text).toContain('xlink:href="#d"');
    expect(codes).toEqual(['svg-cleaned report.md:1:6']);
  });

  test('entities that unfold without end are refused; a plain document type is dropped', async () => {
    const laughs = `<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>${svg('<text>&b;</text>')}`;
    expect((await render(laughs, 'a.svg')).codes).toEqual(['image-broken report.md:1:6']);
    const typed = `<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">\n${svg()}`;
    const { resource, codes } = await render(typed, 'a.svg');
    expect(codes).toEqual([]);
    expect(Buffer.from(resource!.bytes).toString()).not.toContain('DOCTYPE');
    expect((await render(svg('<g>'.repeat(50_000)), 'a.svg')).codes).toEqual(['image-broken report.md:1:6']);
  });
});
