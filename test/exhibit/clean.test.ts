import { PDFArray, PDFBool, PDFDict, PDFDocument, PDFHexString, PDFName, PDFString, StandardFonts } from 'pdf-lib';
import { describe, expect, test } from 'vitest';
import { textAt } from '../../src/model/pdf-values.ts';
import { countColour, rasterise as paint } from '../harness/raster.ts';
import { annotate, content, paper, saved, take } from './foreign.ts';

/** Subtypes of the annotations on a page of the bytes. */
async function annotations(bytes: Uint8Array, page = 0): Promise<string[]> {
  const document = await PDFDocument.load(bytes, { updateMetadata: false });
  const list = document.getPage(page).node.Annots()?.asArray() ?? [];
  return list.map((ref) => (document.context.lookup(ref) as PDFDict).get(PDFName.of('Subtype'))!.toString());
}

/** All bytes, streams unpacked, as Latin 1: what nobody may find in it. */
async function everything(bytes: Uint8Array): Promise<string> {
  const { qpdf } = await import('../harness/qpdf.ts');
  const { lines } = await qpdf(bytes, '--qdf', '--object-streams=disable');
  return Buffer.from(bytes).toString('latin1') + lines.join('\n');
}

async function form(face: StandardFonts = StandardFonts.Helvetica): Promise<PDFDocument> {
  return paper(1, async (document) => {
    const page = document.getPage(0);
    const fields = document.getForm();
    const name = fields.createTextField('applicant.name');
    name.setText('Zoë Müller');
    name.addToPage(page, { x: 60, y: 600, width: 200, height: 24 });
    const agree = fields.createCheckBox('agree');
    agree.addToPage(page, { x: 60, y: 550, width: 18, height: 18 });
    agree.check();
    const month = fields.createDropdown('month');
    month.addOptions(['January', 'February']);
    month.select('February');
    month.addToPage(page, { x: 60, y: 500, width: 120, height: 20 });
    fields.updateFieldAppearances(await document.embedFont(face));
    annotate(page, {
      Subtype: 'Link',
      Rect: [60, 690, 200, 720],
      Border: [0, 0, 0],
      A: { S: 'URI', URI: PDFString.of('https://example.org/') },
    });
  });
}

