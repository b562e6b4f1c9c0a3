import { readInstant } from '../late/instant.js';
import { giveUpAttempt } from '../ledger/attempts.js';
import { readCharges } from '../ledger/charges.js';
import { readGrade } from '../ledger/grades.js';
import { all, type Store } from '../db/store.js';
import { moveTo, queueAgain, type Work, type WorkIdentity } from './rows.js';

/** What staff asked for by name stays queued whatever students send. */
const SUPERSEDED_CLASSES: readonly Work['workClass'][] = ['feedback', 'submission'];

type Newer = Pick<Work, 'course' | 'assignment' | 'submissionId' | 'party' | 'workClass' | 'createdAt'>;

/**
 * Supersedes what the same party has queued for the same assignment from earlier: grading it would only delay the
 * newer one. One that the ledger counts nonetheless (the newer one came after the cut-off, or the best one counts) stays
 * queued. To be called once the newer submission is recorded.
 */
export function supersedeOlder(store: Store, newer: Newer): void {
  if (!SUPERSEDED_CLASSES.includes(newer.workClass)) return;
  const query = store.query
    .selectFrom('work')
    .selectAll()
    .where('course', '=', newer.course)
    .where('party', '=', newer.party)
    .where('state', '=', 'queued')
    .where('workClass', '=', newer.workClass)
    .where('run', '=', '')
    .where('assignment', '=', newer.assignment)
    .where('submissionId', '!=', newer.submissionId);
  for (const older of all(store, query)) {
    if (instantOf(older) <= instantOf(newer) && !counts(store, older)) moveTo(store, older.id, 'superseded');
  }
}

/**
 * Queues again what was superseded and is now what the ledger counts for one of these students, because the newer one
 * turned out to be nothing that can be graded, or is no longer theirs: it would be nobody's grade. To be called once that is recorded.
 */
export function reviveCounted(
  store: Store,
  { course, students, assignment }: Pick<Work, 'course' | 'assignment'> & { readonly students: readonly string[] },
): void {
  const query = store.query
    .selectFrom('work')
    .selectAll()
    .where('course', '=', course)
    .where('state', '=', 'superseded')
    .where('run', '=', '')
    .where('assignment', '=', assignment);
  const own = all(store, query).filter(({ party }) => party.split(',').some((student) => students.includes(student)));
  for (const older of own) {
    const isWanted = counts(store, older) && readGrade({ store, course }, older.submissionId) === undefined;
    if (isWanted) queueAgain(store, older);
  }
}

/** Supersedes the same submission for other versions of the grader, even one that is being graded; a regrade's stays. */
export function supersedeOtherVersions(store: Store, { course, submissionId, graderVersion }: WorkIdentity): void {
  const query = store.query
    .selectFrom('work')
    .select('id')
    .where('course', '=', course)
    .where('submissionId', '=', submissionId)
    .where('graderVersion', '!=', graderVersion)
    .where('run', '=', '')
    .where('state', 'in', ['queued', 'dispatched']);
  for (const { id } of all(store, query)) {
    giveUpAttempt({ store, course }, submissionId);
    moveTo(store, id, 'superseded');
  }
}

function counts(store: Store, { course, party, assignment, submissionId, workClass }: Work): boolean {
  if (workClass === 'feedback') return false;
  return party
    .split(',')
    .flatMap((student) => readCharges({ store, course }, student))
    .some(({ charges }) => charges.assignments[assignment]?.submissionId === submissionId);
}

/** Microseconds; feedback's time is nobody's business but ours, so one that is no instant is just early. */
function instantOf({ createdAt }: Pick<Work, 'createdAt'>): number {
  const at = readInstant(createdAt);
  return typeof at === 'number' ? at : 0;
}
