import { CHECK_WORDS } from '../../results/wording.js';
import { toPoints } from '../../course/points.js';
import type { ClassRow } from '../../ledger/questions/classOf.js';
import { chosen, classHref, SHOWN, SORT_TEXT, type ClassQuery, type Sort } from './classQuery.js';
import { StudentLink, submissionHref, Table } from './parts.js';

const PAGE = 100;

interface ClassTableProps {
  readonly assignment: string;
  readonly rows: readonly ClassRow[];
  readonly query: ClassQuery;
}

/** The students of a class: searched, filtered and in order by the address alone. */
export function ClassTable({ assignment, rows, query }: ClassTableProps) {
  const found = chosen(rows, query);
  const pages = Math.max(1, Math.ceil(found.length / PAGE));
  const page = Math.min(query.page, pages);
  const shown = query.whole === undefined ? found.slice((page - 1) * PAGE, page * PAGE) : found;
  const head = (sort: Sort, isNumber: boolean) => ({
    ...{ text: SORT_TEXT(sort), isNumber, isSorted: query.sort === sort },
    href: classHref(assignment, query, { sort }),
  });
  return (
    <section aria-labelledby="students">
      <h2 id="students">Students</h2>
      <Filter assignment={assignment} query={query} />
      <p>
        {found.length} of {rows.length} students. <a href={`/staff/assignments/${assignment}/class.csv`}>All as CSV</a>
      </p>
      <Table
        name="Students"
        empty="Nobody."
        columns={[
          head('name', false),
          'Section',
          'How',
          head('score', true),
          head('final', true),
          head('late', true),
          head('times', true),
          'Checks in order',
        ]}
        rows={shown.map((row) => [
          <StudentLink student={row.student} name={row.name} />,
          row.section ?? '',
          <How row={row} />,
          scoreText(row),
          row.charge.finalScore ?? '–',
          String(row.charge.hoursLate),
          String(row.submissions),
          <Glyphs row={row} />,
        ])}
      />
      {pages === 1 || query.whole !== undefined ? null : (
        <nav aria-label="Pages of the table" class="pages">
          {Array.from({ length: pages }, (_, index) => index + 1).map((number) => (
            <a
              href={classHref(assignment, query, { page: number })}
              aria-current={number === page ? 'page' : undefined}
            >
              {(number - 1) * PAGE + 1} to {Math.min(number * PAGE, found.length)}
            </a>
          ))}
          <a href={classHref(assignment, query, { whole: '1' })}>all on one page</a>
        </nav>
      )}
    </section>
  );
}

function Filter({ assignment, query }: Pick<ClassTableProps, 'assignment' | 'query'>) {
  return (
    <form class="row filter" method="get" action={`/staff/assignments/${assignment}`}>
      <div>
        <label for="q">Name, key, address or section</label>
        <input id="q" type="search" name="q" value={query.q} maxlength={200} />
      </div>
      <div>
        <label for="show">Only</label>
        <select id="show" name="show">
          {Object.entries(SHOWN).map(([value, text]) => (
            <option value={value} selected={value === query.show}>
              {text}
            </option>
          ))}
        </select>
      </div>
      <div>
        <label for="check">Not passed: check</label>
        <input id="check" name="check" value={query.check} maxlength={200} />
      </div>
      <input type="hidden" name="sort" value={query.sort} />
      <button type="submit" class="quiet">
        Show
      </button>
    </form>
  );
}

const STATUS: Readonly<Record<ClassRow['charge']['status'], string>> = {
  none: 'nothing',
  on_time: 'on time',
  late: 'late',
  penalized: 'late, penalty',
  late_uncharged: 'late, not charged',
  rejected: 'too late',
  invalid: 'not gradable',
  excused: 'excused',
};

function How({ row: { charge } }: { readonly row: ClassRow }) {
  const text = STATUS[charge.status];
  return charge.submissionId === null ? text : <a href={submissionHref(charge.submissionId)}>{text}</a>;
}

function scoreText({ charge: { rawScore, open }, grade }: ClassRow): string {
  if (open !== undefined) return `open: ${open.points}`;
  return rawScore ?? (grade === undefined ? '–' : String(toPoints(grade.earnedMicroPoints)));
}

const SIGNS = { passed: '✓', failed: '✗', broken: '!', notRun: '–' } as const;

/** One sign a check, and in words, which were not passed. */
function Glyphs({ row: { grade } }: { readonly row: ClassRow }) {
  if (grade === undefined) return '';
  const missed = grade.checks.filter(({ status }) => status !== 'passed');
  const words =
    missed.length === 0 ? 'all passed' : missed.map(({ id, status }) => `${id} ${CHECK_WORDS[status]}`).join(', ');
  return (
    <>
      <span class="glyphs" aria-hidden="true">
        {grade.checks.map(({ status }) => SIGNS[status]).join('')}
      </span>
      <span class="hidden">{words}</span>
    </>
  );
}
