import type { CatalogueEntry } from '../course/catalogue.js';
import type { CheckGrade } from './grade.js';
import type { Verdict } from './messages.js';

const NOT_RUN = 'This check was not reached: your code was no longer running.';
const BROKEN = 'This check could not be completed. Course staff have been told; it has cost you nothing so far.';

/** How one check went, for the grade: points come from the manifest's catalogue, never from a message. */
export function gradeCheck(entry: CatalogueEntry, verdict: Verdict | undefined, wallMs: number): CheckGrade {
  const common = {
    id: entry.id,
    title: entry.title,
    question: entry.question,
    visibility: entry.visibility,
    maxMicroPoints: entry.maxMicroPoints,
    wallMs: Math.round(wallMs),
  };
  if (!verdict) return { ...common, status: 'notRun', earnedMicroPoints: 0, message: NOT_RUN };
  const { expected, got, hint, log, status } = verdict;
  return {
    ...common,
    status,
    earnedMicroPoints: status === 'passed' ? entry.maxMicroPoints : 0,
    message: status === 'broken' ? BROKEN : verdict.message,
    ...(typeof expected === 'string' ? { expected } : {}),
    ...(typeof got === 'string' ? { got } : {}),
    ...(typeof hint === 'string' ? { hint } : {}),
    ...(typeof log === 'string' ? { staffLog: log } : {}),
  };
}

/** A verdict for a check whose checker failed: course staff's turn. */
export function brokenVerdict(check: string, reason: string): Verdict {
  return { op: 'verdict', check, status: 'broken', message: '', log: reason };
}
