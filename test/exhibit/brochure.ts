import { PDFName, type PDFContext, type PDFDict } from 'pdf-lib';
import { A4, content, paper, saved } from './foreign.ts';

/** A brochure's page: fields of plain ink, a picture, a spot colour with CMYK behind it, a group that is blended in CMYK, overprinting. */
export async function brochure(): Promise<Uint8Array> {
  return saved(
    paper(0, (document) => {
      const page = document.addPage(A4);
      const { context } = document;
      const entry = (kind: string, key: string, object: Parameters<PDFContext['register']>[0]): void => {
        const resources = page.node.Resources()!;
        const dict = resources.lookup(PDFName.of(kind)) as PDFDict | undefined;
        if (dict) dict.set(PDFName.of(key), context.register(object));
        else resources.set(PDFName.of(kind), context.obj({ [key]: context.register(object) }));
      };
      const tint = context.register(
        context.obj({ FunctionType: 2, Domain: [0, 1], C0: [0, 0, 0, 0], C1: [0, 0.8, 1, 0], N: 1 }),
      );
      entry('ColorSpace', 'Spot', context.obj(['Separation', 'Orange', 'DeviceCMYK', tint]));
      entry('ExtGState', 'Over', context.obj({ Type: 'ExtGState', OP: true, op: true, OPM: 1 }));
      const picture = { Type: 'XObject', Subtype: 'Image', Width: 1, Height: 1, BitsPerComponent: 8 } as const;
      entry(
        'XObject',
        'Picture',
        context.stream(Uint8Array.of(0, 0, 200, 0), { ...picture, ColorSpace: 'DeviceCMYK' }),
      );
      const group = { Type: 'Group', S: 'Transparency', CS: 'DeviceCMYK' } as const;
      const form = { Type: 'XObject', Subtype: 'Form', BBox: [0, 0, 100, 100], Group: group, Resources: {} } as const;
      entry('XObject', 'Form', context.stream('0 1 0 0 k 0 0 100 100 re f', form));
      page.node.set(PDFName.of('Group'), context.obj({ ...group }));
      content(page, '/Over gs 1 0 0 0 k 50 700 100 100 re f q 100 0 0 100 200 700 cm /Picture Do Q');
      content(
        page,
        '/Spot cs 1 scn 350 700 100 100 re f q 1 0 0 1 50 500 cm /Form Do Q 0 0 0 1 k 200 500 100 100 re f',
      );
    }),
  );
}
