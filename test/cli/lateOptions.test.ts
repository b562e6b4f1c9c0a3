import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from '@commander-js/extra-typings';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { EXIT } from '../../src/cli/exitCodes.js';
import { addLateStaffCommands } from '../../src/cli/late/index.js';
import { openForReading } from '../../src/db/open.js';
import { openForWriting } from '../../src/ledger/open.js';
import { readPending } from '../../src/ledger/outbox.js';
import type { WorkClass } from '../../src/db/tables.js';
import { admit } from '../../src/work/admit.js';
import { request } from '../work/sample.js';
import { openedDesk, saying } from './lateStaff.js';

const READING = new Set([
  'show',
  'explain',
  'verify-log',
  'release check',
  'regrade list',
  'whatif',
  'export',
  'policy-text',
  'reconcile',
  'report',
  'backup',
]);

/** Every command that does something, by its name, as the program itself lists them. */
function commands(): [string, string[]][] {
  const late = new Command('late');
  addLateStaffCommands(late, () => undefined);
  return late.commands.flatMap((command) =>
    (command.commands.length === 0 ? [command] : command.commands).map((leaf): [string, string[]] => [
      leaf === command ? command.name() : `${command.name()} ${leaf.name()}`,
      leaf.options.map(({ long }) => long ?? ''),
    ]),
  );
}

describe('every late command', () => {
  test.each(commands())('%s has the options of its kind', (name, options) => {
    expect(options).toContain('--json');
    if (READING.has(name)) return;
    expect(options).toContain('--dry-run');
    // A restore stores nothing that could be there twice.
    if (name !== 'restore') expect(options).toContain('--command-id');
  });
});

test('recompute names who changes, before and after; the student is told once', async () => {
  await using at = await openedDesk();
  const ledger = new Database(at.ledger);
  ledger.exec(`UPDATE charges SET body = replace(body, '"remaining":4', '"remaining":5') WHERE student = 's1'`);
  ledger.close();
  const told = 's1 Ann Lee: 5 of 5 hours left → 4 of 5';
  expect(await at.say('recompute', '--check')).toMatchObject({ code: 1, out: saying(told) });
  expect(await at.say('recompute', '--dry-run')).toMatchObject({ code: EXIT.passed, out: saying(told) });
  expect(await at.say('recompute', '--check')).toMatchObject({ code: 1 });
  const change = { student: 's1', hours: { before: { remaining: 5 }, after: { remaining: 4 } } };
  expect(await at.ask('recompute', '--command-id', 'c1')).toMatchObject({ stale: ['s1'], changes: [change] });
  expect(await at.ask('recompute', '--command-id', 'c1')).toMatchObject({ stale: [], changes: [] });
  using store = openForReading(at.ledger, { now: () => new Date() });
  expect(readPending(store, 10).filter(({ key }) => key === 'changed:c1:s1')).toHaveLength(1);
});

test('restore --dry-run verifies the backup and changes nothing', async () => {
  await using at = await openedDesk();
  const backup = join(at.folder, 'backup.db');
  await at.ask('backup', backup);
  await at.ask('grant', 's1', '3', '--reason', 'later than the backup');
  expect(await at.say('restore', backup, '--dry-run')).toMatchObject({ out: saying('The backup is sound: its 12') });
  expect(await at.ask('show', 's1')).toMatchObject({ budget: 8 });
  await expect(stat(`${at.ledger}.partial`)).rejects.toThrow('ENOENT');
  await at.file('broken.db', 'no database');
  const refused = await at.say('restore', join(at.folder, 'broken.db'), '--dry-run');
  expect(refused.code).not.toBe(EXIT.passed);
});

test('export --json has the rows of the table, and --student only those of one student', async () => {
  await using at = await openedDesk();
  expect(await at.ask('export', '--student', 'ann@example.edu')).toMatchObject([
    { student_key: 's1', name: 'Ann Lee', quick_hours_used: '1', late_hours_left: '4' },
  ]);
  const { out } = await at.say('export', '--format', 'long', '--student', 's1');
  expect(out.trimEnd().split('\r\n').slice(1)).toEqual([saying('s1,quick,'), saying('s1,broken,')]);
  const events = (await at.ask('export', '--format', 'audit', '--student', 's1')) as { content: object }[];
  expect(events.filter(({ content }) => 'student' in content)).toEqual([
    expect.objectContaining({ content: { type: 'student_enrolled', student: 's1' } }),
  ]);
  expect(JSON.stringify(events)).not.toMatch(/"s[23]"/u);
  const file = join(at.folder, 'rows.json');
  await at.say('export', '--json', '--out', file);
  expect(JSON.parse(await readFile(file, 'utf8'))).toHaveLength(3);
});

