import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readEvents } from '../../src/ledger/events.js';
import { openHookKeys } from '../../src/machine/hookKeys.js';
import { listWork } from '../../src/work/status.js';
import { HOOK, metadataOf, send, sendSigned, signedHeaders, submission, type Answer, type Forgery } from './client.js';
import { bearerKey, testServer, type TestServer } from './harness.js';

let server: TestServer;
beforeAll(async () => (server = await testServer()));
afterAll(() => server[Symbol.asyncDispose]());

const codeOf = ({ status, body }: Answer): string => `${status} ${body.error?.code ?? ''}`;
const post = (forgery?: Forgery, sent = submission()): Promise<Answer> =>
  sendSigned(server.port, server.key, sent, forgery);
const unixNow = (): number => Math.floor(Date.now() / 1000);

it('says who must do what, and no more', async () => {
  const { status, headers, body } = await post({ secret: '0'.repeat(64) });
  expect(status).toBe(401);
  expect(body.error).toEqual({
    code: 'badSignature',
    message: 'The signature is wrong.',
    whose: 'course staff',
    remedy: expect.stringContaining('Make the autograder zip anew') as string,
  });
  expect(headers['assay-request-id']).toMatch(/^[0-9a-f-]{36}$/u);
});

it.each([
  ['a wrong secret', { secret: '1'.repeat(64) }, '401 badSignature'],
  ['a signature over another body', { bodyDigest: 'a'.repeat(64) }, '401 badDigest'],
  ['an unknown key', { headers: { 'Assay-Key': 'quick-00000000' } }, '401 unknownKey'],
  ['a clock 301 s behind', { timestamp: String(unixNow() - 310) }, '401 skewedClock'],
  ['a clock 301 s ahead', { timestamp: String(unixNow() + 310) }, '401 skewedClock'],
  ['a time that is none', { timestamp: '0x6000000000' }, '401 badHeader'],
  ['a short signature', { headers: { 'Assay-Signature': 'abcd' } }, '401 badHeader'],
  ['an empty header', { headers: { 'Assay-Nonce': '' } }, '401 badHeader'],
  ['a nonce of another form', { nonce: 'A'.repeat(32) }, '401 badHeader'],
] as [string, Forgery, string][])('refuses %s, and records nothing', async (_, forgery, expected) => {
  expect(codeOf(await post(forgery))).toBe(expected);
  expect(listWork(server.store, { state: 'queued', limit: 10 })).toEqual([]);
});

it.each(['Assay-Key', 'Assay-Timestamp', 'Assay-Nonce', 'Assay-Body-Digest', 'Assay-Signature'])(
  'refuses %s missing, and sent twice',
  async (name) => {
    const sent = submission();
    const headers: Record<string, string | string[]> = { ...sent.headers, ...signedHeaders(server.key, sent) };
    const value = String(headers[name]);
    const doubled = await send(server.port, { ...sent, headers: { ...headers, [name]: [value, value] } });
    expect(codeOf(doubled)).toBe('401 doubledHeader');
    const { [name]: _, ...rest } = headers;
    expect(codeOf(await send(server.port, { ...sent, headers: rest }))).toBe('401 missingHeader');
  },
);

it('takes a signed request once, and not for another path, query or method', async () => {
  const sent = submission({ id: 2001 });
  const headers = { ...sent.headers, ...signedHeaders(server.key, sent) };
  const first = await send(server.port, { ...sent, headers });
  expect(first.status).toBe(202);
  expect(codeOf(await send(server.port, { ...sent, headers }))).toBe('401 replay');
  const get = { method: 'GET', target: `${HOOK}/${first.body.id}` };
  const signed = signedHeaders(server.key, get);
  expect(codeOf(await send(server.port, { ...get, target: `${get.target}?waitSeconds=1`, headers: signed }))).toBe(
    '401 badSignature',
  );
  expect(codeOf(await send(server.port, { ...get, method: 'DELETE', headers: signed }))).toBe('401 badSignature');
  expect((await send(server.port, { ...get, headers: signed })).body.state).toBe('queued');
});

it('judges the headers before a byte of the body is read', async () => {
  const sent = submission();
  const headers = {
    ...sent.headers,
    'Content-Length': '50000000',
    ...signedHeaders(server.key, sent, { secret: '2'.repeat(64) }),
  };
  // Nothing of the body is ever sent, and yet there is an answer.
  const { method, target } = sent;
  expect(codeOf(await send(server.port, { method, target, headers: { ...headers, Expect: '100-continue' } }))).toBe(
    '401 badSignature',
  );
});

it('keeps a key to its assignment and to the Gradescope assignment that it learnt', async () => {
  const keys = openHookKeys(server.stateDir);
  const other = await keys.create({ course: 'quick', assignment: 'broken', workClass: 'submission' }, new Date());
  expect(codeOf(await sendSigned(server.port, other, submission()))).toBe('403 otherAssignment');
  const mine = await sendSigned(server.port, server.key, submission({ id: 3001 }));
  const theirs = { method: 'GET', target: `/v1/hook/gradescope/broken/${mine.body.id}` };
  const foreign = await sendSigned(server.port, other, theirs);
  const absent = await sendSigned(server.port, other, {
    ...theirs,
    target: theirs.target.replace(/.{32}$/u, '0'.repeat(32)),
  });
  expect(codeOf(foreign)).toBe('404 notFound');
  expect(foreign.body).toEqual(absent.body);
  expect((await keys.find(server.key.kid))?.gradescopeAssignmentId).toBe('555');
  for (const changes of [{ id: 556 }, { course_id: 45 }]) {
    const answer = await post(undefined, submission({ id: 3002, metadata: metadataOf(3002, changes) }));
    expect(codeOf(answer)).toBe('403 otherGradescopeAssignment');
  }
});

