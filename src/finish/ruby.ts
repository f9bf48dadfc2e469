import { StructureElement, type Kid } from './structure-tree.ts';

/**
 * Makes ruby of it: one base and one annotation each (ISO 32000-1, 14.8.4.4.2). Several pairs in one HTML element become
 * several elements, which stand in its place.
 */
export function settleRuby(ruby: StructureElement): void {
  const pairs: StructureElement[] = [];
  let base: Kid[] = [];
  for (const kid of ruby.kids) {
    if (kid.kind === 'element' && kid.type === 'RT') {
      pairs.push(new StructureElement('Ruby', [new StructureElement('RB', base), kid]));
      base = [];
    } else if (!(kid.kind === 'element' && kid.type === 'RP')) {
      base.push(...(kid.kind === 'element' && kid.type === 'RB' ? kid.kids : [kid]));
    }
  }
  ruby.type = 'NonStruct';
  ruby.setKids([...pairs, ...base]);
}
