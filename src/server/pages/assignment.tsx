import type { OpenAPIHono } from '@hono/zod-openapi';
import { idSchema } from '../../course/fields.js';
import { languageModelText } from '../../course/languageModels.js';
import type { Assignment } from '../../course/schema.js';
import { shortLocalTime } from '../../late/wording.js';
import { gpuTodayText } from '../../results/feedback.js';
import { priceSentences } from '../../results/price.js';
import { readPrice } from '../../ledger/price.js';
import type { Runner } from '../../work/feedbackRuns.js';
import { takeOne } from '../auth/doorLimits.js';
import { signedIn } from '../auth/signedIn.js';
import type { AppEnv, ServerDeps } from '../deps.js';
import { receiveForm } from '../feedback/receive.js';
import { runnerOf } from '../feedback/runner.js';
import { sendFeedback } from '../feedback/send.js';
import { tokensOf } from '../feedback/status.js';
import { notFound } from '../httpError.js';
import { History } from './history.js';
import { renderPage } from './layout.js';

/** One homework: what handing in now would cost, where to drop a notebook, and what one has sent before. */
export function addAssignmentPage(app: OpenAPIHono<AppEnv>, deps: ServerDeps): void {
  const { store, course } = deps;

  app.get('/assignments/:assignment', signedIn(deps), async (c) => {
    const person = c.get('person');
    const loaded = course.assignments.get(idSchema.safeParse(c.req.param('assignment')).data ?? '');
    if (loaded === undefined) throw notFound();
    const { id, title } = loaded.assignment;
    const runner = runnerOf(person);
    const price = readPrice({ store, course: course.id }, { assignment: id, party: [runner.party] });
    const rules = course.languageModels;
    const gpu = await gpuOf(deps, loaded.assignment, runner);
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
          {gpu === undefined ? null : <p>{gpu}</p>}
        </section>
        {rules === undefined ? null : <p class="note">{languageModelText(rules, id)}</p>}
        <History deps={deps} runner={runner} assignment={id} />
      </>,
    );
  });

  app.post('/assignments/:assignment/feedback', signedIn(deps), async (c) => {
    takeOne(deps.doorLimits.sends, c.get('person').accountId);
    using _place = deps.uploadPlaces.take('feedback');
    await using received = await receiveForm(c.env.incoming, deps);
    const assignment = idSchema.safeParse(c.req.param('assignment')).data ?? '';
    const { id, isNew } = await sendFeedback(deps, c.get('person'), assignment, received);
    return c.redirect(isNew ? `/runs/${id}` : `/runs/${id}?again=yes`, 303);
  });
}

/** How much of GPUs they may still use today, where that is limited; not told while Redis is away. */
async function gpuOf(
  { gpuBudget }: Pick<ServerDeps, 'gpuBudget'>,
  { gpu }: Pick<Assignment, 'gpu'>,
  { course, party }: Runner,
): Promise<string | undefined> {
  if (gpuBudget === undefined || gpu === 'never') return undefined;
  const today = await gpuBudget.today(course, [party]).catch(() => undefined);
  if (today === undefined) return undefined;
  return `${gpuTodayText(today)} Your minutes are new at ${shortLocalTime(today.newAt, today.timeZone)}.`;
}
