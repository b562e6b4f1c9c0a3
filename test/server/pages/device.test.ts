import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { DeviceCode } from '../../../src/access/deviceCodes.js';
import { findFeedbackToken } from '../../../src/access/feedbackTokens.js';
import type { Browser } from '../auth/browser.js';
import { putPeople, signedInBrowser } from '../auth/signIn.js';
import { send, type Answer } from '../client.js';
import { testServer, type TestServer } from '../harness.js';

let server: TestServer;
let user: Browser;
beforeAll(async () => {
  putPeople((server = await testServer()));
});
// The limits are of accounts and of a process: each test begins with full ones.
beforeEach(async () => {
  await server.restart();
  user = signedInBrowser(server, { student: 's1' });
});
afterAll(() => server[Symbol.asyncDispose]());

const post = (target: string, body: object): Promise<Answer> =>
  send(server.port, {
    method: 'POST',
    target,
    headers: { 'Content-Type': 'application/json' },
    body: Buffer.from(JSON.stringify(body)),
  });
const begin = async (): Promise<DeviceCode & { verificationUri: string }> =>
  (await post('/v1/device/codes', { client: 'cell' })).body as unknown as DeviceCode & { verificationUri: string };
const poll = (deviceCode: string): Promise<Answer> => post('/v1/device/tokens', { deviceCode });
const codeOf = ({ status, body }: Answer): string => `${status} ${body.error?.code ?? ''}`;

it('lets a person allow a cell what it asks for, see it, and end it', async () => {
  const { deviceCode, userCode, ...rest } = await begin();
  expect(rest).toEqual({ verificationUri: `${server.origin}/device`, expiresInSeconds: 600, intervalSeconds: 5 });
  expect(codeOf(await poll(deviceCode))).toBe('400 authorizationPending');
  const early = await poll(deviceCode);
  expect([codeOf(early), early.headers['retry-after']]).toEqual(['429 slowDown', '10']);
  expect((await user.get('/device')).text).toContain('name="code"');
  const asked = await user.post('/device', { code: userCode.toLowerCase() });
  expect(asked.text).toContain('the feedback cell of a notebook');
  expect(asked.text).toContain('less than a minute ago');
  // Looking at it allowed nothing.
  expect((await user.post('/device/decision', { code: userCode, decision: 'allow' })).text).toContain('Go back');
  const { token, name, expiresAt } = (await poll(deviceCode)).body as unknown as Record<string, string>;
  expect([name, Date.parse(expiresAt ?? '') > Date.now()]).toEqual(['Student s1', true]);
  expect(findFeedbackToken(server.store, token ?? '')?.person.student).toBe('s1');
  expect(codeOf(await poll(deviceCode))).toBe('400 expiredCode');
  const account = await user.get('/account');
  const id = /value="([0-9a-f]{32})"[^>]*aria-label="End it: the feedback cell/u.exec(account.text)?.[1] ?? '';
  const other = signedInBrowser(server, { student: 's2' });
  // A right one counts once, in both steps together.
  for (let time = 0; time < 8; time++) {
    const { userCode: code } = await begin();
    expect((await other.post('/device', { code })).status).toBe(200);
    expect((await other.post('/device/decision', { code, decision: 'deny' })).status).toBe(200);
  }
  expect((await other.post('/account/revoke', { kind: 'token', id })).status).toBe(404);
  expect(findFeedbackToken(server.store, token ?? '')).toBeDefined();
  expect((await user.post('/account/revoke', { kind: 'token', id })).status).toBe(303);
  expect(findFeedbackToken(server.store, token ?? '')).toBeUndefined();
});

it('tells a cell that was denied', async () => {
  const { deviceCode, userCode } = await begin();
  expect((await user.post('/device/decision', { code: userCode, decision: 'deny' })).status).toBe(200);
  expect(codeOf(await poll(deviceCode))).toBe('403 accessDenied');
});

it('allows nothing to another site, and nothing to who is not signed in', async () => {
  const { deviceCode, userCode } = await begin();
  const evil = { Origin: 'https://evil.example', 'Sec-Fetch-Site': 'cross-site' };
  const fields = { code: userCode, decision: 'allow' };
  expect((await user.post('/device/decision', fields, evil)).status).toBe(403);
  expect((await user.get(`/device?code=${userCode}`)).text).not.toContain(userCode);
  user.cookies.clear();
  expect((await user.post('/device/decision', fields)).headers.location).toBe('/sign-in?next=%2Fdevice&lost=yes');
  expect((await user.get('/sign-in?next=%2Fdevice&lost=yes')).text).toContain('what you just sent was not taken');
  expect(codeOf(await poll(deviceCode))).toBe('400 authorizationPending');
});

it('lets an account try few codes, however many it knows', async () => {
  const statuses: number[] = [];
  for (let attempt = 0; attempt < 12; attempt++)
    statuses.push((await user.post('/device', { code: 'BBBB-2222' })).status);
  expect(statuses.slice(0, 10)).toEqual(Array(10).fill(404));
  expect(statuses.at(-1)).toBe(429);
  const other = signedInBrowser(server, { student: 's2' });
  expect((await other.post('/device', { code: (await begin()).userCode })).status).toBe(200);
});

it.each([
  ['/v1/device/codes', { client: 'worker' }],
  ['/v1/device/codes', {}],
  ['/v1/device/tokens', { deviceCode: 'x' }],
  ['/v1/device/tokens', { deviceCode: 'A'.repeat(43), client: 'cell' }],
])('refuses %s with %j', async (target, body) => {
  expect(codeOf(await post(target, body))).toBe('400 badRequest');
});

it('shows a person their sessions, and ends them', async () => {
  const here = await user.get('/account');
  expect(here.text).toContain('(this one)');
  const elsewhere = signedInBrowser(server, { student: 's1' });
  expect((await user.post('/account/revoke', { kind: 'session', id: 'all' })).status).toBe(303);
  for (const browser of [user, elsewhere]) expect((await browser.get('/account')).status).toBe(303);
});
