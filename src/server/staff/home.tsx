import type { OpenAPIHono } from '@hono/zod-openapi';
import { courseStanding, type AssignmentStanding, type CourseStanding } from '../../ledger/questions/courseStanding.js';
import type { AppEnv, ServerDeps } from '../deps.js';
import { microsOf, Time } from '../pages/time.js';
import { queueInALine } from './queueCounts.js';
import { Blocker, submissionHref, Table } from './parts.js';
import { RunAgain } from './runForms.js';
import { ledgerOf, renderStaff, staffOnly } from './staff.js';

/** The course at a glance, and what waits for somebody of the staff. */
export function addStaffHome(app: OpenAPIHono<AppEnv>, deps: ServerDeps): void {
  app.get('/staff', ...staffOnly(deps), (c) => {
    const standing = courseStanding(ledgerOf(deps));
    return renderStaff(
      c,
      deps,
      { title: 'Course' },
      <>
        <p>
          {queueInALine(deps.store)} <a href="/staff/queue">The queue</a>
        </p>
        <Assignments standing={standing} titleOf={(id) => deps.course.assignments.get(id)?.assignment.title ?? id} />
        <NeedsSomebody standing={standing} timeZone={deps.course.timeZone} />
      </>,
    );
  });
}

interface AssignmentsProps {
  readonly standing: CourseStanding;
  readonly titleOf: (assignment: string) => string;
}

function Assignments({ standing, titleOf }: AssignmentsProps) {
  return (
    <section aria-labelledby="assignments">
      <h2 id="assignments">Homeworks</h2>
      <Table
        name="Homeworks"
        empty="No homework is published yet."
        columns={['Homework', 'Due', ...NUMBERS.map(({ text }) => ({ text, isNumber: true })), 'Release']}
        rows={standing.assignments.map((row) => [
          <a href={`/staff/assignments/${row.assignment}`}>{titleOf(row.assignment)}</a>,
          <Time at={row.due} timeZone={row.timeZone} />,
          ...NUMBERS.map(({ of }) => of(row)),
          <a href={`/staff/assignments/${row.assignment}/release`}>
            <Release row={row} />
          </a>,
        ])}
      />
    </section>
  );
}

const NUMBERS: readonly { readonly text: string; readonly of: (row: AssignmentStanding) => string }[] = [
  { text: 'Handed in', of: ({ handedIn, students }) => `${handedIn} of ${students}` },
  { text: 'Graded', of: ({ graded }) => String(graded) },
  { text: 'Open', of: ({ open }) => String(open) },
  { text: 'Late', of: ({ late }) => String(late) },
  { text: 'Needs staff', of: ({ needsStaff }) => String(needsStaff) },
];

function Release({ row: { isReleased, readiness, timeZone } }: { readonly row: AssignmentStanding }) {
  if (isReleased) return 'released';
  if (readiness === undefined) return 'not due yet';
  const [first, ...others] = readiness.blockers;
  if (first === undefined) return 'can be released';
  return (
    <>
      <Blocker blocker={first} safeReleaseAt={readiness.safeReleaseAt} timeZone={timeZone} />
      {others.length === 0 ? '' : ` (and ${others.length} more)`}
    </>
  );
}

interface NeedsProps {
  readonly standing: CourseStanding;
  readonly timeZone: string;
}

function NeedsSomebody({ standing: { needsStaff, requests }, timeZone }: NeedsProps) {
  return (
    <section aria-labelledby="needs">
      <h2 id="needs">What needs somebody</h2>
      {needsStaff.length + requests.length === 0 ? <p>Nothing now.</p> : null}
      {needsStaff.map(({ id, assignment, submissionId, changedAt, needs }) => (
        <div class="box">
          <p>
            <a href={submissionHref(submissionId)}>
              Submission {submissionId} of {assignment}
            </a>
            : {CAUSES[needs?.cause ?? 'course']}, since <Time at={microsOf(changedAt)} timeZone={timeZone} />.
          </p>
          {needs === undefined || needs.detail === '' ? null : <pre>{needs.detail}</pre>}
          <RunAgain id={id} />
        </div>
      ))}
      {requests.map(({ requestId, student, assignment, occurredAt, textRef }) => (
        <div class="box">
          <p>
            Regrade request {requestId} of {student} for {assignment}, since{' '}
            <Time at={microsOf(occurredAt)} timeZone={timeZone} />: <bdi class="long">{textRef}</bdi>
          </p>
          <p>
            <a class="button" href={`/staff/decide/resolve-regrade?requestId=${encodeURIComponent(requestId)}`}>
              Record the outcome
            </a>
          </p>
        </div>
      ))}
    </section>
  );
}

const CAUSES = {
  course: 'the course’s checks are at fault; mend them, then run it again',
  platform: 'the platform failed; run it again',
  poison: 'two workers ended with it; look at the notebook before you run it again',
} as const;
