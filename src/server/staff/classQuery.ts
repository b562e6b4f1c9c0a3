import { z } from 'zod';
import type { ClassRow } from '../../ledger/questions/classOf.js';

/** Whom the table shows. */
export const SHOWN = {
  all: 'everybody',
  nothing: 'handed in nothing',
  late: 'late',
  open: 'points are open',
  stumbled: 'the notebook stumbled',
  ungraded: 'handed in, without a grade',
} as const;

const SORTS = {
  name: { text: 'Student', of: (row: ClassRow) => (row.name ?? row.student).toLowerCase() },
  score: { text: 'Checks', of: ({ charge }: ClassRow) => numberOf(charge.rawScore) },
  final: { text: 'With lateness', of: ({ charge }: ClassRow) => numberOf(charge.finalScore) },
  late: { text: 'Late hours', of: ({ charge }: ClassRow) => -charge.hoursLate },
  times: { text: 'Handed in', of: ({ submissions }: ClassRow) => -submissions },
} as const;
export type Sort = keyof typeof SORTS;
export const SORT_TEXT = (sort: Sort): string => SORTS[sort].text;

/** What an address may say; anything else in it says nothing. */
const querySchema = z.object({
  q: z.string().max(200).catch(''),
  show: z.enum(Object.keys(SHOWN) as (keyof typeof SHOWN)[]).catch('all'),
  /** A check that was not passed. */
  check: z.string().max(200).catch(''),
  sort: z.enum(Object.keys(SORTS) as Sort[]).catch('name'),
  page: z.coerce.number().int().min(1).max(1_000).catch(1),
  /** All on one page. */
  whole: z.literal('1').optional().catch(undefined),
});
export type ClassQuery = z.infer<typeof querySchema>;

export const readClassQuery = (query: Readonly<Record<string, string>>): ClassQuery => querySchema.parse(query);

/** The address of the same table, otherwise. */
export function classHref(assignment: string, query: ClassQuery, changes: Partial<ClassQuery>): string {
  const { page, ...rest } = { ...query, page: 1, ...changes };
  const said = Object.entries({ ...rest, page: page === 1 ? '' : String(page) }).filter(
    ([name, value]) => value !== undefined && value !== '' && !(name === 'show' && value === 'all') && value !== 'name',
  );
  const search = new URLSearchParams(said.map(([name, value]): [string, string] => [name, String(value)])).toString();
  return `/staff/assignments/${assignment}${search === '' ? '' : `?${search}`}`;
}

/** Whom a query means, in its order. */
export function chosen(rows: readonly ClassRow[], { q, show, check, sort }: ClassQuery): ClassRow[] {
  const wanted = q.trim().toLowerCase();
  const { of } = SORTS[sort];
  return rows
    .filter((row) => wanted === '' || searched(row).includes(wanted))
    .filter((row) => isShown(row, show))
    .filter(({ grade }) => check === '' || grade?.checks.some(({ id, status }) => id === check && status !== 'passed'))
    .map((row) => ({ row, by: of(row) }))
    .sort((a, b) => (a.by < b.by ? -1 : a.by > b.by ? 1 : 0))
    .map(({ row }) => row);
}

function searched({ student, name, email, section }: ClassRow): string {
  return [student, name, email, section].join('\n').toLowerCase();
}

function isShown({ charge, grade }: ClassRow, show: ClassQuery['show']): boolean {
  switch (show) {
    case 'all':
      return true;
    case 'nothing':
      return charge.submissionId === null && charge.status !== 'excused';
    case 'late':
      return charge.hoursLate > 0;
    case 'open':
      return charge.open !== undefined;
    case 'stumbled':
      return grade?.error !== undefined;
    case 'ungraded':
      return charge.submissionId !== null && charge.rawScore === null && charge.open === undefined;
  }
}

/** Who has no score stands last. */
function numberOf(score: string | null): number {
  return score === null ? Infinity : Number(score);
}
