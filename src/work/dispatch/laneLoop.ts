import { setTimeout as sleep } from 'node:timers/promises';
import { Queue, QueueEvents } from 'bullmq';
import type { Redis } from 'ioredis';
import type { QueueRedis } from '../../queue/connection.js';
import type { Progress } from '../../grading/gradeSubmission.js';
import { progressSchema, QUEUE_NAMES } from '../../queue/job.js';
import { queuesOf } from '../../queue/ownQueue.js';
import { tellWithdrawn } from '../../queue/withdrawal.js';
import type { Store } from '../../db/store.js';
import type { WorkLane, WorkState } from '../../db/tables.js';
import { Bell } from './bell.js';
import { ClassShare } from './classShare.js';
import { fallBack, untilFallBack } from './fallBack.js';
import { feed } from './feed.js';
import { parseWorkJobId, type WorkTry } from './jobs.js';
import { settle, suspects } from './reconcile.js';
import { Setbacks } from './setbacks.js';
import { readWork } from '../rows.js';
import type { ChargeGpu, GradeBlobs } from './settle.js';
import { recallUnbegun, takeBack } from './takeBack.js';

export interface LaneOptions {
  readonly store: Store;
  readonly redis: QueueRedis;
  readonly blobs: GradeBlobs;
  readonly chargeGpu?: ChargeGpu | undefined;
  readonly isBehind: boolean;
  readonly reconcileMs: number;
  readonly backoffMs: number;
  readonly setbackMs: number;
  /** A worker told where its run is. */
  readonly onProgress: (run: WorkTry, progress: Progress) => void;
  readonly onSettled: (id: string, state: WorkState) => void;
  /** Rows came into another lane. */
  readonly onMoved: () => void;
  readonly onError: (error: unknown) => void;
}

export interface LaneHandle {
  wake(): void;
  reconcile(): void;
  takeBack(ids: readonly string[]): Promise<void>;
  recall(ids: readonly string[]): Promise<void>;
  /** Whether a worker was connected at the last look; true before the first. */
  isServed(): boolean;
  stop(): Promise<void>;
}

/** After trouble, until everything is looked at again. */
const PAUSE_MS = 1_000;
/** The grades of so many jobs are in memory at once. */
const MOST_AT_ONCE = 32;
/** Between two tries to connect. */
const MAX_RETRY_MS = 2_000;
/** What a round in progress may still take when it is told to stop. */
const STOP_MS = 3_000;

/**
 * Keeps one lane's rows and its queue together, by one loop that does one thing after the other, so that nothing in
 * this process overtakes itself:
 *
 *   settle what ended (at the start, every `reconcileMs` and after trouble: everything) → fall back → feed → wait
 *   for an event, or for a row that has waited for a GPU long enough
 *
 * Events only say where to look. What is lost with them, with Redis or with this process is found from the rows.
 */
