import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { layoutSchema } from '../src/compose/layout.ts';
import { formOf, type Form } from '../src/compose/layout-options.ts';
import { EDITIONS } from '../src/config/editions.ts';
import { expectation, inlineYaml, jsonSchema, type SchemaNode } from '../src/config/json-schema.ts';
import { frontMatterSchema, publicationSchema } from '../src/config/schema.ts';
import { profileSchema } from '../src/preflight/profile.ts';

/** A file that has the project's formatting. */
const CONFIGURED = fileURLToPath(import.meta.url);
const FROM = 'from the descriptions in `src/config/schema.ts` by `npm run schema`; a test fails when they are stale';

/** Everything that is generated from the schemas: path relative to the repository and text. */
export async function generatedFiles(): Promise<ReadonlyMap<string, string>> {
  const publication = jsonSchema(publicationSchema);
  const frontMatter = jsonSchema(frontMatterSchema);
  const schemas = [
    ['assets/schema/publication.schema.json', 'publication.yaml of Octavo', publication],
    [
      'assets/schema/front-matter.schema.json',
      'Front matter of a Markdown file that Octavo builds by itself',
      frontMatter,
    ],
    [
      'assets/schema/preflight-profile.schema.json',
      'A profile for octavo preflight --profile FILE.json',
      jsonSchema(profileSchema),
    ],
    ['assets/schema/layout.schema.json', 'layout.json of a layout of Octavo', jsonSchema(layoutSchema)],
  ] as const;
  const files = new Map<string, string>();
  for (const [path, title, schema] of schemas) {
    files.set(path, await pretty(JSON.stringify({ ...forEditors(schema), title }), 'json'));
  }
  files.set('assets/schema/README.md', await pretty(README, 'markdown'));
  files.set('docs/options.md', await pretty(options(publication, await layoutOptions()), 'markdown'));
  return files;
}

const README = `
# Schemas for editors

JSON Schemas (draft 7) of what a person writes for Octavo, generated ${FROM}.

| file | describes |
| --- | --- |
| \`publication.schema.json\` | \`publication.yaml\` |
| \`front-matter.schema.json\` | the front matter of a Markdown file that is a publication by itself |
| \`layout.schema.json\` | a layout's \`layout.json\`, generated from \`src/compose/layout.ts\` |
| \`preflight-profile.schema.json\` | a profile for \`octavo preflight --profile FILE.json\`, generated from \`src/preflight/profile.ts\` |

In VS Code with the YAML extension, put this line at the top of a \`publication.yaml\` to complete and check its keys:

\`\`\`yaml
# yaml-language-server: $schema=./node_modules/octavo/assets/schema/publication.schema.json
\`\`\`

Every option with its type, default and an example is in \`docs/options.md\`.
`;

/** Layouts that come with Octavo, those that others extend first. */
const LAYOUTS = ['base', 'report', 'article', 'packet'] as const;

/** The options of every layout, a table each. */
async function layoutOptions(): Promise<string> {
  const tables = LAYOUTS.map(async (layout) => {
    const file = fileURLToPath(new URL(`../layouts/${layout}/layout.json`, import.meta.url));
    const { options: own = {} } = JSON.parse(await readFile(file, 'utf8')) as {
      options?: Record<string, Form & { description: string; default: unknown }>;
    };
    const rows = Object.entries(own).map(
      ([name, option]) =>
        `| \`${name}\` | ${formOf(option) ?? ''} | \`${inlineYaml(option.default)}\` | ${cell(option.description)} |`,
    );
    const whose = layout === 'base' ? 'Of every layout' : `Of \`${layout}\``;
    return rows.length === 0
      ? ''
      : `${whose}:\n\n| option | is | default | means |\n| --- | --- | --- | --- |\n${rows.join('\n')}\n`;
  });
  return (await Promise.all(tables)).filter(Boolean).join('\n');
}

