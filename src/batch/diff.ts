import { isDeepStrictEqual } from 'node:util';
import type { CheckGrade, Grade } from '../grade/grade.js';
import { isOpen } from '../grade/openPoints.js';
import { openPointsText } from '../results/openText.js';
import type { BatchRow } from './gradeTables.js';
import { nameOf } from './items.js';
import type { ItemEnd } from './runFolder.js';

/** What can make two gradings of a submission differ. `nothing`: all was the same, so a check is not reproducible. */
type Cause = 'code' | 'checks' | 'images' | 'environment' | 'nothing';

export interface CheckChange {
  readonly id: string;
  readonly title: string;
  /** null where the run did not have the check. */
  readonly before: Side | null;
  readonly after: Side | null;
}

interface Side {
  readonly status: CheckGrade['status'];
  readonly earnedMicroPoints: number;
}

/** One submission that is not the same in both runs. */
export interface SubmissionChange {
  readonly key: string;
  readonly name: string;
  readonly before: End;
  readonly after: End;
  readonly checks: readonly CheckChange[];
  /** What differed between the two, of what could explain it; empty where one of them has no grade. */
  readonly causes: readonly Cause[];
}

/** How a submission ended: its points and outcome, or why there is none. */
export type End =
  | { readonly kind: 'graded'; readonly earnedMicroPoints: number; readonly outcome: Grade['outcome'] }
  | { readonly kind: 'ungraded'; readonly why: string }
  | { readonly kind: 'absent' };

export interface RunDiff {
  readonly same: number;
  readonly changes: readonly SubmissionChange[];
  readonly raised: number;
  readonly lowered: number;
  /** Had a grade in one run alone. */
  readonly appeared: number;
  readonly vanished: number;
}

/**
 * Compares two runs of an assignment by submission and by check, and says what differed besides. A submission is the
 * same one by its person, where the source names one, since a newer submission has another id.
 */
export function diffRuns(before: readonly BatchRow[], after: readonly BatchRow[]): RunDiff {
  const byPerson = new Map(before.map((row) => [identityOf(row), row]));
  const seen = new Set<string>();
  const changes: SubmissionChange[] = [];
  let same = 0;
  for (const row of after) {
    const identity = identityOf(row);
    seen.add(identity);
    const change = compare(byPerson.get(identity), row);
    if (change === undefined) same += 1;
    else changes.push(change);
  }
  for (const row of before) {
    const change = seen.has(identityOf(row)) ? undefined : compare(row, undefined);
    if (change !== undefined) changes.push(change);
  }
  const points = changes.map(({ before: was, after: is }) => [pointsOf(was), pointsOf(is)] as const);
  return {
    same,
    changes,
    raised: points.filter(([was, is]) => was !== null && is !== null && is > was).length,
    lowered: points.filter(([was, is]) => was !== null && is !== null && is < was).length,
    appeared: points.filter(([was, is]) => was === null && is !== null).length,
    vanished: points.filter(([was, is]) => was !== null && is === null).length,
  };
}

function identityOf([{ people, key }]: BatchRow): string {
  const names = people.map(({ email, sid, name }) => (email ?? sid ?? name ?? '').toLowerCase());
  return names.length === 0 ? key : [...names].sort().join('\n');
}

function compare(before: BatchRow | undefined, after: BatchRow | undefined): SubmissionChange | undefined {
  const [item] = after ?? before ?? [];
  if (item === undefined) return undefined;
  const [was, is] = [before?.[1], after?.[1]];
  const ends = { before: endOf(was), after: endOf(is) };
  const checks = was?.kind === 'graded' && is?.kind === 'graded' ? checkChanges(was.grade, is.grade) : [];
  if (checks.length === 0 && isDeepStrictEqual(ends.before, ends.after)) return undefined;
  const causes = was?.kind === 'graded' && is?.kind === 'graded' ? causesOf(was.grade, is.grade) : [];
  return { key: item.key, name: nameOf(item), ...ends, checks, causes };
}

function endOf(end: ItemEnd | undefined): End {
  if (end === undefined) return { kind: 'absent' };
  if (end.kind === 'open') return { kind: 'ungraded', why: 'not run yet' };
  if (end.kind !== 'graded') return { kind: 'ungraded', why: end.message };
  if (isOpen(end.grade)) return { kind: 'ungraded', why: openPointsText(end.grade) };
  return { kind: 'graded', earnedMicroPoints: end.grade.earnedMicroPoints, outcome: end.grade.outcome };
}

function pointsOf(end: End): number | null {
  return end.kind === 'graded' ? end.earnedMicroPoints : null;
}

function checkChanges(before: Grade, after: Grade): CheckChange[] {
  const ids = new Set([...before.checks, ...after.checks].map(({ id }) => id));
  return [...ids].flatMap((id) => {
    const [was, is] = [before, after].map(({ checks }) => checks.find((check) => check.id === id));
    const sides = { before: sideOf(was), after: sideOf(is) };
    return isDeepStrictEqual(sides.before, sides.after) ? [] : [{ id, title: (is ?? was)?.title ?? '', ...sides }];
  });
}

function sideOf(check: CheckGrade | undefined): Side | null {
  return check === undefined ? null : { status: check.status, earnedMicroPoints: check.earnedMicroPoints };
}

function causesOf(before: Grade, after: Grade): Cause[] {
  const [was, is] = [before.environment, after.environment];
  const candidates: readonly (readonly [Cause, boolean])[] = [
    ['code', before.notebookDigest !== after.notebookDigest],
    ['checks', before.assignmentDigest !== after.assignmentDigest],
    ['images', !isDeepStrictEqual(was.images, is.images)],
    ['environment', was.runtime !== is.runtime || was.engineVersion !== is.engineVersion],
  ];
  const causes = candidates.flatMap(([cause, differs]) => (differs ? [cause] : []));
  return causes.length === 0 ? ['nothing'] : causes;
}
