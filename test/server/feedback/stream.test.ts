import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { watchFinalStates } from '../../../src/server/finalStates.js';
import { untilChanged } from '../../../src/server/feedback/stream.js';
import { openProgress } from '../../../src/work/progress.js';
import { newStore } from '../../ledger/sample.js';

it('keeps nothing of a look that is over, for streams look as long as the server lives', async () => {
  await using own = await newStore();
  const [stopping, leave] = [new AbortController(), new AbortController()];
  const deps = { progress: openProgress(), finalStates: watchFinalStates(own.store), stopping: stopping.signal };
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const used = (): number => {
    collect();
    return process.memoryUsage().heapUsed;
  };
  const look = async (times: number): Promise<void> => {
    for (let time = 0; time < times; time++) await untilChanged(deps, 'none', { ms: 1_000, leave: leave.signal });
  };
  await look(100);
  const before = used();
  await look(20_000);
  // It was 50 MB.
  expect((used() - before) / 1_000_000).toBeLessThan(10);
});
