import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { jsonSchema, schemaAt, type SchemaNode } from '../../src/config/json-schema.ts';
import { frontMatterSchema, publicationSchema } from '../../src/config/schema.ts';
import { generatedFiles } from '../../scripts/options.ts';

const generated = await generatedFiles();

test.each([...generated.keys()])('%s is what npm run schema writes', (path) => {
  expect(readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')).toBe(generated.get(path));
});

describe('every key', () => {
  const leaves = (node: SchemaNode, path: string): readonly (readonly [string, SchemaNode])[] =>
    [node, ...(node.anyOf ?? []), ...(node.items ? [node.items, ...(node.items.anyOf ?? [])] : [])].flatMap((each) => [
      ...Object.entries(each.properties ?? {}).flatMap(([key, child]) => [
        [`${path}${key}`, child] as const,
        ...leaves(child, `${path}${key}.`),
      ]),
      ...(typeof each.additionalProperties === 'object' ? leaves(each.additionalProperties, `${path}*.`) : []),
    ]);

  test.each(leaves(jsonSchema(publicationSchema), ''))(
    '%s is described and has an example that passes',
    (path, node) => {
      expect(node.description).toBeTruthy();
      expect(node.examples?.length).toBeGreaterThan(0);
      if (path.includes('.')) return;
      const { success } = publicationSchema.safeParse({ parts: ['a.md'], [path]: node.examples![0] });
      expect(success).toBe(true);
    },
  );
});

test('front matter has all keys but parts and recipients', () => {
  const keys = Object.keys(jsonSchema(publicationSchema).properties!);
  expect(Object.keys(jsonSchema(frontMatterSchema).properties!)).toEqual(
    keys.filter((key) => !['parts', 'recipients'].includes(key)),
  );
});

test('a schema is found by path, through lists and free names', () => {
  const root = jsonSchema(publicationSchema);
  expect(schemaAt(root, ['editions', 'draft', 'ppi']).type).toBe('integer');
  expect(schemaAt(root, ['parts', 3, 'title']).type).toBe('string');
  expect(schemaAt(root, ['nowhere', 'at', 'all'])).toEqual({});
});
