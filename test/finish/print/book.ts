import { finish } from '../../../src/finish/finish.ts';
import type { StatusMark } from '../../../src/model/book.ts';
import type { Diagnostic } from '../../../src/model/diagnostic.ts';
import { DEFAULT_PRESS, type BrandInk, type PressSettings } from '../../../src/model/press.ts';
import { openWorld } from '../../../src/world.ts';
import { bookOf } from '../book.ts';

const world = openWorld({
  root: '.',
  output: 'output',
  environment: { OCTAVO_CACHE: 'output', SOURCE_DATE_EPOCH: '0' },
});

/** A book made for a press. */
export interface Pressed {
  readonly bytes: Uint8Array;
  readonly reported: readonly Diagnostic[];
}

/** Finishes pages for a press; without `bytes` the four that Chromium printed. `trim` is their size when cut, CSS pixels. */
export async function pressed(
  changes: {
    readonly bytes?: Uint8Array;
    readonly press?: Partial<PressSettings>;
    readonly inks?: readonly BrandInk[];
    readonly trim?: { readonly width: number; readonly height: number };
    readonly pages?: number;
    readonly title?: string;
    readonly status?: StatusMark;
  } = {},
): Promise<Pressed> {
  const reported: Diagnostic[] = [];
  const labels = Array.from({ length: changes.pages ?? 4 }, (_, i) => String(i + 1));
  const book = bookOf({ labels, ...(changes.bytes && { bytes: changes.bytes }) });
  const press = { ...DEFAULT_PRESS, ...changes.press };
  const { file } = await finish(
    {
      ...book,
      metadata: { ...book.metadata, ...(changes.title !== undefined && { title: changes.title }) },
      edition: { ...book.edition, name: 'print', standard: ['x-4'], press },
      ...(changes.trim && { trims: [changes.trim] }),
      ...(changes.inks && { inks: changes.inks }),
      ...(changes.status && { status: changes.status }),
    },
    world,
    (diagnostic) => reported.push(diagnostic),
  );
  return { bytes: await file(), reported };
}
