import type { Ledger } from './ledger.js';
import { sql } from 'kysely';
import type { EventContent, EventType } from './eventContent.js';
import { run, type Store } from '../db/store.js';
import { membersOf } from './subjects.js';

/** Keeps what is made from events about submissions in step with an event that was just stored. */
export function indexSubmission(ledger: Ledger, content: EventContent, seq: number): void {
  const { store, course } = ledger;
  if (content.type === 'submission_received') {
    const { submissionId, assignment, createdAt, contentHash = null, students } = content;
    const row = { course, submissionId, assignment, createdAt, contentHash, receivedSeq: seq };
    run(store, store.query.insertInto('submissions').values(row));
    for (const student of students) addMember(store, { course, submissionId, student });
  } else if (content.type === 'submission_content_replaced') {
    const { submissionId, contentHash = null } = content;
    const known = store.query.updateTable('submissions').set({ contentHash }).where('course', '=', course);
    run(store, known.where('submissionId', '=', submissionId));
  } else if (content.type === 'submission_members_changed') {
    const { submissionId, joined = [], left = [] } = content;
    const members = store.query.deleteFrom('members').where('course', '=', course);
    for (const student of left) {
      run(store, members.where('submissionId', '=', submissionId).where('student', '=', student));
    }
    for (const student of joined) {
      addMember(store, { course, submissionId, student });
      showEarlierEvents(store, { course, submissionId, student });
    }
    const party = membersOf(ledger, submissionId).join(',');
    const rows = store.query.updateTable('work').set({ party }).where('course', '=', course);
    run(store, rows.where('submissionId', '=', submissionId).where('workClass', '!=', 'feedback'));
  }
}

/** Selections name the students whom they are about. */
const ABOUT_SUBMISSIONS = [
  'submission_received',
  'submission_graded',
  'submission_content_replaced',
  'submission_members_changed',
  'submission_voided',
  'submission_time_corrected',
] as const satisfies EventType[];

interface Member {
  readonly course: string;
  readonly submissionId: string;
  readonly student: string;
}

function addMember(store: Store, member: Member): void {
  run(store, store.query.insertInto('members').values(member));
}

/** What was recorded of a submission before somebody joined is about them, too. */
function showEarlierEvents(store: Store, { course, submissionId, student }: Member): void {
  const events = store.query
    .selectFrom('events')
    .select(['seq', 'course', sql<string>`${student}`.as('student')])
    .where('course', '=', course)
    .where('type', 'in', ABOUT_SUBMISSIONS)
    .where(sql`json_extract(payload, '$.submissionId')`, '=', submissionId);
  const insert = store.query.insertInto('eventStudents').columns(['seq', 'course', 'student']).expression(events);
  run(
    store,
    insert.onConflict((conflict) => conflict.doNothing()),
  );
}
