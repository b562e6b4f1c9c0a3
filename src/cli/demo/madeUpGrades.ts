import type { Assignment } from '../../course/schema.js';
import type { CheckGrade, Grade } from '../../grade/grade.js';
import type { Work } from '../../work/rows.js';

/** Who made a submission, so far as its grade depends on that. */
export interface MadeUp {
  /** From 0 to 1: how likely they pass an ordinary check. */
  readonly ability: number;
  /** A check of the homework breaks on it. */
  readonly isBroken: boolean;
  readonly random: () => number;
}

const WRONG: readonly [message: string, got: string][] = [
  ['The result differs from the reference in 3 of 8 entries.', 'tensor([0.5, 0.5, 0.0])'],
  ['The result has another shape.', 'torch.Size([8])'],
  ['The result is not normalised: it sums to 2.0.', '2.0'],
  ['It raised TypeError: unsupported operand type(s).', 'TypeError'],
];
const CHECKS_A_QUESTION = 3;

/** A grade as the checks of a homework would give it; no notebook was run for it. */
export function madeUpGrade(work: Work, { questions }: Assignment, who: MadeUp): Grade {
  const checks = questions.flatMap(({ number, title, points }, index) =>
    Array.from({ length: CHECKS_A_QUESTION }, (_, place): CheckGrade => {
      const id = `${number}.${place + 1}`;
      const max = Math.floor((points * 2) / CHECKS_A_QUESTION) * 500_000;
      const isLast = place === CHECKS_A_QUESTION - 1;
      const maxMicroPoints = isLast ? Math.round(points * 1_000_000) - max * (CHECKS_A_QUESTION - 1) : max;
      const isBroken = who.isBroken && index === 1 && isLast;
      // The last check of a question is the hard one, and later questions are harder than earlier ones.
      const isPassed = who.random() < who.ability + 0.25 - 0.2 * place - 0.02 * index;
      const status = isBroken ? 'broken' : isPassed ? 'passed' : 'failed';
      const common = {
        id,
        title,
        question: number,
        visibility: isLast ? 'after_published' : 'visible',
      } as const;
      return {
        ...{ ...common, status, maxMicroPoints, earnedMicroPoints: status === 'passed' ? maxMicroPoints : 0 },
        ...said(status, WRONG[(place + Math.floor(who.random() * 2)) % WRONG.length] ?? ['', '']),
        wallMs: 20 + Math.floor(who.random() * 400 * (place + 1)),
      };
    }),
  );
  const isOpen = checks.some(({ status }) => status === 'broken');
  const earnedMicroPoints = checks.reduce((sum, check) => sum + check.earnedMicroPoints, 0);
  const isPassed = checks.every(({ status }) => status === 'passed');
  const checksMs = checks.reduce((sum, { wallMs }) => sum + wallMs, 0);
  const cellsMs = 2_000 + Math.floor(who.random() * 9_000);
  return {
    schemaVersion: 1,
    ...{ submission: work.submissionId, assignment: work.assignment, assignmentDigest: work.assignmentDigest },
    notebookDigest: work.notebookDigest ?? '',
    ...{ outcome: isPassed ? 'passed' : 'failed', blame: isOpen ? 'course' : null },
    sentence: isPassed ? 'All checks passed.' : 'Your notebook ran to its end, and not all checks passed.',
    ...{ earnedMicroPoints, maxMicroPoints: checks.reduce((sum, check) => sum + check.maxMicroPoints, 0), checks },
    ...{ cells: [], notes: [], timings: { startMs: 300, cellsMs, checksMs, totalMs: 300 + cellsMs + checksMs } },
    environment: {
      ...{ graderVersion: work.graderVersion, engineVersion: 'none', runtime: 'none', device: 'cpu', packages: {} },
      images: { student: 'none', checker: 'none' },
      security: { tier: 'T0', probe: 'passed', findings: [] },
    },
  };
}

function said(status: CheckGrade['status'], [message, got]: readonly [string, string]) {
  if (status === 'passed') return { message: 'Passed.' };
  if (status === 'failed') return { message, got };
  return { message: '', staffLog: 'Traceback (most recent call last):\n  …\nZeroDivisionError: division by zero\n' };
}
