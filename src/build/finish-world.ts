import { groundsIn } from '../exhibit/exhibit.ts';
import type { FinishWorld } from '../finish/finish.ts';
import type { World } from '../world.ts';

/** What books are finished with: the world, and threads that look at what marks would stand on. */
export function finishWorld(world: World, signal: AbortSignal | undefined): FinishWorld {
  return { ...world, grounds: (bytes, questions) => groundsIn(bytes, questions, signal) };
}
