import { Queue, type Job } from 'bullmq';
import { freeze } from '../../src/course/freeze.js';
import { frozenAssignments } from '../../src/course/frozen.js';
import type { LaneName } from '../../src/course/lane.js';
import { Grader } from '../../src/grading/grader.js';
import type { GradingContext } from '../../src/grading/context.js';
import { gradeSchema, type Grade } from '../../src/grade/grade.js';
import { openQueueRedis, type QueueRedis } from '../../src/queue/connection.js';
import { QUEUE_NAMES, submissionId, type GradeJob } from '../../src/queue/job.js';
import { openProducer, type JobEnd, type Producer } from './producer.js';
import { startWorker, type WorkerHandle, type WorkerOptions } from '../../src/queue/worker.js';
import { blobFolder, type BlobFolder } from '../../src/machine/blobFolder.js';
import { testContext } from '../support/engine.js';
import { QUICK_COURSE_DIR, testFolder } from '../support/folder.js';
import { notebook, notebookFile } from '../support/notebook.js';

/** What the checks of the quick assignment want. */
export const SOLUTION = 'double = lambda x: 2 * x\nanswer = 42';

/** A queue on a Redis of its own, with a copy of the quick course that a test may change. */
export interface Lane extends AsyncDisposable {
  readonly state: string;
  readonly courseDir: string;
  readonly redis: QueueRedis;
  readonly context: GradingContext;
  readonly producer: Producer;
  readonly blobs: BlobFolder;
  /** What the workers told of, in order: `start`, `end`, `failure` and the error's message, `error`. */
  readonly told: string[];
  /** Stores a notebook with these cells and makes the job for it, as `assay submit` does. */
  job(cells: readonly string[]): Promise<GradeJob>;
  work(options?: Partial<WorkerOptions> & { readonly context?: GradingContext }): WorkerHandle;
  send(job: GradeJob): Promise<JobEnd>;
  /** The job as the queue has it now, whatever its state. */
  find(job: GradeJob): Promise<Job | undefined>;
  /** The grade that a job ended with. */
  gradeOf(end: JobEnd): Promise<Grade>;
}

export async function openLane(
  env: NodeJS.ProcessEnv = {},
  name: LaneName = 'cpu',
  on: Partial<GradingContext> = {},
): Promise<Lane> {
  const stateFolder = await testFolder();
  const course = await testFolder(QUICK_COURSE_DIR);
  const [state, courseDir] = [stateFolder.path, course.path];
  const context = await testContext(on);
  const redis = await openQueueRedis(state, env);
  const producer = openProducer(redis, name);
  const connection = redis.connect('failing');
  const queue = new Queue(QUEUE_NAMES[name], { connection });
  const blobs = blobFolder(`${state}/blobs`);
  const told: string[] = [];
  return {
    state,
    courseDir,
    redis,
    context,
    producer,
    blobs,
    told,
    async job(cells) {
      const { assignment, digest } = await freeze(blobs, courseDir, 'quick');
      return {
        schemaVersion: 2,
        submission: submissionId(assignment.id, 'ada', notebook(cells).digest),
        assignment: assignment.id,
        assignmentDigest: digest,
        notebook: await blobs.put(notebookFile(cells)),
        fileName: 'ada.ipynb',
        attempt: 1,
        workClass: 'batch',
        lane: name,
      };
    },
    work: ({ context: other = context, ...options } = {}) =>
      startWorker({
        grader: new Grader(other),
        redis,
        blobs,
        assignments: frozenAssignments(blobs, `${state}/assignments`),
        lanes: [name],
        concurrency: 1,
        events: {
          onStart: () => told.push('start'),
          onEnd: () => told.push('end'),
          onFailure: (_submission, error) => told.push(`failure: ${(error as Error).message}`),
          onError: () => told.push('error'),
        },
        ...options,
      }),
    send: async (job) => producer.wait(await producer.add(job), () => undefined),
    async find({ submission }) {
      const jobs = await queue.getJobs(['waiting', 'prioritized', 'active', 'delayed', 'completed', 'failed']);
      return jobs.find(({ data }) => (data as Partial<GradeJob>).submission === submission);
    },
    async gradeOf(end) {
      if (end.kind !== 'graded') throw new Error(`not graded: ${JSON.stringify(end)}`);
      return gradeSchema.parse(JSON.parse((await blobs.get(end.grade)).toString('utf8')));
    },
    async [Symbol.asyncDispose]() {
      await queue.close();
      connection.disconnect();
      for (const resource of [producer, redis, course, stateFolder]) await resource[Symbol.asyncDispose]();
    },
  };
}
