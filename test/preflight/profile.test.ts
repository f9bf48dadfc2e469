import { describe, expect, test } from 'vitest';
import { OctavoError } from '../../src/model/diagnostic.ts';
import { parseProfile, PROFILES } from '../../src/preflight/profile.ts';
import { RULES } from '../../src/preflight/rules.ts';
import { bundled, profile } from './profiles.ts';

const text = async (name: string): Promise<string> =>
  Buffer.from(await bundled(`assets/preflight/${name}.json`)).toString('utf8');

describe('profiles', () => {
  test.each(PROFILES)('%s is sound, and gives every rule a severity', async (name) => {
    const { name: own, severities, limits } = await profile(name);
    expect(own).toBe(name);
    expect(Object.keys(severities).sort()).toEqual(Object.keys(RULES).sort());
    expect(limits.imagePoorPpi).toBeLessThan(limits.imagePpi);
    expect(limits.imagePpi).toBeLessThan(limits.imageMostPpi);
  });

  test('newsprint takes less ink than coated paper, an office printer asks for no bleed', async () => {
    const [commercial, newsprint, office] = await Promise.all(['commercial', 'newsprint', 'office'].map(profile));
    expect(newsprint!.limits.totalInk).toBeLessThan(commercial!.limits.totalInk);
    expect(office!.limits.bleedMm).toBe(0);
    expect(office!.severities['colour-rgb']).toBe('off');
  });

  test('one of one’s own is read, and what is wrong in it is named', async () => {
    const own = await text('office');
    expect(parseProfile(own.replace('"textPt": 5', '"textPt": 7'), 'mine.json').limits.textPt).toBe(7);
    const fault = (changed: string): string => {
      try {
        parseProfile(changed, 'mine.json');
        return '';
      } catch (error) {
        return error instanceof OctavoError ? `${error.diagnostic.code} ${error.diagnostic.message}` : 'another error';
      }
    };
    expect(fault('{')).toContain('preflight-profile-invalid mine.json is no JSON');
    expect(fault('{}')).toContain('limits');
    expect(fault(own.replace('"textPt": 5', '"textPt": -5'))).toContain('limits.textPt');
    expect(fault(own.replace('"hairline": "note"', '"hairline": "grave"'))).toContain('severities.hairline');
    expect(fault(own.replace('"hairline"', '"hairlines"'))).toContain('severities');
  });

  test('a name that is not known is told with those that are, and leads to no other file', async () => {
    await expect(profile('offset')).rejects.toThrow('no preflight profile “offset”');
    await expect(profile('../schema/preflight-profile.schema')).rejects.toThrow('no preflight profile');
  });
});
