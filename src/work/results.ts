import { gradeSchema, type Grade } from '../grading/grade.js';
import type { GradescopeResults } from '../results/gradescope.js';
import { toResults, type ShownAssignment } from '../results/toResults.js';
import { readGradeOf } from '../store/attempts.js';
import type { Store } from '../store/store.js';
import { readWork, type Work } from './rows.js';
import { isFinal } from './state.js';
import { studentMessage } from './status.js';

/**
 * What a student reads of work that has come to an end, as a Gradescope document; made anew at each reading, so that
 * it is always current. Undefined while it waits or runs, and where there is no such work.
 *
 * Without a grade the document has no tests, says where the submission stands, and carries `ungraded: true` in its
 * `extra_data`: its score, which the platform demands, is no grade unless the state is `unreadable`.
 *
 * @param shown the assignment as students see it.
 */
export function resultsOf(
  store: Store,
  id: string,
  shown: (assignment: string) => ShownAssignment,
): GradescopeResults | undefined {
  const work = readWork(store, id);
  if (work === undefined || !isFinal(work.state)) return undefined;
  const grade = gradeOf(store, work);
  return grade === undefined ? noticeOf(work) : toResults(grade, shown(work.assignment));
}

/** The grade of graded work. */
function gradeOf(store: Store, work: Work): Grade | undefined {
  if (work.state !== 'graded') return undefined;
  if (work.feedbackGrade !== null) return gradeSchema.parse(JSON.parse(work.feedbackGrade));
  return readGradeOf(store, work);
}

function noticeOf({ id, state, submissionId, assignment, graderVersion, cause, detail }: Work): GradescopeResults {
  return {
    score: 0,
    execution_time: 0,
    output: studentMessage({ state, detail }) ?? '',
    output_format: 'text',
    test_output_format: 'text',
    test_name_format: 'text',
    stdout_visibility: 'hidden',
    extra_data: {
      schemaVersion: 1,
      submission: submissionId,
      assignment,
      graderVersion,
      work: id,
      state,
      ungraded: true,
      ...(cause === null ? {} : { cause }),
    },
    tests: [],
  };
}
