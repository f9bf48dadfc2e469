import type { z } from 'zod';
import type { Report } from '../model/diagnostic.ts';
import { expectation, inlineYaml, jsonSchema, knownKeys, schemaAt, type SchemaNode } from './json-schema.ts';
import { nearest } from './near.ts';
import type { ParsedYaml, Path } from './yaml.ts';

/** Characters of a wrong value that a message repeats. */
const SHOWN_LENGTH = 40;
/** Rounds of checking: the first finds all unknown keys a person wrote, the second checks what is left, the third never comes. */
const ROUNDS = 3;

type Issue = z.core.$ZodIssue;

/**
 * Checks parsed YAML against a schema and reports everything that is wrong with it: an unknown key is a warning and is left out, a wrong value
 * an error. Returns the checked value, or undefined when there was an error.
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
        for (const key of issue.keys) reportUnknown(parsed, described, path, key, report);
        drop(parsed.value, path, issue.keys);
      } else {
        failed = true;
        reportWrong(parsed, described, path, issue, report);
      }
    }
    if (failed) return undefined;
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

function reportUnknown(parsed: ParsedYaml, root: SchemaNode, path: Path, key: string, report: Report): void {
  const known = knownKeys(schemaAt(root, path));
  const near = nearest(key, known);
  report({
    severity: 'warning',
    code: 'config-key-unknown',
    message: `there is no key “${key}”${path.length > 0 ? ` in ${pathName(path)}` : ''}`,
    span: parsed.place([...path, key], 'key'),
    why: 'A key that is not known has no effect.',
    hint:
      near === undefined ? 'Take it away, or look for the right key in docs/options.md.' : `Did you mean “${near}”?`,
  });
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
