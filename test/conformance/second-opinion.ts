import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fetchLibraries, findJava, runJava } from '../../src/validate/java.ts';
import { testCache } from '../harness/press.ts';

const SOURCES: string = fileURLToPath(new URL('pdfbox/', import.meta.url));
const { env: environment } = process;

/**
 * What PDF/A-1b, the one standard that PDFBox Preflight knows, forbids and PDF/A-2 does not. All else that it looks at is the same in both: faces
 * and their widths, colours, annotations, actions, metadata, streams, the trailer.
 */
const ALLOWED_SINCE: readonly RegExp[] = [
  // Cross-reference streams (PDF 1.5).
  /^1\.4 .*XRef cross reference streams are not allowed/,
  // Profiles of version 4 (ISO 19005-2, 6.2.3).
  /^2\.1\.6 .*Invalid version of the ICCProfile/,
  // CIDSet may be left out (6.2.11.4.2).
  /^3\.1\.11 .*The CIDSet entry is missing/,
  // Numbers beyond 32767 (6.1.13).
  /^1\.0\.6 .*Invalid float range/,
  // Transparency (6.2.10).
  /^(?:2\.2\.\d Invalid graphics transparency|4\.\d\.\d Transparency error)/,
  // Authors as a list of several; PDF/A-2 no longer compares Info with XMP (6.6.3).
  /^7\.2 .*Author\(s\) must be represented by a single entry/,
  // The claim itself.
  /^7\.11\.2 .*part must be 1/,
];

/**
 * What Apache PDFBox Preflight, which shares neither parser nor rules with veraPDF, finds in PDF/A-2 files that is wrong there too; a list for
 * each file.
 */
export async function secondOpinion(paths: readonly string[]): Promise<readonly (readonly string[])[]> {
  const java = await findJava(environment);
  if (typeof java === 'string') throw new Error(java);
  const libraries = await fetchLibraries(join(SOURCES, 'pom.xml'), { cache: testCache, environment });
  const { lines, end } = await runJava(
    {
      java: java.path,
      classPath: join(libraries, '*'),
      source: join(SOURCES, 'SecondOpinion.java'),
      parameters: [],
      environment,
    },
    paths,
  );
  if (lines.length !== paths.length)
    throw new Error(`PDFBox Preflight judged ${lines.length} of ${paths.length} files: ${end}`);
  return lines.map((line) =>
    (JSON.parse(line) as { readonly findings: readonly string[] }).findings.filter(
      (finding) => !ALLOWED_SINCE.some((allowed) => allowed.test(finding)),
    ),
  );
}
