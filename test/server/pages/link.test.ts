import { afterAll, beforeAll, expect, it } from 'vitest';
import { issueSignInLink } from '../../../src/ledger/commands/signInLink.js';
import { browser } from '../auth/browser.js';
import { putPeople } from '../auth/signIn.js';
import { send } from '../client.js';
import { testServer, type TestServer } from '../harness.js';

let server: TestServer;
beforeAll(async () => {
  putPeople((server = await testServer()));
});
afterAll(() => server[Symbol.asyncDispose]());

const linkFor = (who: string): string =>
  issueSignInLink({ store: server.store, course: 'quick' }, { kind: 'staff', id: 'ada' }, { who, hours: 1 }).path;
const fieldOf = (text: string): string => /name="link" value="([\w-]+)"/u.exec(text)?.[1] ?? '';

it('signs in by its button, not by being opened: a scanner uses nothing up and gets no session', async () => {
  const path = linkFor('s1');
  for (const method of ['GET', 'HEAD', 'GET']) {
    const scanned = await send(server.port, { method, target: path });
    expect([scanned.status, scanned.headers['set-cookie']]).toEqual([200, undefined]);
  }
  const user = browser(server);
  const page = await user.get(path);
  expect(page.text).toContain('Student s1');
  expect(page.headers['referrer-policy']).toBe('no-referrer');
  const signed = await user.post('/sign-in/link', { link: fieldOf(page.text) });
  expect([signed.status, signed.headers.location]).toEqual([303, '/']);
  expect((await user.get('/')).text).toContain('Student s1');
  const log = server.store.sqlite.prepare("SELECT kind, actor, student FROM accessLog WHERE kind <> 'x'").all();
  expect(log).toEqual([
    { kind: 'linkIssued', actor: 'staff:ada', student: 's1' },
    { kind: 'signedIn', actor: 'student:s1', student: null },
  ]);
  expect(server.logged()).not.toContain(fieldOf(page.text));
});

it('is good once: who comes second, or knows no link, reads what to do', async () => {
  const path = linkFor('s2');
  const [first, second] = [browser(server), browser(server)];
  const link = fieldOf((await first.get(path)).text);
  await first.post('/sign-in/link', { link });
  for (const answer of [
    await second.post('/sign-in/link', { link }),
    await second.get(path),
    await second.get('/sign-in/link/x'),
    await second.post('/sign-in/link', { link: 'A'.repeat(43) }),
  ]) {
    expect(answer.status).toBe(404);
    expect(answer.text).toContain('Ask course staff for another one.');
  }
  expect(second.cookies.size).toBe(0);
});

it('is used by no other site’s form', async () => {
  const path = linkFor('s1');
  const user = browser(server);
  const link = fieldOf((await user.get(path)).text);
  const evil = { Origin: 'https://evil.example', 'Sec-Fetch-Site': 'cross-site' };
  expect((await user.post('/sign-in/link', { link }, evil)).status).toBe(403);
  expect((await user.post('/sign-in/link', { link })).status).toBe(303);
});

it('is made by instructors alone', () => {
  const ledger = { store: server.store, course: 'quick' };
  const issue =
    (id: string, who = 's1') =>
    (): unknown =>
      issueSignInLink(ledger, { kind: 'staff', id }, { who, hours: 1 });
  const tooLong = () => issueSignInLink(ledger, { kind: 'staff', id: 'ada' }, { who: 's1', hours: 169 });
  expect(tooLong).toThrow('at most 168 hours');
  expect(issue('hedy')).not.toThrow();
  expect(issue('hedy', 'tim')).not.toThrow();
  for (const higher of ['ada', 'hedy']) expect(issue('hedy', higher)).toThrow('students and TAs alone');
  expect(issue('ada', 'hedy')).not.toThrow();
  expect(issue('tim')).toThrow('teaching assistant');
  expect(issue('mallory')).toThrow('not on the staff');
});
