import { PDFDict, PDFDocument, PDFName, type PDFPage } from 'pdf-lib';
import { describe, expect, test } from 'vitest';
import { content, paper, saved, take } from './foreign.ts';

/** A page of one stream: `Before` and what follows it. */
async function ending(rest: string): Promise<Uint8Array> {
  return saved(
    paper(1, (document) => {
      const page = document.getPage(0);
      nameFont(page);
      page.node.set(
        PDFName.of('Contents'),
        document.context.register(document.context.stream(`BT /F1 20 Tf 72 700 Td (Before) Tj ET ${rest}`)),
      );
    }),
  );
}

function nameFont(page: PDFPage): void {
  const fonts = page.node.Resources()!.lookup(PDFName.of('Font'), PDFDict);
  fonts.set(PDFName.of('F1'), fonts.get(fonts.keys()[0]!)!);
}

describe('content that ends within an operation does not go on into what a book paints after it', () => {
  test.each([
    ['a string', '(never closed \\( '],
    ['a hexadecimal string', '<0041'],
    ['a dictionary', '/Span << /A ['],
    ['numbers', '1 2 3'],
    ['a picture', 'q 50 0 0 50 72 500 cm BI /W 2 /H 2 /BPC 8 /CS /G ID 12'],
  ])('%s', async (_, rest) => {
    const { exhibit } = await take(await ending(rest));
    expect(exhibit!.faults.map(({ clause }) => clause)).not.toContain('ISO 19005-2, 6.2.2');
    const document = await PDFDocument.load(exhibit!.bytes);
    content(document.getPage(0), '\nBT /F1 20 Tf 1 0 0 1 72 600 Tm (After) Tj ET');
    const again = await take(await saved(document));
    expect(again.exhibit!.pages[0]!.text).toMatch(/^Before\s+After$/);
  });
});

test.each([
  ['a minus in a number', '1 0 0 1 7-2 700 cm'],
  ['two points in a number', '1 0 0 1 7.2.5 700 cm'],
  ['a number without digits', 'BT - Tc ET'],
  ['a point alone', 'BT . 5 Td ET'],
  ['half a byte in a string', 'BT <0> Tj ET'],
])('%s is what validators cannot read', async (_, rest) => {
  const { exhibit } = await take(await ending(rest));
  expect(exhibit!.faults.map(({ clause }) => clause)).toContain('ISO 19005-2, 6.2.2');
});

test('numbers and strings in forms that are allowed are no fault', async () => {
  const { exhibit } = await take(await ending('q 1 0 0 1 -.5 +72. cm 0 -0 .50 rg BT <4 1\n42> Tj ET Q'));
  expect(exhibit!.faults.map(({ clause }) => clause)).not.toContain('ISO 19005-2, 6.2.2');
});

/** Faults of a page with a picture of four pixels. */
async function pictured(picture: Record<string, string>, bytes: string | Uint8Array): Promise<readonly string[]> {
  const { exhibit } = await take(
    await saved(
      paper(1, (document, context) => {
        const page = document.getPage(0);
        const ref = context.register(
          context.stream(bytes, {
            Type: 'XObject',
            Subtype: 'Image',
            Width: 2,
            Height: 2,
            BitsPerComponent: 8,
            ...picture,
          }),
        );
        page.node.Resources()!.set(PDFName.of('XObject'), context.obj({ I: ref }));
        content(page, 'q 50 0 0 50 72 500 cm /I Do Q');
      }),
    ),
  );
  return exhibit!.faults.map(({ clause }) => clause);
}

test.each([
  ['Crypt that does nothing', 'Crypt', false],
  ['none that a standard knows', 'OwnDecode', true],
])('a picture packed by %s', async (_, Filter, expected) => {
  const clauses = await pictured({ ColorSpace: 'DeviceGray', Filter }, '1234');
  expect(clauses.includes('ISO 19005-2, 6.1.7.2')).toBe(expected);
});

describe('a colour profile', () => {
  /** A profile's header and nothing else. */
  const header = (space: string): Buffer => {
    const bytes = Buffer.alloc(132);
    bytes[8] = 4;
    bytes.write('mntr', 12, 'latin1');
    bytes.write(space, 16, 'latin1');
    bytes.write('acsp', 36, 'latin1');
    return bytes;
  };
  test.each([
    ['that is as the file says', header('GRAY'), 1, false],
    ['of other components than the file says', header('RGB '), 1, true],
    ['of no components', header('GRAY'), undefined, true],
    ['that is none', Buffer.from('junk'), 1, true],
  ])('%s', async (_, profile, components, expected) => {
    const { exhibit } = await take(
      await saved(
        paper(1, (document, context) => {
          const page = document.getPage(0);
          const entries = components === undefined ? {} : { N: components };
          const space = context.obj(['ICCBased', context.register(context.stream(profile, entries))]);
          page.node.Resources()!.set(PDFName.of('ColorSpace'), context.obj({ S: space }));
          content(page, '/S cs 0.5 scn 72 500 50 50 re f');
        }),
      ),
    );
    expect(exhibit!.faults.some(({ clause }) => clause === 'ISO 19005-2, 6.2.4.2')).toBe(expected);
  });
});

test.each([
  ['that closes nothing', '72 ] 600 m'],
  ['of a string that closes nothing', '72 > 600 m'],
  ['of a dictionary that closes nothing', '72 >> 600 m'],
  ['that nothing closes', '[ 72 600 m'],
])('a bracket %s is told', async (_, rest) => {
  const { exhibit } = await take(await ending(rest));
  expect(exhibit!.faults.map(({ clause }) => clause)).toContain('ISO 19005-2, 6.2.2');
});
