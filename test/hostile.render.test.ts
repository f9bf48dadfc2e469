import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { build } from '../src/build.ts';
import { makeFolder, type Folder } from './harness/builds.ts';
import { finished } from './harness/case.ts';

// Documents that mean harm, the whole way through. What one of them looks like when it is built is test/cases/hostile.

/** 50 MB of image in an address. */
const DATA_LENGTH = 50 * 1024 * 1024;
/** Rows of a table that nobody meant to print. */
const ROWS = 100_000;
/** Any build of a hostile document must end in this time, milliseconds, also where the machine is busy. */
const BOUND_MS = 300_000;

let server: Server;
/** Connections that anybody made: every one is a leak. */
let connections = 0;
let there = '';
let folder: Folder;

beforeAll(async () => {
  server = createServer((socket) => {
    connections++;
    socket.end('HTTP/1.1 200 OK\r\ncontent-type: image/png\r\ncontent-length: 2\r\nconnection: close\r\n\r\nhi');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  there = `127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));
afterEach(() => folder.remove());

it('nothing of it reaches a server, not with its host allowed, not from a style sheet of the publication’s own layout', async () => {
  const layout = {
    'house/layout.json':
      '{ "description": "Reaches out.", "extends": "article", "template": "house.njk", "styles": ["house.css"] }',
    'house/house.njk': `{% extends "article/article.njk" %}{% block front %}<img src="http://${there}/template.png" alt=""><script src="http://${there}/t.js"></script><script>fetch("http://${there}/fetched")</script>{% endblock %}`,
    'house/house.css': `@import url("http://${there}/x.css");
@font-face { font-family: Away; src: url("http://${there}/x.woff2"); }
body { font-family: Away, serif; background-image: url("http://${there}/bg.png"); list-style-image: url("//${there}/li.png"); }`,
  };
  const wanted = ['img', 'x.css', 'x.woff2', 'frame', 'p.png', 's.svg'].map((name) => `http://${there}/${name}`);
  folder = makeFolder({
    ...layout,
    'report.md': `---
title: Reaching out
layout: ./house
hosts: [127.0.0.1]
---

![one](${wanted[0]}) ![two](https://${there}/tls.png) ![three](//${there}/none.png) ![four][ref]

[ref]: ${wanted[0]}

<img src="${wanted[0]}" srcset="${wanted[0]} 2x" alt="five"> <picture><source srcset="${wanted[0]}"><img src="local.png" alt="six"></picture>

<style>@import url("${wanted[1]}"); @font-face { font-family: a; src: url(${wanted[2]}); }</style>

<link rel="stylesheet" href="${wanted[1]}"><link rel="preload" as="image" href="${wanted[0]}"><iframe src="${wanted[3]}"></iframe><object data="${wanted[3]}"></object><video poster="${wanted[4]}" src="${wanted[3]}"></video>

<div style="background: url('${wanted[4]}'); list-style-image: url(${wanted[4]}); content: url(${wanted[4]})">styled</div>

<svg><image href="${wanted[4]}"/><use href="${wanted[5]}#a"/></svg> ![drawing](drawing.svg)

<script>fetch('${wanted[3]}'); new Image().src = '${wanted[4]}';</script>

After everything.
`,
    'drawing.svg': `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="90" height="20"><style>@import "${wanted[1]}"; text { font-family: b } @font-face { font-family: b; src: url(${wanted[2]}) }</style><image xlink:href="${wanted[4]}" width="9" height="9"/><rect width="9" height="9" fill="url(${wanted[5]}#g)"/><text y="20">b</text></svg>`,
  });
  const result = await build({ files: ['report.md'], cwd: folder.path, out: folder.output });
  expect(result.products).toHaveLength(1);
  expect(connections).toBe(0);
  const codes = new Set(result.diagnostics.map((each) => each.code));
  for (const code of ['html-removed', 'resource-refused', 'style-removed']) expect(codes).toContain(code);
  const { texts } = await finished(readFileSync(result.products[0]!.path));
  const text = texts.flatMap((page) => page.lines.map((line) => line.text)).join(' ');
  expect(text).toContain('After everything.');
});

it('50 MB of data in an address are left out, and the rest is printed', async () => {
  folder = makeFolder({
    'report.md': `Before.\n\n![huge](data:image/png;base64,${'iVBORw0K'.repeat(DATA_LENGTH / 8)})\n\nAfter.\n`,
  });
  const begun = performance.now();
  const result = await build({ files: ['report.md'], cwd: folder.path, out: folder.output });
  expect(performance.now() - begun).toBeLessThan(BOUND_MS);
  expect(result.diagnostics.map((each) => `${each.code} ${each.span?.line}`)).toEqual(['image-data-too-large 3']);
  const { texts } = await finished(readFileSync(result.products[0]!.path));
  const text = texts.flatMap((page) => page.lines.map((line) => line.text)).join(' ');
  expect(text).toMatch(/Before\..*After\./);
});

it('a table of a hundred thousand rows ends in a diagnostic, in bounded time', { timeout: BOUND_MS }, async () => {
  const rows = Array.from({ length: ROWS }, (_, row) => `| ${row} | row |`).join('\n');
  folder = makeFolder({ 'report.md': `| a | b |\n| - | - |\n${rows}\n` });
  const result = await build({ files: ['report.md'], cwd: folder.path, out: folder.output });
  expect(result.ok).toBe(false);
  expect(result.diagnostics.map((each) => each.code)).toEqual(['table-too-long']);
});
