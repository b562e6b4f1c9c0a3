import type { OpenAPIHono } from '@hono/zod-openapi';
import { queueStanding, type QueueStanding } from '../../ledger/questions/queueStanding.js';
import type { WorkStatus } from '../../work/status.js';
import type { AppEnv, ServerDeps } from '../deps.js';
import { microsOf, Time } from '../pages/time.js';
import { Bar, submissionHref, Table } from './parts.js';
import { queueInALine } from './queueCounts.js';
import { StopRun } from './runForms.js';
import { ledgerOf, renderStaff, staffOnly } from './staff.js';

const REFRESH_SECONDS = 15;

/** What waits, where it runs, and what staff must look at. */
export function addQueuePage(app: OpenAPIHono<AppEnv>, deps: ServerDeps): void {
  const { store, course, progress, isServed } = deps;
  app.get('/staff/queue', ...staffOnly(deps), (c) => {
    const { counts, dispatched, queued, regrades } = queueStanding(ledgerOf(deps));
    const mayStop = c.get('person').role !== 'ta';
    const rowsOf = (work: readonly WorkStatus[], where: (one: WorkStatus) => string) =>
      work.map((one) => [
        one.workClass === 'feedback' ? 'feedback' : <a href={submissionHref(one.submissionId)}>{one.submissionId}</a>,
        one.assignment,
        `${one.lane}, ${one.workClass}`,
        <Time at={microsOf(one.admittedAt)} timeZone={course.timeZone} />,
        where(one),
        mayStop && one.workClass !== 'feedback' ? <Stop id={one.id} /> : '',
      ]);
    const columns = ['Submission', 'Homework', 'Lane', 'Since', 'Where', 'Cancel'];
    return renderStaff(
      c,
      deps,
      { title: 'Queue', refreshSeconds: REFRESH_SECONDS },
      <>
        <p>{queueInALine(store)}</p>
        <Table
          name="Lanes"
          empty="Every lane is empty."
          columns={['Lane', 'Class', { text: 'Waiting', isNumber: true }, { text: 'With workers', isNumber: true }]}
          rows={counts.map((row) => [row.lane, row.workClass, String(row.queued), String(row.dispatched)])}
        />
        <h2>With workers</h2>
        <Table
          name="With workers"
          columns={columns}
          rows={rowsOf(dispatched, (work) => {
            const step = progress.of(work);
            if (step !== undefined) return stepText(step);
            if (isServed(work.lane)) return 'its turn has come';
            return work.lane === 'gpu' ? 'waits for a machine with a GPU' : 'waits for a machine: none is connected';
          })}
        />
        <h2>Waiting</h2>
        <Table
          name="Waiting"
          columns={columns}
          rows={rowsOf(queued, ({ position }) => `number ${position ?? 0} of its class`)}
        />
        <Regrades regrades={regrades} timeZone={course.timeZone} />
      </>,
    );
  });
}

function Stop({ id }: { readonly id: string }) {
  return (
    <details>
      <summary>Cancel</summary>
      <StopRun id={id} />
    </details>
  );
}

/** Begun, looked at and published by `assay regrade`. */
function Regrades({ regrades, timeZone }: Pick<QueueStanding, 'regrades'> & { readonly timeZone: string }) {
  if (regrades.length === 0) return null;
  return (
    <section aria-labelledby="regrades">
      <h2 id="regrades">Graded again</h2>
      <Table
        name="Graded again"
        columns={['Homework', 'Begun', 'By', 'Why', 'Done']}
        rows={regrades.map((one) => [
          <a href={`/staff/assignments/${one.assignment}`}>{one.assignment}</a>,
          <Time at={microsOf(one.startedAt)} timeZone={timeZone} />,
          one.actor,
          <bdi class="long">{one.reason ?? ''}</bdi>,
          <>
            <Bar share={one.all === 0 ? 0 : one.ended / one.all} />
            {one.ended} of {one.all}
          </>,
        ])}
      />
    </section>
  );
}

function stepText(step: NonNullable<ReturnType<ServerDeps['progress']['of']>>): string {
  return 'number' in step ? `${step.phase} ${step.number} of ${step.total}` : step.phase;
}
