import { shortDecimal } from '../late/decimal.js';
import type { Remark } from '../base/refusal.js';
import { Refusal } from '../base/refusal.js';
import type { Item, Terms } from './facts.js';
import { gradesOf, maximumOf, percentCell, scoreCell, type Gap, type GradeRow, type Person } from './tables.js';

export const PLATFORMS = ['canvas', 'brightspace', 'moodle', 'registrar'] as const;
type Platform = (typeof PLATFORMS)[number];

export interface ExportAsk {
  readonly platform: Platform;
  /** Whether work that is missing is written as 0; else its cell is empty. */
  readonly missingAsZero: boolean;
  /** Leaves out who has no letter yet, or no number, instead of refusing. */
  readonly partial: boolean;
}

export interface Exported {
  readonly table: readonly (readonly string[])[];
  /** What is not in it, or is in it otherwise than one might think. */
  readonly notes: readonly Remark[];
}

/**
 * Grades for another system. A cell without a score is empty, and told of: no system takes it for a zero.
 *
 * @throws {Refusal} where somebody would be left out and `partial` was not asked for.
 */
export function exportGrades(rows: readonly GradeRow[], terms: Terms, ask: ExportAsk): Exported {
  const { platform, partial } = ask;
  const without = rows.filter((row) => FAULTS[platform](row) !== undefined);
  const because = without.map((row) => leftOut(row, FAULTS[platform](row) ?? ''));
  if (without.length > 0 && !partial) {
    throw new Refusal({
      code: 'exportIncomplete',
      text: `${without.length} of ${rows.length} students cannot be in this file; nothing was written:`,
      because,
      remedy: 'Settle that, or leave them out.',
    });
  }
  const told = rows.filter((row) => !without.includes(row));
  if (platform === 'registrar') return { table: registrar(told), notes: because };
  const items = terms.parts.flatMap((part) => part.items);
  const columns = items.map((item) => ({ item, max: pointsText(item, rows) }));
  const gaps: Gaps = { missing: [], open: [], excused: [] };
  const cells = (row: GradeRow): string[] => [
    ...gradesOf(row.grade).map((one) => {
      const cell = scoreCell(one);
      if ('score' in cell) return cell.score;
      gaps[cell.gap].push(`${row.person.student} ${one.item.id}`);
      if (cell.gap === 'excused') return platform === 'canvas' ? 'EX' : '';
      return cell.gap === 'missing' && ask.missingAsZero ? '0' : '';
    }),
    row.grade.final ? percentCell(row.grade.soFar) : '',
  ];
  const table = FORMS[platform](columns, told, cells);
  const open = told.filter(({ grade }) => !grade.final).map(({ person }) => person.student);
  return { table, notes: [...because, ...gapNotes(gaps, ask.missingAsZero), ...openNote(open)] };
}

type Columns = readonly { readonly item: Item; readonly max: string }[];
type Gaps = Record<Gap, string[]>;
type Form = (columns: Columns, rows: readonly GradeRow[], cells: (row: GradeRow) => string[]) => string[][];

const COURSE_COLUMN = 'Course percentage';

const FORMS: Readonly<Record<Exclude<Platform, 'registrar'>, Form>> = {
  canvas: (columns, rows, cells) => [
    [
      'Student',
      'ID',
      'SIS User ID',
      'SIS Login ID',
      'Section',
      ...columns.map(({ item }) => item.title),
      COURSE_COLUMN,
    ],
    ['    Points Possible', '', '', '', '', ...columns.map(({ max }) => max), '100'],
    ...rows.map((row) => {
      const { name, sid, email, section } = row.person;
      return [name ?? row.person.student, '', sid ?? '', email ?? '', section ?? '', ...cells(row)];
    }),
  ],
  brightspace: (columns, rows, cells) => [
    [
      'OrgDefinedId',
      ...columns.map(({ item, max }) => `${item.title} Points Grade <Numeric MaxPoints:${max}>`),
      `${COURSE_COLUMN} Points Grade <Numeric MaxPoints:100>`,
      'End-of-Line Indicator',
    ],
    ...rows.map((row) => [row.person.sid ?? '', ...cells(row), '#']),
  ],
  moodle: (columns, rows, cells) => [
    ['Email address', 'ID number', ...columns.map(({ item }) => item.title), COURSE_COLUMN],
    ...rows.map((row) => [row.person.email ?? '', row.person.sid ?? '', ...cells(row)]),
  ],
};

function registrar(rows: readonly GradeRow[]): string[][] {
  return [
    ['sid', 'name', 'section', 'letter'],
    ...rows.map(({ person: { sid, name, section }, grade }) => [
      sid ?? '',
      name ?? '',
      section ?? '',
      grade.letter ?? '',
    ]),
  ];
}

/** Why somebody cannot be in a file. */
const FAULTS: Readonly<Record<Platform, (row: GradeRow) => string | undefined>> = {
  canvas: ({ person }) => (hasId(person) ? undefined : 'has neither a number nor an address'),
  brightspace: ({ person: { sid } }) => (sid === null ? 'has no number' : undefined),
  moodle: ({ person }) => (hasId(person) ? undefined : 'has neither a number nor an address'),
  registrar: ({ person: { sid }, grade: { letter, final, open, soFar } }) => {
    if (sid === null) return 'has no number';
    if (letter !== null) return undefined;
    if (final) return `is below the last letter of the table, with ${percentCell(soFar)}%`;
    return `has no letter: ${open.length === 0 ? 'a part of the course is' : open.join(', ')} open`;
  },
};

function hasId({ sid, email }: Person): boolean {
  return sid !== null || email !== null;
}

function leftOut({ person: { student, name } }: GradeRow, why: string): Remark {
  return { code: 'leftOut', text: `${name === null ? student : `${student} ${name}`} ${why}.` };
}

function pointsText(item: Item, rows: readonly GradeRow[]): string {
  const max = maximumOf(item, rows);
  return max === null ? '' : shortDecimal(max);
}

const MOST_NAMED = 20;

function gapNotes({ missing, open, excused }: Gaps, missingAsZero: boolean): Remark[] {
  const told = (code: string, list: readonly string[], what: string): Remark[] => {
    if (list.length === 0) return [];
    const more = list.length > MOST_NAMED ? `, and ${list.length - MOST_NAMED} more` : '';
    return [{ code, text: `${list.length} ${what}: ${list.slice(0, MOST_NAMED).join(', ')}${more}.` }];
  };
  return [
    ...told(
      'missingCells',
      missing,
      missingAsZero ? 'missing, written as 0' : 'missing, left empty; the course’s percentage counts 0',
    ),
    ...told('openCells', open, 'open, left empty'),
    ...told('excusedCells', excused, 'excused'),
  ];
}

function openNote(students: readonly string[]): Remark[] {
  if (students.length === 0) return [];
  const text = `The course’s percentage of ${students.length} students is left empty, because something of theirs is open.`;
  return [{ code: 'notFinal', text }];
}
