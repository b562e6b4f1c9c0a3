import { setTimeout as sleep } from 'node:timers/promises';
import type { DispatcherHandle } from '../../src/work/dispatch/dispatcher.js';
import { statusOf } from '../../src/work/status.js';
import { openDesk, type Desk } from '../../test/work/desk.js';
import { submit } from '../../test/work/sample.js';

export interface Fairness {
  /** How long a job takes a worker, in milliseconds. */
  readonly serviceMs: number;
  /** From being handed in to being begun, p95: feedback while the regrade runs. */
  readonly feedbackWaitMs: number;
  /** Other students’ submissions while one student has fifty queued. */
  readonly othersWaitMs: number;
  /** The same without that student. */
  readonly undisturbedWaitMs: number;
  /** Regrades that were begun meanwhile: they are not starved. */
  readonly regrades: number;
}

const SERVICE_MS = 200;
const SLOTS = 2;

/**
 * Waits while 1,000 regrades are queued on two slots, each job taking 200 ms of pause: no CPU, so that what is seen is
 * the order of service and not the machine.
 */
export async function measureFairness(regrades: number, probes: number): Promise<Fairness> {
  await using desk = await openDesk();
  const begunAt = new Map<string, number>();
  const served: number[] = [];
  let isOver = false;
  const dispatcher = desk.dispatch({ reconcileMs: 15_000 });
  desk.work({
    concurrency: SLOTS,
    process: async ({ data }) => {
      const started = performance.now();
      begunAt.set(data.submission, started);
      await sleep(SERVICE_MS);
      if (isOver) throw new Error('the benchmark is over');
      const end = await desk.grade(data);
      served.push(performance.now() - started);
      return end;
    },
  });
  const regraded = new Set(
    Array.from({ length: regrades }, (_, index) => {
      const { id } = submit(desk.store, `regrade-${index}@example.edu`, { workClass: 'regrade', assignment: 'hw2' });
      return statusOf(desk.store, id)?.submissionId ?? '';
    }),
  );
  dispatcher.wake();
  const probe = async (workClass: 'feedback' | 'submission'): Promise<number> =>
    p95(await waits(desk, dispatcher, begunAt, workClass, probes));
  const feedbackWaitMs = await probe('feedback');
  const undisturbedWaitMs = await probe('submission');
  for (let number = 0; number < 50; number += 1)
    submit(desk.store, 'heavy@example.edu', { assignment: `hw${(number % 2) + 1}` });
  dispatcher.wake();
  const othersWaitMs = await probe('submission');
  const begun = [...begunAt.keys()].filter((submission) => regraded.has(submission)).length;
  // What still runs must not write into a folder that goes.
  isOver = true;
  await sleep(2 * SERVICE_MS);
  return { serviceMs: p95(served), feedbackWaitMs, othersWaitMs, undisturbedWaitMs, regrades: begun };
}

/** How long each of these waited, one handed in every 300 to 700 ms. */
async function waits(
  desk: Desk,
  dispatcher: DispatcherHandle,
  begunAt: ReadonlyMap<string, number>,
  workClass: 'feedback' | 'submission',
  count: number,
): Promise<number[]> {
  const handedIn: (readonly [string, number])[] = [];
  for (let number = 0; number < count; number += 1) {
    const { id } = submit(desk.store, `${workClass}-${number}-${handedIn.length}@example.edu`, { workClass });
    handedIn.push([statusOf(desk.store, id)?.submissionId ?? '', performance.now()]);
    dispatcher.wake();
    await sleep(300 + 400 * ((number * 0.618) % 1));
  }
  while (handedIn.some(([submission]) => !begunAt.has(submission))) await sleep(50);
  return handedIn.map(([submission, at]) => (begunAt.get(submission) ?? 0) - at);
}

function p95(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.ceil(0.95 * sorted.length) - 1] ?? 0;
}
