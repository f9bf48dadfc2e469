import { parentPort } from 'node:worker_threads';
import { intake } from './intake.ts';
import type { Answer, Job } from './job.ts';
import { raster } from './raster.ts';

// Runs in a thread: one job after the other, until the thread is ended.

const port = parentPort;
if (!port) throw new Error('this module runs in a thread');

async function answer(job: Job): Promise<Answer> {
  try {
    return { result: job.kind === 'open' ? await intake(job) : await raster(job) };
  } catch (error) {
    // PDFium's module may be out of order after a trap, so that this thread does nothing more.
    return { fault: error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error) };
  }
}

port.on('message', (job: Job) => {
  void answer(job).then((result) => {
    // Only a buffer that nothing else lies in can be handed over; others are copied.
    port.postMessage(result);
  });
});
