import { PDFName, PDFRawStream, PDFString, type PDFContext, type PDFDict } from 'pdf-lib';

/**
 * Says that the file's colours are sRGB (ISO 19005-2, 6.2.3; ISO 32000-1, 14.11.5), as what browsers paint is.
 * `profile` is the ICC profile's bytes.
 */
export function outputIntent(context: PDFContext, catalog: PDFDict, profile: Uint8Array): void {
  const stream = context.register(PDFRawStream.of(context.obj({ N: 3 }), profile));
  const intent = context.obj({
    Type: 'OutputIntent',
    S: 'GTS_PDFA1',
    OutputConditionIdentifier: PDFString.of('sRGB'),
    RegistryName: PDFString.of('http://www.color.org'),
    Info: PDFString.of('sRGB IEC61966-2.1'),
    DestOutputProfile: stream,
  });
  catalog.set(PDFName.of('OutputIntents'), context.obj([context.register(intent)]));
}
