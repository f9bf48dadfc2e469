import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import { cacheFolder } from '../world.ts';
import { EXIT } from './command.ts';

// What Node makes of modules is kept, in the user's own folder: the next start takes half the time.
enableCompileCache(join(cacheFolder(process.env), 'modules'));
const { run, writeFault } = await import('./program.ts');

const terminal = { stdout: process.stdout, stderr: process.stderr, cwd: process.cwd(), environment: process.env };

// Whoever reads our output may have read enough (`octavo check … | head`).
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(EXIT.ok);
});
// Promises that nobody waited for and events without a listener end up here; a stack trace would tell a user nothing.
for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
  process.on(event, (error: unknown) => {
    writeFault(error, terminal);
    process.exit(EXIT.failed);
  });
}

process.exitCode = await run(process.argv.slice(2), terminal);
