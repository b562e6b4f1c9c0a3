import type { OpenAPIHono } from '@hono/zod-openapi';
import { signedIn } from '../auth/signedIn.js';
import type { AppEnv, ServerDeps } from '../deps.js';
import { requireRun, takeBack } from '../feedback/runner.js';
import type { FeedbackStatus } from '../feedback/schemas.js';
import { feedbackStatus, type StatusDeps } from '../feedback/status.js';
import { renderPage } from './layout.js';
import { Report } from './report.js';
import { microsOf, Time } from './time.js';

const REFRESH_SECONDS = 5;
const AGAIN =
  'You have sent the same cells before, so this is the feedback that you have, and it cost you no run. What it says about the order in which you had run your cells is about the file that you sent then.';

/** One run of feedback: where it is while it goes, then what it found. */
export function addRunPage(app: OpenAPIHono<AppEnv>, deps: ServerDeps & StatusDeps): void {
  const { course } = deps;

  app.get('/runs/:id', signedIn(deps), async (c) => {
    const person = c.get('person');
    const run = requireRun(deps, person, c.req.param('id'));
    const status = await feedbackStatus(deps, person, run);
    const title = course.assignments.get(run.assignment)?.assignment.title ?? run.assignment;
    const isOver = status.ended;
    return renderPage(
      c,
      deps,
      {
        title: `Feedback on ${title}`,
        ...(isOver ? {} : { scripts: ['run.js'], refreshSeconds: REFRESH_SECONDS }),
      },
      <>
        <p class="faint">
          <bdi class="long">{run.fileName}</bdi>, sent <Time at={microsOf(run.admittedAt)} timeZone={course.timeZone} />
        </p>
        {c.req.query('again') === undefined ? null : <p class="note">{AGAIN}</p>}
        {isOver ? null : <Progress status={status} />}
        {isOver && status.report === undefined ? <p class="note warned">{status.message}</p> : null}
        {status.report === undefined ? null : <Report report={status.report} />}
        <p>
          <a href={`/assignments/${run.assignment}`}>{isOver ? 'Send another one' : 'Back to the homework'}</a>
        </p>
      </>,
    );
  });

  app.post('/runs/:id/cancel', signedIn(deps), async (c) => {
    const id = c.req.param('id');
    await takeBack(deps, c.get('person'), id);
    return c.redirect(`/runs/${id}`, 303);
  });
}

/** The hidden status is said aloud when the phase changes; the numbers that are seen go on silently. */
function Progress({ status }: { readonly status: FeedbackStatus }) {
  const { id, message, place, number, total } = status;
  return (
    <section class="box" aria-label="Where it is" data-events={`/v1/feedback/runs/${id}/events`}>
      <p class="hidden" role="status" data-status />
      <p data-where>{place?.text ?? message}</p>
      <progress aria-label="Part that is done" max={total ?? 1} value={number ?? 0} data-progress />
      <form method="post" action={`/runs/${id}/cancel`}>
        <button type="submit" class="quiet">
          Cancel this run
        </button>
      </form>
    </section>
  );
}