test('waive-all waives what each is charged, up to the hours, and says first how many that are', async () => {
  await using at = await openedDesk();
  const command = ['waive-all', 'quick', '3', '--reason', 'outage', '--command-id', 'o1'];
  expect(await at.say(...command, '--dry-run')).toMatchObject({ out: saying('Changes for 3 of the class:') });
  const done = await at.ask(...command);
  expect(done).toMatchObject({ notes: [saying('3 of 3 students are charged')] });
  expect(await at.ask('show', 's1')).toMatchObject({ assignments: { quick: { hoursWaived: 1, hoursUsed: 0 } } });
  expect(await at.ask('show', 's2')).toMatchObject({ assignments: { quick: { hoursWaived: 3, penaltyHours: 5 } } });
  expect(await at.ask(...command)).toMatchObject({ events: [{ isNew: false }, { isNew: false }, { isNew: false }] });
  expect(await at.ask('waive-all', 'quick', 'all', '--section', 'B', '--reason', 'r')).toMatchObject({
    changes: [{ student: 's3' }],
  });
  expect(await at.say('waive-all', 'quick', '1', '--section', 'Z', '--reason', 'r')).toMatchObject({
    code: EXIT.badInput,
    error: saying('in section Z'),
  });
});

test('explain tells a member nothing of a partner’s balance, where the poorest binds all', async () => {
  await using at = await openedDesk('budgetHours: 5, groupMode: min');
  await at.ask('grant', 's3', '-2', '--reason', 'r');
  const { out } = await at.say('explain', 's2', 'quick');
  expect(out).toContain('A group spends at most as many late hours as its poorest member has left.');
  expect(out).toContain('3 late hours used.');
  expect(out).not.toMatch(/were left|which leaves|s3/u);
});

/** What the server does with an upload, whose id is the digest of its notebook. */
function handIn(ledger: string, blob: string, email: string, workClass: WorkClass = 'submission'): void {
  using store = openForWriting(ledger, { now: () => new Date() });
  const notebook = { blob, digest: `sha256:${blob}` };
  const which = { course: 'quick', assignment: 'quick', submissionId: blob };
  admit(store, request({ ...which, workClass, notebook, students: [{ email }] }));
}

test('erase leaves the key and the charges, and nothing of the person in the file', async () => {
  await using at = await openedDesk();
  const { assignments } = (await at.ask('show', 's3')) as { assignments: object };
  expect(await at.say('erase', 'eve@example.edu')).toMatchObject({ code: EXIT.badInput, error: saying('--reason') });
  const [mine = '', feedback = '', partners = ''] = ['1', '2', '3'].map((mark) => mark.repeat(64));
  handIn(at.ledger, mine, 'eve@example.edu');
  handIn(at.ledger, feedback, 'eve@example.edu', 'feedback');
  handIn(at.ledger, partners, 'bob@example.edu');
  const { notes } = (await at.ask('erase', 's3', '--reason', 'a request', '--dry-run')) as { notes: string[] };
  expect(notes).toContain('Feedback of theirs that is kept: 1; `assay prune` removes it in time.');
  expect(notes).toEqual(expect.arrayContaining([mine, feedback].map((blob) => `  ${blob.slice(0, 2)}/${blob}`)));
  expect(notes.join()).not.toContain(partners);
  expect(await at.ask('show', '1003')).toMatchObject({ student: 's3' });
  await at.ask('erase', 'eve@example.edu', '--reason', 'a request');
  expect(await at.ask('show', 's3')).toMatchObject({ name: null, assignments });
  expect((await at.say('show', 'eve@example.edu')).error).toContain('Nobody on the roster');
  const bytes = await readFile(at.ledger, 'latin1');
  expect(bytes).toContain('ann@example.edu');
  for (const told of ['Cruz, Eve', 'eve@example.edu']) expect(bytes).not.toContain(told);
  expect(await at.say('verify-log')).toMatchObject({ code: EXIT.passed });
});

test.each([
  ['policy: { penaltyCapBp: 5000 }', 'quick has no cut-off'],
  ['assignments: { quick: { cutoffHours: 48 } }', 'at most 48% and never to its cap of 100%'],
  ['assignments: { quick: { cutoffHours: 110 } }', 'all of which a full budget of 120 pays'],
  ["assignments: { quick: { cutoffAt: '2020-01-01T00:00:00Z' } }", 'which is before it is due'],
])('import course warns of %s', async (yaml, told) => {
  await using at = await openedDesk();
  await at.file('course/late.yaml', `schemaVersion: 1\n${yaml}\n`);
  const said = await at.say('import', 'course', join(at.folder, 'course'), '--reason', 'r');
  expect(said).toMatchObject({ code: EXIT.passed, out: saying(told) });
});
