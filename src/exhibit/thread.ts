import { serveJobs } from '../threads.ts';
import { intake } from './intake.ts';
import type { Job } from './job.ts';
import { raster } from './raster.ts';

serveJobs(async (message) => {
  const job = message as Job;
  return job.kind === 'open' ? intake(job) : raster(job);
});
