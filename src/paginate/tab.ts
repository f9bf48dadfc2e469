import type { Browser, BrowserContext, HTTPRequest, Page } from 'puppeteer-core';
import { OctavoError } from '../model/diagnostic.ts';
import type { Resource } from '../model/manuscript.ts';
import { ORIGIN } from '../model/origin.ts';

/**
 * Largest document or resource handed to the page, bytes. It travels as base64 in one message, and the browser dies of a
 * message over 100 MiB (measured: 74 MiB pass, 75 do not).
 */
export const BODY_LIMIT: number = 64 * 1024 * 1024;
/** How many refused addresses are kept: enough to see what a document wanted, not enough for it to fill memory. */
export const REFUSED_LIMIT = 1000;
/** Longest refused address kept, characters: a `data:` address can hold megabytes. */
const ADDRESS_LENGTH = 2000;

/**
 * What the page may do, beside scripts being off: nothing but pictures, fonts and styles of its own origin. `sandbox` without
 * `allow-scripts` also stops `meta refresh`, forms, popups and downloads (HTML, 7.1.5, sandboxing flags).
 */
const POLICY = [
  "default-src 'none'",
  "img-src 'self' data:",
  "font-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "base-uri 'none'",
  "form-action 'none'",
  'sandbox allow-same-origin',
].join('; ');

/** A fresh page at a closed origin, for one job. */
export interface Tab {
  /**
   * Loads `html` at the closed origin and waits for its pictures, styles and fonts. Once a tab. `resolve` answers for a path (pathname and
   * search, as in `/asset/ab.jpg?w=3`); what it does not know, and every other address, is refused. What `resolve` throws, `open` throws.
   * Throws OctavoError `document-too-large` when it or a resource is over {@link BODY_LIMIT}.
   */
  open(html: string, resolve: (path: string) => Promise<Resource | undefined>): Promise<void>;
  /** Evaluates a function in the page; arguments and result travel as JSON. The function sees nothing of its surroundings. */
  evaluate<A extends unknown[], R>(fn: (...args: A) => R | Promise<R>, ...args: A): Promise<R>;
  /**
   * Prints what is there: page sizes from CSS, backgrounds on, no header, footer or outline; tagged unless told otherwise. `pages`: only these, by
   * their indices from 0 in order; they are as they would be among all, with their counters and on their sides.
   */
  print(options?: { tagged?: boolean; pages?: readonly number[] | undefined }): Promise<Uint8Array>;
  /** Makes the screen this large, CSS pixels. */
  resize(width: number, height: number): Promise<void>;
  /** Lays the page out with the styles of print. */
  emulatePrint(): Promise<void>;
  /** Addresses that the document asked for and did not get, in order, each once. */
  readonly refused: readonly string[];
}

/** A tab with what its supervisor holds of it. */
export interface OpenedTab {
  readonly tab: Tab;
  /** Settles when the page's process died (out of memory, killed). Never rejects. */
  readonly crashed: Promise<void>;
  /** Closes the page and all it kept. May take as long as the browser likes. */
  close(): Promise<void>;
}

/** Opens a fresh tab in a context of its own: no cache, cookie or process is shared with another job. */
export async function openTab(browser: Browser): Promise<OpenedTab> {
  const context = await browser.createBrowserContext({ downloadBehavior: { policy: 'deny' } });
  const page = await context.newPage();
  const tab = new ClosedTab(page);
  await tab.prepare();
  return {
    tab,
    crashed: new Promise((resolve) => void page.once('error', () => resolve())),
    close: () => closeAll(context, page),
  };
}

async function closeAll(context: BrowserContext, page: Page): Promise<void> {
  await page.close();
  await context.close();
}

function tooLarge(what: string, hint: string): OctavoError {
  return new OctavoError({
    code: 'document-too-large',
    message: `${what} has more than ${BODY_LIMIT / 1024 / 1024} MiB`,
    why: 'The browser takes no more at once.',
    hint,
  });
}

class ClosedTab implements Tab {
  readonly #page: Page;
  readonly #refused = new Set<string>();
  #html: string | undefined;
  #resolve: (path: string) => Promise<Resource | undefined> = () => Promise.resolve(undefined);
  #opened = false;
  #fault: { readonly error: unknown } | undefined;

  constructor(page: Page) {
    this.#page = page;
  }

