import { expect, it } from 'vitest';
import {
  createFeedbackToken,
  findFeedbackToken,
  listFeedbackTokens,
  revokeFeedbackTokens,
} from '../../src/access/feedbackTokens.js';
import { createSession, findSession } from '../../src/access/sessions.js';
import { putStudent } from '../../src/ledger/roster.js';
import { COURSE, door } from './people.js';

it('is good for twelve hours and is no session, nor the other way round', async () => {
  await using own = await door();
  const { store } = own;
  const { accountId } = own.person({ student: 's1' });
  const { text } = createFeedbackToken(store, accountId, 'cell');
  expect(findFeedbackToken(store, text)).toMatchObject({ client: 'cell', person: { student: 's1' } });
  expect(findSession(store, text)).toBeUndefined();
  expect(findFeedbackToken(store, createSession(store, accountId, 'demo').text)).toBeUndefined();
  expect(JSON.stringify(store.sqlite.prepare('SELECT * FROM feedbackTokens').all())).not.toContain(text);
  own.pass(11.9);
  expect(findFeedbackToken(store, text)).toBeDefined();
  own.pass(0.2);
  expect(findFeedbackToken(store, text)).toBeUndefined();
});

it('is listed and revoked by its owner alone, and ends where the person is no longer there', async () => {
  await using own = await door();
  const { store } = own;
  const { accountId } = own.person({ student: 's1' });
  const other = own.person({ student: 's2' }).accountId;
  const mine = createFeedbackToken(store, accountId, 'terminal');
  const theirs = createFeedbackToken(store, other, 'cell');
  expect(listFeedbackTokens(store, accountId)).toMatchObject([{ id: mine.id, client: 'terminal' }]);
  expect(revokeFeedbackTokens(store, other, mine.id)).toBe(0);
  expect(revokeFeedbackTokens(store, accountId, mine.id)).toBe(1);
  expect(findFeedbackToken(store, mine.text)).toBeUndefined();
  putStudent({ store, course: COURSE }, { student: 's2', name: null, email: null, sid: null, section: null });
  expect(findFeedbackToken(store, theirs.text)).toBeUndefined();
});
