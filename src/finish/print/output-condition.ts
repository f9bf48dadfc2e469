import { PDFName, PDFRawStream, PDFString, type PDFContext, type PDFDict } from 'pdf-lib';
import { textString } from '../text-string.ts';

/** How the registry of the ICC knows a printing condition. */
interface Condition {
  readonly identifier: string;
  readonly condition: string;
}

/** Conditions of the profiles that come with Octavo. */
const CONDITIONS: Readonly<Record<string, Condition>> = {
  FOGRA39L_coated: { identifier: 'FOGRA39', condition: 'Offset on coated paper, ISO 12647-2' },
  FOGRA47L_uncoated: { identifier: 'FOGRA47', condition: 'Offset on uncoated paper, ISO 12647-2' },
  GRACoL_TR006_coated: { identifier: 'CGATS TR 006', condition: 'Commercial sheetfed offset on coated paper, GRACoL' },
  SWOP_TR003_coated_3: { identifier: 'CGATS TR 003', condition: 'Web offset on coated paper no. 3, SWOP' },
};

/** Names of the profiles that come with Octavo. */
export const BUNDLED_PROFILES: readonly string[] = Object.keys(CONDITIONS);

/** What a profile calls itself (ICC.1, tags `desc` of versions 2 and 4); `otherwise` where it does not. */
export function profileDescription(profile: Uint8Array, otherwise: string): string {
  const icc = Buffer.from(profile.buffer, profile.byteOffset, profile.length);
  const tags = Math.min(icc.length >= 132 ? icc.readUInt32BE(128) : 0, Math.floor((icc.length - 132) / 12));
  for (let i = 0; i < tags; i++) {
    const at = 132 + 12 * i;
    if (icc.toString('latin1', at, at + 4) !== 'desc') continue;
    const tag = icc.subarray(icc.readUInt32BE(at + 4), icc.readUInt32BE(at + 4) + icc.readUInt32BE(at + 8));
    if (tag.length < 28) break;
    if (tag.toString('latin1', 0, 4) === 'desc')
      return tag.toString('latin1', 12, 12 + Math.max(0, tag.readUInt32BE(8) - 1));
    if (tag.toString('latin1', 0, 4) === 'mluc')
      return Buffer.from(tag.subarray(tag.readUInt32BE(24), tag.readUInt32BE(24) + tag.readUInt32BE(20)).subarray())
        .swap16()
        .toString('utf16le');
  }
  return otherwise;
}

/** The one output intent of PDF/X (ISO 15930-7, 6.2.2): what the inks are meant for. `name` is the profile as the edition names it. */
export function outputCondition(context: PDFContext, catalog: PDFDict, profile: Uint8Array, name: string): void {
  const known = CONDITIONS[name];
  const stream = context.register(PDFRawStream.of(context.obj({ N: 4 }), profile));
  const description = profileDescription(profile, name);
  const intent = context.obj({
    Type: 'OutputIntent',
    S: 'GTS_PDFX',
    OutputConditionIdentifier: known ? PDFString.of(known.identifier) : textString(description),
    Info: textString(description),
    DestOutputProfile: stream,
  });
  if (known) {
    intent.set(PDFName.of('RegistryName'), PDFString.of('http://www.color.org'));
    intent.set(PDFName.of('OutputCondition'), textString(known.condition));
  }
  catalog.set(PDFName.of('OutputIntents'), context.obj([context.register(intent)]));
}