function options(schema: SchemaNode, ofLayouts: string): string {
  const all = Object.entries(schema.properties ?? {});
  const keys = all.filter(([, node]) => !isAlias(node));
  const aliases = all
    .filter(([, node]) => isAlias(node))
    .map(([name, { description = '' }]) => `- \`${name}\`: ${description}`);
  const required = ['parts'];
  const sections = keys.map(([name, node]) => section(name, node, required.includes(name)));
  const editions = EDITIONS.map(
    ({ name, ppi, quality, linearise }) => `| \`${name}\` | ${ppi} | ${quality} | ${linearise ? 'yes' : 'no'} |`,
  );
  return `
# Options

What a \`publication.yaml\` may say. A Markdown file that is built by itself says the same in its front matter, except
\`parts\`. This page is generated ${FROM}.

Where several places speak, the later one wins: defaults, \`publication.yaml\` or front matter, command line. A key that is
not known is a warning (an error where it may have been meant to keep something back, as \`close: true\`), a value of the wrong kind
an error; both name line and column.

${sections.join('\n')}
## Options of the layouts

What may stand under \`options\`, as in \`options: { dividers: all, chapters: recto }\`. What a layout says of an option that every layout has
wins.

${ofLayouts}
## Other spellings

${aliases.join('\n')}

## Built-in editions

| edition | ppi | quality | linearised |
| --- | ---: | ---: | --- |
${editions.join('\n')}

Without \`editions\`, and without \`--edition\` on the command line, \`web\` is built.

## Front matter of parts

Of the front matter of a file that is a part of a \`publication.yaml\`, only \`title\` is used, and a \`title\` beside
\`markdown\` in \`parts\` wins over it.
`;
}

function isAlias({ description }: SchemaNode): boolean {
  return /^Another (?:spelling|name) /.test(description ?? '');
}

function section(name: string, node: SchemaNode, required: boolean): string {
  const example = node.examples?.[0];
  const facts = [
    `**Is** ${expectation(node)}.`,
    required ? '**Required** in `publication.yaml`.' : '',
    node.default === undefined ? '' : `**Default:** \`${inlineYaml(node.default)}\`.`,
  ];
  const nested = [node, ...(node.anyOf ?? []), ...inner(node)].flatMap((each) => Object.entries(each.properties ?? {}));
  const rows = nested.map(
    ([key, child]) =>
      `| \`${key}\` | ${expectation(child)} | ${child.default === undefined ? '' : `\`${inlineYaml(child.default)}\``} | ${cell(child.description)} | ${child.examples ? `\`${inlineYaml(child.examples[0])}\`` : ''} |`,
  );
  return `## \`${name}\`

${node.description ?? ''}

${facts.filter(Boolean).join(' ')}

\`\`\`yaml
${example === undefined ? `${name}:` : `${name}: ${inlineYaml(example)}`}
\`\`\`
${rows.length > 0 ? `\n| key | is | default | means | example |\n| --- | --- | --- | --- | --- |\n${rows.join('\n')}\n` : ''}`;
}

/** Schemas of the entries of a list or of a block with free names. */
function inner(node: SchemaNode): readonly SchemaNode[] {
  const entries = [node.items, typeof node.additionalProperties === 'object' ? node.additionalProperties : undefined];
  return entries.flatMap((entry) => (entry ? [entry, ...(entry.anyOf ?? [])] : []));
}

function cell(text = ''): string {
  return text.replaceAll('|', '\\|');
}

/** The schema with our `expected` as the message that editors show. */
function forEditors(node: SchemaNode): object {
  const schema: unknown = JSON.parse(JSON.stringify(node), (key, value: unknown) => {
    if (typeof value !== 'object' || value === null || !('expected' in value) || key === 'properties') return value;
    const { expected, ...rest } = value as { expected: string };
    return { ...rest, errorMessage: `Must be ${expected}.` };
  });
  return schema as object;
}

async function pretty(text: string, parser: 'json' | 'markdown'): Promise<string> {
  return format(text, { ...(await resolveConfig(CONFIGURED)), parser });
}
