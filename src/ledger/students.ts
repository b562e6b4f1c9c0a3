import { Refusal } from '../base/refusal.js';
import { findStudents, type RosterEntry } from './roster.js';
import type { Ledger } from './ledger.js';

/** The one student who bears this key, e-mail address, number or name. @throws {Refusal} where there is not one. */
export function studentOf(ledger: Ledger, who: string): RosterEntry {
  const found = findStudents(ledger, who);
  const [student] = found;
  if (student !== undefined && found.length === 1) return student;
  if (student === undefined) {
    throw new Refusal({
      code: 'unknownStudent',
      text: `Nobody on the roster is “${who}”.`,
      remedy: 'Give a key, e-mail address, number or whole name.',
    });
  }
  const keys = found.map((entry) => `${entry.student} (${entry.email ?? entry.sid ?? 'no address'})`);
  throw new Refusal({
    code: 'severalStudents',
    text: `“${who}” is the name of several: ${keys.join(', ')}.`,
    remedy: 'Give the key.',
  });
}
