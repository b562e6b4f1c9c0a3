import type { Ledger } from './ledger.js';
import { compiledOnce } from '../db/compiledOnce.js';
import type { EventContent } from './eventContent.js';
import { all } from '../db/store.js';

const handedIn = compiledOnce((query, { course, submissionId }: { course: string; submissionId: string }) =>
  query.selectFrom('members').select('student').where('course', '=', course).where('submissionId', '=', submissionId),
);

/** Who hands a submission in now, in order; nobody where it was never received. */
export function membersOf({ store, course }: Ledger, submissionId: string): string[] {
  return all(store, handedIn({ course, submissionId }))
    .map(({ student }) => student)
    .sort();
}

/** Begins a query: the course's submissions, a row for each who hands one in. */
export function submissionsByMember({ store, course }: Ledger) {
  return store.query
    .selectFrom('submissions')
    .innerJoin('members', (join) =>
      join
        .onRef('members.submissionId', '=', 'submissions.submissionId')
        .onRef('members.course', '=', 'submissions.course'),
    )
    .where('submissions.course', '=', course);
}

/** The students whom an event is about. A grade is about those who handed in; a release names nobody. */
export function subjectsOf(ledger: Ledger, content: EventContent): string[] {
  if ('student' in content) return [content.student];
  if ('students' in content && content.students !== undefined) return [...content.students];
  if (!('submissionId' in content)) return [];
  const members = membersOf(ledger, content.submissionId);
  if (content.type !== 'submission_members_changed') return members;
  return [...new Set([...members, ...(content.joined ?? []), ...(content.left ?? [])])];
}

/**
 * These students and all who ever worked together with one of them, and so on: with `groupMode: min`, one member's
 * charge depends on the others' balances.
 */
export function withPartners({ store, course }: Ledger, students: readonly string[]): string[] {
  const known = new Set(students);
  for (let frontier = students; frontier.length > 0;) {
    const query = store.query
      .selectFrom('eventStudents as own')
      .innerJoin('submissions', 'submissions.receivedSeq', 'own.seq')
      .innerJoin('eventStudents as partner', 'partner.seq', 'own.seq')
      .select('partner.student')
      .distinct()
      .where('own.course', '=', course)
      .where('own.student', 'in', frontier);
    frontier = all(store, query)
      .map(({ student }) => student)
      .filter((student) => !known.has(student));
    for (const student of frontier) known.add(student);
  }
  return [...known];
}
