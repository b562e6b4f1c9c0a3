import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { revokeFeedbackTokens } from '../../../src/access/feedbackTokens.js';
import { all } from '../../../src/db/store.js';
import { headSeq } from '../../../src/ledger/events.js';
import { readWork } from '../../../src/work/rows.js';
import { notebookFile } from '../../support/notebook.js';
import { zipOf } from '../../support/zip.js';
import { testServer, type TestServer } from '../harness.js';
import { ask, bearer, enrolled, notebook, session } from './people.js';

let server: TestServer;
beforeAll(async () => {
  server = await testServer();
  enrolled(server, 's1', 's2', 's3', 's4', 's5', 's6', 's7');
});
afterAll(() => server[Symbol.asyncDispose]());

const RIGHT = ['def double(x):\n    return 2 * x', 'answer = 42'];

it('takes a notebook in, plain, packed or in a zip: the same sources are one run, and the ledger knows nothing of it', async () => {
  const head = headSeq(server.store);
  const own = bearer(server, { student: 's1' });
  const first = await ask(server, notebook(own, RIGHT));
  expect(first).toMatchObject({
    status: 202,
    run: {
      assignment: 'quick',
      state: 'queued',
      ended: false,
      place: { position: 1, of: 1 },
      tokens: { left: 9, of: 10 },
    },
  });
  const sent = notebook(own, RIGHT);
  const packed = { ...sent, headers: { ...sent.headers, 'Content-Encoding': 'gzip' }, body: gzipSync(sent.body ?? '') };
  expect((await ask(server, packed)).run.id).toBe(first.run.id);
  const zip = { ...sent, headers: { ...sent.headers, 'Content-Type': 'application/zip' } };
  const zipped = await ask(server, { ...zip, body: await zipOf({ 'a/hw.ipynb': notebookFile(RIGHT) }) });
  expect(zipped.run).toMatchObject({ id: first.run.id, tokens: { left: 9 } });
  expect(readWork(server.store, first.run.id)).toMatchObject({ workClass: 'feedback', party: 's1', source: 'page' });
  expect(headSeq(server.store)).toBe(head);
});

it('puts the newest in the place of what waits, which costs no token, and takes one back that is cancelled', async () => {
  const own = bearer(server, { student: 's2' });
  const older = await ask(server, notebook(own, ['answer = 1']));
  const newer = await ask(server, notebook(own, ['answer = 2']));
  expect(newer.run.tokens.left).toBe(9);
  const replaced = await ask(server, { method: 'GET', target: `/v1/feedback/runs/${older.run.id}`, headers: own });
  expect(replaced.run).toMatchObject({ state: 'superseded', ended: true });
  const cancelled = await ask(server, { method: 'DELETE', target: `/v1/feedback/runs/${newer.run.id}`, headers: own });
  expect(cancelled.run).toMatchObject({ state: 'cancelled', ended: true, tokens: { left: 10 } });
  const again = await ask(server, notebook(own, ['answer = 2']));
  expect(again.run.id).not.toBe(newer.run.id);
});

it('stops at the last token, and says when the next one comes', async () => {
  const own = bearer(server, { student: 's3' });
  for (let count = 1; count <= 10; count++) {
    const { status, run } = await ask(server, notebook(own, [`answer = ${count}`]));
    expect([status, run.tokens.left]).toEqual([202, 9]);
    // It began: what comes next cannot give its token back.
    server.store.sqlite.prepare("UPDATE work SET attempt = 1, state = 'dispatched' WHERE id = ?").run(run.id);
    server.store.sqlite.prepare('UPDATE work SET party = ? WHERE id = ?').run('spent', run.id);
  }
  server.store.sqlite.prepare("UPDATE work SET party = 's3' WHERE party = 'spent'").run();
  const refused = await ask(server, notebook(own, ['answer = 11']));
  expect(refused).toMatchObject({ status: 429, error: { code: 'noTokens', whose: 'student' } });
  const seconds = Number(refused.headers['retry-after']);
  expect(seconds).toBeGreaterThan(500);
  expect(seconds).toBeLessThanOrEqual(600);
  // What is there already is never refused.
  expect((await ask(server, notebook(own, ['answer = 10']))).status).toBe(202);
});

it('ends a loop of sending and cancelling, which gets every token back', async () => {
  const own = bearer(server, { student: 's6' });
  const loop = async (count: number) => {
    const sent = await ask(server, notebook(own, [`answer = ${count}`]));
    if (sent.status !== 202) return sent;
    return ask(server, { method: 'DELETE', target: `/v1/feedback/runs/${sent.run.id}`, headers: own });
  };
  for (let count = 1; count <= 30; count++)
    expect(await loop(count)).toMatchObject({ status: 200, run: { tokens: { left: 10 } } });
  const refused = await loop(31);
  expect(refused).toMatchObject({ status: 429, error: { code: 'tooOften' }, headers: { 'retry-after': '60' } });
  // By the page, it is the same account.
  const form = { method: 'POST', target: '/assignments/quick/feedback', headers: session(server, { student: 's6' }) };
  expect((await ask(server, form)).status).toBe(429);
});

