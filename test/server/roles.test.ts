import { afterAll, beforeAll, expect, it } from 'vitest';
import { createFeedbackToken } from '../../src/access/feedbackTokens.js';
import { personFor } from '../../src/access/accounts.js';
import { createApp } from '../../src/server/app.js';
import type { ServerDeps } from '../../src/server/deps.js';
import { putPeople, signedInBrowser } from './auth/signIn.js';
import { browser, type Browser } from './auth/browser.js';
import { testServer, type TestServer } from './harness.js';

/** Who asks, in this order. */
const CALLERS = ['nobody', 'a token for feedback', 'student', 'ta', 'head-ta', 'instructor'] as const;
type Caller = (typeof CALLERS)[number];

const same = (status: number): readonly number[] => Array<number>(CALLERS.length).fill(status);
/** Others are sent to sign in; a token is for feedback alone. */
const signedIn = (status: number): readonly number[] => [303, 303, status, status, status, status];
/** To students their pages do not exist. */
const forStaff = (status: number): readonly number[] => [303, 303, 404, status, status, status];
/** A token for feedback or a session will do. */
const bearing = (status: number): readonly number[] => [401, ...Array<number>(CALLERS.length - 1).fill(status)];

/**
 * What each caller is told on each route, by a request without a body, or with an empty form, for something that does not
 * exist. A new route needs its line here.
 */
const ROUTES: Readonly<Record<string, readonly number[]>> = {
  'GET /healthz': same(200),
  'GET /readyz': same(200),
  'GET /metrics': same(200),
  'GET /openapi.json': same(200),
  'POST /v1/hook/gradescope/:assignment': same(401),
  'GET /v1/hook/gradescope/:assignment/:id': same(401),
  'DELETE /v1/hook/gradescope/:assignment/:id': same(401),
  'GET /v1/blobs/:sha256': same(401),
  'PUT /v1/blobs/:sha256': same(401),
  'GET /v1/staff/work': same(401),
  'GET /v1/staff/work/:id/written': same(401),
  'POST /v1/staff/work/:id/force': same(401),
  'POST /v1/staff/work/:id/cancel': same(401),
  'POST /v1/device/codes': same(415),
  'POST /v1/device/tokens': same(415),
  'POST /v1/feedback/:assignment': bearing(415),
  'GET /v1/feedback/runs/:id': bearing(404),
  'DELETE /v1/feedback/runs/:id': bearing(404),
  'GET /v1/feedback/runs/:id/events': bearing(404),
  'GET /v1/feedback/runs/:id/plots/:plot': bearing(404),
  'GET /static/:file': same(404),
  'GET /sign-in': [200, 200, 303, 303, 303, 303],
  'POST /sign-out': same(303),
  'GET /sign-in/campus': same(503),
  'GET /sign-in/campus/callback': same(403),
  'GET /sign-in/link/:link': same(404),
  'POST /sign-in/link': same(400),
  'POST /sign-in/demo': same(400),
  'GET /device': signedIn(200),
  'POST /device': signedIn(400),
  'POST /device/decision': signedIn(400),
  'GET /account': signedIn(200),
  'POST /account/revoke': signedIn(400),
  'GET /access': [303, 303, 404, 404, 200, 200],
  'POST /access': [303, 303, 404, 404, 400, 400],
  'POST /access/link': [303, 303, 404, 404, 400, 400],
  'POST /access/revoke': [303, 303, 404, 404, 400, 400],
  'GET /': signedIn(200),
  'GET /assignments/:assignment': signedIn(200),
  'POST /assignments/:assignment/feedback': signedIn(422),
  'GET /runs/:id': signedIn(404),
  'POST /runs/:id/cancel': signedIn(404),
  'GET /late': [303, 303, 200, 404, 404, 404],
  'GET /staff': forStaff(200),
  'GET /staff/assignments/:assignment': forStaff(200),
  'GET /staff/assignments/:assignment/class.csv': forStaff(200),
  'GET /staff/students': forStaff(200),
  'GET /staff/students/:student': forStaff(404),
  'GET /staff/decide': forStaff(200),
  'GET /staff/decide/:decision': forStaff(404),
  'POST /staff/decide/:decision': forStaff(404),
  'POST /staff/decide/:decision/try': forStaff(404),
  'GET /staff/what-if': forStaff(200),
  'GET /staff/submissions/:submission': forStaff(404),
  'GET /staff/submissions/:submission/as-student': forStaff(404),
  'GET /staff/submissions/:submission/diff/:other': forStaff(404),
  'GET /staff/submissions/:submission/pictures/:picture': forStaff(404),
  'GET /staff/assignments/:assignment/release': forStaff(200),
  'GET /staff/report': forStaff(200),
  'GET /staff/queue': forStaff(200),
  'POST /staff/runs/:id/force': forStaff(400),
  'POST /staff/runs/:id/cancel': forStaff(400),
};

let server: TestServer;
beforeAll(async () => {
  const campus = {
    issuer: new URL('http://127.0.0.1:9/'),
    ...{ clientId: 'assay', clientSecret: 'x', claim: 'email', trustsEmail: false },
  };
  server = await testServer({}, undefined, { demoSignIn: true, campus });
  putPeople(server);
});
afterAll(() => server[Symbol.asyncDispose]());

/** Each request with a session of its own: one of them signs out. */
function callerOf(caller: Caller): { readonly user: Browser; readonly headers: Record<string, string> } {
  const staff = { ta: 'tim', 'head-ta': 'hedy', instructor: 'ada' };
  if (caller === 'student') return { user: signedInBrowser(server, { student: 's1' }), headers: {} };
  if (caller === 'nobody') return { user: browser(server), headers: {} };
  if (caller !== 'a token for feedback')
    return { user: signedInBrowser(server, { staff: staff[caller] }), headers: {} };
  const { accountId } = personFor({ store: server.store, course: 'quick' }, { student: 's1' });
  const { text } = createFeedbackToken(server.store, accountId, 'cell');
  return { user: browser(server), headers: { Authorization: `Bearer ${text}` } };
}

it('every route of the server has its line', () => {
  const deps = { demoSignIn: true, campus: {}, now: () => new Date() } as unknown as ServerDeps;
  const routes = createApp(deps).routes.filter(({ method }) => method !== 'ALL');
  const served = routes.map(({ method, path }) => `${method} ${path}`);
  expect([...new Set(served)].sort()).toEqual(Object.keys(ROUTES).sort());
});

it.each(Object.entries(ROUTES))('%s', async (route, expected) => {
  const [method = '', path = ''] = route.split(' ');
  const target = path
    .replace(':assignment', 'quick')
    .replace(':plot', '0')
    .replace(':id', '0'.repeat(32))
    .replace(':sha256', '0'.repeat(64))
    .replace(':link', 'A'.repeat(43))
    .replace(':file', 'none.css');
  const statuses: number[] = [];
  for (const caller of CALLERS) {
    const { user, headers } = callerOf(caller);
    const answer = await user.ask(method, target, headers);
    statuses.push(answer.status);
  }
  expect(Object.fromEntries(CALLERS.map((caller, index) => [caller, statuses[index]]))).toEqual(
    Object.fromEntries(CALLERS.map((caller, index) => [caller, expected[index]])),
  );
});
