import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { frozenAssignments } from '../../src/course/frozen.js';
import { openQueueRedis, type QueueRedis } from '../../src/queue/connection.js';
import { Grader } from '../../src/grading/grader.js';
import { startWorker, type WorkerHandle } from '../../src/queue/worker.js';
import { writtenResultsSchema, type GradescopeResults } from '../../src/results/gradescope.js';
import { openHookKeys, type HookKey } from '../../src/machine/hookKeys.js';
import { blobFolder, workersBlobs } from '../../src/machine/blobFolder.js';
import { headSeq, readEvents } from '../../src/ledger/events.js';
import { readRoster } from '../../src/ledger/roster.js';
import { startDispatcher, type DispatcherHandle } from '../../src/work/dispatch/dispatcher.js';
import { testContext } from '../support/engine.js';
import { QUICK_COURSE_DIR, testFolder, type TestFolder } from '../support/folder.js';
import { notebookFile } from '../support/notebook.js';
import { HOOK, metadataOf, send, sendSigned, submission, type Answer } from './client.js';
import { bearerKey, testServer, type TestServer } from './harness.js';

const HIDDEN = `
@check("1.3 a secret", points=2, visibility="hidden")
def secret(nb, rng):
    equal(nb.get("answer"), 42)
`;
/** It was due three and a half hours ago. */
const DUE = new Date(Date.now() - 3.5 * 3_600_000).toISOString().slice(0, 16);
const IN_TIME = new Date(Date.now() - 86_400_000).toISOString();
/** Gradescope's other assignment. */
const PRACTICE = 777;

let course: TestFolder;
let server: TestServer;
let key: HookKey;
let redis: QueueRedis;
let dispatcher: DispatcherHandle;
let worker: WorkerHandle;
beforeAll(async () => {
  course = await testFolder(QUICK_COURSE_DIR);
  const file = join(course.path, 'quick', 'assignment.yaml');
  const yaml = (await readFile(file, 'utf8')).replace('2027-04-15T23:59', DUE).replace('points: 3', 'points: 5');
  await writeFile(file, `${yaml}manual:\n  - { number: '1.9', title: An essay, points: 4 }\n`);
  await appendFile(join(course.path, 'quick', 'checks.py'), HIDDEN);
  server = await testServer({}, course.path);
  const { store, stateDir } = server;
  key = await openHookKeys(stateDir).create(
    { course: 'quick', assignment: 'quick', workClass: 'feedback' },
    new Date(),
  );
  redis = await openQueueRedis(stateDir, { REDIS_URL: server.redis.url });
  const blobs = blobFolder(join(stateDir, 'blobs'));
  dispatcher = startDispatcher({ store, redis, blobs, reconcileMs: 200 });
  worker = startWorker({
    ...{ grader: new Grader(await testContext()), redis, blobs: workersBlobs(blobs) },
    assignments: frozenAssignments(blobs, join(stateDir, 'assignments')),
    ...{ lanes: ['cpu'], concurrency: 1 },
  });
}, 60_000);
afterAll(async () => {
  for (const resource of [worker, dispatcher, server, redis, course]) await resource[Symbol.asyncDispose]();
});

const user = (name: string): object => ({ id: 1, email: `${name}@example.edu`, name, sid: name, assignment: {} });
const from = (id: number, names: readonly string[], changes: object = {}): object => ({
  ...metadataOf(id, changes),
  created_at: IN_TIME,
  users: names.map(user),
});
const practice = (id: number, names: readonly string[]): Promise<Answer> =>
  sendSigned(server.port, key, submission({ metadata: from(id, names, { id: PRACTICE }) }));
const ESSAY: [string, Buffer][] = [
  ['hw.ipynb', notebookFile(['answer = 42', { markdown: '## 1.9 An essay\n\nSo it is.' }])],
];

async function resultsOf({ body }: Answer): Promise<GradescopeResults> {
  dispatcher.wake();
  const target = `${HOOK}/${body.id}?waitSeconds=50`;
  const ended = await sendSigned(server.port, key, { method: 'GET', target });
  expect(ended.body.state).toBe('graded');
  return writtenResultsSchema.parse(ended.body.results);
}

