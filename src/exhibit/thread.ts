import { serveJobs } from '../world/threads.ts';
import { grounds } from './grounds.ts';
import { intake } from './intake.ts';
import type { Job } from './job.ts';
import { comparePages, look } from './look.ts';
import { raster } from './raster.ts';

serveJobs(async (message) => {
  const job = message as Job;
  switch (job.kind) {
    case 'open':
      return intake(job);
    case 'raster':
      return raster(job);
    case 'look':
      return look(job);
    case 'compare':
      return comparePages(job);
    case 'grounds':
      return grounds(job);
  }
});
