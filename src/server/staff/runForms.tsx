import type { OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import { runAgain, stopRun } from '../../ledger/commands/runs.js';
import { requireWork } from '../../work/rows.js';
import { readForm } from '../auth/readForm.js';
import type { AppEnv, ServerDeps } from '../deps.js';
import { submissionHref } from './parts.js';
import { actorIn, ledgerOf, staffOnly } from './staff.js';

const formSchema = z.strictObject({ reason: z.string().max(2_000) });

interface FormProps {
  /** Of the work row. */
  readonly id: string;
}

/** Whoever stands before the button knows why. */
export function RunAgain({ id }: FormProps) {
  return <RunForm id={id} action="force" button="Run it again" />;
}

export function StopRun({ id }: FormProps) {
  return <RunForm id={id} action="cancel" button="Cancel it" />;
}

function RunForm({ id, action, button }: FormProps & { readonly action: string; readonly button: string }) {
  const field = `${action}-${id}`;
  return (
    <form class="row" method="post" action={`/staff/runs/${id}/${action}`}>
      <div>
        <label for={field}>Why</label>
        <input id={field} name="reason" required maxlength={2_000} autocomplete="off" />
      </div>
      <button type="submit" class="quiet">
        {button}
      </button>
    </form>
  );
}

/** What staff decide about one run. Both lead back to what was handed in. */
export function addRunForms(app: OpenAPIHono<AppEnv>, deps: ServerDeps): void {
  const { store, course, onChanged, onCancelled } = deps;
  const hrefOf = (id: string): string => submissionHref(requireWork(store, id).submissionId);

  app.post('/staff/runs/:id/force', ...staffOnly(deps), async (c) => {
    const ask = { id: c.req.param('id'), ...(await readForm(c.env.incoming, formSchema)), grader: course.grader };
    runAgain(ledgerOf(deps), actorIn(c), ask);
    onChanged();
    return c.redirect(hrefOf(ask.id), 303);
  });
  app.post('/staff/runs/:id/cancel', ...staffOnly(deps), async (c) => {
    const ask = { id: c.req.param('id'), ...(await readForm(c.env.incoming, formSchema)) };
    stopRun(ledgerOf(deps), actorIn(c), ask);
    onCancelled();
    return c.redirect(hrefOf(ask.id), 303);
  });
}