describe('forms', () => {
  test('fields become part of the page with their looks; links stay', async () => {
    const document = await form();
    const bytes = await saved(document);
    const { exhibit, diagnostics } = await take(bytes);
    expect(await annotations(exhibit!.bytes)).toEqual(['/Link']);
    expect(exhibit!.pages[0]!.text).toContain('Zoë Müller');
    expect(exhibit!.pages[0]!.text).toContain('February');
    expect(diagnostics).toMatchObject([
      { severity: 'note', code: 'exhibit-flattened', message: expect.stringMatching(/3 fields/) as string },
    ]);
    const after = await PDFDocument.load(exhibit!.bytes);
    expect(after.catalog.has(PDFName.of('AcroForm'))).toBe(false);
    // PDFium leaves fields out of its paintings: what is new on the page lies where the fields were, and in each of them.
    const [before] = await paint(bytes, [0], 72);
    const [now] = await paint(exhibit!.bytes, [0], 72);
    const fields = [
      [60, 600, 200, 24],
      [60, 550, 18, 18],
      [60, 500, 120, 20],
    ].map(([x, y, width, height]) => ({ x: x!, y: 842 - y! - height!, width: width!, height: height!, painted: 0 }));
    let elsewhere = 0;
    for (let i = 0; i < now!.rgb.length; i += 3) {
      if ([0, 1, 2].every((channel) => now!.rgb[i + channel] === before!.rgb[i + channel])) continue;
      const [x, y] = [(i / 3) % now!.width, Math.floor(i / 3 / now!.width)];
      // A border is drawn on the field's edge.
      const near = (at: number, from: number, length: number): boolean => at >= from - 2 && at <= from + length + 2;
      const field = fields.find((each) => near(x, each.x, each.width) && near(y, each.y, each.height));
      if (field) field.painted++;
      else elsewhere++;
    }
    expect(elsewhere).toBe(0);
    for (const field of fields) expect(field.painted).toBeGreaterThan(2 * (field.width + field.height) - 8);
  });

  test('fields without looks get those that a viewer would make', async () => {
    const document = await form();
    const widget = document.getForm().getTextField('applicant.name').acroField.getWidgets()[0]!;
    widget.dict.delete(PDFName.of('AP'));
    document.getForm().acroForm.dict.set(PDFName.of('NeedAppearances'), PDFBool.True);
    const { exhibit, codes } = await take(await saved(document));
    expect(codes).toEqual(['exhibit-flattened']);
    expect(exhibit!.pages[0]!.text).toContain('Zoë Müller');
    expect(await annotations(exhibit!.bytes)).toEqual(['/Link']);
  });

  test('a form of a hundred pages', async () => {
    const document = await paper(100);
    const fields = document.getForm();
    for (const [index, page] of document.getPages().entries()) {
      const field = fields.createTextField(`answer.${index}`);
      field.setText(`Answer ${index + 1}`);
      field.addToPage(page, { x: 60, y: 400, width: 200, height: 24 });
    }
    fields.updateFieldAppearances(await document.embedFont(StandardFonts.Helvetica));
    const { exhibit } = await take(await saved(document));
    expect(exhibit!.pages.map((page) => page.text)).toEqual(
      Array.from({ length: 100 }, (_, i) => `Page ${i + 1}\nAnswer ${i + 1}`),
    );
  });

  test('faces in which fields are filled in count as the page’s', async () => {
    const { exhibit } = await take(await saved(form(StandardFonts.Courier)));
    expect(exhibit!.faults.map(({ rule }) => rule)).toContain('font Courier is not embedded');
  });

  test('a hidden field does not come to light', async () => {
    const document = await form();
    const widget = document.getForm().getTextField('applicant.name').acroField.getWidgets()[0]!;
    widget.setFlags(2);
    expect((await take(await saved(document))).exhibit!.pages[0]!.text).not.toContain('Müller');
  });

  test('on a page that leaves its state in disorder, looks are where they belong', async () => {
    const document = await form();
    content(document.getPage(0), 'q 0.1 0 0 0.1 500 500 cm 1 0 0 rg');
    const { exhibit } = await take(await saved(document));
    // The field's baseline begins some points right of the field's edge.
    expect(exhibit!.pages[0]!.ink!.left).toBeLessThan(64);
    expect(exhibit!.pages[0]!.ink!.bottom).toBeLessThan(505);
  });
});

