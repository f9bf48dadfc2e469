import type { z } from 'zod';
import type { Report } from '../model/diagnostic.ts';
import { expectation, inlineYaml, jsonSchema, knownKeys, schemaAt, type SchemaNode } from './json-schema.ts';
import { nearest } from './near.ts';
import type { ParsedYaml, Path } from './yaml.ts';

/** Characters of a wrong value that a message repeats. */
const SHOWN_LENGTH = 40;
/** Rounds of checking: the first finds all unknown keys a person wrote, the second checks what is left, the third never comes. */
const ROUNDS = 3;

/** Rounds of taking out what is wrong: a block that is left without a key that it must have is the second. */
const MENDS = 6;
/** Keys that keep something from somebody: what they were meant to keep back would be in a file if they were written otherwise and went unheard. */
const GUARDS: readonly string[] = ['closed', 'leaveOut', 'pages', 'encrypt', 'open', 'owner', 'permissions'];
/** Blocks all of whose keys do. */
const GUARD_BLOCKS: readonly string[] = ['leaveOut', 'encrypt'];

type Issue = z.core.$ZodIssue;

/**
 * Checks parsed YAML against a schema and reports everything that is wrong with it: an unknown key is a warning and is left out, an error
 * where it may have been meant to keep something back; so is a wrong value. Returns the checked value, or undefined when there was an error.
 */
export function check<T>(parsed: ParsedYaml, schema: z.ZodType<T>, report: Report): T | undefined {
  let described: SchemaNode | undefined;
  for (let round = 0; round < ROUNDS; round++) {
    const result = schema.safeParse(parsed.value);
    if (result.success) return result.data;
    described ??= jsonSchema(schema);
    let failed = false;
    for (const issue of result.error.issues.flatMap((each) => flatten(each, []))) {
      const path = issue.path.map((step) => (typeof step === 'number' ? step : String(step)));
      if (issue.code === 'unrecognized_keys') {
        const meant = issue.keys.map((key) => reportUnknown(parsed, described!, path, key, report));
        drop(parsed.value, path, issue.keys);
        if (meant.includes('closed')) close(parsed.value, path);
      } else {
        failed = true;
        reportWrong(parsed, described, path, issue, report);
      }
    }
    if (failed) return undefined;
  }
  return undefined;
}

/**
 * The value without what {@link check} found wrong in it, so that all else that is to be told is told at once; undefined when nothing
 * is left that could be checked.
 */
export function mendable<T>(parsed: ParsedYaml, schema: z.ZodType<T>): T | undefined {
  for (let round = 0; round < MENDS; round++) {
    const result = schema.safeParse(parsed.value);
    if (result.success) return result.data;
    for (const { path: steps } of result.error.issues.flatMap((each) => flatten(each, []))) {
      let path = steps.map((step) => (typeof step === 'number' ? step : String(step)));
      // What lacks a key that it must have goes as a whole.
      while (path.length > 1 && valueAt(parsed.value, path) === undefined) path = path.slice(0, -1);
      const [around, last] = [path.slice(0, -1), path.at(-1)];
      const block = valueAt(parsed.value, around);
      // Entries of lists keep their places by something that says nothing.
      if (typeof last === 'number' && Array.isArray(block)) block[last] = { divider: '' };
      else if (last !== undefined) drop(parsed.value, around, [String(last)]);
      if (last === 'closed') close(parsed.value, around);
    }
  }
  return undefined;
}

/** Replaces a union's issue by those of the form that the value was meant to have, when it can be told. */
function flatten(issue: Issue, base: Path): Issue[] {
  const path = [...base, ...issue.path] as PropertyKey[];
  if (issue.code === 'invalid_union') {
    const meant = issue.errors.find((errors) =>
      errors.every((e) => e.path.length > 0 || e.code === 'unrecognized_keys'),
    );
    if (meant) return meant.flatMap((each) => flatten(each, path as Path));
  }
  return [{ ...issue, path }];
}

