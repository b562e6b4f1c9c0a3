import { Worker, type Job } from 'bullmq';
import type { Redis } from 'ioredis';
import type { LaneName } from '../../src/course/lane.js';
import { openQueueRedis, type QueueRedis } from '../../src/queue/connection.js';
import { QUEUE_NAMES, type GradeJob, type JobResult } from '../../src/queue/job.js';
import { blobFolder, workersBlobs, type BlobFolder } from '../../src/machine/blobFolder.js';
import { readEvents } from '../../src/ledger/events.js';
import { openForWriting } from '../../src/ledger/open.js';
import type { Store } from '../../src/db/store.js';
import type { WorkState } from '../../src/db/tables.js';
import { startDispatcher, type DispatcherHandle, type DispatcherOptions } from '../../src/work/dispatch/dispatcher.js';
import { statusOf } from '../../src/work/status.js';
import { beginCourse, COURSE, gradeOf, now } from '../ledger/sample.js';
import { testFolder } from '../support/folder.js';
import { redisServer, type RedisServer } from '../support/redisServer.js';
import { waitFor } from '../support/waitFor.js';
import { digest } from './sample.js';

export type Processor = (job: Job<GradeJob, JobResult>) => Promise<JobResult>;

/** A ledger with a course, a Redis and a blob store of its own, and what is done to them. */
export interface Desk extends AsyncDisposable {
  readonly store: Store;
  readonly file: string;
  readonly folder: string;
  readonly server: RedisServer;
  readonly redis: QueueRedis;
  readonly blobs: BlobFolder;
  /** To look into Redis. */
  readonly client: Redis;
  /** The submissions that workers began, in order. */
  readonly begun: string[];
  dispatch(options?: Partial<DispatcherOptions>): DispatcherHandle;
  /** Serves the queue without containers: a grade of 10 points for everything, or what `process` returns. */
  work(options?: {
    readonly lane?: LaneName;
    readonly concurrency?: number;
    readonly process?: Processor;
  }): AsyncDisposable;
  /** What a worker returns that graded this job. */
  grade(job: GradeJob, changes?: Parameters<typeof gradeOf>[2]): Promise<JobResult>;
  stateOf(id: string): WorkState | undefined;
  /** Waits until all of these are in this state. */
  reach(ids: readonly string[], state: WorkState): Promise<void>;
  /** How many grades the ledger has of each submission. */
  gradings(): Record<string, number>;
}

/** `clock` is the store's; it stands still where absent. */
export async function openDesk(clock: () => Date = now): Promise<Desk> {
  const place = await testFolder();
  const folder = place.path;
  const file = `${folder}/ledger.db`;
  const server = await redisServer(folder);
  const redis = await openQueueRedis(folder, { REDIS_URL: server.url });
  const store = openForWriting(file, { now: clock });
  beginCourse(store);
  const blobs = blobFolder(`${folder}/blobs`);
  const client = redis.connect('waiting');
  const begun: string[] = [];
  const closing: AsyncDisposable[] = [];
  const gradeAll: Processor = ({ data }) => desk.grade(data);
  const desk: Desk = {
    ...{ store, file, folder, server, redis, blobs, client, begun },
    dispatch(options = {}) {
      const dispatcher = startDispatcher({ store, redis, blobs, lanes: ['cpu'], reconcileMs: 300, ...options });
      closing.push(dispatcher);
      return dispatcher;
    },
    work({ lane = 'cpu', concurrency = 1, process = gradeAll } = {}) {
      const connection = redis.connect('waiting');
      const worker = new Worker<GradeJob, JobResult>(
        QUEUE_NAMES[lane],
        async (job) => {
          begun.push(job.data.submission);
          return process(job);
        },
        { connection, concurrency, lockDuration: 2_000, stalledInterval: 500, maxStalledCount: 1, drainDelay: 1 },
      );
      worker.on('error', () => undefined);
      let closed: Promise<void> | undefined;
      const handle = {
        [Symbol.asyncDispose]: () =>
          (closed ??= worker.close(true).then(() => {
            connection.disconnect();
          })),
      };
      closing.push(handle);
      return handle;
    },
    async grade({ submission, assignment, assignmentDigest }, changes = {}) {
      const notebookDigest = `sha256:${digest(2)}`;
      const grade = gradeOf(submission, 10, { assignment, assignmentDigest, notebookDigest, ...changes });
      const stored = await workersBlobs(blobs).put(Buffer.from(JSON.stringify(grade)));
      return { kind: 'graded', outcome: grade.outcome, grade: stored, executed: digest(5) };
    },
    stateOf: (id) => statusOf(store, id)?.state,
    async reach(ids, state) {
      await waitFor(`${ids.length} rows to be ${state}`, () => ids.every((id) => desk.stateOf(id) === state));
    },
    gradings() {
      const counts: Record<string, number> = {};
      for (const { content } of readEvents({ store, course: COURSE }, { types: ['submission_graded'] })) {
        if (content.type !== 'submission_graded' || content.status !== 'graded') continue;
        counts[content.submissionId] = (counts[content.submissionId] ?? 0) + 1;
      }
      return counts;
    },
    async [Symbol.asyncDispose]() {
      for (const resource of closing.reverse()) await resource[Symbol.asyncDispose]();
      client.disconnect();
      store[Symbol.dispose]();
      for (const resource of [redis, server, place]) await resource[Symbol.asyncDispose]();
    },
  };
  return desk;
}
