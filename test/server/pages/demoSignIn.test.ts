import { afterAll, beforeAll, expect, it } from 'vitest';
import { createFeedbackToken } from '../../../src/access/feedbackTokens.js';
import { personFor } from '../../../src/access/accounts.js';
import { doorOf } from '../../../src/cli/door.js';
import { publicUrl } from '../../../src/server/auth/publicUrl.js';
import { putStudent } from '../../../src/ledger/roster.js';
import { setStaff } from '../../access/people.js';
import { browser } from '../auth/browser.js';
import { send } from '../client.js';
import { testServer, type TestServer } from '../harness.js';

let server: TestServer;
beforeAll(async () => {
  server = await testServer({}, undefined, { demoSignIn: true });
  const name = '<b>Ada</b> & "Co"';
  putStudent(
    { store: server.store, course: 'quick' },
    { student: 's1', name, email: 's1@example.edu', sid: null, section: null },
  );
  setStaff(server.store, 'quick', { tim: { role: 'ta', waiveHours: 1 }, ada: { role: 'instructor', waiveHours: 0 } });
});
afterAll(() => server[Symbol.asyncDispose]());

it('sends who is not signed in to sign in, and back to the page that they wanted', async () => {
  const user = browser(server);
  const sent = await user.get('/?a=b');
  expect([sent.status, sent.headers.location]).toEqual([303, '/sign-in?next=%2F%3Fa%3Db']);
  const page = await user.get('/sign-in?next=%2F%3Fa%3Db');
  expect(page.text).toContain('value="student:s1"');
  expect(page.text).toContain('value="staff:tim"');
  expect(page.text).toContain('&lt;b&gt;Ada&lt;/b&gt; &amp; &quot;Co&quot;');
  expect(page.text).not.toContain('<b>');
  const signed = await user.post('/sign-in/demo', { as: 'student:s1', next: '/?a=b' });
  expect([signed.status, signed.headers.location]).toEqual([303, '/?a=b']);
  expect(signed.headers['set-cookie']?.[0]).toMatch(/^session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/u);
  const home = await user.get('/');
  expect(home.status).toBe(200);
  expect(home.text).toContain('Sign out');
});

it('marks every page loudly, errors too, and gives each its strict headers', async () => {
  const user = browser(server);
  for (const target of ['/sign-in', '/no-such-page']) {
    const { text, headers } = await user.get(target);
    expect(text).toContain('<strong>Demonstration.</strong>');
    expect(text).toMatch(/^<!doctype html><html lang="en">/u);
    expect(headers['content-security-policy']).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    );
    expect(headers['referrer-policy']).toBe('no-referrer');
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['cache-control']).toBe('no-store');
    expect(text).not.toMatch(/ style=|<style| on\w+=/u);
  }
  expect((await user.get('/no-such-page')).status).toBe(404);
  expect((await send(server.port, { method: 'GET', target: '/v1/no-such' })).body.error?.code).toBe('notFound');
});

it('begins a new session at each sign-in, and ends the one before: a planted cookie is worth nothing', async () => {
  const [attacker, victim] = [browser(server), browser(server)];
  await attacker.post('/sign-in/demo', { as: 'student:s1' });
  const planted = attacker.cookies.get('session') ?? '';
  victim.cookies.set('session', planted);
  await victim.post('/sign-in/demo', { as: 'staff:tim' });
  expect(victim.cookies.get('session')).not.toBe(planted);
  expect((await victim.get('/')).text).toContain('signed in as ta');
  expect((await attacker.get('/')).status).toBe(303);
});

it('signs out here, and the cookie is worth nothing afterwards', async () => {
  const user = browser(server);
  await user.post('/sign-in/demo', { as: 'staff:ada' });
  const kept = user.cookies.get('session') ?? '';
  expect((await user.post('/sign-out', {})).status).toBe(303);
  expect(user.cookies.size).toBe(0);
  user.cookies.set('session', kept);
  expect((await user.get('/')).status).toBe(303);
});

it.each([
  ['another site', { Origin: 'https://evil.example', 'Sec-Fetch-Site': 'cross-site' }],
  ['another site, as JSON', { Origin: 'https://evil.example', 'Content-Type': 'application/json' }],
  ['a program without a word', { Origin: '', 'Sec-Fetch-Site': '' }],
])('refuses a post from %s, signed in or not', async (_, headers) => {
  const user = browser(server);
  expect((await user.post('/sign-in/demo', { as: 'student:s1' }, headers)).status).toBe(403);
  expect(user.cookies.size).toBe(0);
  await user.post('/sign-in/demo', { as: 'student:s1' });
  expect((await user.post('/sign-out', {}, headers)).status).toBe(403);
  expect((await user.get('/')).status).toBe(200);
});

it.each([
  ['nobody of the course', { as: 'student:s99' }, 422],
  ['a person of no kind', { as: 's1' }, 404],
  ['more fields', { as: 'student:s1', admin: '1' }, 400],
])('refuses %s', async (_, fields, status) => {
  expect((await browser(server).post('/sign-in/demo', fields)).status).toBe(status);
});

it('never goes on to another site', async () => {
  const { headers } = await browser(server).post('/sign-in/demo', { as: 'student:s1', next: '//evil.example' });
  expect(headers.location).toBe('/');
});

it('takes no token for feedback in place of a session', async () => {
  const { accountId } = personFor({ store: server.store, course: 'quick' }, { student: 's1' });
  const user = browser(server);
  user.cookies.set('session', createFeedbackToken(server.store, accountId, 'cell').text);
  expect((await user.get('/')).status).toBe(303);
});

it('does not exist without the setting, and is refused where other machines could come in', async () => {
  await using plain = await testServer();
  const page = await browser(plain).get('/sign-in');
  expect(page.text).not.toContain('Demonstration');
  expect((await browser(plain).post('/sign-in/demo', { as: 'student:s1' })).status).toBe(404);
  const listen = { host: '127.0.0.1' };
  expect(doorOf({ listen, demoSignIn: true }, {})).toMatchObject({ demoSignIn: true });
  for (const wrong of [
    () => doorOf({ listen: { host: '0.0.0.0' }, demoSignIn: true }, {}),
    () => doorOf({ listen, demoSignIn: true, publicUrl: 'https://assay.example.edu' }, {}),
    () => doorOf({ listen, demoSignIn: true }, { ASSAY_PUBLIC_URL: 'https://assay.example.edu' }),
  ])
    expect(wrong).toThrow('serves this machine alone');
});

it('names its cookie for this host alone over https', async () => {
  await using secure = await testServer({}, undefined, { publicUrl: publicUrl('https://assay.example.edu') });
  const sent = await browser({ ...secure, origin: 'https://assay.example.edu' }).post('/sign-out', {});
  expect(sent.headers['set-cookie']?.[0]).toMatch(
    /^__Host-session=; Max-Age=0; Path=\/; HttpOnly; Secure; SameSite=Lax$/u,
  );
  expect(sent.headers['strict-transport-security']).toBeDefined();
});

it('serves its files by name, and sends them once', async () => {
  const user = browser(server);
  const css = await user.get('/static/page.css');
  expect([css.status, css.headers['content-type']]).toEqual([200, 'text/css; charset=utf-8']);
  const again = await user.get('/static/page.css', { 'If-None-Match': String(css.headers.etag) });
  expect(again.status).toBe(304);
  for (const target of ['/static/..%2Fpackage.json', '/static/package.json', '/static/'])
    expect((await user.get(target)).status).toBe(404);
});
