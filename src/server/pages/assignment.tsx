import type { OpenAPIHono } from '@hono/zod-openapi';
import { idSchema } from '../../course/fields.js';
import { languageModelText } from '../../course/languageModels.js';
import { pointsText, toPoints } from '../../course/points.js';
import { priceSentences } from '../../results/price.js';
import { readPrice } from '../../ledger/price.js';
import { ownRuns, type Runner } from '../../work/feedbackRuns.js';
import { gradeOf } from '../../work/gradeOf.js';
import type { Work } from '../../work/rows.js';
import { signedIn } from '../auth/signedIn.js';
import type { AppEnv, ServerDeps } from '../deps.js';
import { receiveForm } from '../feedback/receive.js';
import { runnerOf } from '../feedback/runner.js';
import { sendFeedback } from '../feedback/send.js';
import { tokensOf } from '../feedback/status.js';
import { notFound, tryLater } from '../httpError.js';
import { renderPage } from './layout.js';
import { microsOf, Time } from './time.js';

const MOST_SHOWN = 50;
/** Each may be some megabytes on its way through. */
const FORMS_AT_ONCE = 16;

/** One homework: what handing in now would cost, where to drop a notebook, and what one has sent before. */
export function addAssignmentPage(app: OpenAPIHono<AppEnv>, deps: ServerDeps): void {
  const { store, course } = deps;
  let receiving = 0;

  app.get('/assignments/:assignment', signedIn(deps), (c) => {
    const person = c.get('person');
    const loaded = course.assignments.get(idSchema.safeParse(c.req.param('assignment')).data ?? '');
    if (loaded === undefined) throw notFound();
    const { id, title } = loaded.assignment;
    const runner = runnerOf(person);
    const price = readPrice(store, course.id, { assignment: id, party: [runner.party] });
    const rules = course.languageModels;
    return renderPage(
      c,
      deps,
      { title, scripts: ['drop.js'] },
      <>
        {price === undefined ? null : (
          <section aria-labelledby="price">
            <h2 id="price">What it costs to hand in now</h2>
            {priceSentences(price).map((sentence) => (
              <p>{sentence}</p>
            ))}
            <p class="faint">An estimate by this server’s clock. You hand in at Gradescope, and its time counts.</p>
          </section>
        )}
        <section aria-labelledby="send">
          <h2 id="send">Feedback before you hand in</h2>
          <p>
            Only the checks that you may see are run. It is no submission, uses no late hours and changes no grade. The
            notebook is run from the top in a fresh session; stored outputs are not looked at.
          </p>
          <form
            method="post"
            enctype="multipart/form-data"
            action={`/assignments/${id}/feedback`}
            class="drop"
            data-drop
          >
            <div class="field">
              <label for="notebook">Your notebook (.ipynb), or a zip with it</label>
              <input id="notebook" type="file" name="notebook" accept=".ipynb,.zip,application/json" required />
            </div>
            <button type="submit">Ask for feedback</button>
          </form>
          <p>{tokensOf(deps, person).text}</p>
        </section>
        {rules === undefined ? null : <p class="note">{languageModelText(rules, id)}</p>}
        <History deps={deps} runner={runner} assignment={id} />
      </>,
    );
  });

  app.post('/assignments/:assignment/feedback', signedIn(deps), async (c) => {
    if (receiving >= FORMS_AT_ONCE) throw tryLater('The server receives as many notebooks as it can.');
    receiving++;
    try {
      await using received = await receiveForm(c.env.incoming, deps);
      const assignment = idSchema.safeParse(c.req.param('assignment')).data ?? '';
      const { id } = await sendFeedback(deps, c.get('person'), assignment, received);
      return c.redirect(`/runs/${id}`, 303);
    } finally {
      receiving--;
    }
  });
}

interface HistoryProps {
  readonly deps: Pick<ServerDeps, 'store' | 'course'>;
  readonly runner: Runner;
  readonly assignment: string;
}

function History({ deps: { store, course }, runner, assignment }: HistoryProps) {
  const runs = ownRuns(store, runner, assignment, MOST_SHOWN);
  if (runs.length === 0) return null;
  return (
    <section aria-labelledby="history">
      <h2 id="history">What you have sent</h2>
      <div class="scroll" role="region" aria-label="Your runs" tabindex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">When</th>
              <th scope="col">File</th>
              <th scope="col">Visible checks</th>
            </tr>
          </thead>
          <tbody>
            {runs.map((run) => (
              <tr>
                <td>
                  <a href={`/runs/${run.id}`}>
                    <Time at={microsOf(run.admittedAt)} timeZone={course.timeZone} />
                  </a>
                </td>
                <td class="long">
                  <bdi>{run.fileName}</bdi>
                </td>
                <td>{outcomeOf(store, run)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

const STATES: Readonly<Record<Work['state'], string>> = {
  queued: 'waits',
  dispatched: 'waits or runs',
  graded: 'done',
  superseded: 'a newer one took its place',
  cancelled: 'cancelled',
  needsStaff: 'could not be run; no fault of yours',
  unreadable: 'nothing that could be run',
};

function outcomeOf(store: ServerDeps['store'], run: Work): string {
  const grade = gradeOf(store, run);
  return grade === undefined
    ? STATES[run.state]
    : `${toPoints(grade.earnedMicroPoints)} of ${pointsText(grade.maxMicroPoints)}`;
}
