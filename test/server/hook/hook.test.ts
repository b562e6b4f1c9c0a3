import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readEvents } from '../../../src/ledger/events.js';
import { readRoster } from '../../../src/ledger/roster.js';
import { notebookFile } from '../../support/notebook.js';
import { waitFor } from '../../support/waitFor.js';
import {
  HOOK,
  metadataOf,
  scoredTests,
  send,
  sendSigned,
  submission,
  type Answer,
  type SubmissionParts,
} from '../client.js';
import { bearerKey, testServer, type TestServer } from '../harness.js';

let server: TestServer;
beforeAll(async () => (server = await testServer()));
afterAll(() => server[Symbol.asyncDispose]());

const codeOf = ({ status, body }: Answer): string => `${status} ${body.error?.code ?? ''}`;
const post = (parts: SubmissionParts): Promise<Answer> => sendSigned(server.port, server.key, submission(parts));
const ask = (method: string, id: string, query = ''): Promise<Answer> =>
  sendSigned(server.port, server.key, { method, target: `${HOOK}/${id}${query}` });
const staff = async (method: string, target: string, body?: string): Promise<Answer> => {
  const headers = { Authorization: `Bearer ${staffKey}`, 'Content-Type': 'application/json' };
  return send(server.port, { method, target, headers, ...(body === undefined ? {} : { body: Buffer.from(body) }) });
};
let staffKey: string;
beforeAll(async () => (staffKey = await bearerKey(server, 'staff')));

it('stores a submission before it answers: person, event, notebook, work', async () => {
  const { status, body } = await post({ id: 1 });
  expect(status).toBe(202);
  expect(body).toEqual({
    id: expect.stringMatching(/^[0-9a-f]{32}$/u) as string,
    state: 'queued',
    position: 1,
    message: expect.stringContaining('waits for its turn') as string,
  });
  const events = readEvents({ store: server.store, course: 'quick' }).map(({ content }) => content);
  expect(events.slice(-2)).toMatchObject([
    { type: 'student_enrolled' },
    {
      type: 'submission_received',
      submissionId: '1',
      assignment: 'quick',
      createdAt: '2027-04-10T10:00:00.000000-07:00',
    },
  ]);
  expect(readRoster({ store: server.store, course: 'quick' })).toMatchObject([
    { email: 'ada.1@example.edu', sid: 'S1' },
  ]);
  expect(await readdir(join(server.stateDir, 'uploads'))).toEqual([]);
});

it('gives the same work for the same submission, however often and however close together it comes', async () => {
  const answers = await Promise.all(Array.from({ length: 8 }, () => post({ id: 2 })));
  expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
  const received = readEvents({ store: server.store, course: 'quick' }, { types: ['submission_received'] });
  expect(received.filter(({ content }) => 'submissionId' in content && content.submissionId === '2')).toHaveLength(1);
  // A regrade of one that is no longer the active one names nobody; it was said before.
  const again = await post({ id: 2, metadata: { ...metadataOf(2), users: [] } });
  expect(again.body.id).toBe(answers[0]?.body.id);
});

it('refuses other files under the id of a submission that is here', async () => {
  await post({ id: 3 });
  expect(codeOf(await post({ id: 3, files: [['hw.ipynb', notebookFile(['x = 1'])]] }))).toBe('409 otherContent');
});

it('keeps a submission in which nothing can be read, tells the student what to do, and charges nothing', async () => {
  const answer = await post({ id: 4, files: [['essay.txt', 'To whom it may concern']] });
  const { status, body } = answer;
  expect({ status, state: body.state }).toEqual({ status: 200, state: 'unreadable' });
  expect(body.message).toContain('Upload your notebook');
  expect(body.results).toMatchObject({ score: 0, output: body.message });
  expect(scoredTests(answer)).toEqual([]);
  const [graded] = readEvents({ store: server.store, course: 'quick' }, { types: ['submission_graded'] });
  expect(graded?.content).toMatchObject({ submissionId: '4', status: 'ungradable' });
});

it('takes the right file after a download that failed, under the same id', async () => {
  const broken = await post({ id: 20, files: [['hw.ipynb', '<!doctype html><title>502 Bad Gateway</title>']] });
  expect(broken.body.state).toBe('unreadable');
  const right = await post({ id: 20 });
  expect(right).toMatchObject({ status: 202, body: { id: broken.body.id, state: 'queued' } });
  expect(codeOf(await post({ id: 20, files: [['hw.ipynb', notebookFile(['x = 1'])]] }))).toBe('409 otherContent');
});

it('queues a cancelled submission again when it is sent again', async () => {
  const { body } = await post({ id: 21 });
  expect((await ask('DELETE', body.id)).body.state).toBe('cancelled');
  expect(await post({ id: 21 })).toMatchObject({ status: 202, body: { id: body.id, state: 'queued' } });
});

it('answers a long poll when the state is final, and no sooner than asked otherwise', async () => {
  const { body } = await post({ id: 5 });
  const startedAt = performance.now();
  expect((await ask('GET', body.id, '?waitSeconds=1')).body.state).toBe('queued');
  expect(performance.now() - startedAt).toBeGreaterThan(950);
  const waiting = ask('GET', body.id, '?waitSeconds=50');
  await waitFor(
    'the long poll to wait',
    async () => String((await metrics()).match(/^assay_http_waiting (\d+)$/mu)?.[1]) === '1',
  );
  expect((await ask('DELETE', body.id)).body.state).toBe('cancelled');
  const answer = await waiting;
  expect(answer.body.state).toBe('cancelled');
  expect(scoredTests(answer)).toEqual([]);
});

