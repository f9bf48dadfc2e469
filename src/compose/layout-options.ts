import { z } from 'zod';
import type { Report } from '../model/diagnostic.ts';
import { editDistance } from '../model/edit-distance.ts';
import type { Span } from '../model/span.ts';

/** A JSON Schema of one option. */
type OptionSchema = Parameters<typeof z.fromJSONSchema>[0] & {
  readonly description: string;
  readonly default?: unknown;
};

/** Such a schema, or a part of it, as far as it is told in words. */
export interface Form {
  readonly anyOf?: readonly Form[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly type?: string;
  readonly minimum?: number;
  readonly maximum?: number;
}

/** The options of a layout: what a publication says that their schemas allow, else their defaults. What they do not allow is reported at its place. */
export function checkOptions(
  given: Readonly<Record<string, unknown>>,
  schemas: Readonly<Record<string, OptionSchema>>,
  place: (name: string) => Span,
  report: Report,
): Record<string, unknown> {
  const options: Record<string, unknown> = Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => [name, schema.default]),
  );
  for (const [name, value] of Object.entries(given)) {
    const schema = schemas[name];
    const span = place(name);
    if (!schema) {
      report({
        severity: 'warning',
        code: 'layout-option-unknown',
        message: `the layout has no option “${name}”`,
        span,
        hint: `Did you mean “${closest(name, Object.keys(schemas))}”?`,
      });
      continue;
    }
    const result = z.fromJSONSchema(schema).safeParse(value);
    if (result.success) options[name] = value;
    else {
      report({
        severity: 'error',
        code: 'layout-option-invalid',
        message: `option “${name}” is ${JSON.stringify(value)}, but must be ${formOf(schema as Form) ?? 'otherwise'}`,
        span,
        why: schema.description,
        hint: `The default is ${JSON.stringify(schema.default)}.`,
      });
    }
  }
  return options;
}

/** The known name nearest to a misspelt one. */
export function closest(name: string, known: readonly string[]): string {
  const word = name.slice(0, 40).toLowerCase();
  return known.toSorted((a, b) => editDistance(word, a) - editDistance(word, b))[0] ?? '';
}

/** What a schema allows, in words; undefined where it says more than these know. */
export function formOf({ anyOf, const: only, enum: words, type, minimum, maximum }: Form): string | undefined {
  if (only !== undefined) return JSON.stringify(only);
  if (anyOf) return anyOf.map((each) => formOf(each) ?? 'another form').join(', or ');
  if (words) return `one of ${words.map(String).join(', ')}`;
  if (type === 'boolean') return 'true or false';
  if (type === 'string') return 'text';
  if (type === 'object') return 'a block of keys';
  if (type !== 'integer') return undefined;
  return minimum === undefined || maximum === undefined
    ? 'a whole number'
    : `a whole number from ${minimum} to ${maximum}`;
}
