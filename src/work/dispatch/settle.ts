import { jsonOrNothing } from '../../base/jsonOrNothing.js';
import { gradeSchema, type Grade } from '../../grade/grade.js';
import { jobResultSchema } from '../../queue/job.js';
import { PlatformError } from '../../base/platformError.js';
import type { BlobFolder } from '../../machine/blobFolder.js';
import type { Store } from '../../db/store.js';
import type { Work } from '../rows.js';
import { callStaff, commit, findUnreadable, type Trouble } from './transitions.js';

/** Where grades are, and whether a worker put them there. */
export type GradeBlobs = Pick<BlobFolder, 'get' | 'isWorkers'>;

/** Told of every grade before it is stored, and again where it is settled again. */
export type ChargeGpu = (work: Work, grade: Grade) => Promise<void>;

/** What BullMQ says of a job whose second worker died, too. */
const STALLED = 'job stalled more than allowable limit';

/** Moves a row, and tells whether it moved: not where this end came too late, or again. */
export type Move = (store: Store) => boolean;

/**
 * The move that a worker's result of dispatched work calls for. The worker's word is not taken for it: the grade is
 * fetched by its digest, must have been stored by a worker, and be for this submission, this version of the assignment
 * and this notebook. A run is charged before its row moves, so that who sees the grade sees the charge.
 */
export async function judgeResult(
  blobs: GradeBlobs,
  work: Work,
  returned: unknown,
  chargeGpu?: ChargeGpu,
): Promise<Move> {
  const toStaff =
    (trouble: Trouble): Move =>
    (store) =>
      callStaff(store, work, trouble);
  const result = jobResultSchema.safeParse(returned);
  if (!result.success) return toStaff(foreign('The worker returned what this version does not know.'));
  if (result.data.kind !== 'graded') {
    const { kind, message } = result.data;
    if (kind === 'badInput') return (store) => findUnreadable(store, work, message);
    return toStaff({ cause: 'course', detail: message });
  }
  const { executed } = result.data;
  const fetched = await fetchGrade(blobs, work, result.data.grade);
  if (typeof fetched === 'string') return toStaff(foreign(fetched));
  await chargeGpu?.(work, fetched);
  return (store) => {
    try {
      return commit(store, work, fetched, executed);
    } catch (error) {
      if (!(error instanceof PlatformError)) throw error;
      return callStaff(store, work, { cause: 'platform', detail: error.message });
    }
  };
}

/** Stores that dispatched work was given up by the queue. */
export function settleFailure(store: Store, work: Work, failedReason: string): boolean {
  if (failedReason !== STALLED) return callStaff(store, work, { cause: 'platform', detail: failedReason });
  const detail =
    'Two workers died while they graded this, so it is kept from a third. Operator: look at the workers’ logs; course staff: look at the notebook, then force it.';
  return callStaff(store, work, { cause: 'poison', detail });
}

/** The grade, or what is wrong with it. */
async function fetchGrade(blobs: GradeBlobs, work: Work, digest: string): Promise<Grade | string> {
  if (!(await blobs.isWorkers(digest))) return `The grade ${digest} was not stored by a worker.`;
  const bytes = await blobs.get(digest).catch(() => undefined);
  if (bytes === undefined) return `The grade ${digest} is not in the blob store, or is damaged.`;
  const grade = gradeSchema.safeParse(jsonOrNothing(bytes.toString('utf8')));
  if (!grade.success) return `The blob ${digest} is no grade that this version knows.`;
  if (work.workClass === 'feedback' && grade.data.checks.some(({ visibility }) => visibility !== 'visible')) {
    return `The grade ${digest} is for feedback, and has checks that students may not see.`;
  }
  const { submission, assignment, assignmentDigest, notebookDigest } = grade.data;
  const isOurs =
    submission === work.submissionId &&
    assignment === work.assignment &&
    assignmentDigest === work.assignmentDigest &&
    notebookDigest === work.notebookDigest;
  return isOurs ? grade.data : `The grade ${digest} is for another submission, assignment or notebook.`;
}

function foreign(what: string): Trouble {
  return { cause: 'platform', detail: `${what} Operator: look at the worker that graded it, then force it.` };
}
