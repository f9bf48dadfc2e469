import { expect, test } from 'vitest';
import { placeOf } from '../../src/validate/context.ts';

test.each([
  ['root', {}],
  ['root/document[0]/pages[2](3 0 obj PDPage)', { page: 2 }],
  [
    'root/document[0]/pages[1](1 0 obj PDPage)/annots[0](76 0 obj PDLinkAnnot)',
    { page: 1, object: 76, subject: 'a link' },
  ],
  [
    'root/document[0]/pages[0](485 0 obj PDPage)/contentStream[0](486 0 obj PDContentStream)/operators[43]/usedGlyphs[0](AAAAAA+Arial-Bold AAAAAA+Arial-Bold 13 0 65438140 0 true)',
    { page: 0, subject: 'the face Arial-Bold' },
  ],
  [
    'root/document[0]/StructTreeRoot[0](112 0 obj PDStructTreeRoot)/K[0](113 0 obj SEDocument Document)/K[1](115 0 obj SEFigure Figure)',
    { object: 115, path: ['Figure', 'Document'] },
  ],
  [
    'root/document[0]/metadata[0](45 0 obj PDMetadata)/XMPPackage[0]/Properties[1](http://purl.org/dc/elements/1.1/ - dc:title)',
    { subject: 'the metadata property dc:title' },
  ],
])('%s', (context, place) => {
  expect(placeOf(context)).toEqual(place);
});
