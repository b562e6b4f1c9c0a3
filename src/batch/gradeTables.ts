import { toPoints } from '../course/points.js';
import { isOpen } from '../grade/openPoints.js';
import { formatCsv } from '../base/csv/formatCsv.js';
import type { BatchItem, BatchPerson } from './items.js';
import type { ItemEnd } from './runFolder.js';

/** A submission of a run and how it stands. */
export type BatchRow = readonly [BatchItem, ItemEnd];

export interface TableOptions {
  /** The title of the column in a course's gradebook. */
  readonly title: string;
  readonly maxMicroPoints: number;
}

/** The forms of a grade table, by the file that holds it. */
export const GRADE_TABLES = {
  'grades.csv': gradescopeTable,
  'grades-canvas.csv': canvasTable,
  'grades-brightspace.csv': brightspaceTable,
} as const;

/**
 * A row a person, as Gradescope's own per-assignment download has it. Who has no grade has no score: an empty cell,
 * never a zero.
 */
export function gradescopeTable(rows: readonly BatchRow[], { maxMicroPoints }: TableOptions): string {
  const heading = ['Name', 'SID', 'Email', 'Total Score', 'Max Points', 'Status', 'Submission ID', 'Submission Time'];
  const body = perPerson(rows).map(([person, item, end]) => [
    person.name ?? item.key,
    person.sid ?? '',
    person.email ?? '',
    scoreOf(end),
    String(toPoints(maxMicroPoints)),
    isGraded(end) ? 'Graded' : 'Ungraded',
    item.submissionId,
    item.createdAt ?? '',
  ]);
  return formatCsv([heading, ...body]);
}

/** What Canvas imports: its own heading, and the row of points possible. */
export function canvasTable(rows: readonly BatchRow[], { title, maxMicroPoints }: TableOptions): string {
  const heading = ['Student', 'ID', 'SIS User ID', 'SIS Login ID', 'Section', title];
  const possible = ['    Points Possible', '', '', '', '', String(toPoints(maxMicroPoints))];
  const body = perPerson(rows).map(([person, item, end]) => [
    person.name ?? item.key,
    '',
    person.sid ?? '',
    person.email ?? '',
    '',
    scoreOf(end),
  ]);
  return formatCsv([heading, possible, ...body]);
}

/** What Brightspace imports: a person by number or by user name, the part of the address before the @. */
export function brightspaceTable(rows: readonly BatchRow[], { title, maxMicroPoints }: TableOptions): string {
  const column = `${title} Points Grade <Numeric MaxPoints:${toPoints(maxMicroPoints)}>`;
  const heading = ['OrgDefinedId', 'Username', column, 'End-of-Line Indicator'];
  const body = perPerson(rows).map(([person, item, end]) => [
    person.sid ?? '',
    person.email?.split('@')[0] ?? (person.sid === null ? item.key : ''),
    scoreOf(end),
    '#',
  ]);
  return formatCsv([heading, ...body]);
}

/** A group's members have a row each; a submission of nobody known has one all the same. */
function perPerson(rows: readonly BatchRow[]): (readonly [BatchPerson, BatchItem, ItemEnd])[] {
  const nobody: BatchPerson = { name: null, email: null, sid: null };
  return rows.flatMap(([item, end]) =>
    (item.people.length === 0 ? [nobody] : item.people).map((person) => [person, item, end] as const),
  );
}

/** While points are open there is no score to hand on. */
function isGraded(end: ItemEnd): end is Extract<ItemEnd, { kind: 'graded' }> {
  return end.kind === 'graded' && !isOpen(end.grade);
}

function scoreOf(end: ItemEnd): string {
  return isGraded(end) ? String(toPoints(end.grade.earnedMicroPoints)) : '';
}
