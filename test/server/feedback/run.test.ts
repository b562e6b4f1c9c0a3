import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { get } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { frozenAssignments } from '../../../src/course/frozen.js';
import { openQueueRedis, type QueueRedis } from '../../../src/queue/connection.js';
import { Grader } from '../../../src/grading/grader.js';
import { startWorker, type WorkerHandle } from '../../../src/queue/worker.js';
import { feedbackStatusSchema, type FeedbackStatus } from '../../../src/server/feedback/schemas.js';
import { blobFolder, workersBlobs } from '../../../src/machine/blobFolder.js';
import { startDispatcher, type DispatcherHandle } from '../../../src/work/dispatch/dispatcher.js';
import { testContext } from '../../support/engine.js';
import { QUICK_COURSE_DIR, testFolder, type TestFolder } from '../../support/folder.js';
import { notebookFile } from '../../support/notebook.js';
import { multipart } from '../client.js';
import { testServer, type TestServer } from '../harness.js';
import { ask, bearer, enrolled, notebook, session, type Said } from './people.js';

const HIDDEN = `
@check("1.3 a secret", points=2, visibility="hidden")
def secret(nb, rng):
    equal(nb.get("answer"), 42)
`;
const MARKUP = '<script>alert(1)</script><img src=//evil.example onerror=alert(2)>\u202e';

let course: TestFolder;
let server: TestServer;
let redis: QueueRedis;
let dispatcher: DispatcherHandle;
let worker: WorkerHandle;
beforeAll(async () => {
  course = await testFolder(QUICK_COURSE_DIR);
  const file = join(course.path, 'quick', 'assignment.yaml');
  await writeFile(file, (await readFile(file, 'utf8')).replace('points: 3', 'points: 5'));
  await appendFile(join(course.path, 'quick', 'checks.py'), HIDDEN);
  const policy = "languageModels: { rule: disclosed, note: 'Say <b>where</b>.' }\n";
  await appendFile(join(course.path, 'course.yaml'), policy);
  server = await testServer({}, course.path);
  enrolled(server, 's1', 's2', 's3');
  const { store, stateDir, progress } = server;
  redis = await openQueueRedis(stateDir, { REDIS_URL: server.redis.url });
  const blobs = blobFolder(join(stateDir, 'blobs'));
  dispatcher = startDispatcher({
    ...{ store, redis, blobs, reconcileMs: 200 },
    onProgress: (run, where) => {
      progress.note(run, where);
    },
    onSettled: (id) => {
      progress.forget(id);
    },
  });
  worker = startWorker({
    ...{ grader: new Grader(await testContext()), redis, blobs: workersBlobs(blobs) },
    assignments: frozenAssignments(blobs, join(stateDir, 'assignments')),
    ...{ lanes: ['cpu'], concurrency: 1 },
  });
}, 60_000);
afterAll(async () => {
  for (const resource of [worker, dispatcher, server, redis, course]) await resource[Symbol.asyncDispose]();
});

/** The statuses that a stream sends, until it ends. */
function follow(id: string, headers: Record<string, string>): Promise<FeedbackStatus[]> {
  return new Promise((resolve, reject) => {
    get({ port: server.port, path: `/v1/feedback/runs/${id}/events`, headers }, (response) => {
      expect(response.headers).toMatchObject({ 'x-accel-buffering': 'no', 'content-type': 'text/event-stream' });
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('end', () => {
        const events = [...text.matchAll(/^event: status\ndata: (.*)\n/gmu)];
        resolve(events.map(([, data = '']) => feedbackStatusSchema.parse(JSON.parse(data))));
      });
    }).on('error', reject);
  });
}

async function ended(id: string, headers: Record<string, string>): Promise<Said> {
  for (;;) {
    const said = await ask(server, { method: 'GET', target: `/v1/feedback/runs/${id}?waitSeconds=20`, headers });
    expect(said.status).toBe(200);
    if (said.run.ended) return said;
  }
}

