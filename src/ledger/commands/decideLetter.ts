import { Refusal } from '../../base/refusal.js';
import type { GradeTerms } from '../../course/gradeTerms.js';
import type { Actor } from '../actor.js';
import type { Ledger } from '../ledger.js';
import { readRecorded } from '../recordedScores.js';
import { studentOf } from '../students.js';
import { change, type Change, type Circumstances } from './change.js';

export interface LetterDecision extends Circumstances {
  readonly student: string;
  /** Null takes the decision back. */
  readonly letter: string | null;
}

/** A letter that staff decide on, whatever the percentage. @throws {Refusal} where the course has no such letter. */
export function decideLetter(
  ledger: Ledger,
  by: Actor,
  { letters, lettersByStaff }: GradeTerms,
  ask: LetterDecision,
): Change {
  return change(ledger, by, {
    ask,
    plan: () => {
      const { letter } = ask;
      const { student } = studentOf(ledger, ask.student);
      const known = [...lettersByStaff, ...letters.map((one) => one.letter)];
      if (letter !== null && !known.includes(letter)) {
        throw new Refusal({
          code: 'unknownLetter',
          text: `The course has no letter ${letter}. Known: ${known.join(', ')}.`,
        });
      }
      const before = readRecorded(ledger).decided.get(student)?.letter ?? 'the table’s';
      const people = [`${student}: letter ${before} → ${letter ?? 'the table’s'}`];
      return { events: [{ content: { type: 'letter_decided', student, letter } }], people, needsNoReason: true };
    },
  });
}
