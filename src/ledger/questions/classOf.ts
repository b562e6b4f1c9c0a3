import { all, read } from '../../db/store.js';
import type { readDecimal } from '../../late/decimal.js';
import type { GradeSummary } from '../../statistics/summary.js';
import { readCharges, type AssignmentCharge } from '../charges.js';
import type { GradeSummaries } from '../gradeSummaries.js';
import type { Ledger } from '../ledger.js';
import { readRoster } from '../roster.js';
import { submissionsByMember } from '../subjects.js';
import { currentTerms } from '../terms.js';

/** A student in the table of a class. */
export interface ClassRow {
  readonly student: string;
  readonly name: string | null;
  readonly email: string | null;
  readonly section: string | null;
  readonly charge: AssignmentCharge;
  /** The grade that counts, where there is one that came with its checks. */
  readonly grade: GradeSummary | undefined;
  /** How often they have handed in. */
  readonly submissions: number;
}

export interface ClassOf {
  readonly assignment: string;
  readonly maxPoints: number;
  readonly rows: readonly ClassRow[];
}

/** Everybody who takes an assignment, in the order of the roster. @throws {Refusal} where there is no such assignment. */
export function classOf(ledger: Ledger, assignment: string, summaries: GradeSummaries): ClassOf {
  const { store, course } = ledger;
  return read(store, () => {
    const { maxScore } = currentTerms(ledger, assignment);
    const charges = new Map(readCharges(ledger).map((one) => [one.student, one.charges.assignments[assignment]]));
    const counting = [...charges.values()].flatMap((charge) => charge?.submissionId ?? []);
    const grades = summaries.of(course, assignment, counting);
    const times = submissionsOf(ledger, assignment);
    const rows = readRoster(ledger).flatMap(({ student, name, email, section }): ClassRow[] => {
      const charge = charges.get(student);
      if (charge === undefined) return [];
      const grade = charge.submissionId === null ? undefined : grades.get(charge.submissionId);
      return [{ student, name, email, section, charge, grade, submissions: times.get(student) ?? 0 }];
    });
    return { assignment, maxPoints: pointsOf(maxScore), rows };
  });
}

function submissionsOf(ledger: Ledger, assignment: string): ReadonlyMap<string, number> {
  const counted = submissionsByMember(ledger)
    .select('members.student')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('submissions.assignment', '=', assignment)
    .groupBy('members.student');
  return new Map(all(ledger.store, counted).map(({ student, count }) => [student, count]));
}

type Decimal = NonNullable<ReturnType<typeof readDecimal>>;

/** For people and for plots; sums are not made of it. */
function pointsOf({ units, decimals }: Decimal): number {
  return Number(units) / 10 ** decimals;
}