describe('a run of feedback', { timeout: 120_000 }, () => {
  it('is followed live, tells of its visible checks alone, and where things are defined', async () => {
    const own = bearer(server, { student: 's1' });
    const plot = 'import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()';
    const { run } = await ask(
      server,
      notebook(own, ['# first\ndef double(x):\n    return 3 * x', 'answer = 42', plot]),
    );
    dispatcher.wake();
    const states = await follow(run.id, own);
    const last = states.at(-1);
    expect(last).toMatchObject({ ended: true, state: 'graded', tokens: { left: 9 } });
    expect(states.some(({ phase }) => phase !== undefined)).toBe(true);
    const report = last?.report;
    expect(report?.points.text).toBe('1 of 3 points in the visible checks');
    expect(report?.headline).toMatch(/^1 of 2 visible checks passed/u);
    expect(report?.hidden).toContain('question 1, Functions (2 points)');
    expect(report?.checks.map(({ id, status, definedAt }) => [id, status, definedAt])).toEqual([
      ['1.1', 'failed', { cell: 1, line: 2 }],
      ['1.2', 'passed', { cell: 2, line: 1 }],
    ]);
    expect(report?.price.join(' ')).toMatch(/^If you hand in now \(.*\), this homework is on time/u);
    expect(JSON.stringify(report)).not.toContain('a secret');
    expect(report?.plots).toHaveLength(1);
    const target = report?.plots[0]?.path ?? '';
    const png = await ask(server, { method: 'GET', target, headers: own });
    expect(png.headers).toMatchObject({
      ...{ 'content-type': 'image/png', 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' },
    });
    const foreign = await ask(server, { method: 'GET', target, headers: bearer(server, { student: 's2' }) });
    expect(foreign.status).toBe(404);
  });

  it('is a page for a browser, on which what students and their code wrote is text', async () => {
    const own = session(server, { student: 's2' });
    const source = `def double(x):\n    raise ValueError(${JSON.stringify(MARKUP)} + "w" * 4000)\nprint(${JSON.stringify(MARKUP)})`;
    const file = notebookFile([
      source,
      'class Odd:\n    def __repr__(self):\n        return "<script>3</script>"\nanswer = "<script>4</script>"',
      `raise KeyError(${JSON.stringify(MARKUP)})`,
    ]);
    const form = multipart([[`name="notebook"; filename="<b>hw<i>.ipynb"\r\nContent-Type: application/json`, file]]);
    const sent = await ask(server, {
      method: 'POST',
      target: '/assignments/quick/feedback',
      ...{ ...form, headers: { ...own, ...form.headers } },
    });
    expect(sent.status).toBe(303);
    const target = String(sent.headers['location']);
    const waiting = await ask(server, { method: 'GET', target, headers: own });
    expect(waiting.text).toContain('role="status"');
    expect(waiting.text).toMatch(/<noscript><meta http-equiv="refresh"/u);
    dispatcher.wake();
    await ended(target.split('/').at(-1) ?? '', own);
    const pages = [target, '/', '/assignments/quick', '/late'];
    for (const page of pages) {
      const { status, text, headers } = await ask(server, { method: 'GET', target: page, headers: own });
      expect([page, status]).toEqual([page, 200]);
      expect(headers['content-security-policy']).toContain("default-src 'none'");
      expect(text.replace(/<script type="module" src="\/static\/[a-z]+\.js"><\/script>/gu, '')).not.toContain(
        '<script',
      );
      expect(text).not.toMatch(/<b>|<img src="?\/\/|\son\w+="|style=|\u202e/u);
    }
    const report = await ask(server, { method: 'GET', target, headers: own });
    expect(report.text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(report.text).toContain('&lt;b&gt;hw&lt;i&gt;.ipynb');
    expect(report.text).not.toContain('You have sent the same cells before');
    const again = await ask(server, {
      method: 'POST',
      target: '/assignments/quick/feedback',
      ...{ ...form, headers: { ...own, ...form.headers } },
    });
    expect(again.headers['location']).toBe(`${target}?again=yes`);
    const shown = await ask(server, { method: 'GET', target: `${target}?again=yes`, headers: own });
    expect(shown.text).toContain('You have sent the same cells before');
    const part = 'name="notebook"; filename="a.ipynb"\r\nContent-Type: application/json';
    const two = multipart([
      [part, file],
      [part, file],
    ]);
    const refused = await ask(server, {
      method: 'POST',
      target: '/assignments/quick/feedback',
      ...{ ...two, headers: { ...own, ...two.headers } },
    });
    expect([refused.status, refused.text.includes('More than one file was sent.')]).toEqual([400, true]);
    const homework = await ask(server, { method: 'GET', target: '/assignments/quick', headers: own });
    expect(homework.text).toContain('Say &lt;b&gt;where&lt;/b&gt;.');
    expect(homework.text).toContain('0 of 3 points');
    expect(homework.text).toContain('9 of 10 feedback runs left.');
    const foreign = await ask(server, { method: 'GET', target, headers: session(server, { student: 's3' }) });
    expect(foreign.status).toBe(404);
    expect(foreign.text).not.toContain('hw');
  });

  it('goes back to the sign-in without a session, and is nobody’s without one', async () => {
    const page = await ask(server, { method: 'GET', target: '/assignments/quick' });
    expect([page.status, page.headers['location']]).toEqual([303, '/sign-in?next=%2Fassignments%2Fquick']);
  });
});
