import { setTimeout as sleep } from 'node:timers/promises';
import type { Worker } from 'bullmq';
import type { GpuSlots } from '../gpu/gpuSlots.js';
import type { GpuLease } from '../sandbox/gpu.js';

export interface GpuGate {
  /** A slot for a job; where none can be had, the worker takes no further job until one may be. Never rejects. */
  readonly take: () => Promise<GpuLease | undefined>;
  /** Looks no more. */
  close(): Promise<void>;
}

/**
 * Lets a worker of the gpu lane take as many jobs as there are slots that it holds or could take, and none where all
 * are another's or set aside: then the jobs wait in the queue for a machine that has one. The worker must have been made
 * with `autorun: false`.
 */
export function startGpuGate(
  worker: Pick<Worker, 'concurrency' | 'pause' | 'resume'>,
  gpus: GpuSlots,
  lookMs: number,
  onError: (error: unknown) => void,
): GpuGate {
  const closed = new AbortController();
  const { signal } = closed;
  const look = async (): Promise<void> => {
    const usable = await gpus.countUsable();
    if (signal.aborted) return;
    if (usable === 0) return worker.pause(true);
    worker.concurrency = usable;
    await worker.resume();
  };
  const run = async (): Promise<void> => {
    while (!signal.aborted) {
      await look().catch(onError);
      await sleep(lookMs, undefined, { signal, ref: false }).catch(() => undefined);
    }
  };
  const running = run();
  return {
    async take() {
      // What went wrong is the machine's, not the job's: it must not cost it a try.
      const lease = await gpus.take().catch((error: unknown) => {
        onError(error);
        return undefined;
      });
      if (lease === undefined) await worker.pause(true).catch(onError);
      return lease;
    },
    async close() {
      closed.abort();
      await running;
    },
  };
}
