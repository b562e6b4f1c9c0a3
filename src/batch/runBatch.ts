import type { LoadedAssignment } from '../course/load.js';
import { gradeSchema } from '../grade/grade.js';
import type { GradeJob } from '../queue/job.js';
import type { Producer } from '../queue/producer.js';
import { serialiseResults } from '../results/serialise.js';
import { toResults } from '../results/toResults.js';
import type { BlobStore } from '../machine/blobStore.js';
import { readWritten } from '../written/readWritten.js';
import type { BatchItem } from './items.js';
import type { ItemEnd, Problem, RunFolder, RunRecord } from './runFolder.js';

export interface BatchOptions {
  readonly run: RunRecord;
  readonly folder: RunFolder;
  readonly loaded: LoadedAssignment;
  /** What is to be graded now. */
  readonly items: readonly BatchItem[];
  readonly producer: Producer;
  readonly blobs: BlobStore;
  /** Submissions in the queue at once: enough for all workers, few enough to leave on a drain. */
  readonly window: number;
  readonly onEnd: (item: BatchItem, end: Exclude<ItemEnd, { kind: 'open' }>) => void;
}

/** A batch under way. */
export interface BatchHandle {
  /**
   * Resolves when everything has ended, or, after `drain`, what had begun. Rejects with the first failure of ours, as
   * after a drain: when nothing is under way any more.
   */
  readonly ended: Promise<void>;
  /** Sends nothing more, takes back what no worker has begun, and leaves the rest to end. */
  drain(): Promise<void>;
}

/**
 * Sends items through the queue, a window of them at a time, and writes each end into the run's folder as it comes.
 *
 *   running → (all items ended) → ended
 *   running → drain, or a failure of ours → draining → (what workers had begun has ended) → ended
 *
 * An interruption loses nothing: what is not in the folder is sent again by the next run of the same command, and a job
 * that a worker ended meanwhile gives its grade at once.
 */
export function startBatch(options: BatchOptions): BatchHandle {
  const waiting = [...options.items];
  const sent = new Map<string, string>();
  let draining = false;
  const isDraining = (): boolean => draining;
  const serve = async (): Promise<void> => {
    for (let item = waiting.shift(); item !== undefined && !isDraining(); item = waiting.shift()) {
      const id = await options.producer.add(jobOf(options, item));
      sent.set(item.key, id);
      // A drain that began meanwhile found nothing to take back.
      if (isDraining()) await options.producer.withdraw(id);
      const end = await options.producer.wait(id, () => undefined);
      sent.delete(item.key);
      if (end.kind === 'withdrawn') continue;
      options.onEnd(item, await keep(options, item, end));
    }
  };
  const drain = async (): Promise<void> => {
    draining = true;
    await Promise.all([...sent.values()].map((id) => options.producer.withdraw(id)));
  };
  let failure: { readonly error: unknown } | undefined;
  const serveUntilFailure = async (): Promise<void> => {
    try {
      await serve();
    } catch (error) {
      failure ??= { error };
      // What cannot be taken back is ended by a worker, and found by the next run.
      await drain().catch(() => undefined);
    }
  };
  const servers = Array.from({ length: Math.min(options.window, waiting.length) }, serveUntilFailure);
  const ended = Promise.all(servers).then(() => {
    if (failure !== undefined) throw failure.error;
  });
  return { ended, drain };
}

function jobOf({ run, loaded }: BatchOptions, item: BatchItem): GradeJob {
  if (item.notebook === null) throw new RangeError(`${item.key} has no notebook`);
  return {
    schemaVersion: 2,
    submission: item.submissionId,
    assignment: loaded.assignment.id,
    assignmentDigest: loaded.digest,
    notebook: item.notebook.blob,
    fileName: item.notebook.path.slice(-255),
    run: run.id,
    ...(run.checks === null ? {} : { checks: run.checks }),
  };
}

type Ended = Exclude<Awaited<ReturnType<Producer['wait']>>, { kind: 'withdrawn' }>;

async function keep(
  { folder, loaded, blobs }: BatchOptions,
  item: BatchItem,
  end: Ended,
): Promise<Exclude<ItemEnd, { kind: 'open' }>> {
  if (end.kind !== 'graded') {
    const problem: Problem = { kind: end.kind, message: end.message };
    await folder.writeProblem(item, problem);
    return problem;
  }
  const grade = gradeSchema.parse(JSON.parse((await blobs.get(end.grade)).toString('utf8')));
  await folder.writeGrade(item, grade, {
    results: serialiseResults(toResults(grade, loaded.assignment)),
    executed: (await blobs.get(end.executed)).toString('utf8'),
    written: await writtenOf(item, loaded, blobs),
  });
  return { kind: 'graded', grade };
}

/** Its answers to what people grade: a worker looks at what is run alone. */
async function writtenOf({ notebook }: BatchItem, loaded: LoadedAssignment, blobs: BlobStore) {
  if (notebook === null || loaded.assignment.manual.length === 0) return undefined;
  return readWritten(loaded, await blobs.get(notebook.blob), notebook.path);
}
