import type { OpenAPIHono } from '@hono/zod-openapi';
import { percent, plural } from '../../late/wording.js';
import { hasStudent } from '../../ledger/roster.js';
import { studentRecord, type StudentRecord } from '../../ledger/questions/studentRecord.js';
import type { AppEnv, ServerDeps } from '../deps.js';
import { notFound } from '../httpError.js';
import { microsOf, Time } from '../pages/time.js';
import { Events } from './events.js';
import { submissionHref, Table } from './parts.js';
import { actorIn, ledgerOf, noteViewed, renderStaff, staffOnly } from './staff.js';

/** Everything about one student: homeworks, hours, what staff decided, messages. */
export function addStudentPage(app: OpenAPIHono<AppEnv>, deps: ServerDeps): void {
  const { store, course } = deps;
  app.get('/staff/students/:student', ...staffOnly(deps), (c) => {
    const student = c.req.param('student');
    if (!hasStudent({ store, course: course.id }, student)) throw notFound();
    const record = studentRecord(ledgerOf(deps), actorIn(c), student);
    noteViewed(c, deps, { student, detail: 'student' });
    const { person, shown } = record;
    return renderStaff(
      c,
      deps,
      { title: person.name ?? student },
      <>
        <dl class="facts">
          <dt>Key</dt>
          <dd>{student}</dd>
          <dt>E-mail</dt>
          <dd>
            <bdi>{person.email ?? '–'}</bdi>
          </dd>
          <dt>Number, section</dt>
          <dd>
            <bdi>
              {person.sid ?? '–'}, {person.section ?? '–'}
            </bdi>
          </dd>
          <dt>Late hours</dt>
          <dd>
            {shown.used} of {plural(shown.budget, 'late hour')} used, {shown.remaining} left
          </dd>
        </dl>
        <Decide student={student} />
        <Homeworks record={record} timeZone={course.timeZone} />
        <Submissions record={record} timeZone={course.timeZone} />
        <section aria-labelledby="events">
          <h2 id="events">What was recorded</h2>
          <Events events={shown.events} timeZone={course.timeZone} />
        </section>
        <Messages record={record} timeZone={course.timeZone} />
      </>,
    );
  });
}

const DECISIONS = {
  extend: 'More time',
  waive: 'Waive hours',
  grant: 'Grant hours',
  excuse: 'Excuse',
  accommodate: 'Accommodate',
  regrade: 'Regrade request',
} as const;

function Decide({ student }: { readonly student: string }) {
  const query = `student=${encodeURIComponent(student)}`;
  return (
    <ul class="choices" aria-label="Decide">
      {Object.entries(DECISIONS).map(([name, text]) => (
        <li>
          <a class="button quiet" href={`/staff/decide/${name}?${query}`}>
            {text}
          </a>
        </li>
      ))}
      <li>
        <a class="button quiet" href={`/staff/what-if?${query}`}>
          What if
        </a>
      </li>
    </ul>
  );
}

interface Props {
  readonly record: StudentRecord;
  readonly timeZone: string;
}

const number = (text: string) => ({ text, isNumber: true });

function Homeworks({ record: { shown, explained }, timeZone }: Props) {
  return (
    <section aria-labelledby="homeworks">
      <h2 id="homeworks">Homeworks</h2>
      <Table
        name="Homeworks"
        columns={[
          ...['Homework', 'How', 'Due', 'Counts'],
          ...['Late', 'Waived', 'Used', 'Penalty', 'Checks', 'Final'].map(number),
        ]}
        rows={Object.entries(shown.assignments).map(([assignment, row]) => [
          <a href={`/staff/assignments/${assignment}`}>{assignment}</a>,
          `${row.status.replaceAll('_', ' ')}${row.frozen === true ? ', released' : ''}`,
          <Time at={microsOf(row.effectiveDue)} timeZone={timeZone} />,
          row.submissionId === null ? '–' : <a href={submissionHref(row.submissionId)}>{row.submissionId}</a>,
          ...[row.hoursLate, row.hoursWaived, row.hoursUsed].map(String),
          percent(row.penaltyBp),
          row.open === undefined ? (row.rawScore ?? '–') : `${row.open.earned}, ${row.open.points} open`,
          row.finalScore ?? '–',
        ])}
      />
      {explained.map(({ assignment, text: [summary = '', ...steps] }) => (
        <details>
          <summary>
            <bdi class="long">{summary}</bdi>
          </summary>
          <ul class="steps" id={`why-${assignment}`}>
            {steps.map((step) => (
              <li class="long">
                <bdi>{step.trim()}</bdi>
              </li>
            ))}
          </ul>
        </details>
      ))}
    </section>
  );
}

function Submissions({ record: { submissions }, timeZone }: Props) {
  return (
    <section aria-labelledby="submissions">
      <h2 id="submissions">Handed in</h2>
      <Table
        name="Handed in"
        empty="Nothing yet."
        columns={['Submission', 'Homework', 'Made']}
        rows={submissions.map(({ submissionId, assignment, createdAt }) => [
          <a href={submissionHref(submissionId)}>{submissionId}</a>,
          assignment,
          <Time at={microsOf(createdAt)} timeZone={timeZone} />,
        ])}
      />
    </section>
  );
}

const KINDS: Readonly<Record<string, string>> = {
  result_ready: 'a result is there',
  charges_changed: 'hours or scores changed',
};

function Messages({ record: { messages }, timeZone }: Props) {
  return (
    <section aria-labelledby="messages">
      <h2 id="messages">Messages</h2>
      <Table
        name="Messages"
        empty="None was sent."
        columns={['When', 'Of what', 'By', 'What became of it']}
        rows={messages.map(({ kind, channel, state, createdAt }) => [
          <Time at={microsOf(createdAt)} timeZone={timeZone} />,
          KINDS[kind] ?? kind.replaceAll('_', ' '),
          channel,
          state,
        ])}
      />
    </section>
  );
}
