import { createServer, type AddressInfo, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findChromium } from '../../src/paginate/chromium.ts';
import { launch } from '../../src/paginate/launch.ts';
import { REFUSED_LIMIT } from '../../src/paginate/tab.ts';
import { pdfText } from '../harness/pdf-text.ts';
import { codeOf, noResources, openPress, testCache } from '../harness/press.ts';

const { press } = openPress();
let server: Server;
/** Address of a server that counts who comes: every connection is a leak, before a request is even made. */
let there: string;
let connections = 0;

beforeAll(async () => {
  server = createServer((socket) => {
    connections++;
    socket.end('HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 2\r\nconnection: close\r\n\r\nhi');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  there = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await press.close();
  await new Promise((resolve) => server.close(resolve));
});

/** Name, what the document holds (`THERE` stands for the server), and an address that must be among the refused. */
const wanting: readonly (readonly [string, string, string])[] = [
  ['a picture of this machine', '<img src="file:///etc/passwd">', 'file:///etc/passwd'],
  ['a picture above the root', '<img src="../../../etc/passwd">', 'https://publication.octavo.invalid/etc/passwd'],
  ['a picture of a local server', '<img src="THERE/i.png">', 'THERE/i.png'],
  ['a picture of a name', '<img src="http://localhost:1/i.png">', 'http://localhost:1/i.png'],
  ['a picture with a set of sources', '<img srcset="THERE/i.png 1x">', 'THERE/i.png'],
  ['a picture in SVG', '<svg><image href="THERE/svg.png" width="9" height="9"/></svg>', 'THERE/svg.png'],
  ['a shape of another SVG', '<svg><use href="THERE/u.svg#a"/></svg>', 'THERE/u.svg'],
  ['a filter of another SVG', '<p style="filter: url(THERE/f.svg#a)">x', 'THERE/f.svg'],
  ['an imported style', '<style>@import "THERE/imp.css";</style>', 'THERE/imp.css'],
  ['a linked style', '<link rel=stylesheet href="THERE/l.css">', 'THERE/l.css'],
  [
    'a font',
    '<style>@font-face { font-family: S; src: url(THERE/f.woff2) } p { font-family: S }</style><p>x',
    'THERE/f.woff2',
  ],
  ['a background of this machine', '<p style="background: url(file:///etc/passwd)">x', 'file:///etc/passwd'],
  ['a list marker', '<li style="list-style-image: url(THERE/m.png)">x', 'THERE/m.png'],
  ['generated content', '<style>p::before { content: url(THERE/c.png) }</style><p>x', 'THERE/c.png'],
  ['a margin box', '<style>@page { @top-left { content: url(THERE/box.png) } }</style><p>x', ''],
  ['a frame', '<iframe src="THERE/frame"></iframe>', 'THERE'],
  ['a frame of this machine', '<iframe src="file:///etc/passwd"></iframe>', ''],
  ['a frame in itself', '<iframe srcdoc="<img src=THERE/inner.png>"></iframe>', 'THERE/inner.png'],
  ['an object', '<object data="THERE/object"></object>', 'THERE'],
  ['an object of this machine', '<object data="file:///etc/passwd"></object>', ''],
  ['an embedded file', '<embed src="THERE/embed">', 'THERE'],
  ['a film', '<video src="THERE/v.mp4" poster="THERE/p.png" autoplay></video>', 'THERE/p.png'],
  ['a sound', '<audio src="THERE/a.mp3" autoplay></audio>', 'THERE/a.mp3'],
  ['a preload', '<link rel=preload as=image href="THERE/pre.png">', 'THERE/pre.png'],
  ['a prefetch', '<link rel=prefetch href="THERE/next">', 'THERE/next'],
  ['a module preload', '<link rel=modulepreload href="THERE/m.js">', ''],
  ['a preconnection', '<link rel=preconnect href="THERE"><link rel=dns-prefetch href="//example.org">', ''],
  ['an icon', '<link rel=icon href="THERE/icon.png">', ''],
  ['a manifest', '<link rel=manifest href="THERE/manifest.json">', ''],
  ['another base', '<base href="THERE/"><img src="i.png">', 'https://publication.octavo.invalid/i.png'],
  ['a script from there', '<script src="THERE/s.js"></script>', ''],
  ['the browser’s own pages', '<img src="chrome://version/x">', 'chrome://version/x'],
  ['another protocol', '<img src="ftp://example.org/x">', 'ftp://example.org/x'],
  ['another page at once', '<meta http-equiv=refresh content="0;url=THERE/next">', ''],
  ['an empty page at once', '<meta http-equiv=refresh content="0;url=about:blank">', ''],
  ['itself again at once', '<meta http-equiv=refresh content="0;url=/">', ''],
  ['a file at once', '<meta http-equiv=refresh content="0;url=file:///etc/passwd">', ''],
  ['a form that sends itself', '<form action="THERE/form"><input autofocus></form>', ''],
];

describe('a hostile document', { timeout: 60_000 }, () => {
  it.each(wanting)('that wants %s gets nothing, and is printed', async (_name, html, address) => {
    const before = connections;
    const fill = (text: string) => text.replaceAll('THERE', there);
    const { where, refused, pages } = await press.run('hostile', async (tab) => {
      await tab.open(`<!doctype html><title>T</title>${fill(html)}<p>still here</p>`, noResources);
      await tab.emulatePrint();
      // Time for what a page does after it has loaded: refreshes, prefetches, connections made ahead.
      await new Promise((resolve) => setTimeout(resolve, 150));
      const bytes = await tab.print();
      return { where: await tab.evaluate(() => location.href), refused: tab.refused, pages: await pdfText(bytes) };
    });
    expect(connections).toBe(before);
    expect(where).toBe('https://publication.octavo.invalid/');
    expect(pages.join('\n')).toContain('still here');
    expect(pages.join('\n')).not.toContain('root:');
    if (address !== '') expect(refused).toContain(fill(address) === there ? there : fill(address));
  });

  it('runs no script, in whichever clothes', async () => {
    const html = `<title>good</title>
      <script>document.title = 'evil'</script>
      <script type=module>document.title = 'evil'</script>
      <img src="/none.png" onerror="document.title = 'evil'">
      <svg onload="document.title = 'evil'"><script>document.title = 'evil'</script></svg>
      <body onload="document.title = 'evil'" onbeforeprint="document.title = 'evil'">
      <a id=a href="javascript:document.title = 'evil'">x</a>
      <iframe src="javascript:parent.document.title = 'evil'"></iframe>
      <iframe srcdoc="<script>parent.document.title = 'evil'</script>"></iframe>
      <meta http-equiv=refresh content="0;url=javascript:document.title = 'evil'">
      <details open ontoggle="document.title = 'evil'">x</details>
      <noscript>without script</noscript>`;
    const [title, text] = await press.run('script', async (tab) => {
      await tab.open(html, noResources);
      await new Promise((resolve) => setTimeout(resolve, 300));
      const bytes = await tab.print();
      return [await tab.evaluate(() => document.title), (await pdfText(bytes)).join('')];
    });
    expect(title).toBe('good');
    expect(text).toContain('without script');
  });

  it('fills no memory with the addresses it wants', async () => {
    const html = Array.from({ length: 1100 }, (_, index) => `<img src="/${index}/${'x'.repeat(2500)}">`).join('');
    const refused = await press.run('many', async (tab) => {
      await tab.open(html, noResources);
      return tab.refused;
    });
    expect(refused.length).toBe(REFUSED_LIMIT);
    expect(Math.max(...refused.map((address) => address.length))).toBe(2000);
  });

  it('may carry 50 MB in a data: address', async () => {
    const html = `<p>still here<img src="data:image/png;base64,${'A'.repeat(50_000_000)}">`;
    const pages = await press.run('data', async (tab) => {
      await tab.open(html, noResources);
      return pdfText(await tab.print());
    });
    expect(pages).toEqual(['still here']);
  });

  it('may be without end: its time is up, and the next document is printed', async () => {
    const limit = 3000;
    const html = `<table>${'<tr><td>cell<td>cell<td>cell'.repeat(200_000)}</table>`;
    const begun = Date.now();
    const work = press.run(
      'the endless table',
      async (tab) => {
        await tab.open(html, noResources);
        await tab.print();
      },
      { timeoutMs: limit },
    );
    await expect(work).rejects.toThrow('the browser did not finish the endless table within 3 s');
    expect(await codeOf(work)).toBe('browser-timeout');
    // The limit, the time a deaf tab is given to close, and some for a machine under load.
    expect(Date.now() - begun).toBeLessThan(limit + 6000);
    const pages = await press.run('the next', async (tab) => {
      await tab.open('<p>next', noResources);
      return pdfText(await tab.print());
    });
    expect(pages).toEqual(['next']);
  });
});

describe('the browser itself', { timeout: 60_000 }, () => {
  it('reaches no server even from a page that nobody watches', async () => {
    const before = connections;
    const chromium = await findChromium({ cache: testCache, report: () => undefined });
    const running = await launch(chromium, testCache);
    try {
      const page = await running.browser.newPage();
      for (const address of [there, there.replace('127.0.0.1', 'localhost'), 'https://example.org/']) {
        await expect(page.goto(address)).rejects.toThrow(/net::ERR_/);
      }
      expect(connections).toBe(before);
    } finally {
      await running.end();
    }
  });
});
