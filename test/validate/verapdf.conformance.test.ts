import { describe, expect, it } from 'vitest';
import { findVeraPdf } from '../../src/validate/verapdf.ts';
import { diagnosticsOf, openValidator } from '../../src/validate/validate.ts';
import { whyNot } from '../conformance/verapdf.ts';
import { testCache } from '../harness/press.ts';
import { broken, conforming } from './broken.ts';

const place = { cache: testCache, environment: process.env };
const reason = await whyNot();

describe.skipIf(reason !== undefined)('veraPDF as the product asks it', () => {
  it('passes what conforms, and tells page, thing, clause and remedy of what does not', async () => {
    const validator = await openValidator(place);
    expect(validator.absence).toBeUndefined();
    const bad = await broken('alt', 'contents', 'heading', 'tabs', 'script', 'unicode');
    const [good, verdicts] = await validator.judge([
      { bytes: await conforming(), standards: ['ua-1', 'a-2a'] },
      { bytes: bad, standards: ['ua-1', 'a-2a'] },
    ]);
    expect(good!.map(({ passes, faults }) => [passes, faults])).toEqual([
      [true, []],
      [true, []],
    ]);
    const found = (await Promise.all(verdicts!.map((verdict) => diagnosticsOf(verdict, bad)))).flat();
    for (const { by } of verdicts!) expect(by).toMatch(/^veraPDF \d/);
    for (const { hint, why } of found) expect([hint, why]).toEqual([expect.any(String), expect.any(String)]);
    const expected: readonly (readonly [string, RegExp])[] = [
      ['conformance-figure-alt', /^page \d, Figure in .*\(ISO 14289-1, 7\.3\)$/],
      ['conformance-link-contents', /^page \d, a link: .*\(ISO 14289-1, 7\.18\.5\)$/],
      ['conformance-heading-skipped', /^page \d, H5 in .*“.+”.*\(ISO 14289-1, 7\.4\.2\)$/],
      ['conformance-tab-order', /^pages? \d.*\(ISO 14289-1, 7\.18\.3\)$/],
      ['conformance-font-unicode', /^page.*, the face .*\(ISO 14289-1, 7\.21\.7\)$/],
      ['conformance-font-unicode', /^page.*, the face .*\(ISO 19005-2, 6\.2\.11\.7\.2\)$/],
      ['conformance-action', /\(ISO 19005-2, 6\.5\.1\)$/],
    ];
    for (const [code, message] of expected) {
      expect(
        found.filter((each) => each.code === code && message.test(each.message)),
        code,
      ).not.toEqual([]);
    }
  });

  it('gives up on what is no PDF, and judges what comes after', async () => {
    const validator = await openValidator(place);
    const [junk, good] = await validator.judge([
      { bytes: new TextEncoder().encode('no PDF'), standards: ['ua-1'] },
      { bytes: await conforming(), standards: ['ua-1'] },
    ]);
    expect(junk).toMatchObject([{ passes: false, error: expect.stringContaining('veraPDF') }]);
    expect(good).toMatchObject([{ passes: true }]);
  });

  it('is not taken from where it is not, and a class path without it is one diagnostic', async () => {
    expect(await findVeraPdf({ cache: '/nowhere', environment: process.env })).toBe(
      'its libraries have not been fetched',
    );
    const validator = await openValidator({
      ...place,
      environment: { ...process.env, OCTAVO_VERAPDF: '/nowhere.jar' },
    });
    await expect(validator.judge([{ bytes: await conforming(), standards: ['ua-1'] }])).rejects.toThrow(
      'veraPDF does not start',
    );
  });
});
