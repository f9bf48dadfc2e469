import { PDFDict, PDFName, PDFRawStream, PDFStream, type PDFContext, type PDFRef } from 'pdf-lib';
import { dictionary, dictionaryAt, nameAt, numberAt, value } from '../model/pdf-values.ts';
import { usesCmyk } from './colour-space.ts';
import { resourcesOf, type Leaf } from './page-tree.ts';

const DEFAULT_CMYK = PDFName.of('DefaultCMYK');

/**
 * Says of colours in CMYK which press is meant, where the file does not (ISO 32000-1, 8.6.5.6; ISO 19005-2, 6.2.4.3): every page, form, pattern
 * and Type 3 font takes them by `profile`, groups are blended in it. Overprinting by component, which colours by profile may not have
 * (6.2.4.2) and no screen shows, becomes the plain one.
 */
export function giveCmykProfile(context: PDFContext, leaves: readonly Leaf[], profile: Uint8Array): void {
  const stream = PDFRawStream.of(context.obj({ N: 4, Alternate: 'DeviceCMYK' }), profile);
  const space = context.register(context.obj(['ICCBased', context.register(stream)]));
  for (const { dict } of leaves) {
    const resources = resourcesOf({ dict });
    settleGroup(dict, space);
    if (resources) settleResources(context, resources, space);
    else dict.set(PDFName.of('Resources'), context.obj({ ColorSpace: { DefaultCMYK: space } }));
  }
  for (const [, object] of context.enumerateIndirectObjects()) {
    const dict = object instanceof PDFStream ? object.dict : object;
    if (!(dict instanceof PDFDict) || !paints(dict)) continue;
    settleGroup(dict, space);
    const resources = dictionaryAt(dict, 'Resources');
    if (resources) settleResources(context, resources, space);
  }
}

/** Forms, cells of patterns and Type 3 fonts: what has resources of its own. */
function paints(dict: PDFDict): boolean {
  const subtype = nameAt(dict, 'Subtype');
  return subtype === 'Form' || subtype === 'Type3' || numberAt(dict, 'PatternType') === 1;
}

function settleResources(context: PDFContext, resources: PDFDict, space: PDFRef): void {
  const spaces = dictionaryAt(resources, 'ColorSpace');
  if (!spaces) resources.set(PDFName.of('ColorSpace'), context.obj({ DefaultCMYK: space }));
  else if (!spaces.has(DEFAULT_CMYK)) spaces.set(DEFAULT_CMYK, space);
  const states = dictionaryAt(resources, 'ExtGState');
  for (const key of states?.keys() ?? []) {
    const state = dictionary(states!.lookup(key));
    if (numberAt(state, 'OPM') === 1) state!.delete(PDFName.of('OPM'));
  }
}

function settleGroup(holder: PDFDict, space: PDFRef): void {
  const group = dictionaryAt(holder, 'Group');
  if (group && usesCmyk(value(group, 'CS'), undefined)) group.set(PDFName.of('CS'), space);
}
