import type { GradeTerms } from '../../course/gradeTerms.js';
import type { ItemGrade } from '../../gradebook/compute.js';
import { exactPercentOf, NOTHING, percentOf, subtract, type Ratio } from '../../gradebook/ratio.js';
import { gradesOf, percentCell, scoreCell, type GradeRow } from '../../gradebook/tables.js';
import { BELOW, type Outcome } from '../../gradebook/whatIf.js';
import { formatDecimal, minus } from '../../late/decimal.js';
import { percent } from '../../late/wording.js';
import type { Gradebook } from '../../ledger/questions/gradebook.js';
import { columns } from '../late/columns.js';

const BAR_CHARS = 40;

/** A line a student, and what is to be known about the whole. */
export function bookLines(book: Gradebook, grade: GradeTerms, anonymous: boolean): string[] {
  const { rows, terms, withdrawn, asOfSeq } = book;
  const items = terms.parts.flatMap((part) => part.items);
  const shown = anonymous
    ? [...rows].sort((a, b) => Number(percentCell(b.grade.soFar)) - Number(percentCell(a.grade.soFar)))
    : rows;
  const heading = [anonymous ? '' : 'student', ...items.map(({ id }) => id), 'course %', 'letter', ''];
  const body = shown.map((row, index) => [
    anonymous ? String(index + 1) : `${row.person.student} ${row.person.name ?? ''}`.trim(),
    ...gradesOf(row.grade).map((one) => {
      return `${cellText(one)}${one.dropped ? ' (dropped)' : ''}`;
    }),
    percentCell(row.grade.soFar),
    row.grade.letter ?? '-',
    remarksOf(row),
  ]);
  const undecided = grade.lettersByStaff.filter((letter) => !rows.some((row) => row.grade.letter === letter));
  return [
    ...columns([heading, ...body]),
    '',
    `${rows.length} students${withdrawn.length === 0 ? '' : `, and ${withdrawn.length} who have left the course`}. As of event ${asOfSeq}.`,
    ...(terms.curveBp === 0
      ? []
      : [`The percentages have ${percent(terms.curveBp)} more for everybody, as course.yaml says.`]),
    ...terms.parts
      .filter((part) => part.items.length === 0)
      .map(({ title }) => `${title}: course.yaml names nothing that it consists of; until then no grade is final.`),
    ...(undecided.length === 0
      ? []
      : [`${undecided.join(', ')}: nobody has it yet; course staff decide, with \`assay gradebook letter\`.`]),
  ];
}

/** Of what is open in part, also what is sure. */
function cellText(one: ItemGrade): string {
  const cell = scoreCell(one);
  if ('score' in cell) return cell.score;
  const { least, most } = one.standing;
  if (cell.gap !== 'open' || least.units === 0n) return cell.gap;
  return `${formatDecimal(least, 2)} + ${formatDecimal(minus(most, least), 2)} open`;
}

function remarksOf({ grade: { final, missing, open, least, most, soFar } }: GradeRow): string {
  const range = final || least === null || most === null ? '' : `${percentOf(least)} to ${percentOf(most)}`;
  return [
    ...(missing.length === 0 ? [] : [`missing, counts 0: ${missing.join(', ')}`]),
    ...(open.length === 0 ? [] : [`open: ${open.join(', ')}`]),
    ...(range === '' ? [] : [`so far; will be ${range}`]),
    ...(soFar === null ? ['nothing graded'] : []),
  ].join('; ');
}

/** Histogram, letters, and who is near a cut-off. */
export function outcomeLines(
  outcome: Outcome,
  anonymous: boolean,
  before?: Outcome,
  names: ReadonlyMap<string, string | null> = new Map(),
): string[] {
  const { histogram, letters, near, notFinal } = outcome;
  if (histogram.length === 0) return ['No grade is final yet.'];
  const most = Math.max(...histogram.map(({ count }) => count), 1);
  const bars = histogram.map(({ from, count }) => [
    `${from}–${from + 5} %`,
    String(count),
    '█'.repeat(Math.ceil((count / most) * BAR_CHARS)),
  ]);
  const counts = [...letters].map(([letter, count]) => {
    const was = before?.letters.get(letter) ?? count;
    return [letter === BELOW ? 'below the table' : letter, was === count ? String(count) : `${was} → ${count}`];
  });
  const who = (student: string): string => (anonymous ? 'somebody' : `${student} ${names.get(student) ?? ''}`.trim());
  return [
    ...columns([['course', 'students', ''], ...bars]),
    '',
    ...columns([['letter', 'students'], ...counts]),
    ...(notFinal === 0 ? [] : [`Not final yet, and not counted here: ${notFinal}.`]),
    '',
    ...(near.length === 0
      ? ['Nobody is that near to a cut-off.']
      : [
          'Near a cut-off:',
          ...near.map(
            ({ student, letter, fromBp, above }) =>
              `  ${letter} from ${percent(fromBp)}: ${who(student)}, ${distance(above)}`,
          ),
        ]),
  ];
}

function distance(above: Ratio): string {
  return above.num < 0n ? `${exactPercentOf(subtract(NOTHING, above))} short` : `${exactPercentOf(above)} above`;
}

/** Whose letter would be another. */
export function changedLetters(now: Outcome, then: Outcome, anonymous: boolean): string[] {
  const changed = [...then.letterOf].filter(([student, letter]) => now.letterOf.get(student) !== letter);
  if (changed.length === 0) return ['Nobody’s letter would be another.'];
  if (anonymous) return [`${changed.length} would have another letter.`];
  return changed.map(
    ([student, letter]) => `${student}: ${now.letterOf.get(student) ?? 'below'} → ${letter ?? 'below'}`,
  );
}
