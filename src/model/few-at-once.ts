/**
 * Does `work` for each of `things`, at most `limit` of them at a time, and begins them in their order. Rejects with the first error; what
 * has been begun by then runs on.
 */
export async function fewAtOnce<T>(
  things: Iterable<T>,
  limit: number,
  work: (thing: T) => Promise<void>,
): Promise<void> {
  // All workers draw from one iterator, so that each thing is taken once.
  const waiting = [...things].values();
  const worker = async (): Promise<void> => {
    for (const thing of waiting) await work(thing);
  };
  await Promise.all(Array.from({ length: limit }, worker));
}
