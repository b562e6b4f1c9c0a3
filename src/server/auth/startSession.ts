import type { Context } from 'hono';
import { noteBy } from '../../access/log.js';
import type { Person } from '../../access/person.js';
import { createSession, findSession, revokeSessions } from '../../access/sessions.js';
import type { SignInMethod } from '../../db/accessTables.js';
import { write } from '../../db/store.js';
import type { AppEnv, ServerDeps } from '../deps.js';
import { readSessionCookie, writeSessionCookie } from './sessionCookie.js';

/**
 * Signs somebody in: always with a new session, so that whoever planted a cookie knows nothing of it. The one that the
 * browser had ends.
 */
export function startSession(
  c: Context<AppEnv>,
  { store, publicUrl }: Pick<ServerDeps, 'store' | 'publicUrl'>,
  person: Person,
  method: SignInMethod,
): void {
  const old = readSessionCookie(c, publicUrl());
  const { text } = write(store, () => {
    const before = old === undefined ? undefined : findSession(store, old);
    if (before !== undefined) revokeSessions(store, before.person.accountId, before.id);
    noteBy(store, person, 'signedIn', { detail: method });
    return createSession(store, person.accountId, method);
  });
  writeSessionCookie(c, publicUrl(), text);
}
