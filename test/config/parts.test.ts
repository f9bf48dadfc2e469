import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { load, type LoadedPublication } from '../../src/config/load.ts';
import { openDefinition } from '../../src/config/open-definition.ts';
import { hasClosed, withhold } from '../../src/config/withhold.ts';
import { Diagnostics } from '../../src/model/diagnostic.ts';
import { partFiles, pdfParts, textParts, walkParts } from '../../src/model/part.ts';
import type { Publication } from '../../src/model/publication.ts';
import { webEdition } from '../harness/publication.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'octavo-parts-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Loads a publication whose files hold nothing; codes of what was reported beside it. */
async function loadParts(
  parts: string,
  files: readonly string[],
): Promise<{ publication: Publication; codes: string[] }> {
  for (const file of files) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), '');
  }
  await writeFile(join(folder, 'publication.yaml'), `title: Papers\n${parts}`);
  const diagnostics = new Diagnostics();
  const loaded = await load(['publication.yaml'], { cwd: folder, report: diagnostics.report });
  return { publication: loaded[0]!.publication, codes: diagnostics.all.map((each) => each.code) };
}

describe('parts of a packet', () => {
  test('have the kind of their key or of their file’s extension, and defaults', async () => {
    const { publication, codes } = await loadParts(
      `parts:
  - agenda
  - a.md
  - plan.PNG
  - papers/audit-letter.pdf
  - { pdf: papers/audit-letter.pdf, title: 2024, pages: "2-5, 9, 12-", fit: scale, rotate: 90, annotations: drop, conform: rasterise, password: 0123 }
  - { image: plan.PNG, alt: Plan of the site }
  - { divider: Appendices }
`,
      ['a.md', 'plan.PNG', 'papers/audit-letter.pdf'],
    );
    expect(codes).toEqual([]);
    expect(publication.parts).toMatchObject([
      { kind: 'agenda', span: { file: 'publication.yaml', line: 3 } },
      { kind: 'markdown', file: 'a.md' },
      { kind: 'image', file: 'plan.PNG', title: 'Plan', alt: '' },
      { kind: 'pdf', title: 'Audit letter', fit: 'keep', rotate: 0, annotations: 'keep', conform: 'drop-claim' },
      {
        kind: 'pdf',
        file: 'papers/audit-letter.pdf',
        title: '2024',
        pages: [{ from: 2, to: 5 }, { from: 9, to: 9 }, { from: 12 }],
        fit: 'scale',
        rotate: 90,
        password: '0123',
      },
      { kind: 'image', alt: 'Plan of the site' },
      { kind: 'divider', title: 'Appendices' },
    ]);
  });

  test('are numbered as items within items, a written number standing aside', async () => {
    const { publication } = await loadParts(
      `parts:
  - { group: Opening, minutes: 5, consent: true }
  - { group: Late item, number: L1, presenter: Chair, action: decision }
  - group: Money
    parts: [a.md, { group: Budget }, { group: Audit, parts: [{ group: Deeper }] }]
`,
      ['a.md'],
    );
    const groups = [...walkParts(publication.parts)].filter((part) => part.kind === 'group');
    expect(groups.map((group) => [group.number, group.title])).toEqual([
      ['1', 'Opening'],
      ['L1', 'Late item'],
      ['2', 'Money'],
      ['2.1', 'Budget'],
      ['2.2', 'Audit'],
      ['2.2.1', 'Deeper'],
    ]);
    expect(groups[0]).toMatchObject({ minutes: 5, consent: true });
    expect(groups[1]).toMatchObject({ presenter: 'Chair', action: 'decision', consent: false });
  });

  test('come from patterns, sorted with numbers in order', async () => {
    const { publication, codes } = await loadParts(
      `parts:\n  - { glob: "minutes/20??-*.md", closed: true }\n  - { glob: "papers/**/*.pdf", fit: scale }\n`,
      [
        ...['minutes/2024-10.md', 'minutes/2024-9.md', 'minutes/204-1.md', 'minutes/2024-1.txt', 'minutes/.2024-1.md'],
        ...['papers/b.pdf', 'papers/deep/er/a.pdf', 'papers/.hidden/c.pdf'],
      ],
    );
    expect(codes).toEqual([]);
    expect(partFiles(publication.parts)).toEqual([
      'minutes/2024-9.md',
      'minutes/2024-10.md',
      'papers/b.pdf',
      'papers/deep/er/a.pdf',
    ]);
    expect(textParts(publication.parts).every((part) => part.closed)).toBe(true);
    expect(pdfParts(publication.parts).map((part) => part.fit)).toEqual(['scale', 'scale']);
  });

  test('of closed sessions leave number and reason in an edition without them, and nothing else', async () => {
    const { publication } = await loadParts(
      `parts:
  - agenda
  - { group: Open, parts: [a.md, { markdown: secret-a.md, title: Secret, closed: true }] }
  - { group: Secret, presenter: Secret, closed: true, reason: Personnel, parts: [secret-b.md, { group: Secret }] }
  - { group: Last }
editions: { web: {}, public: { closed: false } }
`,
      ['a.md', 'secret-a.md', 'secret-b.md'],
    );
    expect(hasClosed(publication.parts)).toBe(true);
    expect(withhold(publication, webEdition)).toBe(publication);
    const shown = withhold(
      publication,
      publication.editions.find((edition) => edition.name === 'public')!,
    );
    expect(JSON.stringify(shown.parts)).not.toMatch(/secret/i);
    expect(shown.parts).toMatchObject([
      { kind: 'agenda' },
      { kind: 'group', number: '1', parts: [{ file: 'a.md' }] },
      { kind: 'group', number: '2', title: '', reason: 'Personnel', withheld: true, parts: [] },
      { kind: 'group', number: '3', title: 'Last' },
    ]);
  });
});

describe('a definition as an edition without closed sessions may tell it', () => {
  test('has no keys that mean nothing to Octavo, no comments, and of withheld items number, reason and time', async () => {
    const text = `# Secret
x-notes: Secret
editions: { public: { closed: false, remark: Secret } }
recipients: [Secret]
parts:
  - { markdown: a.md, remark: Secret }
  - { group: Secret, withheld: true, presenter: Secret, reason: Personnel, parts: [secret-b.md, { group: Secret, minutes: 7 }] }
`;
    const told = openDefinition(text);
    expect(told).not.toMatch(/secret/i);
    const { publication } = await loadParts(told, ['a.md']);
    expect(publication.parts).toMatchObject([
      { kind: 'markdown', file: 'a.md' },
      { kind: 'group', number: '1', reason: 'Personnel', minutes: 7, withheld: true, parts: [] },
    ]);
    const items = (yaml: string): string => `title: T\nparts:\n${yaml}  - { group: Last }\n`;
    const late = openDefinition(
      items('  - { group: One }\n  - { group: Secret, closed: true, supplement: 1, withdrawn: 2 }\n'),
    );
    await writeFile(join(folder, 'late.yaml'), late);
    const [{ publication: again }] = (await load(['late.yaml'], { cwd: folder, report: () => undefined })) as [
      LoadedPublication,
    ];
    expect(again.parts).toMatchObject([{ number: '1' }, { number: '1a', withdrawn: 2 }, { number: '2' }]);
    // What a bag holds has nothing left to take out.
    expect(hasClosed(publication.parts)).toBe(false);
    const written = await loadParts(text, ['a.md', 'secret-b.md']);
    expect(hasClosed(written.publication.parts)).toBe(true);
  });
});
