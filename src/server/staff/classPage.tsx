import type { OpenAPIHono } from '@hono/zod-openapi';
import { formatCsv } from '../../base/csv/formatCsv.js';
import { idSchema } from '../../course/fields.js';
import { openGradeSummaries } from '../../ledger/gradeSummaries.js';
import { classOf, type ClassOf } from '../../ledger/questions/classOf.js';
import type { AppEnv, ServerDeps } from '../deps.js';
import { notFound } from '../httpError.js';
import { Checks, Distribution, Outcomes } from './classFigures.js';
import { Messages } from './classMessages.js';
import { openFigures } from './figures.js';
import { readClassQuery } from './classQuery.js';
import { ClassTable } from './classTable.js';
import { ledgerOf, noteViewed, renderStaff, staffOnly } from './staff.js';

/** One homework of the whole class. */
export function addClassPage(app: OpenAPIHono<AppEnv>, deps: ServerDeps): void {
  const { store, course } = deps;
  const summaries = openGradeSummaries(store);
  const figuresOf = openFigures();
  const read = (assignment: string): ClassOf => {
    if (!idSchema.safeParse(assignment).success || !course.assignments.has(assignment)) throw notFound();
    return classOf(ledgerOf(deps), assignment, summaries);
  };

  app.get('/staff/assignments/:assignment', ...staffOnly(deps), (c) => {
    const assignment = c.req.param('assignment');
    const found = read(assignment);
    noteViewed(c, deps, { detail: `class:${assignment}` });
    const { grades, checks, groups } = figuresOf(assignment, found.rows);
    return renderStaff(
      c,
      deps,
      { title: course.assignments.get(assignment)?.assignment.title ?? assignment },
      <>
        <section aria-labelledby="scores">
          <h2 id="scores">Scores</h2>
          <div class="pair">
            <div>
              <Distribution {...found} />
            </div>
            <Outcomes grades={grades} />
          </div>
        </section>
        <section aria-labelledby="checks">
          <h2 id="checks">Checks</h2>
          <p class="faint">
            Discrimination: the correlation between passing a check and the points of the other checks. Below 0.2, a
            check hardly tells strong work from weak.
          </p>
          <Checks assignment={assignment} checks={checks} submissions={grades.length} />
        </section>
        <section aria-labelledby="messages">
          <h2 id="messages">What failed, and for how many</h2>
          <Messages rows={found.rows} groups={groups} />
        </section>
        <ClassTable assignment={assignment} rows={found.rows} query={readClassQuery(c.req.query())} />
      </>,
    );
  });

  app.get('/staff/assignments/:assignment/class.csv', ...staffOnly(deps), (c) => {
    const assignment = c.req.param('assignment');
    const found = read(assignment);
    noteViewed(c, deps, { detail: `class:${assignment}` });
    c.header('Content-Disposition', `attachment; filename="${assignment}.csv"`);
    return c.body(classCsv(found), 200, { 'Content-Type': 'text/csv; charset=utf-8' });
  });
}

const HEADING = [
  'student',
  'name',
  'email',
  'section',
  'status',
  'submission',
  'submissions',
  'points',
  'open',
  'final',
];

function classCsv({ rows }: ClassOf): string {
  const checks = [...new Set(rows.flatMap(({ grade }) => grade?.checks.map(({ id }) => id) ?? []))];
  const lines = rows.map(({ student, name, email, section, charge, grade, submissions }) => {
    const status = new Map(grade?.checks.map((check) => [check.id, check.status]));
    return [
      ...[student, name ?? '', email ?? '', section ?? '', charge.status, charge.submissionId ?? ''],
      ...[String(submissions), charge.rawScore ?? '', charge.open?.points ?? '', charge.finalScore ?? ''],
      ...[String(charge.hoursLate), ...checks.map((id) => status.get(id) ?? '')],
    ];
  });
  return formatCsv([[...HEADING, 'hours late', ...checks], ...lines]);
}
