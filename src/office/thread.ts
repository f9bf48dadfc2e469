import { serveJobs } from '../world/threads.ts';
import { convertDelimited } from './delimited.ts';
import { Refused, type OfficeAnswer, type OfficeJob } from './job.ts';
import { convertWord } from './word.ts';
import { convertWorkbook } from './workbook.ts';

const CONVERTERS = { docx: convertWord, xlsx: convertWorkbook, csv: convertDelimited } as const;

serveJobs(async (message): Promise<OfficeAnswer> => {
  const { format, bytes, lang } = message as OfficeJob;
  try {
    return await CONVERTERS[format](bytes, lang);
  } catch (error) {
    if (error instanceof Refused) return { findings: [error.finding] };
    throw error;
  }
});