it('tells a cell that is too old, before anything else', async () => {
  const old = await ask(server, notebook({ 'Assay-Cell': '0' }, RIGHT));
  expect(old).toMatchObject({ status: 409, error: { code: 'oldCell', whose: 'student' } });
  const codes = { method: 'POST', target: '/v1/device/codes', headers: { 'Content-Type': 'application/json' } };
  const asked = { ...codes, body: Buffer.from('{"client":"cell"}') };
  const by = (cell: string) => ask(server, { ...asked, headers: { ...asked.headers, 'Assay-Cell': cell } });
  expect([(await by('x')).status, (await by('1')).status, (await by('2')).status]).toEqual([409, 200, 200]);
});

it('keeps no stream for whoever reads none, and so many of one account at once', async () => {
  const own = bearer(server, { student: 's7' });
  const { run } = await ask(server, notebook(own, RIGHT));
  const target = `/v1/feedback/runs/${run.id}/events`;
  const waiting = async (): Promise<string | undefined> =>
    /^assay_http_waiting (\d+)$/mu.exec((await ask(server, { method: 'GET', target: '/metrics' })).text)?.[1];
  const head = await ask(server, { method: 'HEAD', target, headers: own });
  expect([head.status, head.headers['content-type']]).toEqual([200, 'text/event-stream']);
  expect(await waiting()).toBe('0');
  const open = Array.from({ length: 12 }, () => get({ port: server.port, path: target, headers: own, agent: false }));
  const answers = await Promise.all(open.map((one) => once(one, 'response') as Promise<[IncomingMessage]>));
  expect(answers[0]?.[0].headers['cache-control']).toBe('no-store');
  expect(await ask(server, { method: 'GET', target, headers: own })).toMatchObject({
    ...{ status: 429, error: { code: 'tooManyOpen' } },
  });
  // Who asks again and again instead is answered at once.
  const poll = { method: 'GET', target: `/v1/feedback/runs/${run.id}?waitSeconds=50`, headers: own };
  expect((await ask(server, poll)).run.ended).toBe(false);
  // What let them in is ended: so are the streams, without another request.
  for (const { accountId } of all(server.store, server.store.query.selectFrom('feedbackTokens').select('accountId')))
    revokeFeedbackTokens(server.store, accountId);
  await expect.poll(waiting, { timeout: 10_000 }).toBe('0');
  for (const one of open) one.destroy();
});

it('shows nobody the runs of somebody else, and cancels none', async () => {
  const [own, other] = [bearer(server, { student: 's4' }), bearer(server, { student: 's5' })];
  const { run } = await ask(server, notebook(own, RIGHT));
  const targets = ['', '/events', '/plots/0'].map((end) => `/v1/feedback/runs/${run.id}${end}`);
  for (const headers of [other, session(server, { student: 's5' })]) {
    for (const target of targets) expect((await ask(server, { method: 'GET', target, headers })).status).toBe(404);
    const cancelled = await ask(server, { method: 'DELETE', target: targets[0] ?? '', headers });
    expect(cancelled.status).toBe(404);
    const page = await ask(server, {
      method: 'GET',
      target: `/runs/${run.id}`,
      headers: session(server, { student: 's5' }),
    });
    expect(page.status).toBe(404);
  }
  // The same sources of two students are two runs.
  expect((await ask(server, notebook(other, RIGHT))).run.id).not.toBe(run.id);
  expect(readWork(server.store, run.id)?.state).toBe('queued');
});

it('refuses what is no notebook, too large, or asked by nobody, and counts nothing', async () => {
  const own = bearer(server, { student: 's5' });
  const left = async (): Promise<number> => (await ask(server, notebook(own, RIGHT))).run.tokens.left;
  const before = await left();
  const sent = notebook(own, RIGHT);
  const codeOf = async (changes: object): Promise<string> => {
    const { status, error } = await ask(server, { ...sent, ...changes });
    return `${status} ${error?.code ?? ''}`;
  };
  const bomb = gzipSync(Buffer.alloc(6_000_000, ' '));
  expect(await codeOf({ body: bomb, headers: { ...sent.headers, 'Content-Encoding': 'gzip' } })).toBe('413 tooLarge');
  expect(await codeOf({ body: Buffer.from('{}') })).toMatch(/^422 /u);
  expect(await codeOf({ body: Buffer.from('x'), headers: { ...sent.headers, 'Content-Encoding': 'gzip' } })).toMatch(
    /^400/u,
  );
  expect(await codeOf({ headers: { ...own, 'Content-Type': 'text/html' } })).toBe('415 notANotebook');
  expect(await codeOf({ target: '/v1/feedback/unknown' })).toBe('404 unknownAssignment');
  expect(await codeOf({ headers: { 'Content-Type': 'application/json' } })).toBe('401 notSignedIn');
  // A page of another site, with the student's cookie.
  const foreign = {
    ...session(server, { student: 's5' }),
    'Sec-Fetch-Site': 'cross-site',
    Origin: 'https://evil.example',
  };
  expect(await codeOf({ headers: { ...foreign, 'Content-Type': 'application/json' } })).toBe('403 crossSite');
  expect(await left()).toBe(before);
});
