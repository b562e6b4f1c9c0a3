import type { OpenAPIHono } from '@hono/zod-openapi';
import { createDueTimes } from '../../late/dueTimes.js';
import type { EpochMicros } from '../../late/instant.js';
import type { ChargeStatus } from '../../late/ledger.js';
import { plural } from '../../late/wording.js';
import { computeCharges, type StudentCharges } from '../../ledger/charges.js';
import { readEvents } from '../../ledger/events.js';
import { readLedgerInput } from '../../ledger/ledgerInput.js';
import { read } from '../../db/store.js';
import { signedIn } from '../auth/signedIn.js';
import type { AppEnv, ServerDeps } from '../deps.js';
import { renderPage } from './layout.js';
import { microsOf, Time } from './time.js';

type Deps = Pick<ServerDeps, 'store' | 'course'>;

/** The first page after signing in: every homework, and how it stands. */
export function addHomePage(app: OpenAPIHono<AppEnv>, deps: ServerDeps): void {
  app.get('/', signedIn(deps), (c) => {
    const { student, role } = c.get('person');
    const own = student === null ? undefined : ownCharges(deps, student);
    return renderPage(
      c,
      deps,
      { title: 'Home' },
      <>
        {student === null ? <p>You are signed in as {role}.</p> : null}
        {own === undefined ? null : <Balance {...own.charges} />}
        <Assignments deps={deps} own={own} />
      </>,
    );
  });
}

interface Own {
  readonly charges: StudentCharges;
  /** Whose grades may be shown. */
  readonly released: ReadonlySet<string>;
}

function ownCharges({ store, course }: Deps, student: string): Own | undefined {
  return read(store, () => {
    const { input } = readLedgerInput({ store, course: course.id }, { students: [student] });
    const charges = computeCharges(input).get(student);
    const released = readEvents({ store, course: course.id }, { types: ['grades_released'] }).flatMap(({ content }) =>
      content.type === 'grades_released' ? [content.assignment] : [],
    );
    return charges && { charges, released: new Set(released) };
  });
}

function Balance({ remaining, budget }: StudentCharges) {
  return (
    <p>
      {remaining} of {plural(budget, 'late hour')} left. <a href="/late">How they were used</a>
    </p>
  );
}

const HANDED_IN: Readonly<Record<ChargeStatus, string>> = {
  none: '– not yet',
  on_time: '✓ on time',
  late: '✓ late',
  penalized: '✓ late',
  late_uncharged: '✓ late, not charged',
  rejected: '✗ too late to be accepted',
  invalid: '✗ nothing that could be graded',
  excused: 'excused',
};

function Assignments({ deps, own }: { readonly deps: Deps; readonly own: Own | undefined }) {
  const dues = createDueTimes();
  const rows = [...deps.course.assignments.values()]
    .map(({ assignment }) => {
      const charge = own?.charges.assignments[assignment.id];
      const due = charge === undefined ? baseDue(dues, assignment.due) : microsOf(charge.effectiveDue);
      return { assignment, charge, due };
    })
    .sort((a, b) => (a.due ?? 0) - (b.due ?? 0));
  if (rows.length === 0) return <p>No homework is published yet.</p>;
  return (
    <div class="scroll" role="region" aria-label="Homeworks" tabindex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">Homework</th>
            <th scope="col">Due</th>
            {own === undefined ? null : (
              <>
                <th scope="col">Handed in</th>
                <th scope="col">Score</th>
                <th scope="col">Late hours</th>
              </>
            )}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ assignment, charge, due }) => (
            <tr>
              <th scope="row">
                <a href={`/assignments/${assignment.id}`}>{assignment.title}</a>
              </th>
              <td>{due === undefined ? '–' : <Time at={due} timeZone={assignment.due.timeZone} />}</td>
              {own === undefined ? null : (
                <>
                  <td>{charge === undefined ? '–' : HANDED_IN[charge.status]}</td>
                  <td>{(own.released.has(assignment.id) ? charge?.finalScore : undefined) ?? '–'}</td>
                  <td class="number">
                    {charge === undefined ? '–' : <a href={`/late#${assignment.id}`}>{charge.hoursUsed}</a>}
                  </td>
                </>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** For everybody; undefined where clocks leave it open, which the course's files do not get past. */
function baseDue(
  dues: ReturnType<typeof createDueTimes>,
  { local: dueLocal, timeZone }: { readonly local: string; readonly timeZone: string },
): EpochMicros | undefined {
  try {
    return dues.base({ dueLocal, timeZone, disambiguation: null });
  } catch {
    return undefined;
  }
}
