import type { Ledger } from '../ledger/ledger.js';
import { readCharges } from '../ledger/charges.js';
import { readEvents } from '../ledger/events.js';
import { findStudents, readRoster, type RosterEntry } from '../ledger/roster.js';
import { all, read } from '../db/store.js';
import { membersOf } from '../ledger/subjects.js';
import type { Work } from '../work/rows.js';
import { itemKey } from './itemKey.js';
import type { BatchItem } from './items.js';

/** Which of a student's submissions: the one that counts now, or the newest. */
export type Pick = 'active' | 'latest';

export interface LedgerSource {
  readonly items: readonly BatchItem[];
  /** Words that name nobody, or several people. */
  readonly unknown: readonly string[];
}

/** Whose submissions to what, and which of them. */
export interface LedgerAsk {
  readonly assignment: string;
  /** Keys, e-mail addresses, numbers or whole names; empty for everybody on the roster. */
  readonly words: readonly string[];
  readonly pick: Pick;
}

/**
 * What the server keeps of these students' submissions to an assignment, one each; a group's once. Students who have
 * handed in nothing have no item.
 */
export function readLedgerSource(ledger: Ledger, { assignment, words, pick }: LedgerAsk): LedgerSource {
  const { store } = ledger;
  return read(store, () => {
    const roster = readRoster(ledger);
    const found = words.map((word) => findStudents(ledger, word));
    const chosen = words.length === 0 ? roster : found.flatMap((people) => (people.length === 1 ? people : []));
    const submissions = submissionsOf(ledger, assignment);
    const active = new Map(
      readCharges(ledger).map(({ student, charges }) => [student, charges.assignments[assignment]?.submissionId]),
    );
    const ids = new Set(
      chosen.flatMap(({ student }) => {
        const own = submissions.filter(({ students }) => students.includes(student));
        const id = pick === 'active' ? active.get(student) : own.at(-1)?.submissionId;
        return id === undefined || id === null ? [] : [id];
      }),
    );
    const kept = newestWork(ledger, assignment);
    const items = submissions
      .filter(({ submissionId }) => ids.has(submissionId))
      .map((submission) => itemOf(submission, kept.get(submission.submissionId), roster));
    return { items, unknown: words.filter((_, index) => found[index]?.length !== 1) };
  });
}

interface Received {
  readonly submissionId: string;
  readonly students: readonly string[];
  readonly createdAt: string;
}

/** In the order of their instants; of one instant, in the order of their ids. */
function submissionsOf(ledger: Ledger, assignment: string): Received[] {
  const received = readEvents(ledger, { types: ['submission_received'] }).flatMap(({ content }) =>
    content.type === 'submission_received' && content.assignment === assignment
      ? [{ ...content, students: membersOf(ledger, content.submissionId) }]
      : [],
  );
  return received.sort(
    (a, b) =>
      Date.parse(a.createdAt) - Date.parse(b.createdAt) ||
      a.submissionId.length - b.submissionId.length ||
      (a.submissionId < b.submissionId ? -1 : 1),
  );
}

function newestWork({ store, course }: Ledger, assignment: string): Map<string, Work> {
  const query = store.query.selectFrom('work').selectAll().where('course', '=', course).where('run', '=', '');
  const rows = all(store, query.where('assignment', '=', assignment).orderBy('admittedAt'));
  return new Map(rows.filter(({ workClass }) => workClass !== 'feedback').map((row) => [row.submissionId, row]));
}

function itemOf(
  { submissionId, students, createdAt }: Received,
  work: Work | undefined,
  roster: RosterEntry[],
): BatchItem {
  const people = roster
    .filter(({ student }) => students.includes(student))
    .map(({ name, email, sid }) => ({ name, email, sid }));
  const base = { key: itemKey(submissionId), submissionId, people, createdAt, note: null };
  if (work?.notebook == null || work.notebookDigest === null) {
    const problem = work?.detail ?? 'Its files are not kept here. Course staff: run it from a Gradescope export.';
    return { ...base, notebook: null, problem };
  }
  const notebook = { path: work.fileName, blob: work.notebook, digest: work.notebookDigest };
  return { ...base, notebook, problem: null };
}
