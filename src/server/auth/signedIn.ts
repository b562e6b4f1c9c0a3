import type { Context, MiddlewareHandler } from 'hono';
import { findFeedbackToken, isTokenOpen } from '../../access/feedbackTokens.js';
import type { Role } from '../../access/person.js';
import { findSession, isSessionOpen } from '../../access/sessions.js';
import type { AppEnv, ServerDeps } from '../deps.js';
import { HttpError, notFound } from '../httpError.js';
import { requireSameOrigin } from './sameOrigin.js';
import { formPageOf } from './formPage.js';
import { readSessionCookie } from './sessionCookie.js';

type Deps = Pick<ServerDeps, 'store' | 'course' | 'publicUrl'>;
type Credential = NonNullable<AppEnv['Variables']['credential']>;
type Found = { readonly person: AppEnv['Variables']['person']; readonly credential: Credential };

/**
 * Lets in who has a session, and sets `person`. Others are sent from a page to sign in, and come back; below `/v1/` they
 * are refused with 401.
 */
export function signedIn(deps: Deps): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const found = bySession(c, deps);
    if (found === undefined) return sendToSignIn(c);
    enter(c, found);
    return next();
  };
}

/** Lets in who bears a token for feedback, or has a session, and sets `person`; others are refused with 401. */
export function feedbackCaller(deps: Deps): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const bears = c.env.incoming.headersDistinct['authorization'];
    // Whoever sends a token is judged by it alone, whatever cookie comes along.
    const found = bears === undefined ? bySession(c, deps) : byToken(bears, deps);
    if (found === undefined) throw mustSignIn();
    enter(c, found);
    return next();
  };
}

/** After one of those: lets these roles in. To others, what is there for these does not exist. */
export function onlyFor(...roles: readonly Role[]): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    if (!roles.includes(c.get('person').role)) throw notFound();
    return next();
  };
}

/** Who has a session here, if anybody; what they would change must come from a page of ours. */
export function bySession(c: Context<AppEnv>, { store, course, publicUrl }: Deps): Found | undefined {
  const text = readSessionCookie(c, publicUrl());
  if (text === undefined) return undefined;
  requireSameOrigin(c.env.incoming, publicUrl());
  const found = findSession(store, text);
  return found?.person.course === course.id
    ? { person: found.person, credential: { kind: 'session', id: found.id } }
    : undefined;
}

/** Whether what let this request in still would: for answers that take longer than a request. */
export function isStillIn(c: Context<AppEnv>, { store }: Pick<Deps, 'store'>): boolean {
  const { kind, id } = c.get('credential');
  return kind === 'session' ? isSessionOpen(store, id) : isTokenOpen(store, id);
}

function byToken(bears: readonly string[], { store, course }: Deps): Found | undefined {
  const text = bears.length === 1 ? /^Bearer ([\w-]{43})$/u.exec(bears[0] ?? '')?.[1] : undefined;
  const found = text === undefined ? undefined : findFeedbackToken(store, text);
  return found?.person.course === course.id
    ? { person: found.person, credential: { kind: 'token', id: found.id } }
    : undefined;
}

function enter(c: Context<AppEnv>, { person, credential }: Found): void {
  c.set('person', person);
  c.set('credential', credential);
  c.set('note', { ...c.get('note'), role: person.role });
}

function sendToSignIn(c: Context<AppEnv>): Response {
  if (c.req.path.startsWith('/v1/')) throw mustSignIn();
  const { pathname, search } = new URL(c.req.url);
  const isForm = c.req.method !== 'GET';
  const next = encodeURIComponent(isForm ? formPageOf(pathname) : pathname + search);
  return c.redirect(`/sign-in?next=${next}${isForm ? '&lost=yes' : ''}`, 303);
}

function mustSignIn(): HttpError {
  return new HttpError(401, {
    code: 'notSignedIn',
    message: 'You are not signed in here, or no longer.',
    whose: 'student',
    remedy: 'Sign in again. Nothing was lost, and nothing was counted.',
  });
}
