import { forgetStudent } from '../../access/forget.js';
import { Refusal, type Remark } from '../../base/refusal.js';
import { readEvents } from '../events.js';
import { putStudent } from '../roster.js';
import { all } from '../../db/store.js';
import type { Work } from '../../work/rows.js';
import type { Actor } from '../actor.js';
import type { Ledger } from '../ledger.js';
import { studentOf } from '../students.js';
import { change, hasReason, type Change, type Circumstances, type Command, type Plan } from './change.js';

export interface Erasure extends Circumstances {
  readonly student: string;
}

/**
 * Takes a person off the roster's row, and leaves the key: the log, the charges and the sums of the course stay as they
 * are, and nobody can tell any more whose they were. That it was done goes into the log.
 */
export function erase(ledger: Ledger, by: Actor, ask: Erasure): Change {
  return change(ledger, by, { ask, plan: (command) => plan(ledger, ask, command) });
}

function plan(ledger: Ledger, ask: Erasure, { isRetry }: Command): Plan {
  const { store } = ledger;
  if (!hasReason(ask)) throw new Refusal({ code: 'noReasonToErase', text: 'Say why the person is erased.' });
  const { student } = studentOf(ledger, ask.student);
  const enrolled = readEvents(ledger, { students: [student], types: ['student_enrolled'] }).find(
    ({ content }) => content.type === 'student_enrolled' && content.student === student,
  );
  if (enrolled === undefined) {
    throw new Refusal({ code: 'neverEnrolled', text: `${student} was never enrolled.` });
  }
  // Else SQLite leaves the old text in the free space of the file.
  store.sqlite.pragma('secure_delete = ON');
  if (!isRetry) {
    putStudent(ledger, { student, name: null, email: null, sid: null, section: null });
    forgetStudent(ledger, student);
  }
  const text = `The personal data of ${student} were erased.`;
  return {
    events: [{ content: { type: 'correction_recorded', targetSeq: enrolled.seq, text } }],
    notes: [
      `Only the key ${student} is left. A roster file that still names the person would enrol them as somebody new.`,
      ...filesNotes(ledger, student),
      'Operator: docs/operate.md, "Erasing a person", says what else may name them: grades, notebooks, backups, Gradescope.',
    ].map((note): Remark => ({ code: 'erased', text: note })),
  };
}

/** What the person wrote is in files, whose names say nothing: so they are named here. */
function filesNotes(ledger: Ledger, student: string): string[] {
  const rows = readWorkOf(ledger, student);
  const feedback = rows.filter(({ workClass }) => workClass === 'feedback').length;
  const notebooks = [...new Set(rows.flatMap(({ notebook }) => notebook ?? []))].sort();
  const written = [...new Set(rows.flatMap((row) => row.written ?? []))].sort();
  return [
    ...(feedback === 0 ? [] : [`Feedback of theirs that is kept: ${feedback}; \`assay prune\` removes it in time.`]),
    ...(notebooks.length === 0 ? [] : ['Notebooks of theirs that are kept, in the folder blobs of the state folder:']),
    ...notebooks.map(placeOf),
    ...(written.length === 0 ? [] : ['Their written answers, in the same folder:']),
    ...written.map(placeOf),
  ];
}

function placeOf(digest: string): string {
  return `  ${digest.slice(0, 2)}/${digest}`;
}

function readWorkOf(ledger: Ledger, student: string): Pick<Work, 'workClass' | 'notebook' | 'written'>[] {
  const { store, course } = ledger;
  const query = store.query
    .selectFrom('work')
    .select(['workClass', 'notebook', 'written', 'party'])
    .where('course', '=', course);
  const likely = query.where('party', 'like', `%${student}%`);
  return all(store, likely).filter(({ party }) => party.split(',').includes(student));
}
