import { OctavoError } from '../../src/model/diagnostic.ts';
import type { Fault } from '../../src/validate/verdict.ts';
import { fetchVeraPdf, findVeraPdf, judgeFiles, type Job, type VeraPdf } from '../../src/validate/verapdf.ts';
import { testCache } from '../harness/press.ts';

const place = { cache: testCache, environment: process.env };

/** What veraPDF says of one file by one standard. */
interface Judgement extends Job {
  readonly passes: boolean;
  /** A line for each rule that is broken. */
  readonly faults: readonly string[];
}

/** veraPDF, fetched where Java and Maven are; else in words why it cannot be asked here. */
async function veraPdf(): Promise<VeraPdf | string> {
  const found = await findVeraPdf(place);
  if (typeof found !== 'string') return found;
  try {
    await fetchVeraPdf(place);
  } catch (error) {
    if (error instanceof OctavoError) return `${found}; ${error.diagnostic.message}`;
    throw error;
  }
  return findVeraPdf(place);
}

/** Why files cannot be judged here; undefined when they can. */
export async function whyNot(): Promise<string | undefined> {
  const found = await veraPdf();
  return typeof found === 'string' ? found : undefined;
}

/** Judges files, all in one Java machine. */
export async function judge(jobs: readonly Job[]): Promise<Judgement[]> {
  const found = await veraPdf();
  if (typeof found === 'string') throw new Error(found);
  return (await judgeFiles(found, jobs)).map(({ passes, faults, error }, i) => ({
    ...jobs[i]!,
    passes,
    faults: error === undefined ? faults.map((fault) => faultText(fault)) : [error],
  }));
}

/** What veraPDF has to say against files, a line for each rule that is broken. */
export async function complaints(jobs: readonly Job[]): Promise<string[]> {
  return (await judge(jobs)).flatMap(({ standard, faults }) => faults.map((fault) => `${standard}: ${fault}`));
}

function faultText({ clause, test, message, count, places }: Fault): string {
  return `${clause}-${test} (${count} times, first at ${JSON.stringify(places[0])}): ${message}`;
}
