import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { z } from 'zod';
import type { Change } from '../../ledger/commands/change.js';
import { readForm } from '../auth/readForm.js';
import type { AppEnv, ServerDeps } from '../deps.js';
import { notFound } from '../httpError.js';
import { courseFiles } from './courseFiles.js';
import { DecisionForm, Preview } from './decideForms.js';
import { DECISIONS, type Decision } from './decisions.js';
import { submissionHref } from './parts.js';
import { actorIn, ledgerOf, noteViewed, renderStaff, staffOnly } from './staff.js';

const formSchema = z.record(z.string().max(50), z.string().max(2_000));
const commandIdSchema = z.uuid();

/** What staff decide: a form, what it would do, and the same event as by command. */
export function addDecisionPages(app: OpenAPIHono<AppEnv>, deps: ServerDeps): void {
  app.get('/staff/decide', ...staffOnly(deps), (c) =>
    renderStaff(
      c,
      deps,
      { title: 'Decide' },
      <>
        <p>Each shows who would change, before and after, before anything is stored.</p>
        <ul>
          {Object.entries(DECISIONS).map(([name, { title, command }]) => (
            <li>
              <a href={`/staff/decide/${name}`}>{title}</a> <span class="faint">{command}</span>
            </li>
          ))}
        </ul>
      </>,
    ),
  );

  app.get('/staff/decide/:decision', ...staffOnly(deps), (c) => {
    const [name, decision] = decisionIn(c);
    const values = formSchema.safeParse(c.req.query()).data ?? {};
    return renderStaff(
      c,
      deps,
      { title: decision.title, scripts: ['decide.js'] },
      <DecisionForm name={name} decision={decision} values={values} />,
    );
  });

  app.post('/staff/decide/:decision/try', ...staffOnly(deps), async (c) => {
    const [name, decision] = decisionIn(c);
    const { commandId: _, ...values } = await readForm(c.env.incoming, formSchema);
    const change = await decide(c, decision, { values, dryRun: true });
    noteChanged(c, name, change);
    return renderStaff(
      c,
      deps,
      { title: `${decision.title}: who changes` },
      <Preview name={name} change={change} values={values} />,
    );
  });

  app.post('/staff/decide/:decision', ...staffOnly(deps), async (c) => {
    const [, decision] = decisionIn(c);
    const { commandId, ...values } = await readForm(c.env.incoming, formSchema);
    // Of the page that showed what it would do: pressed twice, it is stored once.
    const id = commandIdSchema.safeParse(commandId).data;
    const change = await decide(c, decision, { values, dryRun: false, commandId: id });
    return c.redirect(whereTo(change, values), 303);
  });

  interface Terms {
    readonly values: Readonly<Record<string, string>>;
    readonly dryRun: boolean;
    readonly commandId?: string | undefined;
  }

  async function decide(c: Context<AppEnv>, decision: Decision, { values, ...terms }: Terms): Promise<Change> {
    const { reason = '', evidence = '', ...form } = values;
    const circumstances = { reason: given(reason), evidence: given(evidence), ...terms };
    return decision.decide(ledgerOf(deps), actorIn(c), { form, circumstances, files: await courseFiles(deps) });
  }

  /** What it would do to somebody is a look at their charges. */
  function noteChanged(c: Context<AppEnv>, name: string, { changes }: Change): void {
    const [only, ...others] = changes;
    if (only === undefined) return;
    noteViewed(c, deps, { detail: `decide:${name}`, ...(others.length === 0 ? { student: only.student } : {}) });
  }
}

function decisionIn(c: Context<AppEnv>): readonly [string, Decision] {
  const name = c.req.param('decision') ?? '';
  const decision = Object.hasOwn(DECISIONS, name) ? DECISIONS[name] : undefined;
  if (decision === undefined) throw notFound();
  return [name, decision];
}

const given = (text: string): string | undefined => (text.trim() === '' ? undefined : text.trim());

/** To what was decided about. */
function whereTo({ events, changes }: Change, values: Readonly<Record<string, string>>): string {
  const content = events[0]?.event.content;
  if (content !== undefined && 'student' in content && events.length === 1) {
    return `/staff/students/${encodeURIComponent(content.student)}`;
  }
  if (values['submissionId'] !== undefined) return submissionHref(values['submissionId']);
  const [only, ...others] = changes;
  if (only !== undefined && others.length === 0) return `/staff/students/${encodeURIComponent(only.student)}`;
  return content !== undefined && 'assignment' in content ? `/staff/assignments/${content.assignment}` : '/staff';
}
