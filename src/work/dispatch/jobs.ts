import type { GradeJob } from '../../queue/job.js';
import { checksOf } from '../regrades.js';
import type { Work } from '../rows.js';

/** A try at a piece of work, as a job's id names it. */
export interface WorkTry {
  readonly id: string;
  readonly attempt: number;
}

/** The id in the queue of one try: the same try is never queued twice. */
export function workJobId({ id, attempt }: WorkTry): string {
  return `work-${id}-${attempt}`;
}

/** Undefined for a job that is no work row's. */
export function parseWorkJobId(jobId: string): WorkTry | undefined {
  const match = /^work-([0-9a-f]{32})-(\d+)$/u.exec(jobId);
  return match?.[1] === undefined ? undefined : { id: match[1], attempt: Number(match[2]) };
}

/** What travels. @throws RangeError for work that has no notebook. */
export function jobOf(work: Work, attempt: number): GradeJob {
  const { submissionId: submission, assignment, assignmentDigest, notebook, fileName, workClass, lane } = work;
  const checks = checksOf(work);
  if (notebook === null) throw new RangeError(`work ${work.id} has no notebook`);
  const only = checks === null ? {} : { checks };
  return {
    schemaVersion: 2,
    ...{ submission, assignment, assignmentDigest, notebook, fileName, attempt, workClass, lane, ...only },
  };
}
