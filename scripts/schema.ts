import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generatedFiles } from './options.ts';

// Writes what is generated from the schemas of src/config: `npm run schema`.

for (const [path, text] of await generatedFiles()) {
  const full = fileURLToPath(new URL(`../${path}`, import.meta.url));
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(full, text);
}