it('lets any number wait without a warning', async () => {
  const warnings: Error[] = [];
  const heard = (warning: Error): void => void warnings.push(warning);
  process.on('warning', heard);
  const { body } = await post({ id: 15 });
  await Promise.all(Array.from({ length: 30 }, () => ask('GET', body.id, '?waitSeconds=1')));
  process.off('warning', heard);
  expect(warnings).toEqual([]);
});

it.each(['?waitSeconds=51', '?waitSeconds=-1', '?waitSeconds=1e1', '?waitSeconds=1&waitSeconds=2', '?force=1'])(
  'refuses the query %s',
  async (query) => {
    const { body } = await post({ id: 5 });
    expect(codeOf(await ask('GET', body.id, query))).toBe('400 badRequest');
  },
);

it('answers for what does not exist as for everything else', async () => {
  const { status, body } = await send(server.port, { method: 'GET', target: '/v1/nothing' });
  expect({ status, code: body.error?.code }).toEqual({ status: 404, code: 'notFound' });
});

it('refuses a body where there should be none', async () => {
  const headers = { 'Content-Length': '2' };
  const sent = { method: 'DELETE', target: `${HOOK}/${'0'.repeat(32)}`, headers, body: Buffer.from('{}') };
  expect(codeOf(await sendSigned(server.port, server.key, sent))).toBe('400 badRequest');
});

it('lets staff see what needs them, force and cancel with a reason, and keeps who did', async () => {
  const { body } = await post({ id: 6 });
  await ask('DELETE', body.id);
  const listed = (await staff('GET', '/v1/staff/work?state=cancelled')).body as unknown as { work: { id: string }[] };
  expect(listed.work.map(({ id }) => id)).toContain(body.id);
  const force = `/v1/staff/work/${body.id}/force`;
  expect((await staff('POST', force, '{"reason":"the student asked"}')).body).toMatchObject({ state: 'queued' });
  expect((await staff('POST', `/v1/staff/work/${body.id}/cancel`, '{"reason":"no"}')).body.state).toBe('cancelled');
  const decisions = server.store.query.selectFrom('workDecisions').selectAll().where('workId', '=', body.id).compile();
  expect(server.store.sqlite.prepare(decisions.sql).all(...decisions.parameters)).toMatchObject([
    { decision: 'cancel', actor: 'system' },
    { decision: 'force', actor: expect.stringMatching(/^staff:staff-/u) as string, reason: 'the student asked' },
    { decision: 'cancel', actor: expect.stringMatching(/^staff:staff-/u) as string },
  ]);
});

it.each([
  ['no reason', '{}'],
  ['more than is asked', '{"reason":"x","state":"graded"}'],
  ['no JSON', 'reason=x'],
  ['JSON without end', '['.repeat(5_000)],
])('refuses a decision of staff with %s', async (_, body) => {
  const { id } = (await post({ id: 7 })).body;
  expect(codeOf(await staff('POST', `/v1/staff/work/${id}/cancel`, body))).toBe('400 badRequest');
  const large = JSON.stringify({ reason: 'x'.repeat(70_000) });
  expect(codeOf(await staff('POST', `/v1/staff/work/${id}/cancel`, large))).toBe('413 tooLarge');
  expect(codeOf(await staff('POST', `/v1/staff/work/${'0'.repeat(32)}/cancel`, '{"reason":"x"}'))).toBe('404 notFound');
});

it('names nobody in its log and its metrics, and neither file nor address', async () => {
  await post({ id: 8, files: [['grace-hopper.ipynb', notebookFile(['x = 1'])]] });
  await post({ id: 9, files: [['grace-hopper.txt', 'x']] });
  const said = `${server.logged()}${await metrics()}`;
  expect(said).toMatch(/"route":"\/v1\/hook\/gradescope\/:assignment","status":202,.*"kid":"quick-/u);
  expect(said).not.toMatch(/lovelace|@|example\.edu|grace|hopper|127\.0\.0\.1/iu);
  expect(said).not.toContain(server.key.secret);
  expect(said).toMatch(/^assay_work\{state="queued",lane="cpu",class="submission"\} [1-9]/mu);
  expect(said).toMatch(/^assay_nodejs_eventloop_lag_p99_seconds /mu);
});

it('answers with 503 and Retry-After while Redis is away, and loses nothing that it acknowledged', async () => {
  const before = await post({ id: 10 });
  await server.redis.stop();
  const refused = await post({ id: 11 });
  expect(codeOf(refused)).toBe('503 unavailable');
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
  expect((await send(server.port, { method: 'GET', target: '/readyz' })).body).toMatchObject({
    store: 'ok',
    redis: 'failed',
  });
  expect((await send(server.port, { method: 'GET', target: '/healthz' })).status).toBe(200);
  await server.redis.start();
  await waitFor(
    'the server to be ready again',
    async () => (await send(server.port, { method: 'GET', target: '/readyz' })).status === 200,
  );
  expect((await post({ id: 11 })).status).toBe(202);
  expect((await ask('GET', before.body.id)).body.state).toBe('queued');
});

it('answers who waits at once when it stops, and the next server knows all', async () => {
  const { body } = await post({ id: 12 });
  // A connection that is kept alive must not keep the server.
  await (await fetch(`${server.origin}/healthz`)).text();
  const waiting = ask('GET', body.id, '?waitSeconds=50');
  await waitFor('the long poll to wait', async () => /^assay_http_waiting 1$/mu.test(await metrics()));
  const startedAt = performance.now();
  await server.restart();
  expect(performance.now() - startedAt).toBeLessThan(4_000);
  expect((await waiting).body.state).toBe('queued');
  expect((await post({ id: 12 })).body.id).toBe(body.id);
});

async function metrics(): Promise<string> {
  const { body } = await send(server.port, { method: 'GET', target: '/metrics' });
  return (body as unknown as { text: string }).text;
}
