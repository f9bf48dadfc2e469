import type { Readable, Writable } from 'node:stream';
import type { ConnectionTransport } from 'puppeteer-core';

/** The byte that ends a message on a DevTools pipe. */
const END = 0;

/** The DevTools protocol over two pipes to a child process: messages are JSON texts, each ended by a zero byte. */
export class Pipe implements ConnectionTransport {
  onmessage?: (message: string) => void;
  onclose?: () => void;
  readonly #out: Writable;
  #parts: Buffer[] = [];
  #closed = false;

  constructor(out: Writable, into: Readable) {
    this.#out = out;
    into.on('data', (chunk: Buffer) => this.#take(chunk));
    into.on('close', () => this.onclose?.());
    // A pipe that breaks also closes, which is what counts.
    into.on('error', () => undefined);
    out.on('error', () => undefined);
  }

  send(message: string): void {
    if (this.#closed) return;
    this.#out.write(message);
    this.#out.write('\0');
  }

  close(): void {
    this.#closed = true;
  }

  #take(chunk: Buffer): void {
    let start = 0;
    for (let end = chunk.indexOf(END); end >= 0; end = chunk.indexOf(END, start)) {
      this.#parts.push(chunk.subarray(start, end));
      const message = Buffer.concat(this.#parts).toString();
      this.#parts = [];
      start = end + 1;
      // Each in a turn of its own: what one message settles must run before the next is told.
      setImmediate(() => {
        if (!this.#closed) this.onmessage?.(message);
      });
    }
    if (start < chunk.length) this.#parts.push(chunk.subarray(start));
  }
}