export function startLane(lane: WorkLane, options: LaneOptions): LaneHandle {
  const { store, redis, blobs, chargeGpu, isBehind, reconcileMs, backoffMs, setbackMs } = options;
  const { onProgress, onSettled, onMoved, onError } = options;
  let stopped = false;
  const isOpen = (): boolean => !stopped;
  const connections = [connect(redis, isOpen), connect(redis, isOpen)] as const;
  const place = queuesOf(redis);
  const streams = { events: { maxLen: 10_000 } };
  const queue = new Queue(QUEUE_NAMES[lane], { connection: connections[0], ...place, streams });
  const events = new QueueEvents(QUEUE_NAMES[lane], { connection: connections[1], ...place });
  const withdraw = (jobId: string): Promise<void> => tellWithdrawn(connections[0], jobId);
  // Of jobs, and of rows that have none yet.
  const [setbacks, unsent] = [new Setbacks(setbackMs, onError), new Setbacks(setbackMs, onError)];
  const reconciled = { store, queue, blobs, lane, withdraw, chargeGpu, setbacks, onSettled };
  const share = new ClassShare();
  const bell = new Bell();
  let ended: string[] = [];
  let isServed = true;
  let reconcileAt = 0;

  const hasEnded = ({ jobId }: { jobId: string }): void => {
    ended.push(jobId);
    bell.ring();
  };
  events.on('completed', hasEnded);
  events.on('failed', hasEnded);
  events.on('progress', ({ jobId, data }) => {
    const [job, progress] = [parseWorkJobId(jobId), progressSchema.safeParse(data)];
    isServed = true;
    if (job !== undefined && progress.success) onProgress(job, progress.data);
  });
  events.on('active', () => {
    isServed = true;
    bell.ring();
  });
  queue.on('error', onError);
  events.on('error', onError);

  const untilNext = (trouble: (error: unknown) => void): number => {
    let untilMoved = Infinity;
    try {
      if (lane === 'gpu') untilMoved = untilFallBack(reconciled);
    } catch (error) {
      trouble(error);
    }
    return Math.min(reconcileAt - performance.now(), untilMoved, setbacks.untilDue(), unsent.untilDue());
  };
  const run = async (): Promise<void> => {
    const trouble = (error: unknown): void => {
      if (stopped) return;
      onError(error);
      reconcileAt = performance.now() + PAUSE_MS;
    };
    while (isOpen()) {
      try {
        const jobIds = ended;
        ended = [];
        if (performance.now() >= reconcileAt) {
          reconcileAt = performance.now() + reconcileMs;
          jobIds.push(...(await suspects(reconciled)));
          isServed = (await queue.getWorkersCount()) > 0;
        }
        const distinct = [...new Set([...jobIds, ...setbacks.due()])].filter((jobId) => setbacks.isDue(jobId));
        while (distinct.length > 0 && isOpen()) await settle(reconciled, distinct.splice(0, MOST_AT_ONCE), trouble);
        if (isOpen() && lane === 'gpu' && (await fallBack(reconciled)) > 0) onMoved();
        if (isOpen()) await feed({ store, queue, lane, share, isBehind, backoffMs, setbacks: unsent });
      } catch (error) {
        trouble(error);
      }
      if (isOpen()) await bell.wait(untilNext(trouble));
    }
  };
  // The other lane's queue has no job of theirs, and would have them for unbegun.
  const ofThisLane = (ids: readonly string[]): string[] => ids.filter((id) => readWork(store, id)?.lane === lane);
  const running = run();

  return {
    wake: () => {
      bell.ring();
    },
    reconcile: () => {
      reconcileAt = 0;
      bell.ring();
    },
    takeBack: (ids) => takeBack(store, ofThisLane(ids), queue),
    recall: (ids) => recallUnbegun(store, ofThisLane(ids), queue),
    isServed: () => isServed,
    async stop() {
      stopped = true;
      bell.ring();
      // Commands to a Redis that is away or hangs would wait for it; without a connection they fail.
      await within(STOP_MS, running);
      for (const connection of connections) connection.disconnect();
      await running;
      await within(STOP_MS, Promise.all([queue.close(), events.close()]));
    },
  };
}

/**
 * BullMQ and ioredis may wait for ever for a connection that was closed while it was down, or fail because it never was
 * there; nothing is held then.
 */
async function within(ms: number, ending: Promise<unknown>): Promise<void> {
  await Promise.race([ending.catch(() => undefined), sleep(ms, undefined, { ref: false })]);
}

/**
 * A connection that waits for a Redis that is away only as long as `isOpen`; so do those that BullMQ duplicates from
 * it. ioredis cannot be told to give up between two tries to connect, so it is asked at each.
 */
function connect(redis: QueueRedis, isOpen: () => boolean): Redis {
  const connection = redis.connect('waiting');
  connection.options.retryStrategy = (times) => (isOpen() ? Math.min(times * 50, MAX_RETRY_MS) : null);
  return connection;
}
