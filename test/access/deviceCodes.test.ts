import { expect, it } from 'vitest';
import { beginDevice, decideDevice, findDevice, pollDevice } from '../../src/access/deviceCodes.js';
import { findFeedbackToken } from '../../src/access/feedbackTokens.js';
import { putStudent } from '../../src/ledger/roster.js';
import { COURSE, door } from './people.js';

const SECONDS = 1 / 3600;

it('gives a token once somebody has typed the code and allowed it, and only once', async () => {
  await using own = await door();
  const { store } = own;
  const { deviceCode, userCode } = beginDevice(store, 'terminal');
  expect(userCode).toMatch(/^[B-DF-HJ-NP-TV-XZ2-9]{4}-[B-DF-HJ-NP-TV-XZ2-9]{4}$/u);
  expect(pollDevice(store, deviceCode)).toEqual({ kind: 'authorizationPending' });
  expect(findDevice(store, ` ${userCode.toLowerCase().replace('-', ' ')} `)).toMatchObject({ client: 'terminal' });
  expect(decideDevice(store, own.person({ student: 's1' }), userCode, true)).toBe(true);
  // Whoever is second finds nothing.
  expect(decideDevice(store, own.person({ student: 's2' }), userCode, true)).toBe(false);
  const answer = pollDevice(store, deviceCode);
  expect(answer).toMatchObject({ kind: 'token', name: 'Student s1' });
  expect(findFeedbackToken(store, answer.kind === 'token' ? answer.token : '')?.person.student).toBe('s1');
  expect(pollDevice(store, deviceCode)).toEqual({ kind: 'expiredCode' });
  const kept = JSON.stringify(store.sqlite.prepare('SELECT * FROM deviceCodes').all());
  for (const secret of [deviceCode, userCode, userCode.replace('-', '')]) expect(kept).not.toContain(secret);
  expect(store.sqlite.prepare("SELECT actor, detail FROM accessLog WHERE kind = 'deviceApproved'").all()).toEqual([
    { actor: 'student:s1', detail: 'terminal' },
  ]);
});

it('tells who was denied, and who comes too late or with another code', async () => {
  await using own = await door();
  const { store } = own;
  const [denied, late] = [beginDevice(store, 'cell'), beginDevice(store, 'cell')];
  decideDevice(store, own.person({ student: 's1' }), denied.userCode, false);
  expect(pollDevice(store, denied.deviceCode)).toEqual({ kind: 'accessDenied' });
  expect(pollDevice(store, denied.userCode)).toEqual({ kind: 'expiredCode' });
  own.pass(600 * SECONDS);
  expect(pollDevice(store, late.deviceCode)).toEqual({ kind: 'expiredCode' });
  expect(decideDevice(store, own.person({ student: 's1' }), late.userCode, true)).toBe(false);
});

it('slows down who asks too often, for longer each time', async () => {
  await using own = await door();
  const { deviceCode } = beginDevice(own.store, 'cell');
  const poll = (): unknown => pollDevice(own.store, deviceCode);
  expect(poll()).toEqual({ kind: 'authorizationPending' });
  own.pass(4 * SECONDS);
  expect(poll()).toEqual({ kind: 'slowDown', intervalSeconds: 10 });
  own.pass(9 * SECONDS);
  expect(poll()).toEqual({ kind: 'slowDown', intervalSeconds: 15 });
  own.pass(15 * SECONDS);
  expect(poll()).toEqual({ kind: 'authorizationPending' });
});

it('gives nothing to who has left the course meanwhile', async () => {
  await using own = await door();
  const { deviceCode, userCode } = beginDevice(own.store, 'cell');
  decideDevice(own.store, own.person({ student: 's1' }), userCode, true);
  putStudent(
    { store: own.store, course: COURSE },
    { student: 's1', name: null, email: null, sid: null, section: null },
  );
  expect(pollDevice(own.store, deviceCode)).toEqual({ kind: 'accessDenied' });
});

it('forgets codes that are over', async () => {
  await using own = await door();
  for (let code = 0; code < 3; code++) beginDevice(own.store, 'cell');
  own.pass(1);
  beginDevice(own.store, 'cell');
  expect(own.store.sqlite.prepare('SELECT count(*) AS count FROM deviceCodes').get()).toEqual({ count: 1 });
});
