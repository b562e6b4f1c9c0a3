import { join } from 'node:path';
import { Command } from '@commander-js/extra-typings';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { addLateStaffCommands } from '../../../src/cli/late/index.js';
import { backUp } from '../../../src/ledger/backup.js';
import { headSeq, readEvents } from '../../../src/ledger/events.js';
import { openForWriting } from '../../../src/ledger/open.js';
import type { Store } from '../../../src/db/store.js';
import { DECISIONS } from '../../../src/server/staff/decisions.js';
import { signedInBrowser } from '../auth/signIn.js';
import type { TestServer } from '../harness.js';
import { classroom, looks } from './classroom.js';

/** A form's fields, and the arguments of the command that decides the same; in an order in which each is possible. */
const SAME: readonly [decision: string, fields: Record<string, string>, args: string[]][] = [
  [
    'extend',
    { student: 's2', assignment: 'quick', days: '2', partners: 'on' },
    ['s2', 'quick', '--days', '2', '--partners'],
  ],
  ['revoke', { event: 'LAST' }, ['LAST']],
  ['waive', { student: 'Name of s5', assignment: 'quick', hours: '1' }, ['Name of s5', 'quick', '1']],
  ['waive-all', { assignment: 'quick', hours: 'all', section: '' }, ['quick', 'all']],
  ['grant', { student: 's1', hours: '+5' }, ['s1', '5']],
  ['excuse', { student: 's4', assignment: 'quick' }, ['s4', 'quick']],
  [
    'accommodate',
    { student: 's1', multiplier: '1.5', blanketHours: '24' },
    ['s1', '--multiplier', '1.5', '--blanket-hours', '24'],
  ],
  ['due-change', { assignment: 'quick', to: '2027-04-20T23:59:00' }, ['quick', '--to', '2027-04-20T23:59:00']],
  ['correct-time', { submissionId: '102', at: '2027-04-15T11:00:00Z' }, ['102', '2027-04-15T11:00:00Z']],
  ['select', { submissionId: '101' }, ['101']],
  ['void', { submissionId: '105' }, ['105']],
  ['group', { submissionId: '101', student: 's4', to: 'add' }, ['add', '101', 's4']],
  ['release', { assignment: 'quick', force: 'on' }, ['mark', 'quick', '--force']],
  [
    'regrade',
    { student: 's1', assignment: 'quick', textRef: 'mail 7', requestId: 'r1', days: '9' },
    ['open', 's1', 'quick', '--text-ref', 'mail 7', '--request-id', 'r1', '--days', '9'],
  ],
  ['resolve-regrade', { requestId: 'r1', outcome: 'changed' }, ['r1', '--outcome', 'changed']],
];
const BY_COMMAND: Readonly<Record<string, string[]>> = { 'resolve-regrade': ['regrade', 'resolve'] };

/** What a teaching assistant may decide as well. */
const BY_ASSISTANTS = ['waive', 'regrade', 'resolve-regrade'];

let server: TestServer;
let copy: string;
beforeAll(async () => {
  server = await classroom();
  copy = join(server.stateDir, 'copy.db');
  await backUp(server.store, copy);
});
afterAll(() => server[Symbol.asyncDispose]());
beforeEach(() => {
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  return () => {
    vi.restoreAllMocks();
  };
});

const why = { reason: 'ticket 9', evidence: 'RT 12' };
const last = (text: string, seq: number): string => (text === 'LAST' ? String(seq) : text);

/** What was recorded after an event, without what is each try’s own. */
function recorded(store: Store, after: number): unknown[] {
  return readEvents({ store, course: 'quick' })
    .filter(({ seq }) => seq > after)
    .map(({ seq, content, actor, reason, evidenceRef }) => ({ seq, content, actor, reason, evidenceRef }));
}

it('every decision of the pages is among those that are compared with their commands', () => {
  expect(SAME.map(([name]) => name).sort()).toEqual(Object.keys(DECISIONS).sort());
});

