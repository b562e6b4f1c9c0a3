import { afterAll, beforeAll, expect, it } from 'vitest';
import { all } from '../../../src/db/store.js';
import { findNewestWork } from '../../../src/work/rows.js';
import { signedInBrowser } from '../auth/signIn.js';
import type { TestServer } from '../harness.js';
import { classroom } from './classroom.js';

let server: TestServer;
beforeAll(async () => {
  server = await classroom();
});
afterAll(() => server[Symbol.asyncDispose]());

it('the first page counts a class, and shows what needs somebody with what the check said', async () => {
  const { text, headers } = await signedInBrowser(server, { staff: 'tim' }).get('/staff');
  expect(headers['content-security-policy']).toContain("default-src 'none'");
  const cells = [...text.matchAll(/<td class="number">([^<]*)<\/td>/gu)].map(([, cell]) => cell);
  // The course's other homework is due before.
  expect(cells.slice(-5)).toEqual(['4 of 5', '3', '1', '1', '1']);
  expect(text).toContain('not due yet');
  expect(text).toContain('Submission 103 of quick');
});

it('a submission that needs staff is run again with a reason; the reason is kept with who gave it', async () => {
  const work = findNewestWork({ store: server.store, course: 'quick' }, '103');
  const tim = signedInBrowser(server, { staff: 'tim' });
  const target = `/staff/runs/${work?.id ?? ''}/force`;
  expect((await tim.post(target, { reason: ' ' })).status).toBe(422);
  const { status, headers } = await tim.post(target, { reason: 'check 1.2 is mended' });
  expect([status, headers['location']]).toEqual([303, '/staff/submissions/103']);
  const decided = server.store.query.selectFrom('workDecisions').select(['actor', 'decision', 'reason']);
  expect(all(server.store, decided)).toEqual([
    { actor: 'staff:tim', decision: 'force', reason: 'check 1.2 is mended' },
  ]);
  const queue = await tim.get('/staff/queue');
  expect(queue.text).toContain('number 1 of its class');
  // Who may not stop a run is offered no button, and is refused.
  expect(queue.text).not.toContain('/cancel');
  expect((await tim.post(target.replace('force', 'cancel'), { reason: 'no' })).status).toBe(422);
  const hedy = signedInBrowser(server, { staff: 'hedy' });
  expect((await hedy.post(target.replace('force', 'cancel'), { reason: 'twice' })).status).toBe(303);
  expect(findNewestWork({ store: server.store, course: 'quick' }, '103')?.state).toBe('cancelled');
});

it('the release page says what stands against it; the report has plots without a style of their own', async () => {
  const ada = signedInBrowser(server, { staff: 'ada' });
  const release = await ada.get('/staff/assignments/quick/release');
  expect(release.text).toMatch(/<\/time> a late submission can still change a grade/u);
  expect(release.text).toContain('href="/staff/decide/release?assignment=quick"');
  const { text } = await ada.get('/staff/report');
  expect(text).toContain('<svg');
  expect(text).not.toMatch(/<style|\sstyle=/u);
});
