import { afterAll, beforeAll, expect, it } from 'vitest';
import { revokeAccess } from '../../../src/ledger/commands/revokeAccess.js';
import type { CampusSettings } from '../../../src/server/auth/campusSettings.js';
import { putStudent } from '../../../src/ledger/roster.js';
import { browser, type Browser } from '../auth/browser.js';
import { campusProvider, type CampusProvider } from '../auth/provider.js';
import { putPeople } from '../auth/signIn.js';
import { testServer, type TestServer } from '../harness.js';
import { publicUrl } from '../../../src/server/auth/publicUrl.js';

// The server's own port is not known yet when the provider must know where to send people back to.
const ORIGIN = 'http://localhost:18471';
const CALLBACK = `${ORIGIN}/sign-in/campus/callback`;

let provider: CampusProvider;
let server: TestServer;
beforeAll(async () => {
  provider = await campusProvider(() => CALLBACK);
  server = await serverWith(provider.settings);
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await provider[Symbol.asyncDispose]();
});

async function serverWith(campus: CampusSettings): Promise<TestServer> {
  const opened = await testServer({}, undefined, { campus, publicUrl: publicUrl(ORIGIN) });
  putPeople(opened);
  return opened;
}

/** Begins a sign-in in a browser, and returns the path that the campus sends it back to. */
async function goToCampus(user: Browser, login: string, next = '/'): Promise<string> {
  const begun = await user.get(`/sign-in/campus?next=${encodeURIComponent(next)}`);
  const { pathname, search } = await provider.signIn(String(begun.headers.location), login);
  return pathname + search;
}

const verified = (sub: string, email: string) => ({ sub, email, email_verified: true });
const logged = (): unknown[] =>
  server.store.sqlite.prepare('SELECT kind, actor, detail FROM accessLog ORDER BY seq DESC LIMIT 1').all();

it('signs in whom the campus vouches for and the roster knows, and goes on where they wanted', async () => {
  provider.people.set('one', verified('sub-1', 'S1@example.edu'));
  const user = browser(server);
  expect((await user.get('/sign-in')).text).toContain('Sign in with your campus account');
  const back = await user.get(await goToCampus(user, 'one', '/account'));
  expect([back.status, back.headers.location]).toEqual([303, '/account']);
  expect((await user.get('/account')).text).toContain('Student s1');
  expect(logged()).toEqual([{ kind: 'signedIn', actor: 'student:s1', detail: 'campus' }]);
});

it('knows somebody by issuer and subject from then on: a freed address is worth nothing', async () => {
  provider.people.set('first', verified('sub-a', 's2@example.edu'));
  const first = browser(server);
  await first.get(await goToCampus(first, 'first'));
  provider.people.set('heir', verified('sub-b', 's2@example.edu'));
  const heir = browser(server);
  const refused = await heir.get(await goToCampus(heir, 'heir'));
  expect(refused.text).toContain('Another account of your campus');
  expect(heir.cookies.has('session')).toBe(false);
  // The one who was there first may change their address.
  provider.people.set('first', verified('sub-a', 'married@example.edu'));
  const again = browser(server);
  await again.get(await goToCampus(again, 'first'));
  expect((await again.get('/account')).text).toContain('Student s2');
  revokeAccess({ store: server.store, course: 'quick' }, { kind: 'staff', id: 'ada' }, { who: 's2', campusToo: true });
  await heir.get(await goToCampus(heir, 'heir'));
  expect((await heir.get('/account')).text).toContain('Student s2');
});

it.each([
  ['an address that nobody verified', { sub: 'sub-x', email: 's1@example.edu' }],
  ['an address said to be unverified', { sub: 'sub-y', email: 's1@example.edu', email_verified: false }],
  ['nobody of this course', verified('sub-z', 'mallory@example.edu')],
  ['somebody without an address', { sub: 'sub-w' }],
])('does not take %s for a person of the course', async (_, claims) => {
  provider.people.set('stranger', claims);
  const user = browser(server);
  const { status, text } = await user.get(await goToCampus(user, 'stranger'));
  expect([status, text.includes('this course does not')]).toEqual([422, true]);
  expect(user.cookies.has('session')).toBe(false);
  expect(logged()).toEqual([{ kind: 'signInRefused', actor: 'nobody', detail: 'notInCourse' }]);
});

it('ends only what this browser began, once, and with what the campus gave it', async () => {
  provider.people.set('one', verified('sub-1', 's1@example.edu'));
  const [victim, attacker] = [browser(server), browser(server)];
  // Forged: nothing was begun here.
  expect((await victim.get('/sign-in/campus/callback?code=x&state=y')).status).toBe(403);
  // Planted: the attacker's own code, in a browser that began nothing, or another sign-in.
  const planted = await goToCampus(attacker, 'one');
  expect((await victim.get(planted)).status).toBe(403);
  await victim.get('/sign-in/campus');
  expect((await victim.get(planted)).status).toBe(403);
  expect(victim.cookies.has('session')).toBe(false);
  // Changed on the way.
  for (const [name, value] of [
    ['state', 'x'],
    ['code', 'x'],
    ['code', ''],
    ['iss', 'https://evil.example'],
  ] as const) {
    const url = new URL(await goToCampus(victim, 'one'), ORIGIN);
    url.searchParams.set(name, value);
    expect((await victim.get(url.pathname + url.search)).status).toBe(403);
    expect(victim.cookies.has('session')).toBe(false);
  }
  // Replayed.
  expect((await attacker.get(planted)).status).toBe(303);
  const again = browser(server);
  expect((await again.get(planted)).status).toBe(403);
  expect((await attacker.get(planted)).status).toBe(403);
});

it('goes on to no other site', async () => {
  provider.people.set('one', verified('sub-1', 's1@example.edu'));
  const user = browser(server);
  expect((await user.get(await goToCampus(user, 'one', 'https://evil.example/'))).headers.location).toBe('/');
});

it('searches the roster for what the operator chose', async () => {
  await using own = await serverWith({ ...provider.settings, claim: 'student_id' });
  putStudent(
    { store: own.store, course: 'quick' },
    { student: 's7', name: 'Seven', email: null, sid: 'N77', section: null },
  );
  provider.people.set('seven', { sub: 'sub-7', student_id: 'N77' });
  const user = browser(own);
  await user.get(await goToCampus(user, 'seven'));
  expect((await user.get('/account')).text).toContain('Seven');
});

it('says so where the campus does not answer, and has no such page without one', async () => {
  await using away = await serverWith({ ...provider.settings, issuer: new URL('http://127.0.0.1:9/') });
  const { status, text } = await browser(away).get('/sign-in/campus');
  expect([status, text.includes('does not answer')]).toEqual([503, true]);
  await using plain = await testServer();
  expect((await browser(plain).get('/sign-in/campus')).status).toBe(404);
});
