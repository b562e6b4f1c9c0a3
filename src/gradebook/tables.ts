import { formatDecimal, type Decimal } from '../late/decimal.js';
import type { ItemGrade, StudentGrade } from './compute.js';
import type { Item, Terms } from './facts.js';
import { percentOf, type Ratio } from './ratio.js';

/** Who somebody is, as exports need it. */
export interface Person {
  readonly student: string;
  readonly name: string | null;
  readonly email: string | null;
  readonly sid: string | null;
  readonly section: string | null;
}

export interface GradeRow {
  readonly person: Person;
  readonly grade: StudentGrade;
}

/** What stands in the place of a score. */
export type Gap = 'missing' | 'open' | 'excused';

/** A score as platforms have it, or why there is none: missing and open work is never a silent zero. */
export function scoreCell({ standing }: ItemGrade): { readonly score: string } | { readonly gap: Gap } {
  if (standing.state === 'leftOut') return { gap: 'excused' };
  if (standing.state !== 'scored') return { gap: standing.state };
  return { score: formatDecimal(standing.least, 2) };
}

/** Everything, for a spreadsheet: `missing`, `open` and `excused` in words where there is no score. */
export function gradebookTable(rows: readonly GradeRow[], { parts }: Terms): string[][] {
  const items = parts.flatMap((part) => part.items);
  const heading = [
    ...['student_key', 'name', 'email', 'sid', 'section'],
    ...items.map(({ id }) => id),
    ...parts.map(({ title }) => `${title} %`),
    ...['course_pct', 'at_least_pct', 'at_most_pct', 'final', 'letter', 'missing', 'open'],
  ];
  const body = rows.map(({ person, grade }) => [
    ...[person.student, person.name ?? '', person.email ?? '', person.sid ?? '', person.section ?? ''],
    ...gradesOf(grade).map((one) => {
      const cell = scoreCell(one);
      return 'score' in cell ? cell.score : cell.gap;
    }),
    ...grade.parts.map(({ share }) => percentCell(share)),
    ...[grade.soFar, grade.least, grade.most].map(percentCell),
    ...[String(grade.final), grade.letter ?? '', grade.missing.join(' '), grade.open.join(' ')],
  ]);
  return [heading, ...body];
}

/** The same for discussion: nobody can be told by it, and the order is that of the percentages. */
export function anonymousTable(rows: readonly GradeRow[], { parts }: Terms): string[][] {
  const heading = ['', ...parts.map(({ title }) => `${title} %`), 'course_pct', 'final', 'letter'];
  const ordered = rows
    .map(({ grade }) => [
      ...grade.parts.map(({ share }) => percentCell(share)),
      percentCell(grade.soFar),
      String(grade.final),
      grade.letter ?? '',
    ])
    .sort((a, b) => Number(b.at(-3)) - Number(a.at(-3)) || (a.join() < b.join() ? -1 : 1));
  return [heading, ...ordered.map((cells, index) => [String(index + 1), ...cells])];
}

export function gradesOf({ parts }: StudentGrade): ItemGrade[] {
  return parts.flatMap(({ items }) => items);
}

/** The points of an item, where they are known of anybody. */
export function maximumOf(item: Item, rows: readonly GradeRow[]): Decimal | null {
  if (item.kind === 'assignment') return item.maxScore;
  for (const { grade } of rows) {
    const piece = gradesOf(grade).find((one) => one.item.id === item.id)?.standing.pieces[0];
    if (piece?.seq != null) return piece.max;
  }
  return null;
}

export function percentCell(share: Ratio | null): string {
  return share === null ? '' : percentOf(share);
}