  get refused(): readonly string[] {
    return [...this.#refused];
  }

  /** Closes every way out before anything is loaded. */
  async prepare(): Promise<void> {
    const page = this.#page;
    page.setDefaultTimeout(0);
    page.setDefaultNavigationTimeout(0);
    page.on('request', (request) => void this.#answer(request));
    page.on('dialog', (dialog) => void dialog.dismiss().catch(() => undefined));
    page.on('popup', (popup) => void popup?.close().catch(() => undefined));
    await page.setJavaScriptEnabled(false);
    await page.setRequestInterception(true);
    // The policy stops most requests before interception sees them. The network log names them whole, the issue log
    // those that it leaves out: frames, media, the base address.
    const session = await page.createCDPSession();
    session.on('Network.requestWillBeSent', ({ request: { url } }) => {
      if (!url.startsWith(`${ORIGIN}/`) && !url.startsWith('data:')) this.#refuse(url);
    });
    session.on('Audits.issueAdded', ({ issue }) => {
      const address = issue.details.contentSecurityPolicyIssueDetails?.blockedURL;
      // Of other schemes it says the bare scheme only.
      if (address?.includes(':')) this.#refuse(address);
    });
    await session.send('Network.enable', { maxTotalBufferSize: 0, maxResourceBufferSize: 0 });
    await session.send('Audits.enable');
  }

  async open(html: string, resolve: (path: string) => Promise<Resource | undefined>): Promise<void> {
    if (this.#opened) throw new Error('a tab opens one document');
    this.#opened = true;
    if (Buffer.byteLength(html) > BODY_LIMIT) {
      throw tooLarge('the composed document', 'Split the publication, or move data: images into files.');
    }
    this.#html = html;
    this.#resolve = resolve;
    await this.#page.goto(`${ORIGIN}/`, { waitUntil: 'load', timeout: 0 });
    await this.#page.evaluate(async () => void (await document.fonts.ready));
    this.#throwFault();
  }

  async evaluate<A extends unknown[], R>(fn: (...args: A) => R | Promise<R>, ...args: A): Promise<R> {
    return (await this.#page.evaluate(fn as (...args: unknown[]) => unknown, ...args)) as R;
  }

  async resize(width: number, height: number): Promise<void> {
    await this.#page.setViewport({ width, height });
  }

  async emulatePrint(): Promise<void> {
    await this.#page.emulateMediaType('print');
  }

  async print(options: { tagged?: boolean; pages?: readonly number[] | undefined } = {}): Promise<Uint8Array> {
    const bytes = await this.#page.pdf({
      preferCSSPageSize: true,
      printBackground: true,
      displayHeaderFooter: false,
      outline: false,
      tagged: options.tagged ?? true,
      pageRanges: (options.pages ?? []).map((page) => page + 1).join(','),
      timeout: 0,
    });
    this.#throwFault();
    return bytes;
  }

  #refuse(address: string): void {
    if (this.#refused.size < REFUSED_LIMIT) this.#refused.add(address.slice(0, ADDRESS_LENGTH));
  }

  #throwFault(): void {
    if (this.#fault) throw this.#fault.error;
  }

  /** Answers one request from memory, or refuses it. */
  async #answer(request: HTTPRequest): Promise<void> {
    // What a document carries in itself needs no answer; the policy says where it may be used.
    if (request.url().startsWith('data:') && !request.isNavigationRequest()) return;
    try {
      const resource = await this.#find(request);
      if (resource) {
        await request.respond({
          status: 200,
          contentType: resource.type,
          headers: { 'x-content-type-options': 'nosniff', 'cache-control': 'no-store', ...resource.headers },
          body: resource.bytes,
        });
        return;
      }
      this.#refuse(request.url());
      // A navigation that is merely aborted leaves the document standing; other errors put a page of their own in its place.
      await request.abort(request.isNavigationRequest() ? 'aborted' : 'blockedbyclient');
    } catch {
      // The tab is closing: nobody waits for this answer.
    }
  }

  async #find(
    request: HTTPRequest,
  ): Promise<{ bytes: Uint8Array; type: string; headers?: Record<string, string> } | undefined> {
    const address = request.url();
    if (request.isNavigationRequest()) {
      const html = this.#html;
      if (html === undefined || request.frame() !== this.#page.mainFrame()) return undefined;
      // The document is given once: whatever navigates after it is the document's doing.
      this.#html = undefined;
      return {
        bytes: Buffer.from(html),
        type: 'text/html; charset=utf-8',
        headers: {
          'content-security-policy': POLICY,
          'referrer-policy': 'no-referrer',
          'x-dns-prefetch-control': 'off',
        },
      };
    }
    if (!address.startsWith(`${ORIGIN}/`) || request.method() !== 'GET') return undefined;
    const { pathname, search } = new URL(address);
    try {
      const resource = await this.#resolve(pathname + search);
      if (resource && resource.bytes.byteLength > BODY_LIMIT) throw tooLarge(pathname, 'Make the file smaller.');
      return resource;
    } catch (error) {
      this.#fault ??= { error };
      return undefined;
    }
  }
}
