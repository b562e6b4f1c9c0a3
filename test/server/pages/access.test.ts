import { afterAll, beforeAll, expect, it } from 'vitest';
import { accessLog } from '../../../src/ledger/questions/accessLog.js';
import { browser } from '../auth/browser.js';
import { putPeople, signedInBrowser } from '../auth/signIn.js';
import { testServer, type TestServer } from '../harness.js';

let server: TestServer;
beforeAll(async () => {
  putPeople((server = await testServer({}, undefined, { mailsLinks: true })));
});
afterAll(() => server[Symbol.asyncDispose]());

it('shows staff what is open of somebody, which is noted, and ends it', async () => {
  const student = signedInBrowser(server, { student: 's1' });
  const staff = signedInBrowser(server, { staff: 'hedy' });
  expect((await staff.get('/')).text).toContain('href="/access"');
  const found = await staff.post('/access', { who: 's1@example.edu' });
  expect(found.text).toContain('Student s1');
  expect(found.text).toContain('A browser: since');
  const [line] = accessLog({ store: server.store, course: 'quick' }, { who: 's1@example.edu', limit: 1 });
  expect(line).toMatchObject({ kind: 'studentViewed', actor: 'staff:hedy', student: 's1', detail: 'access' });
  expect((await staff.post('/access', { who: 'nobody' })).text).toContain('Nobody on the roster is “nobody”.');
  const ended = await staff.post('/access/revoke', { who: 's1' });
  expect(ended.text).toContain('Ended: 0 links, 1 session, 0 tokens.');
  expect((await student.get('/')).status).toBe(303);
});

it('makes a link that is shown once and signs in', async () => {
  const staff = signedInBrowser(server, { staff: 'ada' });
  const made = await staff.post('/access/link', { who: 's2', hours: '2', how: 'show' });
  const link = /\/sign-in\/link\/([\w-]{43})"/u.exec(made.text)?.[1] ?? '';
  expect(made.headers['cache-control']).toBe('no-store');
  const student = browser(server);
  await student.post('/sign-in/link', { link });
  expect((await student.get('/')).text).toContain('Student s2');
  expect((await staff.post('/access/link', { who: 's2', hours: '999', how: 'show' })).status).toBe(400);
});

it('has a link mailed by the outbox', async () => {
  const staff = signedInBrowser(server, { staff: 'ada' });
  expect((await staff.post('/access', { who: 's1' })).text).toContain('Mail it to s1@example.edu');
  const answer = await staff.post('/access/link', { who: 's1', hours: '2', how: 'mail' });
  expect(answer.text).toContain('on its way to s1@example.edu');
  const kinds = server.store.sqlite.prepare('SELECT kind FROM outbox').pluck().all();
  expect(kinds).toEqual(['sign_in_link']);
});
