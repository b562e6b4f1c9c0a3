import { isOpen } from '../grade/openPoints.js';
import type { LateRecord } from '../late/lateRecord.js';
import type { Feedback, GpuToday } from '../results/feedback.js';
import type { GradescopeResults } from '../results/gradescope.js';
import { standingResults } from '../results/standing.js';
import { toResults, type ShownAssignment } from '../results/toResults.js';
import { readStanding, type Standing } from '../ledger/grades.js';
import { readLateRecord } from '../ledger/lateRecord.js';
import { readPrice } from '../ledger/price.js';
import type { Store } from '../db/store.js';
import { gradeOf } from './gradeOf.js';
import { platformDuesOf, readWork, type Work } from './rows.js';
import { isFinal } from './state.js';
import { studentMessage } from './status.js';

/**
 * What a student reads of work that has come to an end, as a Gradescope document with its late hours; made anew from
 * the ledger at each reading, so that it is always current. Undefined while it waits or runs, and where there is no
 * such work.
 *
 * Work that waits for staff because points are open shows what is known; where an earlier grading left none open, that
 * one's grade stands. Without a grade the document has no scored tests, says where the submission stands, and carries `ungraded: true` in
 * its `extra_data`: its score, which the platform demands, is no verdict on this submission.
 *
 * @param shown the assignment as students see it.
 * @param gpuToday of feedback: what its students have used of GPUs today, where that is limited.
 */
export function resultsOf(
  store: Store,
  id: string,
  shown: (assignment: string) => ShownAssignment,
  gpuToday?: GpuToday,
): GradescopeResults | undefined {
  const work = readWork(store, id);
  if (work === undefined || !isFinal(work.state)) return undefined;
  const standing = standingOf(store, work);
  const feedback = work.workClass === 'feedback' ? feedbackOn(store, work, gpuToday) : undefined;
  const late = lateOf(store, work);
  if (standing === undefined) return noticeOf(work, late);
  const { grade, unfinished } = standing;
  return toResults(grade, shown(work.assignment), { late, feedback, unfinished, fileName: work.fileName });
}

/** Feedback is no submission, and uses no late hours. */
function lateOf(store: Store, work: Work): LateRecord | undefined {
  if (work.workClass === 'feedback') return undefined;
  return readLateRecord({ store, course: work.course }, work.submissionId, platformDuesOf(work));
}

/** With what it would cost to hand the same in at this moment. */
export function feedbackOn(
  store: Store,
  { course, assignment, party, lane, gpuWaitSeconds }: Work,
  gpu: GpuToday | undefined,
): Feedback {
  // What came to the cpu lane by waiting bears how long; without a wait only used-up minutes bring it there.
  const wasSpent = gpu !== undefined && lane === 'cpu' && gpuWaitSeconds === null;
  return { price: readPrice({ store, course }, { assignment, party: party.split(',') }), gpu, wasSpent };
}

/**
 * Of feedback, its own grade. Of a submission, the grade that stands, whoever made it: staff who grade a class anew and
 * publish that want it read here, too. Where a newer try of this work was stopped or failed, only what it left open.
 */
function standingOf(store: Store, work: Work): Standing | undefined {
  if (work.workClass === 'feedback') {
    const grade = gradeOf(store, work);
    return grade === undefined ? undefined : { grade };
  }
  const standing = readStanding({ store, course: work.course }, work.submissionId);
  const isShown = work.state === 'graded' || work.openSeq !== null;
  return isShown || (standing !== undefined && isOpen(standing.grade)) ? standing : undefined;
}

function noticeOf(
  { id, state, submissionId, assignment, graderVersion, cause, detail }: Work,
  late: LateRecord | undefined,
): GradescopeResults {
  return standingResults({
    submission: submissionId,
    assignment,
    state,
    message: studentMessage({ state, detail }) ?? '',
    late,
    extra: { graderVersion, work: id, ...(cause === null ? {} : { cause }) },
  });
}
