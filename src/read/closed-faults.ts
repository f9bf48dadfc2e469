import { closedBlocks, type ClosedFault } from '../model/closed-block.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { ReportAt } from './mark.ts';

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
};

/** Reports what is wrong with the closed blocks of a text whose first line is `line` of its file. */
export function reportClosed(body: string, line: number, report: ReportAt): void {
  if (!body.includes(':::')) return;
  for (const fault of closedBlocks(body.split('\n')).faults)
    report(FAULTS[fault.kind], { line: line + fault.line, column: 1 });
}
