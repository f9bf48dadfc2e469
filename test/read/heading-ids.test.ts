import { describe, expect, test } from 'vitest';
import { headingId } from '../../src/read/heading-id.ts';
import { readFiles } from '../harness/read.ts';

const ids = (html: readonly string[]) =>
  html.flatMap((part) => [...part.matchAll(/<h\d[^>]* id="([^"]*)"/g)].map((match) => match[1]));

describe('heading ids', () => {
  test('are GitHub’s, in ASCII', () => {
    expect(headingId('A Very Good Year & more!')).toBe('a-very-good-year--more');
    expect(headingId('Überblick: Straße')).toBe('uberblick-strasse');
    expect(headingId('Łódź, Ærø')).toBe('lodz-aero');
    expect(headingId('2024')).toBe('2024');
  });

  test('are a hash of the words where no ASCII letter is left, the same for the same words only', () => {
    expect(headingId('日本語')).toMatch(/^h-[0-9a-f]{10}$/);
    expect(headingId('日本語')).toBe(headingId('日本語'));
    expect(headingId('Глава 1')).not.toBe(headingId('Глава 2'));
    expect(headingId('')).toMatch(/^h-/);
  });

  test('are unique over all parts', async () => {
    const { html } = await readFiles({ 'a.md': '# Intro\n\n# Intro\n', 'b.md': '# Intro\n' });
    expect(ids(html)).toEqual(['intro', 'intro-1', 'intro-2']);
  });

  test('stay when other text changes, and when a chosen id comes later', async () => {
    const before = await readFiles('# One\n\n# Two\n');
    const after = await readFiles('# New\n\ntext\n\n# One\n\n# Two\n\n# Three {#new}\n');
    expect(ids(before.html)).toEqual(['one', 'two']);
    expect(ids(after.html)).toEqual(['new-1', 'one', 'two', 'new']);
  });

  test('{#id} is taken off the heading; duplicates and reserved ones are reported', async () => {
    const { html, codes } = await readFiles(
      '# **A** {#first}\n\nB {#second}\n---\n\n# C {#first}\n\n# D {#octavo-x}\n\n<p id="second">x</p>\n',
    );
    expect(ids(html)).toEqual(['first', 'second', 'c', 'd']);
    expect(html[0]).toContain('<strong>A</strong></h1>');
    expect(codes).toEqual(['id-duplicate report.md:6:1', 'id-reserved report.md:8:1', 'id-duplicate report.md:10:1']);
  });

  test('do not take in the number of a footnote', async () => {
    const { html } = await readFiles('# Title[^1]\n\n[^1]: n\n');
    expect(ids(html)).toEqual(['title']);
  });
});