describe('what acts or hides', () => {
  test('scripts, actions, embedded files and media are not in the bytes', async () => {
    const document = await paper(2, async (own, context) => {
      own.addJavaScript('start', 'app.alert("canary-script")');
      await own.attach(Buffer.from('canary-attached'), 'canary-name.txt', {});
      const [first] = own.getPages();
      const script = { S: 'JavaScript', JS: PDFString.of('canary-open') };
      own.catalog.set(PDFName.of('OpenAction'), context.obj(script));
      own.catalog.set(PDFName.of('AA'), context.obj({ WC: { S: 'JavaScript', JS: PDFString.of('canary-close') } }));
      first!.node.set(PDFName.of('AA'), context.obj({ O: { S: 'JavaScript', JS: PDFString.of('canary-page') } }));
      const link = (action: object): unknown =>
        annotate(first!, { Subtype: 'Link', Rect: [10, 10, 20, 20], A: action });
      link({ S: 'Launch', F: PDFString.of('canary-launch.exe') });
      link({ S: 'URI', URI: PDFString.of('javascript:canary-address()') });
      link({
        S: 'URI',
        URI: PDFString.of('https://example.org/'),
        Next: { S: 'JavaScript', JS: PDFString.of('canary-next') },
      });
      link(context.register(context.obj({ S: 'JavaScript', JS: PDFString.of('canary-indirect') })));
      const movie = context.register(context.stream('canary-movie', { Type: 'EmbeddedFile' }));
      annotate(first!, {
        Subtype: 'RichMedia',
        Rect: [100, 100, 200, 200],
        RichMediaContent: { Assets: { Names: [PDFString.of('m'), { Type: 'Filespec', EF: { F: movie } }] } },
      });
      annotate(first!, {
        Subtype: 'FileAttachment',
        Rect: [100, 100, 120, 120],
        FS: { Type: 'Filespec', F: PDFString.of('canary-pinned'), EF: { F: movie } },
      });
      own.catalog.set(
        PDFName.of('AcroForm'),
        context.obj({ Fields: [], XFA: context.register(context.stream('<canary-xfa/>')) }),
      );
    });
    const { exhibit, diagnostics } = await take(await saved(document));
    const bytes = await everything(exhibit!.bytes);
    expect(bytes.match(/canary-\w+/g) ?? []).toEqual([]);
    expect(bytes).not.toMatch(/\/(?:JavaScript|Launch|EmbeddedFile|RichMedia|XFA|OpenAction)\b/);
    expect(await annotations(exhibit!.bytes)).toEqual(['/Link', '/Link', '/Link', '/Link']);
    expect(Buffer.from(exhibit!.bytes).toString('latin1')).toContain('https://example.org/');
    expect(diagnostics).toMatchObject([{ severity: 'note', code: 'exhibit-cleaned' }]);
    expect(diagnostics[0]!.message).toMatch(/JavaScript/);
    expect(diagnostics[0]!.message).toMatch(/embedded files/);
    expect(diagnostics[0]!.message).toMatch(/films and sounds/);
    expect(diagnostics[0]!.message).toMatch(/XFA/);
  });

  test('a signature is told to be worth nothing elsewhere', async () => {
    const document = await form();
    const { context } = document;
    const signature = context.register(
      context.obj({ Type: 'Sig', Filter: 'Adobe.PPKLite', ByteRange: [0, 1, 2, 3], Contents: PDFHexString.of('00') }),
    );
    const widget = annotate(document.getPage(0), {
      Subtype: 'Widget',
      FT: 'Sig',
      Rect: [300, 60, 400, 100],
      V: signature,
      T: PDFString.of('s'),
    });
    (document.getForm().acroForm.dict.lookup(PDFName.of('Fields')) as PDFArray).push(widget);
    expect((await take(await saved(document))).codes).toContain('exhibit-signed');
  });

  test('layers stay', async () => {
    const document = await paper(1, (own, context) => {
      const layer = context.register(context.obj({ Type: 'OCG', Name: PDFString.of('Draft') }));
      own.catalog.set(PDFName.of('OCProperties'), context.obj({ OCGs: [layer], D: { OFF: [layer] } }));
      own
        .getPage(0)
        .node.Resources()!
        .set(PDFName.of('Properties'), context.obj({ L: layer }));
      content(own.getPage(0), '/OC /L BDC 1 0 0 rg 0 0 100 100 re f EMC');
      own.addJavaScript('x', 'x()');
    });
    const { exhibit } = await take(await saved(document));
    const after = await PDFDocument.load(exhibit!.bytes);
    expect(after.catalog.has(PDFName.of('OCProperties'))).toBe(true);
    // Hidden, as it was.
    expect(countColour((await paint(exhibit!.bytes, [0], 36))[0]!, '#ff0000')).toBe(0);
    expect(exhibit!.pages[0]!.ink!.left).toBeGreaterThan(70);
  });
});

