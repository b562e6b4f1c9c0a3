import type { CatalogueEntry } from '../course/catalogue.js';
import type { Limits } from '../course/schema.js';
import type { ChecksClock } from './checksClock.js';
import type { CheckGrade } from '../grade/grade.js';
import type { Verdict } from './messages.js';

const BROKEN = 'This check could not be completed. Course staff have to mend it; it has cost you nothing so far.';

/** How one check went, for the grade: points come from the manifest's catalogue, never from a message. */
export function gradeCheck(entry: CatalogueEntry, verdict: Verdict, wallMs: number): CheckGrade {
  const common = {
    id: entry.id,
    title: entry.title,
    question: entry.question,
    visibility: entry.visibility,
    maxMicroPoints: entry.maxMicroPoints,
    wallMs: Math.round(wallMs),
  };
  const { expected, got, hint, asks, log, status } = verdict;
  return {
    ...common,
    status,
    earnedMicroPoints: status === 'passed' ? entry.maxMicroPoints : 0,
    message: status === 'broken' ? BROKEN : verdict.message,
    ...(typeof expected === 'string' ? { expected } : {}),
    ...(typeof got === 'string' ? { got } : {}),
    ...(typeof hint === 'string' ? { hint } : {}),
    ...(asks === undefined ? {} : { asks }),
    ...(typeof log === 'string' ? { staffLog: log } : {}),
  };
}

/** A verdict for a check whose checker failed: course staff's turn. */
export function brokenVerdict(check: string, reason: string): Verdict {
  return { op: 'verdict', check, status: 'broken', message: '', log: reason };
}

/** The verdict on a check that was not begun, or not ended, because the time of all checks is used up. */
export function unreachedVerdict(
  check: string,
  { mostlyUsedBy }: Pick<ChecksClock, 'mostlyUsedBy'>,
  { checksSeconds }: Pick<Limits, 'checksSeconds'>,
): Verdict {
  if (mostlyUsedBy === 'course') {
    const remedy = 'Make the checks faster, or raise limits.checksSeconds.';
    return brokenVerdict(check, `The checks' own work used up their ${checksSeconds} s together. ${remedy}`);
  }
  const message =
    `This check was not reached: all checks together have ${checksSeconds} seconds, and your code had used them up. ` +
    'Look for functions that never end or take long.';
  return { op: 'verdict', check, status: 'failed', message };
}
