/** Lets so many pieces of work run at once; the others wait in order. */
export type Gate = <Result>(work: () => Promise<Result>) => Promise<Result>;

export function createGate(atOnce: number): Gate {
  let free = atOnce;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (free > 0) free--;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      // Whoever waits gets this place itself, so that nobody comes in between.
      const next = waiting.shift();
      if (next === undefined) free++;
      else next();
    }
  };
}
