import type { Context, MiddlewareHandler } from 'hono';
import type { Child } from 'hono/jsx';
import { noteBy } from '../../access/log.js';
import type { Actor } from '../../ledger/actor.js';
import type { Ledger } from '../../ledger/ledger.js';
import { onlyFor, signedIn } from '../auth/signedIn.js';
import type { AppEnv, ServerDeps } from '../deps.js';
import { notFound } from '../httpError.js';
import { renderPage, type PageOptions } from '../pages/layout.js';
import { STAFF_ROLES } from '../pages/navigation.js';

/** Lets in the staff of the course, and sets `person`. To everybody else their pages do not exist. */
export function staffOnly(deps: ServerDeps): readonly [MiddlewareHandler<AppEnv>, MiddlewareHandler<AppEnv>] {
  return [signedIn(deps), onlyFor(...STAFF_ROLES)];
}

/** Who decides, as the ledger knows them. */
export function actorIn(c: Context<AppEnv>): Actor {
  const { staff } = c.get('person');
  if (staff === null) throw notFound();
  return { kind: 'staff', id: staff };
}

export const ledgerOf = ({ store, course }: Pick<ServerDeps, 'store' | 'course'>): Ledger => ({
  store,
  course: course.id,
});

/**
 * Keeps that somebody of the staff has looked at a student, or at what they handed in, or, without one, at a list of the
 * class; `detail` is an id of ours.
 */
export function noteViewed(
  c: Context<AppEnv>,
  { store }: Pick<ServerDeps, 'store'>,
  look: { readonly student?: string; readonly detail: string },
): void {
  noteBy(store, c.get('person'), 'studentViewed', look);
}

/** A page for staff: with their style, and as wide as its tables. */
export function renderStaff(
  c: Context<AppEnv>,
  deps: ServerDeps,
  options: Omit<PageOptions, 'styles' | 'wide'>,
  body: Child,
): Response | Promise<Response> {
  return renderPage(c, deps, { styles: ['staff.css'], wide: true, ...options }, body);
}
