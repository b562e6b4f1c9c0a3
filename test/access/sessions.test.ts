import { expect, it } from 'vitest';
import { createSession, findSession, listSessions, revokeSessions } from '../../src/access/sessions.js';
import { putStudent } from '../../src/ledger/roster.js';
import { COURSE, door, setStaff } from './people.js';

it('is its owner’s, with the role that the course gives them now, and its text is nowhere in the file', async () => {
  await using own = await door();
  const { store } = own;
  const student = createSession(store, own.person({ student: 's1' }).accountId, 'demo');
  const staff = createSession(store, own.person({ staff: 'tim' }).accountId, 'demo');
  expect(findSession(store, student.text)?.person).toMatchObject({
    student: 's1',
    role: 'student',
    name: 'Student s1',
  });
  expect(findSession(store, staff.text)?.person).toMatchObject({ staff: 'tim', student: null, role: 'ta' });
  setStaff(store, COURSE, { tim: { role: 'head-ta', waiveHours: 0 } });
  expect(findSession(store, staff.text)?.person.role).toBe('head-ta');
  expect(findSession(store, student.id)).toBeUndefined();
  expect(JSON.stringify(store.sqlite.prepare('SELECT * FROM sessions').all())).not.toContain(student.text);
});

it('ends after twelve hours without use', async () => {
  await using own = await door();
  const { text } = createSession(own.store, own.person({ student: 's1' }).accountId, 'demo');
  for (let day = 0; day < 2; day++) {
    own.pass(11.9);
    expect(findSession(own.store, text)).toBeDefined();
  }
  own.pass(12);
  expect(findSession(own.store, text)).toBeUndefined();
});

it('ends after seven days, however much it is used', async () => {
  await using own = await door();
  const { text } = createSession(own.store, own.person({ student: 's1' }).accountId, 'demo');
  for (let hours = 0; hours < 7 * 24 - 6; hours += 6) {
    own.pass(6);
    expect(findSession(own.store, text)).toBeDefined();
  }
  own.pass(6);
  expect(findSession(own.store, text)).toBeUndefined();
});

it('ends with the person’s place on the roster or the staff, and does not come back with it', async () => {
  await using own = await door();
  const { store } = own;
  const student = createSession(store, own.person({ student: 's1' }).accountId, 'demo');
  const staff = createSession(store, own.person({ staff: 'tim' }).accountId, 'demo');
  const entry = { student: 's1', name: 'Student s1', email: 's1@example.edu', sid: null, section: null };
  putStudent({ store, course: COURSE }, { ...entry, name: null, email: null });
  setStaff(store, COURSE, { ada: { role: 'instructor', waiveHours: 0 } });
  expect(findSession(store, student.text)).toBeUndefined();
  expect(findSession(store, staff.text)).toBeUndefined();
  putStudent({ store, course: COURSE }, entry);
  setStaff(store, COURSE, { tim: { role: 'ta', waiveHours: 0 } });
  expect(findSession(store, student.text)).toBeUndefined();
  expect(findSession(store, staff.text)).toBeUndefined();
});

it('is listed and revoked by its owner alone, one or all', async () => {
  await using own = await door();
  const { store } = own;
  const { accountId } = own.person({ student: 's1' });
  const other = own.person({ student: 's2' }).accountId;
  const [one, two] = [createSession(store, accountId, 'demo'), createSession(store, accountId, 'link')];
  expect(
    listSessions(store, accountId)
      .map(({ id }) => id)
      .sort(),
  ).toEqual([one.id, two.id].sort());
  expect(listSessions(store, other)).toEqual([]);
  expect(revokeSessions(store, other, one.id)).toBe(0);
  expect(revokeSessions(store, accountId, one.id)).toBe(1);
  expect(findSession(store, one.text)).toBeUndefined();
  expect(findSession(store, two.text)).toBeDefined();
  expect(revokeSessions(store, accountId)).toBe(1);
  expect(findSession(store, two.text)).toBeUndefined();
});

it('is not for whom the course does not know', async () => {
  await using own = await door();
  expect(() => own.person({ student: 's9' })).toThrow('neither on the roster nor on the staff');
  expect(() => own.person({ staff: 'constructor' })).toThrow('neither on the roster nor on the staff');
});
