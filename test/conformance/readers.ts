import { execFile } from 'node:child_process';
import { getDocument, VerbosityLevel } from 'pdfjs-dist/legacy/build/pdf.mjs';

/** Programs that read a file from one end to the other and complain of what they do not like. */
const PROGRAMS: readonly (readonly [program: string, parameters: readonly string[]])[] = [
  ['qpdf', ['--check']],
  ['pdfinfo', ['-struct']],
  ['mutool', ['draw', '-q', '-F', 'stext', '-o', process.platform === 'win32' ? 'NUL' : '/dev/null']],
];
/** Longest output of a program: the structure of a thousand pages is 30 MB. */
const OUTPUT_LIMIT = 1 << 28;
/**
 * What a program says that is no complaint of the file: qpdf’s good word, a MuPDF that was built without colour management, a Poppler that knows
 * no types of PDF 2.0, nor that its lists can be of descriptions and its text be raised (ISO 32000-2, tables 379 and 382).
 */
const NO_COMPLAINT =
  /^(?:checking |PDF Version|File is |No syntax or stream encoding errors|errors that qpdf cannot detect|Syntax Error: StructElem object is wrong type \((?:Aside|Em|FENote|Strong|Sub|Title)\)|Syntax Warning: Attribute ListNumbering value is of wrong type \(name\)$|Syntax Warning: Wrong Attribute 'TextPosition' in element Span$|warning: ICC support is not available|$)/;

/** What qpdf, Poppler and MuPDF complain of in a file. A program that is not installed says nothing. */
export async function complaints(path: string): Promise<readonly string[]> {
  return (await Promise.all(PROGRAMS.map(([program, parameters]) => saidBy(program, [...parameters, path])))).flat();
}

function saidBy(program: string, parameters: readonly string[]): Promise<readonly string[]> {
  return new Promise((resolve) => {
    execFile(program, parameters, { encoding: 'utf8', maxBuffer: OUTPUT_LIMIT }, (error, stdout, stderr) => {
      if (error?.code === 'ENOENT') return resolve([]);
      const said = `${stderr}${program === 'qpdf' ? stdout : ''}`.split('\n');
      const lines = said.filter((line) => !NO_COMPLAINT.test(line));
      const end = error === null ? [] : [`ended with ${error.code ?? error.signal}`];
      resolve([...lines, ...end].map((line) => `${program}: ${line}`));
    });
  });
}

/** What pdf.js warns of while it reads structure and content of every page. */
export async function warnings(bytes: Uint8Array): Promise<readonly string[]> {
  const said: string[] = [];
  const { log, warn } = console;
  const hear = (...words: readonly unknown[]): void => void said.push(words.join(' '));
  [console.log, console.warn] = [hear, hear];
  try {
    // The library takes the bytes over, so it gets a copy.
    const task = getDocument({ data: Uint8Array.from(bytes), verbosity: VerbosityLevel.WARNINGS, stopAtErrors: true });
    const document = await task.promise;
    for (let number = 1; number <= document.numPages; number++) {
      const page = await document.getPage(number);
      await page.getStructTree();
      await page.getAnnotations();
      await page.getOperatorList();
    }
    await task.destroy();
  } finally {
    [console.log, console.warn] = [log, warn];
  }
  return said;
}
