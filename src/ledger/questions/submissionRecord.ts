import { all, first, read } from '../../db/store.js';
import { gradeSchema, type Grade } from '../../grade/grade.js';
import type { Work } from '../../work/rows.js';
import type { Actor } from '../actor.js';
import { readCharges } from '../charges.js';
import { readEvents } from '../events.js';
import { readStanding, type Standing } from '../grades.js';
import type { Ledger } from '../ledger.js';
import { readPeople, type RosterEntry } from '../roster.js';
import { membersOf, submissionsByMember } from '../subjects.js';
import { explain, type Explanation } from './explain.js';
import { shownEvent, type ShownEvent } from './show.js';

/** One grading of a submission. */
interface GradedAttempt {
  readonly attempt: number;
  readonly committedAt: string;
  readonly gradedSeq: number;
  readonly grade: Grade;
}

/** What somebody decided about a run. */
interface RunDecision {
  readonly decision: 'force' | 'cancel';
  readonly actor: string;
  readonly reason: string;
  readonly decidedAt: string;
}

/** All that is kept of a submission. */
export interface SubmissionRecord {
  readonly submissionId: string;
  readonly assignment: string;
  readonly createdAt: string;
  readonly members: readonly RosterEntry[];
  /** Undefined where there is no grade that came with its checks. */
  readonly standing: Standing | undefined;
  /** The newest first. */
  readonly attempts: readonly GradedAttempt[];
  /** Its row in the queue, of the newest version of the grader. */
  readonly work: Work | undefined;
  readonly decisions: readonly RunDecision[];
  readonly events: readonly ShownEvent[];
  /** The others of the same students for the same assignment, in the order in which they came. */
  readonly others: readonly { readonly submissionId: string; readonly createdAt: string }[];
  /** Of each member for whom it counts. */
  readonly explained: readonly Explanation[];
}

const MOST_OTHERS = 100;

/** Undefined where it was never received. */
export function submissionRecord(ledger: Ledger, by: Actor, submissionId: string): SubmissionRecord | undefined {
  const { store, course } = ledger;
  return read(store, () => {
    const query = store.query.selectFrom('submissions').select(['assignment', 'createdAt']);
    const found = first(store, query.where('course', '=', course).where('submissionId', '=', submissionId));
    if (found === undefined) return undefined;
    const keys = membersOf(ledger, submissionId);
    const grades = store.query.selectFrom('grades').select(['attempt', 'committedAt', 'gradedSeq', 'body']);
    const rows = grades
      .where('course', '=', course)
      .where('submissionId', '=', submissionId)
      .orderBy('attempt', 'desc');
    const works = store.query.selectFrom('work').selectAll().where('course', '=', course).where('run', '=', '');
    const ofSubmission = all(store, works.where('submissionId', '=', submissionId).orderBy('seq', 'desc'));
    const counting = keys.filter((student) =>
      readCharges(ledger, student).some(
        ({ charges }) => charges.assignments[found.assignment]?.submissionId === submissionId,
      ),
    );
    return {
      ...{ submissionId, ...found },
      members: readPeople(ledger, keys),
      standing: readStanding(ledger, submissionId),
      attempts: all(store, rows).map(({ body, ...row }) => ({ ...row, grade: gradeSchema.parse(JSON.parse(body)) })),
      work: ofSubmission[0],
      decisions: decisionsOn(
        ledger,
        ofSubmission.map(({ id }) => id),
      ),
      events: readEvents(ledger, { students: keys })
        .filter(({ content }) => 'submissionId' in content && content.submissionId === submissionId)
        .map(shownEvent),
      others: othersOf(ledger, keys, found.assignment).filter((other) => other.submissionId !== submissionId),
      explained: counting.map((student) => explain(ledger, by, { student, assignment: found.assignment })),
    };
  });
}

function decisionsOn({ store }: Ledger, ids: readonly string[]): RunDecision[] {
  const columns = ['decision', 'actor', 'reason', 'decidedAt'] as const;
  return all(store, store.query.selectFrom('workDecisions').select(columns).where('workId', 'in', ids).orderBy('seq'));
}

function othersOf(ledger: Ledger, students: readonly string[], assignment: string) {
  const handedIn = submissionsByMember(ledger)
    .select(['submissions.submissionId', 'submissions.createdAt'])
    .distinct()
    .where('submissions.assignment', '=', assignment)
    .where('members.student', 'in', students);
  return all(ledger.store, handedIn.orderBy('submissions.createdAt').limit(MOST_OTHERS));
}
