import { isDeepStrictEqual } from 'node:util';
import type { AssignmentCharge, StudentCharges } from './charges.js';
import { putOutbox } from './outbox.js';
import type { RosterEntry } from './roster.js';
import type { Ledger } from './ledger.js';

/** What differs for one student. */
export interface StudentChange {
  readonly student: string;
  readonly name: string | null;
  readonly hours: Difference<Pick<StudentCharges, 'budget' | 'remaining'>> | null;
  readonly assignments: Readonly<Record<string, Difference<AssignmentCharge>>>;
}

export interface Difference<Value> {
  readonly before: Value;
  readonly after: Value;
}

/** Puts a message into the outbox for each student whose hours or scores change; none for what concerns neither. */
export function tellStudents({ store, course }: Ledger, commandId: string, changes: readonly StudentChange[]): void {
  for (const { student, hours, assignments } of changes.filter(isWorthTelling)) {
    const key = `changed:${commandId}:${student}`;
    putOutbox(store, { course, kind: 'charges_changed', key, body: { student, hours, assignments } });
  }
}

/** Students are told of hours and scores, not of a due time that changed nothing or of a release. */
function isWorthTelling({ hours, assignments }: StudentChange): boolean {
  const told = ({ hoursUsed, penaltyBp, finalScore, status }: AssignmentCharge): unknown[] => [
    hoursUsed,
    penaltyBp,
    finalScore,
    status,
  ];
  return (
    hours !== null ||
    Object.values(assignments).some(({ before, after }) => !isDeepStrictEqual(told(before), told(after)))
  );
}

/** Who differs, and in what. */
export function differencesOf(
  roster: readonly RosterEntry[],
  before: ReadonlyMap<string, StudentCharges>,
  after: ReadonlyMap<string, StudentCharges>,
): StudentChange[] {
  return roster.flatMap(({ student, name }) => {
    const [was, is] = [before.get(student), after.get(student)];
    if (was === undefined || is === undefined || isDeepStrictEqual(was, is)) return [];
    const hours = { before: hoursOf(was), after: hoursOf(is) };
    const assignments: Record<string, Difference<AssignmentCharge>> = {};
    for (const [id, row] of Object.entries(is.assignments)) {
      const earlier = was.assignments[id];
      if (earlier !== undefined && !isDeepStrictEqual(earlier, row)) assignments[id] = { before: earlier, after: row };
    }
    const differ = !isDeepStrictEqual(hours.before, hours.after);
    // An assignment that is new to everybody changes nothing.
    if (!differ && Object.keys(assignments).length === 0) return [];
    return [{ student, name, hours: differ ? hours : null, assignments }];
  });
}

function hoursOf({ budget, remaining }: StudentCharges): Pick<StudentCharges, 'budget' | 'remaining'> {
  return { budget, remaining };
}
