import { styleText } from 'node:util';

/** What a command needs of the process around it; tests give their own. */
export interface Terminal {
  readonly stdout: Sink;
  readonly stderr: Sink;
  /** Absolute path of the working folder. */
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Where text goes. */
export interface Sink {
  write(text: string): unknown;
  /** True for a screen. */
  readonly isTTY?: boolean | undefined;
  /** Width of the screen in characters. */
  readonly columns?: number | undefined;
}

/** Colours that diagnostics and results use, by meaning. */
export type Style = 'red' | 'yellow' | 'cyan' | 'green' | 'dim' | 'bold';

/** Text in a style where the sink is a screen that wants colour (no-color.org), else as it is. */
export function styled(text: string, style: Style, sink: Sink, environment: Terminal['environment']): string {
  const colour = sink.isTTY === true && !environment['NO_COLOR'] && environment['TERM'] !== 'dumb';
  return colour ? styleText(style, text, { validateStream: false }) : text;
}

/**
 * Text that does nothing to a terminal: control characters and those that turn the writing direction become visible. Messages repeat what
 * documents say, and a document could otherwise move the cursor or hide words.
 */
export function printable(text: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  return text.replaceAll(/[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/g, '·');
}

/** A size for people: `812 bytes`, `34 KB`, `1.2 MB` (decimal units, as file managers show). */
export function size(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  if (bytes < 1e6) return `${Math.round(bytes / 1000)} KB`;
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

/** A duration for people: `0.4 s`. */
export function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}
