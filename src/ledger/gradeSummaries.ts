import type { Ledger } from './ledger.js';
import { gradeSchema } from '../grade/grade.js';
import { summaryOf, type GradeSummary } from '../statistics/summary.js';
import { all, type Store } from '../db/store.js';

/** The grades of a class, as its tables need them. */
export interface GradeSummaries {
  /** The grade that stands of each of these submissions to an assignment; none of who has none. */
  of(course: string, assignment: string, submissionIds: readonly string[]): Map<string, GradeSummary>;
}

/** A class of a thousand with twenty homeworks. */
const MOST_KEPT = 20_000;
/** As many values a statement may have. */
const AT_ONCE = 500;

interface Graded {
  readonly submissionId: string;
  readonly gradedSeq: number;
}

/** Reads each grade once: what an event says of one is never another thing later. */
export function openGradeSummaries(store: Store): GradeSummaries {
  const known = new Map<number, GradeSummary>();

  return {
    of(course, assignment, submissionIds) {
      const wanted = new Set(submissionIds);
      const graded = gradedOf({ store, course }, assignment).filter(({ submissionId }) => wanted.has(submissionId));
      learn(graded.map(({ gradedSeq }) => gradedSeq));
      const standing = new Map<string, GradeSummary>();
      // Newest first: the newest without open points stands; where there is none, the newest.
      for (const { submissionId, gradedSeq } of graded) {
        const before = standing.get(submissionId);
        const summary = known.get(gradedSeq);
        if (summary !== undefined && (before === undefined || (before.isOpen && !summary.isOpen))) {
          standing.set(submissionId, summary);
        }
      }
      for (const oldest of [...known.keys()].slice(0, Math.max(0, known.size - MOST_KEPT))) known.delete(oldest);
      return standing;
    },
  };

  function learn(seqs: readonly number[]): void {
    const missing = seqs.filter((seq) => !known.has(seq));
    for (let from = 0; from < missing.length; from += AT_ONCE) {
      const some = missing.slice(from, from + AT_ONCE);
      const query = store.query.selectFrom('grades').select(['gradedSeq', 'body']).where('gradedSeq', 'in', some);
      for (const { gradedSeq, body } of all(store, query)) {
        known.set(gradedSeq, summaryOf(gradeSchema.parse(JSON.parse(body))));
      }
    }
  }
}

/** Which gradings there are, the newest of each submission first. */
function gradedOf({ store, course }: Ledger, assignment: string): Graded[] {
  return all(
    store,
    store.query
      .selectFrom('submissions')
      .innerJoin('grades', (join) =>
        join
          .onRef('grades.submissionId', '=', 'submissions.submissionId')
          .onRef('grades.course', '=', 'submissions.course'),
      )
      .select(['grades.submissionId', 'grades.gradedSeq'])
      .where('submissions.course', '=', course)
      .where('submissions.assignment', '=', assignment)
      .orderBy('grades.attempt', 'desc'),
  );
}