it.each(SAME)('%s records the same events as the command', async (name, fields, args) => {
  const ada = signedInBrowser(server, { staff: 'ada' });
  const before = headSeq(server.store);
  const said = Object.fromEntries(Object.entries(fields).map(([field, value]) => [field, last(value, before)]));
  const tim = signedInBrowser(server, { staff: 'tim' });
  const proposed = await tim.post(`/staff/decide/${name}/try`, { ...said, ...why });
  expect([proposed.status, proposed.text.includes('Propose it')]).toEqual([200, !BY_ASSISTANTS.includes(name)]);
  if (!BY_ASSISTANTS.includes(name)) {
    expect((await tim.post(`/staff/decide/${name}`, { ...said, ...why })).status).toBe(422);
  }
  const tried = await ada.post(`/staff/decide/${name}/try`, { ...said, ...why });
  expect([tried.status, headSeq(server.store)]).toEqual([200, before]);
  const commandId = /name="commandId" value="([^"]+)"/u.exec(tried.text)?.[1] ?? '';
  const store = { ...said, ...why, commandId };
  expect((await ada.post(`/staff/decide/${name}`, store)).status).toBe(303);
  const events = recorded(server.store, before);
  expect(events).not.toEqual([]);
  // Pressed twice, it is stored once.
  expect((await ada.post(`/staff/decide/${name}`, store)).status).toBe(303);
  expect(recorded(server.store, before)).toEqual(events);

  const late = new Command('late').exitOverride();
  addLateStaffCommands(late, () => undefined);
  const options = ['--reason', why.reason, '--evidence', why.evidence, '--as', 'ada', '--ledger', copy];
  const command = [...(BY_COMMAND[name] ?? [name]), ...args.map((argument) => last(argument, before))];
  await late.parseAsync([...command, ...options], { from: 'user' });
  using other = openForWriting(copy, { now: () => new Date() });
  expect(recorded(other, before)).toEqual(events);
});

it('shows who changes before and after, and stores nothing without a reason, or for who may not', async () => {
  const before = headSeq(server.store);
  const [ada, tim] = [signedInBrowser(server, { staff: 'ada' }), signedInBrowser(server, { staff: 'tim' })];
  const fields = { student: 's3', hours: '-20' };
  const shown = await ada.post('/staff/decide/grant/try', fields);
  expect(shown.text).toMatch(/<span class="was">(\d+) of \1<\/span>/u);
  expect(shown.text).toContain('no reason yet');
  expect(shown.text).not.toContain('Store it');
  expect((await ada.post('/staff/decide/grant', fields)).text).toContain('It is course staff’s turn. Give one.');
  const proposed = await tim.post('/staff/decide/grant/try', { ...fields, ...why });
  expect(proposed.text).toContain('Propose it');
  expect(proposed.text).not.toContain('Store it');
  expect((await tim.post('/staff/decide/grant', { ...fields, ...why })).status).toBe(422);
  expect((await tim.post('/staff/decide/grant', fields, { 'Sec-Fetch-Site': 'cross-site' })).status).toBe(403);
  expect((await ada.post('/staff/decide/grant', { ...fields, hours: 'x' })).text).toContain('must be a whole number');
  expect(headSeq(server.store)).toBe(before);
  expect(looks(server)).toContain('staff:tim s3 decide:grant');
});

it('a student’s page has hours, events and what each charge comes from; reasons only for who may read them', async () => {
  const page = async (staff: string) => (await signedInBrowser(server, { staff }).get('/staff/students/s1')).text;
  const [ada, tim] = [await page('ada'), await page('tim')];
  for (const text of [ada, tim]) expect(text).toContain('budgetMultiplier 1.5');
  // An assistant may read why anything was decided, but for the accommodation.
  const reasons = (text: string): number => text.split('ticket 9; RT 12').length - 1;
  expect(reasons(ada)).toBeGreaterThan(5);
  expect(reasons(tim)).toBe(reasons(ada) - 1);
  expect(ada).toContain('href="/staff/submissions/101"');
  expect(looks(server)).toContain('staff:tim s1 student');
  const list = await signedInBrowser(server, { staff: 'tim' }).get('/staff/students?q=s4%40');
  expect(list.text).toContain('1 found');
  const what = await signedInBrowser(server, { staff: 'tim' }).get(
    '/staff/what-if?student=s3&assignment=quick&grant=7',
  );
  expect(what.text).toContain('Changes for 1 student');
});
