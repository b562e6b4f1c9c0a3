import type { ClassRow } from '../../ledger/questions/classOf.js';
import { checkStatistics, type CheckStatistics } from '../../statistics/checks.js';
import { groupMessages, type MessageGroup } from '../../statistics/messages.js';
import type { GradeSummary } from '../../statistics/summary.js';

/** What the grades of a class come to. */
export interface Figures {
  readonly grades: readonly GradeSummary[];
  readonly checks: readonly CheckStatistics[];
  readonly groups: readonly MessageGroup[];
}

type Graded = readonly (readonly [student: string, grade: GradeSummary])[];

/** Computes them anew only where a grade is another one: they take most of the time of a class's page. */
export function openFigures(): (assignment: string, rows: readonly ClassRow[]) => Figures {
  const known = new Map<string, { readonly graded: Graded; readonly figures: Figures }>();
  return (assignment, rows) => {
    const graded = rows.flatMap(({ student, grade }) => (grade === undefined ? [] : [[student, grade] as const]));
    const before = known.get(assignment);
    if (before !== undefined && isSame(before.graded, graded)) return before.figures;
    const grades = graded.map(([, grade]) => grade);
    const figures = { grades, checks: checkStatistics(grades), groups: groupMessages(graded) };
    known.set(assignment, { graded, figures });
    return figures;
  };
}

function isSame(before: Graded, now: Graded): boolean {
  return (
    before.length === now.length &&
    now.every(([student, grade], index) => before[index]?.[0] === student && before[index][1] === grade)
  );
}
