import { readEvents } from '../../store/events.js';
import { putStudent } from '../../store/roster.js';
import type { Store } from '../../store/store.js';
import { UsageError } from '../exitCodes.js';
import type { Command, Plan } from './change.js';
import { studentOf } from './options.js';

/**
 * Takes a person off the roster's row, and leaves the key: the log, the charges and the sums of the course stay as they
 * are, and nobody can tell any more whose they were. That it was done goes into the log.
 */
export function planErasure(
  store: Store,
  course: string,
  who: string,
  reason: string | undefined,
  { isRetry }: Command,
): Plan {
  if ((reason ?? '').trim() === '') throw new UsageError('Say with --reason why the person is erased.');
  const { student } = studentOf(store, course, who);
  const enrolled = readEvents(store, course, { students: [student], types: ['student_enrolled'] }).find(
    ({ content }) => content.type === 'student_enrolled' && content.student === student,
  );
  if (enrolled === undefined) throw new UsageError(`${student} was never enrolled.`);
  // Else SQLite leaves the old text in the free space of the file.
  store.sqlite.pragma('secure_delete = ON');
  if (!isRetry) putStudent(store, course, { student, name: null, email: null, sid: null, section: null });
  const text = `The personal data of ${student} were erased.`;
  return {
    events: [{ content: { type: 'correction_recorded', targetSeq: enrolled.seq, text } }],
    notes: [
      `Only the key ${student} is left. A roster file that still names the person would enrol them as somebody new.`,
      'Operator: older backups, grades and uploaded files are not touched.',
    ],
  };
}
