import { expect, it } from 'vitest';
import { createFeedbackToken, findFeedbackToken } from '../../src/access/feedbackTokens.js';
import { pruneAccess } from '../../src/access/forget.js';
import { personByIdentity } from '../../src/access/identities.js';
import { createLink, findLink } from '../../src/access/links.js';
import { createSession, findSession } from '../../src/access/sessions.js';
import type { Store } from '../../src/db/store.js';
import { erase } from '../../src/ledger/commands/erase.js';
import { COURSE, door } from './people.js';

const inAnHour = (store: Store): string => new Date(store.now().getTime() + 3_600_000).toISOString();
const count = (own: Awaited<ReturnType<typeof door>>, table: string): unknown =>
  own.store.sqlite.prepare(`SELECT count(*) FROM ${table}`).pluck().get();

it('is part of erasing a person: nothing lets them in, and their campus’s name for them is gone', async () => {
  await using own = await door();
  const { store } = own;
  const issuer = 'https://login.example.edu';
  const { accountId } = personByIdentity(
    { store, course: COURSE },
    { issuer, subject: 'sub-1', rosterValue: 's1@example.edu' },
  );
  const session = createSession(store, accountId, 'campus');
  const token = createFeedbackToken(store, accountId, 'cell');
  const link = createLink(store, accountId, { by: 'staff:ada', endsAt: inAnHour(store) });
  const other = createSession(store, own.person({ student: 's2' }).accountId, 'link');
  const ask = { student: 's1', reason: 'asked for it' };
  erase({ store, course: COURSE }, { kind: 'staff', id: 'ada' }, { ...ask, dryRun: true });
  expect(findSession(store, session.text)).toBeDefined();
  erase({ store, course: COURSE }, { kind: 'staff', id: 'ada' }, ask);
  expect([findSession(store, session.text), findFeedbackToken(store, token.text), findLink(store, link.text)]).toEqual(
    Array(3).fill(undefined),
  );
  expect(count(own, 'identities')).toBe(0);
  expect(findSession(store, other.text)).toBeDefined();
});

it('removes what ended long ago, and nothing that is good', async () => {
  await using own = await door();
  const { accountId } = own.person({ student: 's1' });
  createFeedbackToken(own.store, accountId, 'cell');
  createLink(own.store, accountId, { by: 'staff:ada', endsAt: inAnHour(own.store) });
  own.pass(24);
  const session = createSession(own.store, accountId, 'link');
  expect(pruneAccess(own.store, own.store.now())).toBe(2);
  expect(findSession(own.store, session.text)).toBeDefined();
  expect(['sessions', 'feedbackTokens', 'signInLinks'].map((table) => count(own, table))).toEqual([1, 0, 0]);
});
