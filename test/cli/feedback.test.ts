import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { writeFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { follow } from '../../src/cli/feedback/follow.js';
import { feedbackServer } from '../../src/cli/feedback/server.js';
import { assay } from '../support/assay.js';
import { testFolder } from '../support/folder.js';
import { notebookFile } from '../support/notebook.js';

const REPORT = {
  schemaVersion: 1,
  headline: '1 of 2 visible checks passed.',
  outcome: 'failed',
  outcomeText: 'Some checks failed',
  points: { earned: 1, max: 3, text: '1 of 3 points in the visible checks' },
  hidden: 'There are hidden checks.',
  checks: [
    {
      id: '1',
      title: 'double',
      question: 'Q',
      status: 'passed',
      result: 'passed',
      earned: 1,
      max: 1,
      message: 'Right.',
    },
    {
      ...{ id: '2', title: 'triple', question: 'Q', status: 'failed', result: 'failed', earned: 0, max: 2 },
      ...{ message: 'triple(2) is wrong.', expected: '6', got: '5', definedAt: { cell: 3, line: 2 } },
    },
  ],
  cells: ['Cell 4 failed.'],
  notes: ['Cell 9 ran before cell 4.'],
  notice: 'This does not count.',
  price: ['If you hand in now, this homework uses 7 late hours.'],
  plots: [],
};
const status = (fields: object) => ({
  id: 'a1',
  message: 'Waiting: place 1.',
  ended: false,
  page: '/runs/a1',
  tokens: { text: '4 left.' },
  ...fields,
});
const refusal = (code: string, whose = 'student') => ({
  error: { code, message: 'So it is.', whose, remedy: 'Do this.' },
});

/** A server that answers from a list for each address, the last for ever, and remembers what it was asked. */
async function standIn(answers: Record<string, [number, unknown][]>) {
  const asked: { path: string; bearer: string | undefined; body: string }[] = [];
  const server = createServer((request: IncomingMessage, response) => {
    void (async () => {
      let body = '';
      for await (const chunk of request) body += String(chunk);
      const path = `${request.method ?? ''} ${(request.url ?? '').split('?')[0] ?? ''}`;
      asked.push({ path, bearer: request.headers.authorization, body });
      const list = answers[path] ?? [[404, refusal('notFound')]];
      const [code, value] = (list.length > 1 ? list.shift() : list[0]) ?? [500, {}];
      // As a server that goes away: the connection ends without an answer.
      if (code === 0) request.socket.destroy();
      else if (code === 302) response.writeHead(code, { location: String(value) }).end();
      else response.writeHead(code).end(JSON.stringify(value));
    })();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, asked, [Symbol.dispose]: () => server.close() };
}

const CODE = { deviceCode: 'd', userCode: 'WXYZ-2345', verificationUri: 'http://page/device', intervalSeconds: 0.01 };
const TOKEN = { token: 't1', expiresAt: '2999-01-01T00:00:00Z', name: 'Ada' };
const answers = (): Record<string, [number, unknown][]> => ({
  'POST /v1/device/codes': [[200, CODE]],
  'POST /v1/device/tokens': [
    [400, refusal('authorizationPending')],
    [200, TOKEN],
  ],
  'POST /v1/feedback/hw4': [[202, status({ place: { text: 'In the queue: 3 of 7.' } })]],
  'GET /v1/feedback/runs/a1': [
    [200, status({ message: 'Cell 1 of 2.' })],
    [200, status({ ended: true, message: 'Graded.', report: REPORT })],
  ],
});

async function desk(given: Record<string, [number, unknown][]>) {
  const folder = await testFolder();
  const server = await standIn(given);
  const file = join(folder.path, 'my hw.ipynb');
  await writeFile(file, notebookFile(['x = 1', { source: 'y = 2', count: 5 }]));
  const state = join(folder.path, 'state');
  return {
    ...{ server, state, answers: given },
    run: (...more: string[]) => assay(['feedback', 'hw4', file, '--server', server.url, ...more], { state }),
    async [Symbol.asyncDispose]() {
      server[Symbol.dispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

it('signs in once by a code, says where it stands, and prints the report', async () => {
  await using own = await desk(answers());
  const { exitCode, stdout, stderr } = await own.run();
  expect(exitCode).toBe(1);
  for (const text of [
    'http://page/device',
    'WXYZ-2345',
    'Signed in as Ada.',
    'In the queue: 3 of 7.',
    'Cell 1 of 2.',
    '4 left.',
  ])
    expect(stderr).toContain(text);
  for (const text of [
    ...['hw4: 1 of 3 points', '✗ failed', 'triple(2) is wrong.', 'Expected: 6', 'Defined in: cell 3, line 2'],
    ...['Cell 9 ran before cell 4.', '7 late hours', 'does not count'],
  ])
    expect(stdout).toContain(text);
  const sent = own.server.asked.find(({ path }) => path === 'POST /v1/feedback/hw4');
  expect(sent?.bearer).toBe('Bearer t1');
  expect(JSON.parse(sent?.body ?? '')).toMatchObject({
    cells: [{ source: 'x = 1' }, { execution_count: 5, outputs: [] }],
  });
  expect((await stat(join(own.state, 'feedback-tokens.json'))).mode & 0o077).toBe(0);
  const again = await own.run('--json');
  expect(JSON.parse(again.stdout)).toEqual(REPORT);
  expect(own.server.asked.filter(({ path }) => path === 'POST /v1/device/codes')).toHaveLength(1);
});

it('signs in again where the server has ended the sign-in', async () => {
  await using own = await desk({
    ...answers(),
    'POST /v1/feedback/hw4': [
      [401, refusal('notSignedIn')],
      [200, status({ ended: true, report: { ...REPORT, outcome: 'passed' } })],
    ],
  });
  expect((await own.run()).exitCode).toBe(0);
  expect(own.server.asked.filter(({ path }) => path === 'POST /v1/device/codes')).toHaveLength(2);
});

it.each([
  [429, 'student', 2],
  // Such as a code that nobody typed in time.
  [400, 'student', 2],
  [503, 'operator', 3],
])('ends with the server’s words where it refuses: %i', async (code, whose, exit) => {
  await using own = await desk({ ...answers(), 'POST /v1/feedback/hw4': [[code, refusal('noTokens', whose)]] });
  const { exitCode, stderr, stdout } = await own.run();
  expect({ exitCode, stdout }).toEqual({ exitCode: exit, stdout: '' });
  expect(stderr).toContain('So it is. Do this.');
});

it('says that nothing was counted where no server answers, and reads the file before it asks anybody', async () => {
  await using own = await desk({});
  const away = await assay(['feedback', 'hw4', 'README.md', '--server', 'http://127.0.0.1:9'], { state: own.state });
  expect(away.exitCode).toBe(2);
  own.server[Symbol.dispose]();
  const { exitCode, stderr } = await own.run();
  expect(exitCode).toBe(3);
  expect(stderr).toContain('nothing was counted');
});

it('asks a server that is away again, says so once, and in the end where the run goes on', async () => {
  await using own = await desk({
    'GET /v1/feedback/runs/a1': [
      [0, {}],
      [503, refusal('unavailable', 'operator')],
      [200, status({ ended: true })],
      [0, {}],
    ],
  });
  const { signal } = new AbortController();
  const said: string[] = [];
  const server = feedbackServer(own.server.url, signal);
  const sent = { ...status({}), page: '/runs/a1' };
  const following = { token: 't', signal, say: (line: string) => void said.push(line) };
  expect(await follow(server, sent, { ...following, patience: { ms: 60_000, pauseMs: 1 } })).toMatchObject({
    ended: true,
  });
  expect(said.filter((line) => line.includes('does not answer'))).toHaveLength(1);
  await expect(follow(server, sent, { ...following, patience: { ms: 0, pauseMs: 1 } })).rejects.toMatchObject({
    remedy: `The run goes on: see ${own.server.url}/runs/a1, or run the command again: the same sources are the same run.`,
  });
});

it('follows no redirect, does not say that nothing was counted where it cannot know, and prints no control characters', async () => {
  await using own = await desk({
    ...answers(),
    'POST /v1/feedback/hw4': [
      [302, '/v1/elsewhere'],
      [0, {}],
    ],
  });
  own.answers['POST /v1/device/tokens'] = [[200, { ...TOKEN, name: 'A\u202e\u001b[31mda' }]];
  const moved = await own.run();
  expect(moved.exitCode).toBe(2);
  expect(moved.stderr).toContain('has moved. Ask course staff for the new address.');
  expect(moved.stderr).toContain('Signed in as Ada.');
  expect(own.server.asked.map(({ path }) => path)).not.toContain('GET /v1/elsewhere');
  const lost = await own.run();
  expect(lost.exitCode).toBe(3);
  expect(lost.stderr).toContain('the same sources are the same run');
  expect(lost.stderr).not.toContain('nothing was counted');
});