describe('annotations', () => {
  async function marked(): Promise<Uint8Array> {
    return saved(
      paper(1, (document, context) => {
        const page = document.getPage(0);
        const look = context.register(
          context.stream('0 0 1 rg 0 0 50 20 re f', { Type: 'XObject', Subtype: 'Form', BBox: [0, 0, 50, 20] }),
        );
        annotate(page, {
          Subtype: 'Stamp',
          Rect: [300, 300, 400, 340],
          F: 4,
          Contents: PDFString.of('Approved'),
          AP: { N: look },
        });
        annotate(page, { Subtype: 'Square', Rect: [100, 100, 200, 200], F: 4, C: [1, 0, 0], IC: [1, 0, 0] });
        annotate(page, { Subtype: 'Link', Border: [0, 0, 0], Rect: [60, 690, 200, 720], Dest: [page.ref, 'Fit'] });
      }),
    );
  }

  test('keep: they stay, each with a look', async () => {
    const { exhibit } = await take(await marked());
    expect(await annotations(exhibit!.bytes)).toEqual(['/Stamp', '/Square', '/Link']);
    const document = await PDFDocument.load(exhibit!.bytes);
    for (const ref of document.getPage(0).node.Annots()!.asArray().slice(0, 2))
      expect((document.context.lookup(ref) as PDFDict).has(PDFName.of('AP'))).toBe(true);
    const words = (index: number): string | undefined =>
      textAt(document.context.lookup(document.getPage(0).node.Annots()!.get(index), PDFDict), 'Contents');
    expect([words(0), words(1)]).toEqual(['Approved', 'Square']);
    expect(exhibit!.faults.filter(({ rule }) => rule.includes('annotation'))).toEqual([]);
  });

  test('a note is printed where it is seen; one that nothing can show any more is gone; faces of their looks count', async () => {
    const document = await paper(1, async (own, context) => {
      const page = own.getPage(0);
      const face = await own.embedFont(StandardFonts.Courier);
      const look = (flags: number): Record<string, unknown> => ({
        Subtype: 'Square',
        Rect: [60, 60, 160, 90],
        F: flags,
        AP: {
          N: context.register(
            context.stream('BT /F 12 Tf (Note) Tj ET', {
              Subtype: 'Form',
              BBox: [0, 0, 100, 30],
              Resources: { Font: { F: face.ref } },
            }),
          ),
        },
      });
      annotate(page, look(0));
      annotate(page, look(2));
    });
    const { exhibit, diagnostics } = await take(await saved(document));
    expect(await annotations(exhibit!.bytes)).toEqual(['/Square']);
    expect(diagnostics).toMatchObject([
      { code: 'exhibit-cleaned', message: expect.stringMatching(/hidden annotations/) as string },
    ]);
    const rules = exhibit!.faults.map(({ rule }) => rule);
    expect(rules).toContain('font Courier is not embedded');
    expect(rules.filter((rule) => rule.includes('annotation'))).toEqual([]);
  });

  test('of a kind that no standard knows, or that is there by its look alone, becomes part of the page', async () => {
    const document = await paper(1, (own, context) => {
      const look = context.register(
        context.stream('0 0 1 rg 0 0 50 20 re f', { Type: 'XObject', Subtype: 'Form', BBox: [0, 0, 50, 20] }),
      );
      const rows = ['Projection', 'OwnKind', 'PrinterMark'].map((kind, row) => ({ kind, row, flags: 4 }));
      for (const { kind, row, flags } of [...rows, { kind: 'UnseenKind', row: 3, flags: 5 }])
        annotate(own.getPage(0), {
          Subtype: kind,
          Rect: [300, 300 + 50 * row, 400, 340 + 50 * row],
          F: flags,
          AP: { N: look },
        });
    });
    const { exhibit, codes } = await take(await saved(document));
    expect(await annotations(exhibit!.bytes)).toEqual([]);
    expect(codes).toEqual(['exhibit-flattened']);
    expect(countColour((await paint(exhibit!.bytes, [0], 72))[0]!, '#0000ff')).toBe(3 * 100 * 40);
    expect(exhibit!.faults.filter(({ rule }) => rule.includes('annotation'))).toEqual([]);
  });

  test('a portfolio is told to be one', async () => {
    const document = await paper(1, (own, context) => {
      own.catalog.set(PDFName.of('Collection'), context.obj({ Type: 'Collection' }));
    });
    expect((await take(await saved(document))).codes).toEqual(['exhibit-portfolio']);
  });

  test('flatten: they are part of the page, where they were', async () => {
    const { exhibit, codes } = await take(await marked(), { annotations: 'flatten' });
    expect(await annotations(exhibit!.bytes)).toEqual(['/Link']);
    expect(codes).toEqual(['exhibit-flattened']);
    const [picture] = await paint(exhibit!.bytes, [0], 72);
    expect(countColour(picture!, '#0000ff')).toBe(100 * 40);
    expect(countColour(picture!, '#ff0000', 8)).toBeGreaterThan(97 * 97);
  });

  test('drop: they are gone', async () => {
    const { exhibit, codes } = await take(await marked(), { annotations: 'drop' });
    expect(await annotations(exhibit!.bytes)).toEqual(['/Link']);
    expect(codes).toEqual(['exhibit-cleaned']);
    expect(countColour((await paint(exhibit!.bytes, [0], 72))[0]!, '#0000ff')).toBe(0);
    expect(Buffer.from(exhibit!.bytes).toString('latin1')).not.toContain('Approved');
  });
});