function reportUnknown(
  parsed: ParsedYaml,
  root: SchemaNode,
  path: Path,
  key: string,
  report: Report,
): string | undefined {
  const known = knownKeys(schemaAt(root, path));
  const near = nearest(key, known);
  const guards = isGuard(path, near ?? key);
  report({
    severity: guards ? 'error' : 'warning',
    code: 'config-key-unknown',
    message: `there is no key “${key}”${path.length > 0 ? ` in ${pathName(path)}` : ''}`,
    span: parsed.place([...path, key], 'key'),
    why: guards
      ? 'A key that is not known has no effect: what it is to keep back would be in the file.'
      : 'A key that is not known has no effect.',
    hint:
      near === undefined
        ? 'Take it away, or look for the right key in docs/options.md.'
        : near === key
          ? 'Take it away, or what stands beside it: they do not go together.'
          : `Did you mean “${near}”?`,
  });
  return near;
}

/** Whether a key is meant to keep something from somebody. */
function isGuard(path: Path, key: string): boolean {
  if (path[0] === 'outline') return false;
  return GUARDS.includes(key) || path.some((step) => typeof step === 'string' && GUARD_BLOCKS.includes(step));
}

function reportWrong(parsed: ParsedYaml, root: SchemaNode, path: Path, issue: Issue, report: Report): void {
  const node = schemaAt(root, path);
  const value = valueAt(parsed.value, path);
  const last = path.at(-1);
  const example = node.examples?.[0];
  const written = example === undefined ? undefined : inlineYaml(example);
  const hint =
    written === undefined
      ? undefined
      : `Write for example “${typeof last === 'number' ? '- ' : `${String(last)}: `}${written}”.`;
  if (value === undefined) {
    report({
      severity: 'error',
      code: 'config-key-missing',
      message: `${pathName(path)} is missing`,
      span: parsed.place(path.slice(0, -1), 'value'),
      ...(hint === undefined ? {} : { hint }),
    });
    return;
  }
  if (value === null) {
    report({
      severity: 'error',
      code: 'config-value-wrong',
      message: `${pathName(path)} is empty, but must be ${expectation(node)}`,
      span: parsed.place(path, 'key'),
      hint: 'Give it a value, in quotation marks when it begins with #: YAML takes that for a comment.',
    });
    return;
  }
  if (issue.code === 'invalid_key') {
    const block = path.slice(0, -1);
    report({
      severity: 'error',
      code: 'config-value-wrong',
      message: `the name “${String(last)}” in ${pathName(block)} must be ${expectation(schemaAt(root, block).propertyNames ?? {})}`,
      span: parsed.place(path, 'key'),
    });
    return;
  }
  report({
    severity: 'error',
    code: 'config-value-wrong',
    message: `${pathName(path)} must be ${expectation(node)}, but is ${shown(value)}`,
    span: parsed.place(path, 'value'),
    ...(hint === undefined ? {} : { hint }),
  });
}

/** `“editions.print.ppi”`, `entry 2 of “parts”`, `“markdown” in entry 2 of “parts”`. */
function pathName(path: Path): string {
  const index = path.findLastIndex((step) => typeof step === 'number');
  const keys = path.slice(index + 1);
  const named = keys.length > 0 ? `“${keys.join('.')}”` : '';
  if (index < 0) return named;
  const entry = `entry ${Number(path[index]) + 1} of ${pathName(path.slice(0, index))}`;
  return named ? `${named} in ${entry}` : entry;
}

function valueAt(value: unknown, path: Path): unknown {
  let at = value;
  for (const step of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, step)) return undefined;
    at = (at as Record<string | number, unknown>)[step];
  }
  return at;
}

/** Lets a block count as closed of which its author seems to have meant so: nothing more is said of it. */
function close(value: unknown, path: Path): void {
  const block = valueAt(value, path);
  if (typeof block === 'object' && block !== null && !Object.hasOwn(block, 'closed'))
    Object.assign(block, { closed: true });
}

function drop(value: unknown, path: Path, keys: readonly string[]): void {
  const block = valueAt(value, path);
  if (typeof block !== 'object' || block === null) return;
  for (const key of keys) delete (block as Record<string, unknown>)[key];
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return value.length > 0 ? 'a list' : 'an empty list';
  if (typeof value === 'object') {
    const keys = Object.keys(value ?? {}).map((key) => `“${key}”`);
    return keys.length > 0 ? `a block with ${keys.join(', ')}` : 'an empty block';
  }
  const text = (typeof value === 'string' ? value : JSON.stringify(value)).replaceAll(/\s+/g, ' ');
  if (text === '') return 'empty';
  return `“${text.length > SHOWN_LENGTH ? `${text.slice(0, SHOWN_LENGTH - 1)}…` : text}”`;
}
