import type { Progress } from '../../grading/gradeSubmission.js';
import type { QueueRedis } from '../../queue/connection.js';
import type { Store } from '../../db/store.js';
import type { WorkLane, WorkState } from '../../db/tables.js';
import type { WorkTry } from './jobs.js';
import { startLane, type LaneHandle } from './laneLoop.js';
import type { ChargeGpu, GradeBlobs } from './settle.js';

export interface DispatcherOptions {
  readonly store: Store;
  readonly redis: QueueRedis;
  /** Where the workers' grades are. */
  readonly blobs: GradeBlobs;
  readonly chargeGpu?: ChargeGpu | undefined;
  /** Its jobs wait behind those of a server that feeds the same queues: those of a command that people wait for. */
  readonly isBehind?: boolean;
  /** Both where absent. */
  readonly lanes?: readonly WorkLane[];
  /** How often rows and queue are compared although nothing was heard; 15 s where absent. */
  readonly reconcileMs?: number;
  /** The first pause after a platform failure, doubled by each further one; 10 s where absent. */
  readonly backoffMs?: number;
  /** The first pause after a job or a row that could not be moved, doubled by each further one; 1 s where absent. */
  readonly setbackMs?: number;
  /** A worker told where a run is. */
  readonly onProgress?: (run: WorkTry, progress: Progress) => void;
  /** Dispatched work came to an end: graded, unreadable, or staff's turn. */
  readonly onSettled?: (id: string, state: WorkState) => void;
  /** Trouble with Redis, the store or one job; whatever it was is tried again. */
  readonly onError?: (error: unknown) => void;
}

/** A running dispatcher. */
export interface DispatcherHandle extends AsyncDisposable {
  /** To be called after rows were admitted or forced, so that nobody waits for the next look. */
  wake(): void;
  /** To be called after rows were cancelled: compares rows and queue now, so that a run is ended that has begun. */
  reconcile(): void;
  /** Cancels those of these rows that no worker has begun; none of them begins afterwards. */
  takeBack(ids: readonly string[]): Promise<void>;
  /** Has those of these rows that no worker has begun wait in the ledger again, as if they had never been handed out. */
  recall(ids: readonly string[]): Promise<void>;
  /** Whether a worker served this lane at the last look, which is at most `reconcileMs` ago. */
  isServed(lane: WorkLane): boolean;
  /** Ends within seconds, whatever Redis does. What runs on workers goes on, and is found by the next dispatcher. */
  stop(): Promise<void>;
}

/**
 * Carries work from the rows to the workers and their grades back, one loop a lane. A ledger has one at a time, which
 * may be killed between any two instructions. Several ledgers' may feed the same queues: a row's id says whose its job is.
 */
export function startDispatcher(options: DispatcherOptions): DispatcherHandle {
  const { lanes = ['cpu', 'gpu'], reconcileMs = 15_000, backoffMs = 10_000, setbackMs = 1_000 } = options;
  const { store, redis, blobs, chargeGpu, isBehind = false } = options;
  const { onProgress = () => undefined, onSettled = () => undefined, onError = () => undefined } = options;
  const wake = (): void => {
    for (const lane of running.values()) lane.wake();
  };
  const running = new Map<WorkLane, LaneHandle>();
  for (const lane of lanes) {
    running.set(
      lane,
      startLane(lane, {
        ...{ store, redis, blobs, chargeGpu, isBehind, reconcileMs, backoffMs, setbackMs },
        ...{ onProgress, onSettled, onMoved: wake, onError },
      }),
    );
  }
  let stopping: Promise<void> | undefined;
  const stop = (): Promise<void> =>
    (stopping ??= Promise.all([...running.values()].map((lane) => lane.stop())).then(() => undefined));
  return {
    wake,
    reconcile() {
      for (const lane of running.values()) lane.reconcile();
    },
    async takeBack(ids) {
      await Promise.all([...running.values()].map((lane) => lane.takeBack(ids)));
    },
    async recall(ids) {
      await Promise.all([...running.values()].map((lane) => lane.recall(ids)));
    },
    isServed: (lane) => running.get(lane)?.isServed() ?? false,
    stop,
    [Symbol.asyncDispose]: stop,
  };
}
