import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { build } from '../../src/build.ts';
import { pageText } from '../../src/inspect/text.ts';
import type { Diagnostic } from '../../src/model/diagnostic.ts';
import { makeFolder, type Folder } from '../harness/builds.ts';

/** Words in colours that a layout of a person's own and the document itself give them. */
const DOCUMENT = `---
title: Colours
layout: ./house
cover: false
theme: { accent: "#f0a030" }
---

# One

<p class="pale">Pale words.</p>

<p class="mixed">Mixed words.</p>

<p style="color: #333; opacity: 0.4">Half seen.</p>

<div style="background: #222"><p>Dark on dark.</p></div>

<p style="color: #888; font-size: 30px">Large and fine.</p>

<p style="color: #888">Not large.</p>

<p class="shaded">On a gradient.</p>

<p class="soft">Softened words.</p>

<p class="veiled">Veiled words.</p>

<p class="framed">Framed words.</p>

![A field](field.svg)

A [link](https://example.org/) in the colour that the theme gives.
`;

const STYLES = `
.pale { color: #aaaaaa; }
.mixed { color: color-mix(in srgb, black 30%, white); }
.shaded { color: #777777; background: linear-gradient(black, white); }
.soft { filter: blur(1px); }
.veiled { mask-image: linear-gradient(black, transparent); }
.framed { clip-path: inset(0); }
img { mask-image: linear-gradient(black, transparent); }
`;

let folder: Folder;
let found: readonly Diagnostic[];
let effects: readonly Diagnostic[];
let said: string;

beforeAll(async () => {
  folder = makeFolder({
    'report.md': DOCUMENT,
    'field.svg':
      '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 30"><path fill="#48a" d="M0 0h40v30z"/></svg>',
    'house/layout.json': JSON.stringify({ description: 'Of our own.', extends: 'article', styles: ['house.css'] }),
    'house/house.css': STYLES,
  });
  const { diagnostics, products } = await build({ files: [join(folder.path, 'report.md')], out: folder.output });
  found = diagnostics.filter(({ code }) => code === 'contrast-low');
  effects = diagnostics.filter(({ code }) => code === 'effect-dropped');
  const texts = await pageText(new Uint8Array(readFileSync(products[0]!.path)));
  said = texts.flatMap(({ lines }) => lines.map(({ text }) => text)).join(' ');
});
afterAll(() => folder.remove());

const of = (words: string): Diagnostic | undefined => found.find(({ message }) => message.includes(words));

test('colours of a layout’s own style sheets are judged where text has them, with element, colours and ratio', () => {
  expect(of('Pale words')).toMatchObject({
    severity: 'warning',
    message:
      'the text “Pale words.” (p.pale.first) is #aaaaaa on #ffffff, a contrast of 2.32 : 1; 4.5 : 1 is the least',
    span: { line: 10, column: 1 },
  });
});

test('mixed and half-transparent colours are judged as they come to be seen', () => {
  expect(of('Mixed words')?.message).toContain('#b3b3b3 on #ffffff');
  expect(of('Half seen')?.message).toContain('#adadad on #ffffff');
  expect(of('Dark on dark')?.message).toContain('on #222222');
  expect(of('Dark on dark')?.hint).toMatch(/passes is #[0-9a-f]{6}/);
});

test('large text may have less; what stands on a gradient is not judged', () => {
  expect(of('Large and fine')).toBeUndefined();
  expect(of('Not large')).toBeDefined();
  expect(of('On a gradient')).toBeUndefined();
});

test('a pair that was told of the theme is not told again for every element', () => {
  expect(found.filter(({ message }) => message.includes('#f0a030')).map(({ message }) => message.slice(0, 8))).toEqual([
    '“accent”',
  ]);
});

test('effects that would make pictures of text, and masks of pictures, are taken off and told of', () => {
  expect(effects.map(({ message }) => message)).toEqual([
    '“filter” of p.soft was left out, for it has text: “Softened words.”',
    '“mask-image” of p.veiled was left out, for it has text: “Veiled words.”',
    '“mask-image” of img was left out, for it is or holds a picture: “A field”',
  ]);
  expect(effects[0]!.span).toMatchObject({ line: 24 });
  for (const words of ['Softened words.', 'Veiled words.', 'Framed words.']) expect(said).toContain(words);
});
