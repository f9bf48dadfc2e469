import { inspect } from '../inspect/inspect.ts';
import { OctavoError } from '../model/diagnostic.ts';
import { STANDARDS, type StandardName } from '../model/standard.ts';
import { CREATOR_TOOL } from '../model/version.ts';
import type { Validation } from './build-record.ts';

/**
 * Checks a PDF against what every one of our standards asks for and can be seen without a validator: that it opens without a password and
 * nothing in it is broken, that it claims the standards, has tags, a language, a title, faces embedded that map to text, an output intent,
 * and that its two sets of metadata agree.
 */
export async function ownChecks(bytes: Uint8Array, standards: readonly StandardName[]): Promise<Validation> {
  const findings: string[] = [];
  const expect = (holds: boolean, finding: string): void => {
    if (!holds) findings.push(finding);
  };
  try {
    const facts = await inspect(bytes);
    expect(!facts.encrypted, 'the file is encrypted');
    findings.push(...facts.faults);
    const claims = facts.claims.map((claim) => claim.toLowerCase());
    for (const standard of standards) {
      const { title } = STANDARDS[standard];
      expect(claims.includes(title.toLowerCase()), `the file does not claim ${title}`);
    }
    expect(facts.tags.marked, 'the file has no tags');
    expect(Boolean(facts.tags.lang), 'the file names no language');
    expect(Boolean(facts.metadata.title), 'the file has no title in its metadata');
    for (const font of facts.fonts) {
      expect(font.embedded || font.type === 'Type 3', `the face ${font.name} is not embedded`);
      expect(font.toUnicode, `the face ${font.name} does not map to text`);
    }
    expect(
      !standards.some((standard) => STANDARDS[standard].family === 'a') ||
        facts.outputIntents.some((intent) => intent.subtype === 'GTS_PDFA1' && (intent.profileBytes ?? 0) > 0),
      'the file has no output intent for archives',
    );
    findings.push(...facts.metadata.disagreements);
  } catch (error) {
    if (!(error instanceof OctavoError)) throw error;
    findings.push(error.diagnostic.message);
  }
  return { by: `${CREATOR_TOOL}, own checks`, standards: [...standards], ok: findings.length === 0, findings };
}
