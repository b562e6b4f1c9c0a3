import { performance } from 'node:perf_hooks';
import { gpuWaitOf, laneOf } from '../course/lane.js';
import type { Assignment } from '../course/schema.js';
import type { QueueRedis } from './connection.js';
import type { GradeJob } from './job.js';
import { openProducer, type Producer } from './producer.js';

/**
 * The producer for an assignment: its lane's. What prefers a GPU, and no worker of the gpu lane has begun in time, is
 * taken back and goes on in the cpu lane.
 */
export function openAssignmentProducer(
  redis: QueueRedis,
  assignment: Pick<Assignment, 'gpu' | 'gpuWaitSeconds'>,
  grader: string,
): Producer {
  const producer = openProducer(redis, laneOf(assignment), grader);
  const waitSeconds = gpuWaitOf(assignment);
  if (waitSeconds === undefined) return producer;
  return fallingBack(producer, openProducer(redis, 'cpu', grader), waitSeconds * 1000);
}

function fallingBack(gpu: Producer, cpu: Producer, waitMs: number): Producer {
  const waiting = new Map<string, { readonly job: GradeJob; readonly untilMs: number }>();
  const takenBack = new Set<string>();
  // A class is sent a window at a time: where there is no GPU at all, its first window waits for the others.
  let hasWaitedInVain = false;

  const startsOnCpu = async (job: GradeJob): Promise<boolean> =>
    (await cpu.knows(job)) || (hasWaitedInVain && (await gpu.countWorkers()) === 0);

  return {
    knows: async (job) => (await cpu.knows(job)) || (await gpu.knows(job)),
    async add(job) {
      if (await startsOnCpu(job)) return cpu.add(job);
      const id = await gpu.add(job);
      waiting.set(id, { job, untilMs: performance.now() + waitMs });
      return id;
    },
    countWorkers: async () => (await gpu.countWorkers()) + (await cpu.countWorkers()),
    async withdraw(id) {
      takenBack.add(id);
      await Promise.all([gpu.withdraw(id), cpu.withdraw(id)]);
    },
    async wait(id, onProgress) {
      const sent = waiting.get(id);
      if (sent === undefined) return cpu.wait(id, onProgress);
      const end = await waitUntil(gpu, id, sent.untilMs, onProgress);
      waiting.delete(id);
      if (end.kind !== 'withdrawn' || takenBack.has(id)) return end;
      hasWaitedInVain = true;
      await cpu.add(sent.job);
      // Whoever took it back meanwhile found it in neither lane.
      if (takenBack.has(id)) await cpu.withdraw(id);
      return cpu.wait(id, onProgress);
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([gpu[Symbol.asyncDispose](), cpu[Symbol.asyncDispose]()]);
    },
  };
}

/** Waits for a job, and takes it back at `untilMs`; from a worker that has begun it by then, only if that puts it back. */
async function waitUntil(
  producer: Producer,
  id: string,
  untilMs: number,
  onProgress: Parameters<Producer['wait']>[1],
): ReturnType<Producer['wait']> {
  const timer = setTimeout(() => {
    // Whoever waits for the job hears what went wrong.
    producer.withdraw(id).catch(() => undefined);
  }, untilMs - performance.now());
  try {
    return await producer.wait(id, onProgress);
  } finally {
    clearTimeout(timer);
  }
}
