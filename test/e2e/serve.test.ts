import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writtenResultsSchema } from '../../src/results/gradescope.js';
import { openHookKeys, type HookKey } from '../../src/machine/hookKeys.js';
import { readEvents } from '../../src/ledger/events.js';
import { openForReading } from '../../src/db/open.js';
import { statusOf, type WorkStatus } from '../../src/work/status.js';
import { HOOK, send, sendSigned, submission, type Answer } from '../server/client.js';
import { QUICK_COURSE_DIR } from '../support/folder.js';
import { notebookFile } from '../support/notebook.js';
import { waitFor } from '../support/waitFor.js';
import { startService, type Service } from './service.js';

const SOLUTION = ['def double(x):\n    return 2 * x', 'answer = 42'];

let service: Service;
let port: number;
let key: HookKey;

beforeAll(async () => {
  service = await startService(1);
  port = service.port;
  expect((await service.run(['keys', 'new', 'quick', '--course', QUICK_COURSE_DIR])).exitCode).toBe(0);
  const [made] = await openHookKeys(service.state).list();
  if (made === undefined) throw new Error('no key was made');
  key = made;
});
afterAll(() => service[Symbol.asyncDispose]());

const poll = (id: string): Promise<Answer> =>
  sendSigned(port, key, { method: 'GET', target: `${HOOK}/${id}?waitSeconds=50` });
const post = (id: number, cells: readonly string[] = SOLUTION): Promise<Answer> =>
  sendSigned(port, key, submission({ id, files: [['hw.ipynb', notebookFile(cells)]] }));

function statusIn(state: string, id: string): WorkStatus {
  using store = openForReading(join(state, 'ledger.db'), { now: () => new Date() });
  const status = statusOf(store, id);
  if (status === undefined) throw new Error(`no work ${id}`);
  return status;
}

it('grades: handed in, waited for, and known at once the next time', { timeout: 60_000 }, async () => {
  const first = await post(1);
  expect({ status: first.status, state: first.body.state }).toEqual({ status: 202, state: 'queued' });
  const { body } = await poll(first.body.id);
  expect(body.state).toBe('graded');
  const results = writtenResultsSchema.parse(body.results);
  // The worker that graded it is of the version that the server asks for: the same word for both.
  const { graderVersion } = statusIn(service.state, first.body.id);
  expect(results).toMatchObject({ score: 3, extra_data: { graderVersion } });
  const again = await post(1);
  expect({ status: again.status, body: again.body }).toEqual({ status: 200, body });
  const metrics = (await send(port, { method: 'GET', target: '/metrics' })).body as unknown as { text: string };
  expect(metrics.text).toMatch(/^assay_commits_total\{result="graded"\} 1$/mu);
});

it('grades once, although the server is killed while a worker grades', { timeout: 90_000 }, async () => {
  const { id } = (await post(2, [...SOLUTION, 'import time; time.sleep(4)'])).body;
  await waitFor('a worker to begin', () => service.worker.said().includes('"submission":"2"'));
  const waiting = poll(id).catch((error: unknown) => error);
  service.server.kill('SIGKILL');
  await service.server.ended;
  expect(await waiting).toBeInstanceOf(Error);
  await service.startServer();
  const { body } = await poll(id);
  expect({ state: body.state, score: body.results?.['score'] }).toEqual({ state: 'graded', score: 3 });
  using store = openForReading(join(service.state, 'ledger.db'), { now: () => new Date() });
  const graded = readEvents({ store, course: 'quick' }, { types: ['submission_graded'] });
  expect(graded.filter(({ content }) => 'submissionId' in content && content.submissionId === '2')).toHaveLength(1);
});

it('stops when it is told: answers who waits, and ends with 0', async () => {
  service.worker.kill('SIGTERM');
  await service.worker.ended;
  const { id } = (await post(3)).body;
  const waiting = poll(id);
  await waitFor('the long poll to wait', async () => {
    const { body } = await send(port, { method: 'GET', target: '/metrics' });
    return /^assay_http_waiting 1$/mu.test((body as unknown as { text: string }).text);
  });
  service.server.kill('SIGTERM');
  expect((await waiting).body.state).toMatch(/^(queued|dispatched)$/u);
  expect((await service.server.ended).exitCode).toBe(0);
});
