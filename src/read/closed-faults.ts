import { closedBlocks, type ClosedFault } from '../model/closed-block.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { SplitSource } from '../model/front-matter.ts';
import type { ReportAt } from './mark.ts';
import { shownCode } from './shown-code.ts';

/** Errors all: where closed text ends must not be guessed. */
const FAULTS: Readonly<Record<ClosedFault['kind'], Omit<Diagnostic, 'span'>>> = {
  unclosed: {
    severity: 'error',
    code: 'closed-unclosed',
    message: 'nothing ends this closed block, so all that follows in the file is taken for closed',
    hint: 'Write a line “:::” where it ends.',
  },
  stray: {
    severity: 'error',
    code: 'closed-stray-end',
    message: 'this line “:::” ends nothing',
    why: 'A closed block may have ended before its author meant it to.',
    hint: 'Begin a block before it, or take it away.',
  },
  misspelt: {
    severity: 'error',
    code: 'closed-misspelt',
    message: 'this block is not “closed”, but nearly so',
    why: 'What it holds would be in every edition.',
    hint: 'Write “::: closed”.',
  },
  inside: {
    severity: 'error',
    code: 'closed-inside',
    message: 'these colons begin no closed block, for they are part of something else',
    why: 'What is meant to be closed would be in every edition.',
    hint: 'Let “::: closed” and “:::” stand on lines of their own, around the whole table, heading or paragraph.',
  },
};

/** Reports what is wrong with the closed blocks of a file's text, and those that stand in its front matter, which has none. */
export function reportClosed({ yaml = '', yamlLine, body, bodyLine }: SplitSource, report: ReportAt): void {
  for (const { first } of closedBlocks(yaml.split('\n')).blocks)
    report(FAULTS.inside, { line: yamlLine + first, column: 1 });
  if (!body.includes(':::')) return;
  for (const fault of closedBlocks(body.split('\n'), shownCode(body)).faults)
    report(FAULTS[fault.kind], { line: bodyLine + fault.line, column: 1 });
}
