import { stringify } from 'yaml';
import { z } from 'zod';

/** The part of JSON Schema (draft 7) that our schemas use, with `expected` beside it. */
export interface SchemaNode {
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly description?: string;
  readonly examples?: readonly unknown[];
  readonly default?: unknown;
  /** Finishes the sentence “… must be …”. */
  readonly expected?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly additionalProperties?: SchemaNode | boolean;
  readonly propertyNames?: SchemaNode;
  readonly items?: SchemaNode;
  readonly anyOf?: readonly SchemaNode[];
  /** `#/definitions/<name>`: the schema that {@link definitions} of the root has under this name. */
  readonly $ref?: string;
  readonly definitions?: Readonly<Record<string, SchemaNode>>;
}

/** The JSON Schema of what a person writes. Entries of an outermost list are written out; where such an entry holds its like, a reference stays. */
export function jsonSchema(schema: z.ZodType): SchemaNode {
  const root = z.toJSONSchema(schema, { target: 'draft-7', io: 'input' }) as SchemaNode;
  return {
    ...root,
    ...(root.properties && {
      properties: Object.fromEntries(
        Object.entries(root.properties).map(([key, node]) => [
          key,
          node.items?.$ref === undefined ? node : { ...node, items: referred(root, node.items) },
        ]),
      ),
    }),
  };
}

/** What a reference stands for; any other schema is itself. */
function referred(root: SchemaNode, node: SchemaNode): SchemaNode {
  const name = /^#\/definitions\/(.+)$/.exec(node.$ref ?? '')?.[1];
  return name === undefined ? node : (root.definitions?.[name] ?? {});
}

/** The schema of the value at a path, as far as the schema tells; `{}` where it says nothing. */
export function schemaAt(root: SchemaNode, path: readonly (string | number)[]): SchemaNode {
  let node = root;
  for (const step of path) {
    const candidates: readonly SchemaNode[] = [node, ...(node.anyOf ?? [])];
    const next = candidates.map((candidate) => child(candidate, step)).find((found) => found !== undefined);
    if (!next) return {};
    node = referred(root, next);
  }
  return node;
}

function child(node: SchemaNode, step: string | number): SchemaNode | undefined {
  if (typeof step === 'number') return node.items;
  if (node.properties && Object.hasOwn(node.properties, step)) return node.properties[step];
  return typeof node.additionalProperties === 'object' ? node.additionalProperties : undefined;
}

/** The keys a block with this schema may have. */
export function knownKeys(node: SchemaNode): readonly string[] {
  return [node, ...(node.anyOf ?? [])].flatMap((each) => Object.keys(each.properties ?? {}));
}

/** What a value must be, in words that finish “… must be …”. */
export function expectation(node: SchemaNode): string {
  if (node.expected !== undefined) return node.expected;
  const { type, minimum, maximum } = node;
  switch (type) {
    case 'boolean':
      return 'true or false';
    case 'integer':
      return minimum !== undefined && maximum !== undefined
        ? `a whole number from ${minimum} to ${maximum}`
        : 'a whole number';
    case 'number':
      return 'a number';
    case 'string':
      return 'text';
    case 'array':
      return 'a list';
    case 'object':
      return 'a block of keys';
    default:
      return 'something else';
  }
}

/** A value as YAML on one line: `{ ppi: 200 }`, `[a, b]`. */
export function inlineYaml(value: unknown): string {
  return stringify(value, { collectionStyle: 'flow', lineWidth: 0, flowCollectionPadding: true }).trim();
}
