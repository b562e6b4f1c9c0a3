import type { OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import { listFeedbackTokens, revokeFeedbackTokens } from '../../access/feedbackTokens.js';
import { noteBy } from '../../access/log.js';
import { listSessions, revokeSessions } from '../../access/sessions.js';
import { readForm } from '../auth/readForm.js';
import { signedIn } from '../auth/signedIn.js';
import type { AppEnv, ServerDeps } from '../deps.js';
import { notFound } from '../httpError.js';
import { CLIENTS } from './devicePage.js';
import { renderPage } from './layout.js';
import { PersonFacts } from './personFacts.js';
import { microsOf, Time } from './time.js';

const formSchema = z.strictObject({
  kind: z.enum(['session', 'token']),
  /** `all`: every one of the kind. */
  id: z.string().regex(/^(?:[0-9a-f]{32}|all)$/u),
});

const METHODS = { demo: 'demonstration', link: 'a link from course staff', campus: 'the campus' } as const;

/** What is open in somebody's name, and how to end it. */
export function addAccountPage(app: OpenAPIHono<AppEnv>, deps: ServerDeps): void {
  const { store, course } = deps;
  app.use('/account', signedIn(deps));
  app.use('/account/*', signedIn(deps));

  app.get('/account', (c) => {
    const { accountId } = c.get('person');
    const own = c.get('credential').id;
    const sessions = listSessions(store, accountId).map(({ id, method, createdAt, usedAt, endsAt }) => ({
      ...{ id, createdAt, usedAt, endsAt },
      what: `Browser, by ${METHODS[method]}${id === own ? ' (this one)' : ''}`,
    }));
    const tokens = listFeedbackTokens(store, accountId).map(({ client, ...line }) => ({
      ...line,
      what: CLIENTS[client],
    }));
    return renderPage(
      c,
      deps,
      { title: 'Your account' },
      <>
        <PersonFacts person={c.get('person')} />
        <h2>Signed in</h2>
        <Lines kind="session" lines={sessions} timeZone={course.timeZone} />
        <h2>Allowed to send notebooks for feedback</h2>
        {tokens.length === 0 ? <p>Nothing. A notebook’s feedback cell or the terminal asks when you run it.</p> : null}
        <p>
          <a href="/device">Type the code that a notebook or terminal shows</a>
        </p>
        {tokens.length === 0 ? null : <Lines kind="token" lines={tokens} timeZone={course.timeZone} />}
      </>,
    );
  });

  app.post('/account/revoke', async (c) => {
    const { kind, id } = await readForm(c.env.incoming, formSchema);
    const person = c.get('person');
    const revoke = kind === 'session' ? revokeSessions : revokeFeedbackTokens;
    const revoked = revoke(store, person.accountId, id === 'all' ? undefined : id);
    if (revoked === 0 && id !== 'all') throw notFound();
    noteBy(store, person, kind === 'session' ? 'sessionRevoked' : 'tokenRevoked', { detail: id });
    return c.redirect('/account', 303);
  });
}

interface LineProps {
  readonly kind: 'session' | 'token';
  readonly timeZone: string;
  readonly lines: readonly {
    readonly id: string;
    readonly what: string;
    readonly createdAt: string;
    readonly usedAt: string | null;
    readonly endsAt: string;
  }[];
}

function Lines({ kind, lines, timeZone }: LineProps) {
  const at = (instant: string) => <Time at={microsOf(instant)} timeZone={timeZone} />;
  return (
    <form method="post" action="/account/revoke">
      <input type="hidden" name="kind" value={kind} />
      <ul>
        {lines.map(({ id, what, createdAt, usedAt, endsAt }) => (
          <li>
            {what}: since {at(createdAt)}, last used {usedAt === null ? 'never' : at(usedAt)}, until {at(endsAt)}{' '}
            <button type="submit" name="id" value={id} class="quiet" aria-label={`End it: ${what}`}>
              End it
            </button>
          </li>
        ))}
      </ul>
      {lines.length > 1 ? (
        <button type="submit" name="id" value="all" class="quiet">
          End all
        </button>
      ) : null}
    </form>
  );
}
