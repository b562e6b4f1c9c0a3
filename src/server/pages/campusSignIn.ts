import type { OpenAPIHono } from '@hono/zod-openapi';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { personByIdentity } from '../../access/identities.js';
import { noteAccess } from '../../access/log.js';
import { Refusal } from '../../base/refusal.js';
import { takeOne } from '../auth/doorLimits.js';
import { localPath } from '../auth/localPath.js';
import { pendingSignIns } from '../auth/pendingSignIns.js';
import { startSession } from '../auth/startSession.js';
import type { AppEnv, ServerDeps } from '../deps.js';
import { HttpError } from '../httpError.js';

const CALLBACK = '/sign-in/campus/callback';

/**
 * Sign-in by the campus. It begins by a link and not by a form: a page's `form-action` would hold for the campus's address
 * as well.
 */
export function addCampusSignIn(app: OpenAPIHono<AppEnv>, deps: ServerDeps): void {
  const { store, course, publicUrl, doorLimits, campus, now } = deps;
  if (campus === undefined) return;
  const pending = pendingSignIns(now);
  const cookieName = (): string => (publicUrl().isSecure ? '__Host-campus' : 'campus');
  const cookieOptions = () => ({ path: '/', httpOnly: true, sameSite: 'Lax', secure: publicUrl().isSecure }) as const;

  app.get('/sign-in/campus', async (c) => {
    takeOne(doorLimits.starts);
    const { url, check } = await campus.begin(publicUrl().to(CALLBACK));
    const ticket = pending.begin({ check, next: localPath(c.req.query('next')) });
    setCookie(c, cookieName(), ticket, { ...cookieOptions(), maxAge: 600 });
    return c.redirect(url.href, 303);
  });

  app.get(CALLBACK, async (c) => {
    const began = pending.take(getCookie(c, cookieName()) ?? '');
    deleteCookie(c, cookieName(), cookieOptions());
    if (began === undefined) throw notBegun();
    // What the request says of its own address is the proxy's word.
    const back = new URL(publicUrl().to(CALLBACK));
    back.search = new URL(c.req.url).search;
    try {
      const person = personByIdentity({ store, course: course.id }, await campus.finish(back, began.check));
      startSession(c, deps, person, 'campus');
    } catch (error) {
      const code = error instanceof Refusal ? error.code : error instanceof HttpError ? error.body.code : 'failed';
      const refused = { kind: 'signInRefused', accountId: null, actor: 'nobody', detail: code } as const;
      noteAccess(store, { course: course.id, ...refused });
      throw error;
    }
    return c.redirect(began.next, 303);
  });
}

function notBegun(): HttpError {
  return new HttpError(403, {
    code: 'notBegun',
    message: 'This browser did not begin this sign-in, or too long ago, so you are not signed in.',
    whose: 'student',
    remedy: 'Begin again on the page for signing in.',
  });
}
