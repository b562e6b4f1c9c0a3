import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { run } from '../../../src/db/store.js';
import { accommodate } from '../../../src/ledger/commands/accommodate.js';
import { folderBlobStore } from '../../../src/machine/blobStore.js';
import { serialiseNotebook, toExecutedNotebook } from '../../../src/results/executedNotebook.js';
import { findNewestWork } from '../../../src/work/rows.js';
import { png } from '../../results/samplePng.js';
import { notebook, notebookFile } from '../../support/notebook.js';
import { signedInBrowser } from '../auth/signIn.js';
import type { TestServer } from '../harness.js';
import { check, classroom, handIn, HOSTILE, looks } from './classroom.js';

const FIRST = ['def f(x):\n    return x\n'];
const SECOND = [`def f(x):\n    return x + 1  # ${HOSTILE}\n`];

let server: TestServer;
beforeAll(async () => {
  server = await classroom();
  const checks = [
    check('1.1', { asks: 'f' }),
    check('1.2', {
      status: 'failed',
      visibility: 'after_published',
      message: 'is not 7',
      staffLog: 'seed 11',
      asks: 'g',
    }),
    check('1.3', { status: 'failed', visibility: 'hidden', message: 'never told' }),
  ];
  const grade = { outcome: 'failed', earnedMicroPoints: 1_000_000, maxMicroPoints: 5_000_000, checks } as const;
  handIn(server, 's2', { id: '112', createdAt: '2027-04-15T13:00:00Z', grade });
  await keep('102', FIRST);
  await keep('112', SECOND);
});
afterAll(() => server[Symbol.asyncDispose]());

/** As the queue leaves them: the notebook, and the executed one with its outputs. */
async function keep(submissionId: string, sources: readonly string[]): Promise<void> {
  const blobs = folderBlobStore(join(server.stateDir, 'blobs'));
  const list = [
    { kind: 'stream', name: 'stdout', text: `${HOSTILE}\n` },
    { kind: 'display', data: [{ mime: 'image/png', bytes: new Uint8Array(png()) }] },
    { kind: 'display', data: [{ mime: 'text/html', bytes: new TextEncoder().encode(HOSTILE) }] },
  ] as const;
  const outputs = new Map([[0, { list }]]);
  const executed = await blobs.put(serialiseNotebook(toExecutedNotebook(notebook(sources), outputs)));
  const set = { executed, notebook: await blobs.put(notebookFile(sources)) };
  const { id = '' } = findNewestWork({ store: server.store, course: 'quick' }, submissionId) ?? {};
  run(server.store, server.store.query.updateTable('work').set(set).where('id', '=', id));
}

const get = (target: string, staff = 'tim') => signedInBrowser(server, { staff }).get(`/staff/submissions/${target}`);

it('shows every check, what is for staff alone, and the notebook as text and pictures of ours', async () => {
  const { text } = await get('112');
  for (const part of ['never told', 'seed 11', 'Cell 1', 'Asked by 1.1 (passed)', 'return x + 1']) {
    expect(text).toContain(part);
  }
  expect(text).toContain('&lt;script&gt;alert(1)');
  expect(text).not.toContain('<script>alert');
  expect(text).not.toContain('<img src=x');
  const picture = /src="(\/staff\/submissions\/112\/pictures\/0)"/u.exec(text)?.[1] ?? '';
  const answer = await get(picture.replace('/staff/submissions/', ''));
  expect([answer.status, answer.headers['content-type'], answer.headers['content-security-policy']]).toEqual([
    ...[200, 'image/png', "sandbox; default-src 'none'"],
  ]);
  expect((await get('112/pictures/1')).status).toBe(404);
  expect(looks(server)).toContain('staff:tim s2 submission:112');
});

it('says how late it was, how it was graded before, and what was decided about it', async () => {
  const tim = signedInBrowser(server, { staff: 'tim' });
  const { id = '' } = findNewestWork({ store: server.store, course: 'quick' }, '103') ?? {};
  await tim.post(`/staff/runs/${id}/force`, { reason: 'mended 1.2' });
  const { text } = await get('103');
  expect(text).toContain('mended 1.2');
  expect(text).toContain('points are open');
  expect((await get('105')).text).toContain('late hours used');
});

it('compares with another one of the same students alone', async () => {
  const { text } = await get('112/diff/102');
  expect(text).toContain('<span class="removed">-     return x\n</span>');
  expect(text).toContain('<span class="added">+     return x + 1  # &lt;script&gt;');
  expect((await get('112/diff/101')).status).toBe(404);
});

it('shows what the student sees, and when', async () => {
  const told = async (when: string): Promise<boolean[]> => {
    const { text } = await get(`112/as-student?when=${when}`);
    return ['Check 1.1', 'Check 1.2', 'Check 1.3', 'seed 11', 'is not 7'].map((part) => text.includes(part));
  };
  expect(await told('now')).toEqual([true, false, false, false, false]);
  expect(await told('release')).toEqual([true, true, false, false, false]);
});

it('what is not for assistants is on none of their pages', async () => {
  const ledger = { store: server.store, course: 'quick' };
  const reason = 'why-only-some-may-know';
  accommodate(ledger, { kind: 'staff', id: 'ada' }, { student: 's2', multiplier: '2', reason, evidence: reason });
  const pages = [
    '',
    '/students',
    '/students/s2',
    '/submissions/112',
    '/submissions/112/as-student',
    '/queue',
    '/report',
  ];
  const ofClass = ['/assignments/quick', '/assignments/quick/class.csv', '/assignments/quick/release'];
  const others = ['/decide/grant?student=s2', '/what-if?student=s2&assignment=quick&waive=1'];
  const told = async (staff: string): Promise<string[]> => {
    const user = signedInBrowser(server, { staff });
    const found: string[] = [];
    for (const page of [...pages, ...ofClass, ...others]) {
      const { status, text } = await user.get(`/staff${page}`);
      expect([page, status]).toEqual([page, 200]);
      if (text.includes(reason)) found.push(page);
    }
    return found;
  };
  expect(await told('tim')).toEqual([]);
  expect(await told('hedy')).toEqual(['/students/s2']);
});
