import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page, Route } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { personFor } from '../../src/access/accounts.js';
import { createSession } from '../../src/access/sessions.js';
import { frozenAssignments } from '../../src/course/frozen.js';
import { openQueueRedis, type QueueRedis } from '../../src/queue/connection.js';
import { Grader } from '../../src/grading/grader.js';
import { startWorker, type WorkerHandle } from '../../src/queue/worker.js';
import { blobFolder, workersBlobs } from '../../src/machine/blobFolder.js';
import { startDispatcher, type DispatcherHandle } from '../../src/work/dispatch/dispatcher.js';
import { write } from '../../src/db/store.js';
import { putStudent } from '../../src/ledger/roster.js';
import { enrolled } from '../server/feedback/people.js';
import { testServer, type TestServer } from '../server/harness.js';
import { testContext } from '../support/engine.js';
import { QUICK_COURSE_DIR, testFolder, type TestFolder } from '../support/folder.js';
import { notebookFile } from '../support/notebook.js';
import { axeFindings } from './axe.js';
import { openBrowser, screenshot } from './browser.js';

const WIDTH = 360;
const MARKUP = '<script>window.ran=1</script><img src="https://evil.example/x" onerror="window.ran=2">';
const LONG = 'w'.repeat(4_000);
const RIGHT_TO_LEFT = '\u202eno \u05d0\u05d1\u05d2';
const ALL = JSON.stringify(`${MARKUP} ${RIGHT_TO_LEFT} ${LONG}`);

let course: TestFolder;
let server: TestServer;
let redis: QueueRedis;
let dispatcher: DispatcherHandle;
let worker: WorkerHandle;
let browser: Browser;
beforeAll(async () => {
  course = await testFolder(QUICK_COURSE_DIR);
  const edit = async (file: string, from: string, to: string): Promise<void> => {
    const path = join(course.path, file);
    await writeFile(path, (await readFile(path, 'utf8')).replace(from, to));
  };
  await edit('course.yaml', 'A course for tests of commands', `'A course ${MARKUP}'`);
  await edit('quick/assignment.yaml', 'Two checks and patience with cells', `'Two ${MARKUP}'`);
  await edit('quick/assignment.yaml', 'title: Functions, points: 3', `title: 'Functions ${MARKUP}', points: 4`);
  await appendFile(
    join(course.path, 'quick', 'checks.py'),
    `\n\n@check(${JSON.stringify(`1.3 a title ${MARKUP}`)}, points=1)\ndef hostile(nb, rng):\n    equal(1, 2, what=${ALL}, hint=${ALL})\n`,
  );
  [server, browser] = await Promise.all([testServer({}, course.path), openBrowser()]);
  enrolled(server, 's1');
  const { store, stateDir, progress } = server;
  const name = `${MARKUP} ${RIGHT_TO_LEFT} ${LONG.slice(0, 200)}`;
  write(store, () => {
    putStudent({ store, course: 'quick' }, { student: 's1', name, email: null, sid: null, section: null });
  });
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
});
afterAll(async () => {
  await browser.close();
  for (const resource of [worker, dispatcher, server, redis, course]) await resource[Symbol.asyncDispose]();
});

/** What must hold for every page: nothing of anybody's ran, and nothing reaches out of the window. */
async function isHarmless(page: Page): Promise<void> {
  expect(await page.evaluate('window.ran')).toBeUndefined();
  expect(await page.evaluate('document.querySelectorAll("[onerror], img[src^=http]").length')).toBe(0);
  const width = await page.evaluate('document.documentElement.scrollWidth');
  expect([page.url(), width]).toEqual([page.url(), WIDTH]);
}

/** A browser in which the student is signed in. */
async function signedIn(): Promise<BrowserContext> {
  const { accountId } = personFor({ store: server.store, course: 'quick' }, { student: 's1' });
  const value = createSession(server.store, accountId, 'demo').text;
  const context = await browser.newContext({ viewport: { width: WIDTH, height: 740 } });
  await context.addCookies([{ name: 'session', value, url: server.origin }]);
  return context;
}

async function sends(page: Page, name: string, cells: readonly string[]): Promise<void> {
  await page.goto(`${server.origin}/assignments/quick`);
  const file = { name, mimeType: 'application/json', buffer: notebookFile(cells) };
  await page.getByLabel('Your notebook').setInputFiles(file);
  await page.getByRole('button', { name: 'Ask for feedback' }).click();
  await page.waitForURL(/\/runs\//u);
}

it('shows a hostile class as text: no script runs, and no request leaves', { timeout: 240_000 }, async () => {
  const context = await signedIn();
  const left: string[] = [];
  context.on('request', (request) => {
    if (new URL(request.url()).origin !== server.origin) left.push(request.url());
  });
  const page = await context.newPage();
  await page.goto(`${server.origin}/assignments/quick`);
  await isHarmless(page);
  const raise = `raise KeyError(${ALL})`;
  const cells = [`def double(x):\n    ${raise}\nprint(${ALL})`, `answer = ${ALL}`, raise];
  await sends(page, '<img src=x onerror=ran=3>\u202e.ipynb', cells);
  await isHarmless(page);
  dispatcher.wake();
  await page.getByRole('heading', { name: 'Checks' }).waitFor({ timeout: 120_000 });
  expect(await page.getByRole('main').innerText()).toContain('<script>window.ran=1</script>');
  const report = new URL(page.url()).pathname;
  for (const [index, path] of [report, '/', '/assignments/quick', '/late', '/account'].entries()) {
    await page.goto(server.origin + path);
    await isHarmless(page);
    await screenshot(page, `hostile-${index + 1}`);
    expect([path, await axeFindings(page)]).toEqual([path, []]);
  }
  expect(left).toEqual([]);
  await context.close();
});

it(
  'follows a run through a restart of server and Redis, and tells who is signed out',
  { timeout: 120_000 },
  async () => {
    const context = await signedIn();
    const [page, other] = [await context.newPage(), await context.newPage()];
    await sends(page, 'hw.ipynb', ['import time\ntime.sleep(12)', 'answer = 42']);
    await page.getByText('It runs your notebook').first().waitFor();
    await server.restart();
    await server.redis.restart();
    // Another one is answered by a proxy whose server is away: it asks again by itself.
    const away = (route: Route): Promise<void> => route.fulfill({ status: 502, body: 'Bad Gateway' });
    await other.route('**/v1/feedback/runs/**', away, { times: 4 });
    await other.goto(page.url());
    await other.getByText('The server does not answer just now.').first().waitFor({ timeout: 20_000 });
    for (const one of [page, other]) await one.getByRole('heading', { name: 'Checks' }).waitFor({ timeout: 90_000 });
    await context.clearCookies();
    await page.goBack();
    await page.reload();
    expect(page.url()).toContain('/sign-in?next=');
    await context.close();
  },
);
