import { availableParallelism } from 'node:os';
import pino from 'pino';
import { frozenAssignments } from '../course/frozen.js';
import { Grader } from '../grading/grader.js';
import { laneOf } from '../course/lane.js';
import type { LoadedAssignment } from '../course/load.js';
import type { QueueRedis } from '../queue/connection.js';
import { startWorker, type WorkerHandle } from '../queue/worker.js';
import { workersBlobs, type BlobFolder } from '../machine/blobFolder.js';
import { gradingContext } from './gradingContext.js';
import { assignmentsDir } from './setting.js';
import { findWorkerGpus, openWorkerGpus, withGpuImage } from './workerGpus.js';

export interface OwnWorkerOptions {
  readonly loaded: LoadedAssignment;
  readonly blobs: BlobFolder;
  readonly state: string;
  /** Submissions at once. */
  readonly workers?: number | undefined;
  readonly gpus?: string | undefined;
}

/** A worker of a command's own, in the lane of one assignment, where no other serves it. */
export async function startOwnWorker(redis: QueueRedis, options: OwnWorkerOptions): Promise<WorkerHandle> {
  const { state, blobs, loaded, workers = availableParallelism() } = options;
  process.stderr.write(`No worker serves the queue, so this command grades, ${workers} at once.\n`);
  const lane = laneOf(loaded.assignment);
  const log = pino({ level: 'warn' }, pino.destination({ fd: 2, sync: true }));
  const machine = lane === 'gpu' ? await findWorkerGpus(options.gpus, log) : undefined;
  const context = await withGpuImage(
    await gradingContext(process.env, state, loaded.image),
    machine !== undefined,
    loaded.image,
  );
  const gpus = machine && (await openWorkerGpus(machine, context.engine, redis, log));
  const worker = startWorker({
    // Whoever settles its jobs believes a worker's grades alone.
    grader: new Grader(context),
    ...{ redis, blobs: workersBlobs(blobs), lanes: [lane], concurrency: workers },
    assignments: frozenAssignments(blobs, assignmentsDir(state, process.env)),
    ...(gpus === undefined ? {} : { gpus: gpus.slots }),
  });
  return {
    drain: () => worker.drain(),
    kill: () => worker.kill(),
    async [Symbol.asyncDispose]() {
      await worker[Symbol.asyncDispose]();
      await gpus?.[Symbol.asyncDispose]();
    },
  };
}