describe('feedback', { timeout: 60_000 }, () => {
  it('runs the visible checks alone, says that it does not count, and leaves the ledger as it is', async () => {
    const head = headSeq(server.store);
    const results = await resultsOf(await practice(100, ['nobody']));
    expect(results).toMatchObject({ score: 3, extra_data: { feedback: {} } });
    expect(results.tests.map(({ name }) => name)).toEqual(['Feedback', 'doubles', 'the answer']);
    expect(results.tests[0]?.output).toMatch(/does not count/u);
    expect(results.output).toContain('Only the checks that you may see were run.');
    expect(JSON.stringify(results)).not.toMatch(/"1\.3"|a secret/u);
    expect(headSeq(server.store)).toBe(head);
    expect(readRoster({ store: server.store, course: 'quick' })).toEqual([]);
    // Whoever is not on the roster has no price.
    expect(JSON.stringify(results)).not.toContain('hand in now');
  });

  it('tells what the same would cost now: to one with the balance, to a group without', async () => {
    for (const [id, names] of [
      [200, ['ada']],
      [201, ['ben', 'cleo']],
    ] as const) {
      const handed = await sendSigned(server.port, server.key, submission({ metadata: from(id, names) }));
      expect(handed.status).toBe(202);
    }
    const received = (): unknown[] =>
      readEvents({ store: server.store, course: 'quick' }, { types: ['submission_received'] });
    const before = received();
    const own = await resultsOf(await practice(202, ['ada']));
    expect(own.tests[0]?.output).toMatch(
      /If you hand in now \(.*\), this homework uses 4 late hours and leaves 116\. The 5th late hour begins /u,
    );
    expect(own.extra_data['feedback']).toMatchObject({ price: { accepted: true, hoursLate: 4, additionalHours: 4 } });
    const group = await resultsOf(await practice(203, ['ben', 'cleo']));
    expect(group.tests[0]?.output).toMatch(
      /If all of you hand in now \(.*\), this homework uses 4 more late hours of each of you\./u,
    );
    // Not the whole document: a time in milliseconds may have any digits.
    expect(JSON.stringify([group.tests, group.extra_data['feedback']])).not.toContain('116');
    expect(received()).toEqual(before);
  });

  it('and what counts are kept apart: by Gradescope assignment, by submission, by key', async () => {
    const handedIn = submission({ metadata: from(300, ['dan']), files: ESSAY });
    const counting = await sendSigned(server.port, server.key, handedIn);
    const codeOf = ({ status, body }: Answer): string => `${status} ${body.error?.code ?? ''}`;
    // The feedback zip at the homework itself, and the other way round.
    const swapped = await sendSigned(server.port, key, submission({ metadata: from(301, ['dan']) }));
    expect(codeOf(swapped)).toBe('403 otherWorkClass');
    const back = submission({ metadata: from(302, ['dan'], { id: PRACTICE }) });
    expect(codeOf(await sendSigned(server.port, server.key, back))).toBe('403 otherWorkClass');
    expect(codeOf(await practice(300, ['dan']))).toBe('409 otherContent');
    const look = { method: 'GET', target: `${HOOK}/${counting.body.id}` };
    expect(codeOf(await sendSigned(server.port, key, look))).toBe('404 notFound');
    expect((await sendSigned(server.port, server.key, look)).status).toBe(200);
    // What people grade is kept of what counts alone.
    const headers = { Authorization: `Bearer ${await bearerKey(server, 'staff')}` };
    const written = ({ body }: Answer): Promise<Answer> =>
      send(server.port, { method: 'GET', target: `/v1/staff/work/${body.id}/written`, headers });
    expect((await written(counting)).body).toMatchObject({ answers: [{ state: 'answered', answer: 'So it is.' }] });
    expect((await written(await practice(303, ['dan']))).status).toBe(404);
  });
});
