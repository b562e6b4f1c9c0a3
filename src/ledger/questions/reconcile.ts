import type { Ledger } from '../ledger.js';
import type { EpochMicros } from '../../late/instant.js';
import { readRoster, type RosterEntry } from '../roster.js';
import { read } from '../../db/store.js';
import type { GradescopeEntry } from './gradescopeTable.js';
import { assignmentsByTitle, type TitleOptions } from './gradescopeTitles.js';
import { readHere } from './reconcileHere.js';
import { dueThere, likelyReason, type Context, type Here } from './reconcileReason.js';
import { baseDue, currentTerms } from '../terms.js';

/** One disagreement about one student's lateness. */
interface Disagreement {
  /** null for somebody who is not on the roster. */
  readonly student: string | null;
  readonly name: string | null;
  readonly assignment: string;
  /** The row of the file; null for somebody who is not in it. */
  readonly line: number | null;
  /** Seconds; null where there is no submission. */
  readonly there: number | null;
  readonly here: number | null;
  readonly reason: string;
}

export interface Reconciliation {
  /** How many agree. */
  readonly agreed: number;
  readonly differing: readonly Disagreement[];
  /** Titles in the file that stand for no assignment here. */
  readonly notCompared: readonly string[];
}

export interface ReconcileAsk extends TitleOptions {
  /** Both sides drop fractions, one before and one after it subtracts. */
  readonly toleranceSeconds: number;
}

/**
 * Our lateness against Gradescope's, for all assignments that the file is about.
 *
 * @throws {Refusal} where a title stands for two assignments, or the file for none.
 */
export function reconcile(ledger: Ledger, entries: readonly GradescopeEntry[], ask: ReconcileAsk): Reconciliation {
  const { store } = ledger;
  return read(store, () => {
    const { byTitle, notCompared } = assignmentsByTitle(ledger, entries, ask);
    const assignments = [...new Set(byTitle.values())];
    const parts = assignments.map((assignment) => {
      const own = entries.filter(({ title }) => byTitle.get(title) === assignment);
      return compareAssignment(ledger, { assignment, entries: own, toleranceSeconds: ask.toleranceSeconds });
    });
    return {
      agreed: parts.reduce((sum, part) => sum + part.agreed, 0),
      differing: parts.flatMap((part) => part.differing),
      notCompared,
    };
  });
}

interface Compared {
  readonly assignment: string;
  readonly entries: readonly GradescopeEntry[];
  readonly toleranceSeconds: number;
}

function compareAssignment(
  ledger: Ledger,
  { assignment, entries, toleranceSeconds }: Compared,
): Pick<Reconciliation, 'agreed' | 'differing'> {
  const roster = readRoster(ledger);
  const context = contextOf(ledger, assignment, entries);
  const all = readHere(ledger, assignment, context.baseDue);
  const differing: Disagreement[] = [];
  const seen = new Set<string>();
  let agreed = 0;
  for (const entry of entries) {
    const person = personOf(roster, entry);
    if (person !== undefined) seen.add(person.student);
    const here = person === undefined ? undefined : all.get(person.student);
    if (isSame(entry, here, toleranceSeconds)) {
      agreed++;
      continue;
    }
    differing.push({
      student: person?.student ?? null,
      name: person?.name ?? null,
      assignment,
      line: entry.line,
      there: entry.submittedAt === null ? null : entry.lateSeconds,
      here: here?.submissionId == null ? null : here.lateSeconds,
      reason:
        here === undefined
          ? 'not on the roster here: import the roster, or it is a test account of staff'
          : likelyReason(entry, here, context),
    });
  }
  for (const { student, name } of roster) {
    const here = all.get(student);
    if (seen.has(student) || here?.submissionId == null) continue;
    const reason = 'not in the file: dropped there, or with another address and number';
    differing.push({ student, name, assignment, line: null, there: null, here: here.lateSeconds, reason });
  }
  return { agreed, differing };
}

/** Nothing handed in on either side is agreement too. */
function isSame({ submittedAt, lateSeconds }: GradescopeEntry, here: Here | undefined, tolerance: number): boolean {
  if (submittedAt === null) return here?.submissionId == null;
  return here?.submissionId != null && Math.abs(lateSeconds - here.lateSeconds) <= tolerance;
}

function personOf(roster: readonly RosterEntry[], { email, sid }: GradescopeEntry): RosterEntry | undefined {
  const byEmail = email === null ? undefined : roster.find((person) => person.email?.toLowerCase() === email);
  return byEmail ?? (sid === null ? undefined : roster.find((person) => person.sid === sid));
}

/** Gradescope's due time, inferred from the majority of its late rows: one student's extension is no mismatch of the assignment. */
function contextOf(ledger: Ledger, assignment: string, entries: readonly GradescopeEntry[]): Context {
  const terms = currentTerms(ledger, assignment);
  const base = baseDue(terms);
  const dues = entries.map(dueThere).filter((due) => due !== null);
  const counts = new Map<EpochMicros, number>();
  for (const due of dues) counts.set(due, (counts.get(due) ?? 0) + 1);
  const [most] = [...counts].sort(([, a], [, b]) => b - a);
  const isOther = most !== undefined && most[0] !== base && most[1] > 1 && most[1] * 2 > dues.length;
  return { timeZone: terms.timeZone, baseDue: base, otherDue: isOther ? most[0] : null };
}