it('binds a key only by a submission that was taken in', async () => {
  const keys = openHookKeys(server.stateDir);
  const key = await keys.create({ course: 'quick', assignment: 'broken', workClass: 'submission' }, new Date(), {});
  const sent = (id: number, assignment: number, users?: object[]): Promise<Answer> => {
    const metadata = { ...metadataOf(id, { id: assignment }), ...(users === undefined ? {} : { users }) };
    const { target: _, ...parts } = submission({ id, metadata });
    return sendSigned(server.port, key, { ...parts, target: '/v1/hook/gradescope/broken' });
  };
  expect(codeOf(await sent(5001, 600, []))).toBe('422 noStudents');
  expect(codeOf(await sent(3001, 600))).toBe('409 otherContent');
  expect((await keys.find(key.kid))?.gradescopeAssignmentId).toBeUndefined();

  const firsts = await Promise.all([601, 602, 603, 604].map((assignment) => sent(assignment, assignment)));
  const taken = firsts.filter(({ status }) => status === 202);
  expect(taken).toHaveLength(1);
  expect(firsts.filter((answer) => codeOf(answer) === '403 otherGradescopeAssignment')).toHaveLength(3);
  const bound = await keys.find(key.kid);
  const received = readEvents({ store: server.store, course: 'quick' }, { types: ['submission_received'] })
    .map(({ content }) => content)
    .filter((content) => content.type === 'submission_received' && content.assignment === 'broken');
  expect(received).toMatchObject([{ submissionId: bound?.gradescopeAssignmentId }]);
});

it('rotates: a new key knows what the old one learnt, both are valid, and a retired one is not', async () => {
  await post(undefined, submission({ id: 4001 }));
  const keys = openHookKeys(server.stateDir);
  const newer = await keys.create({ course: 'quick', assignment: 'quick', workClass: 'submission' }, new Date());
  expect(newer.gradescopeAssignmentId).toBe('555');
  const first = await post(undefined, submission({ id: 4002 }));
  expect((await sendSigned(server.port, newer, submission({ id: 4002 }))).body.id).toBe(first.body.id);
  await keys.retire(newer.kid, new Date(Date.now() + 3_600_000));
  expect((await sendSigned(server.port, newer, submission({ id: 4002 }))).status).toBe(202);
  await keys.retire(newer.kid, new Date());
  expect(codeOf(await sendSigned(server.port, newer, submission({ id: 4002 })))).toBe('401 unknownKey');
  expect((await post(undefined, submission({ id: 4003 }))).status).toBe(202);
});

it('lets staff and workers in by their own keys alone', async () => {
  const [staff, worker] = [await bearerKey(server, 'staff'), await bearerKey(server, 'worker')];
  const ask = (target: string, ...authorization: string[]): Promise<Answer> =>
    send(server.port, {
      method: 'GET',
      target,
      headers: authorization.length > 0 ? { Authorization: authorization } : {},
    });
  expect((await ask('/v1/staff/work', `Bearer ${staff}`)).status).toBe(200);
  for (const refused of [
    [],
    [`Bearer ${worker}`],
    [`Bearer ${'0'.repeat(64)}`],
    [staff],
    [`Bearer ${staff}`, `Bearer ${staff}`],
  ]) {
    expect(codeOf(await ask('/v1/staff/work', ...refused))).toBe('401 unknownKey');
  }
  expect(codeOf(await ask(`/v1/blobs/${'0'.repeat(64)}`, `Bearer ${staff}`))).toBe('401 unknownKey');
  expect(codeOf(await ask(`/v1/blobs/${'0'.repeat(64)}`, `Bearer ${worker}`))).toBe('404 notFound');
});

it('serves nobody while others may read the keys, and tells the operator alone why', async () => {
  const file = join(server.stateDir, 'hook-keys.json');
  await chmod(file, 0o644);
  const { status, headers, body } = await post();
  await chmod(file, 0o600);
  expect(status).toBe(503);
  expect(headers['retry-after']).toBe('30');
  expect(body.error).toMatchObject({ code: 'platformFailure', whose: 'operator' });
  expect(JSON.stringify(body)).not.toContain(server.stateDir);
  expect(server.logged()).toContain(`chmod 600 ${file}`);
});

it('refuses what was sent before also when Redis was emptied, and when the server was restarted', async () => {
  const sent = submission({ id: 4711 });
  const headers = { ...sent.headers, ...signedHeaders(server.key, sent) };
  const repeat = (): Promise<Answer> => send(server.port, { ...sent, headers });
  expect((await repeat()).status).toBe(202);
  const events = readEvents({ store: server.store, course: 'quick' }).length;
  await server.redisClient.flushall();
  expect(codeOf(await repeat())).toBe('401 replay');
  await server.restart();
  expect(codeOf(await repeat())).toBe('401 replay');
  // Both have forgotten it: the submission is the work that it was, and the ledger says no more than before.
  await server.redisClient.flushall();
  await server.restart();
  const rows = (): unknown => server.store.sqlite.prepare('SELECT * FROM work ORDER BY seq').all();
  const before = rows();
  expect((await repeat()).status).toBe(202);
  expect(rows()).toEqual(before);
  expect(readEvents({ store: server.store, course: 'quick' })).toHaveLength(events);
});
