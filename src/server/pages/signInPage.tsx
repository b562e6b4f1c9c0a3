import type { OpenAPIHono } from '@hono/zod-openapi';
import { noteBy } from '../../access/log.js';
import { revokeSessions } from '../../access/sessions.js';
import { clearSessionCookie } from '../auth/sessionCookie.js';
import { localPath } from '../auth/localPath.js';
import { bySession } from '../auth/signedIn.js';
import type { AppEnv, ServerDeps } from '../deps.js';
import { DemoPeople } from './demoSignIn.js';
import { renderPage } from './layout.js';

/** Signing in and out. */
export function addSignInPages(app: OpenAPIHono<AppEnv>, deps: ServerDeps): void {
  app.get('/sign-in', (c) => {
    const next = localPath(c.req.query('next'));
    if (bySession(c, deps) !== undefined) return c.redirect(next, 303);
    return renderPage(
      c,
      deps,
      { title: 'Sign in' },
      <>
        {c.req.query('lost') === undefined ? null : (
          <p class="note warned">
            You are no longer signed in here, so what you just sent was not taken. Sign in, and send it again.
          </p>
        )}
        {deps.demoSignIn ? <DemoPeople deps={deps} next={next} /> : null}
        {deps.campus === undefined ? null : (
          <p>
            <a class="button" href={`/sign-in/campus?next=${encodeURIComponent(next)}`}>
              Sign in with your campus account
            </a>
          </p>
        )}
        <p>
          {deps.campus === undefined ? 'Open' : 'Or open'} the link that course staff sent you. It is good once;
          afterwards this browser stays signed in for up to seven days. If it is used up or lost, ask course staff for
          another one.
        </p>
      </>,
    );
  });

  app.post('/sign-out', (c) => {
    const found = bySession(c, deps);
    if (found !== undefined) {
      revokeSessions(deps.store, found.person.accountId, found.credential.id);
      noteBy(deps.store, found.person, 'signedOut');
    }
    clearSessionCookie(c, deps.publicUrl());
    return c.redirect('/sign-in', 303);
  });
}
