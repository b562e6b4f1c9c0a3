import { appendFile, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { EXIT } from '../../src/cli/exitCodes.js';
import { openForReading } from '../../src/db/open.js';
import { readPending } from '../../src/ledger/outbox.js';
import { openedDesk, saying, type Desk } from './lateStaff.js';

/** Moves all due times so far back that nothing late can come any more, and grades what has no grade. */
async function longAgo(at: Desk): Promise<void> {
  for (const id of ['quick', 'broken']) {
    await at.ask('due-change', id, '--to', '2020-02-10T23:59:00', '--reason', 'the sample is old');
  }
  const graded = 'submission_id,assignment,students,created_at,raw_score\n9,broken,s1,2027-02-01T00:00:00-05:00,1\n';
  await at.ask('import', 'submissions', await at.file('graded.csv', graded));
}

describe('late whatif', () => {
  test.each<[string[], string]>([
    [['--hours', '3'], 'late hours 13 → 10, penalty 8% → 5%, score 83.26 → 85.98'],
    [['--days', '1'], 'status penalized → on_time'],
    [['--extend', '3h'], 'late hours 13 → 10, penalty 8% → 5%'],
    [['--extend', '1d'], 'status penalized → on_time'],
    [['--waive', '8'], 'waived 0 → 8, penalty 8% → 0%'],
    [['--grant', '8'], 'used 5 → 13, penalty 8% → 0%'],
    [['--grant', '-5'], 'used 5 → 0'],
    [['--basis', 'max'], 'score 83.26 → 90.26'],
    [['--at', '2027-02-12T00:00:00Z'], 'submission 8 → imagined, late hours 13 → 25'],
    [['--hours', '3', '--waive', '5'], 'penalty 8% → 0%'],
    [['--extend', '3h', '--waive', '1', '--grant', '2', '--basis', 'max'], 'penalty 8% → 2%, score 83.26 → 90.44'],
  ])('%j', async (args, told) => {
    await using at = await openedDesk();
    const before = await readFile(at.ledger);
    expect(await at.say('whatif', 's2', 'quick', ...args)).toMatchObject({ code: EXIT.passed, out: saying(told) });
    expect(await readFile(at.ledger)).toEqual(before);
  });

  test('is refused where nothing is supposed, or nonsense', async () => {
    await using at = await openedDesk();
    for (const [args, message] of [
      [['whatif', 's2', 'quick'], 'at least one'],
      [['whatif', 's2', 'hw9', '--grant', '1'], 'no assignment hw9'],
      [['whatif', 's2', 'quick', '--at', 'noon'], 'is not a timestamp'],
    ] as const) {
      expect(await at.say(...args)).toMatchObject({ code: EXIT.badInput, error: saying(message) });
    }
  });
});

describe('late export', () => {
  test('gradebook: a row a student', async () => {
    await using at = await openedDesk();
    const { out } = await at.say('export');
    expect(out.split('\r\n')).toEqual([
      'student_key,name,quick_raw,quick_hours_used,quick_penalty_pct,quick_final,broken_raw,broken_hours_used,broken_penalty_pct,broken_final,late_hours_total,late_hours_used,late_hours_left',
      's1,Ann Lee,80.00,1,0,80.00,,0,0,,5,1,4',
      's2,Bob Ray,90.50,5,8,83.26,,0,0,,5,5,0',
      's3,"Cruz, Eve",90.50,5,8,83.26,,0,0,,5,5,0',
      '',
    ]);
  });

  test('long: a row a student and assignment; the same ledger gives the same bytes', async () => {
    await using at = await openedDesk();
    const { out } = await at.say('export', '--format', 'long');
    const lines = out.trimEnd().split('\r\n');
    expect(lines).toHaveLength(1 + 3 * 2);
    expect(lines[0]).toBe(
      'student_key,assignment,effective_due,submission_id,late_seconds,hours_late,hours_waived,hours_used,penalty_hours,penalty_bp,status,raw_score,final_score,frozen,policy_seq,ledger_seq,open_points',
    );
    expect(lines[3]).toBe('s2,quick,2027-02-10T23:59:00Z,8,46799,13,0,5,8,800,penalized,90.50,83.26,false,1,12,');
    const file = join(at.folder, 'long.csv');
    await at.say('export', '--format', 'long', '--out', file);
    expect(await readFile(file, 'utf8')).toBe(out);
  });

  test('a name that a spreadsheet would take for a formula is text', async () => {
    await using at = await openedDesk();
    await at.ask('import', 'roster', await at.file('f.csv', 'name,email\n"=HYPERLINK(""x"")",f@example.edu\n'));
    expect((await at.say('export')).out).toContain(`s4,"'=HYPERLINK(""x"")",`);
  });

  test('audit: every event as a line of JSON', async () => {
    await using at = await openedDesk();
    const { out } = await at.say('export', '--format', 'audit');
    const events = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { seq: number; hash: string });
    expect(events.map(({ seq }) => seq)).toEqual(Array.from({ length: 12 }, (_, index) => index + 1));
    const { head } = (await at.ask('verify-log')) as { head: { hash: string } };
    expect(events.at(-1)?.hash).toBe(head.hash);
  });
});

describe('late report', () => {
  test('is a text, data, or a page that only its owner can read', async () => {
    await using at = await openedDesk();
    const { out } = await at.say('report');
    expect(out).toContain('s2       Bob Ray    0     5   8');
    expect(out).toContain('As of event 12.');
    expect(await at.ask('report', '--assignment', 'quick')).toMatchObject({
      sections: [
        { title: 'On time, late, penalised', rows: [['quick', 0, 1, 0, 2, 0, 0, 0]] },
        {},
        {},
        {},
        {},
        {},
        {},
        {},
      ],
    });
    const file = join(at.folder, 'report.html');
    expect(await at.say('report', '--html', file)).toMatchObject({ code: EXIT.passed, out: saying(file) });
    expect(await readFile(file, 'utf8')).toContain('<svg');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const shared = await at.say('report', '--audience', 'shared');
    for (const person of ['Bob', 's2', 'ada']) expect(shared.out).not.toContain(person);
    expect(await at.say('report', '--assignment', 'hw9')).toMatchObject({ code: EXIT.badInput, error: saying('hw9') });
  });
});

describe('late release', () => {
  test('check names what stands against it; mark refuses until it is forced with a reason', async () => {
    await using at = await openedDesk();
    await at.ask('extend', 's2', 'broken', '--until', '2099-01-01T00:00:00Z', '--reason', 'r');
    const check = await at.say('release', 'check', 'broken');
    expect(check.code).toBe(1);
    expect(check.out).toContain('a late submission can still change a grade');
    expect(check.out).toContain('Submission 9 has no grade.');
    expect(check.out).toContain('s2 has an extension until 2099-01-01T00:00:00Z.');
    expect(await at.say('release', 'mark', 'broken')).toMatchObject({ code: EXIT.badInput, error: saying('--force') });
    expect((await at.say('release', 'mark', 'broken', '--force')).code).toBe(EXIT.badInput);
    await at.ask('release', 'mark', 'broken', '--force', '--reason', 'the dean wants it');
    expect(await at.ask('show', 's1')).toMatchObject({ assignments: { broken: { frozen: true } } });
  });

  test('check names earlier work that can still use hours', async () => {
    await using at = await openedDesk();
    await at.ask('due-change', 'broken', '--to', '2020-02-12T23:59:00', '--reason', 'r');
    expect((await at.say('release', 'check', 'broken')).out).not.toContain('provisional');
    await at.ask('due-change', 'quick', '--to', '2020-02-10T23:59:00', '--reason', 'r');
    expect((await at.say('release', 'check', 'broken')).out).not.toContain('provisional');
    await at.ask('extend', 's1', 'quick', '--until', '2099-01-01T00:00:00Z', '--reason', 'r');
    const { code, out } = await at.say('release', 'check', 'broken');
    expect({ code, out }).toEqual({
      code: 1,
      out: saying('late work on quick, which is due earlier, can still use hours'),
    });
  });

  test('a released charge stays, whatever is handed in later', async () => {
    await using at = await openedDesk();
    await longAgo(at);
    expect(await at.ask('release', 'check', 'quick')).toMatchObject({ ready: true, blockers: [] });
    await at.ask('release', 'mark', 'quick');
    const before = await at.ask('show', 's2');
    const late = 'submission_id,assignment,students,created_at,raw_score\n20,quick,s2,2027-03-01T00:00:00Z,100\n';
    await at.ask('import', 'submissions', await at.file('late.csv', late));
    expect(await at.ask('show', 's2')).toMatchObject({
      used: (before as { used: number }).used,
      assignments: { quick: { submissionId: '8', notCounted: [['20', 'after_release']] } },
    });
  });
});

describe('late regrade', () => {
  test('opens after the release, lists, and resolves once', async () => {
    await using at = await openedDesk();
    const ask = ['regrade', 'open', 's2', 'quick', '--days', '9', '--text-ref', 'forum post 9', '--request-id', 'r9'];
    expect(await at.say(...ask)).toMatchObject({ code: EXIT.badInput, error: saying('not released yet') });
    await longAgo(at);
    await at.ask('release', 'mark', 'quick');
    await at.ask(...ask);
    expect(await at.ask('regrade', 'list')).toMatchObject({ open: [{ requestId: 'r9', student: 's2' }] });
    expect((await at.say('release', 'check', 'quick')).out).toContain('Regrade request r9 of s2 is open.');
    await at.ask('regrade', 'resolve', 'r9', '--outcome', 'upheld');
    expect(await at.ask('regrade', 'list')).toEqual({ open: [] });
    const again = await at.say('regrade', 'resolve', 'r9', '--outcome', 'changed');
    expect(again).toMatchObject({ code: EXIT.badInput, error: saying('says something else') });
    expect((await at.say('regrade', 'resolve', 'r8', '--outcome', 'changed')).code).toBe(EXIT.badInput);
  });
});

test('a regrade may be asked for as many days as course.yaml says, and nobody else decides that', async () => {
  await using at = await openedDesk();
  const course = join(at.folder, 'course');
  await longAgo(at);
  await at.ask('release', 'mark', 'quick');
  const ask = ['regrade', 'open', 's2', 'quick', '--text-ref', 'post 9', '--course', course, '--dry-run'];
  expect(await at.say(...ask)).toMatchObject({ code: EXIT.badInput, error: saying('regrades: { requestDays: 9 }') });
  await appendFile(join(course, 'course.yaml'), 'regrades: { requestDays: 2 }\n');
  onTestFinished(() => void vi.useRealTimers());
  // The release's day, and two more.
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 2 * 86_400_000 });
  expect(await at.say(...ask)).toMatchObject({ code: EXIT.passed, error: '' });
  vi.setSystemTime(Date.now() + 86_400_000);
  expect(await at.say(...ask)).toMatchObject({ code: EXIT.badInput, error: saying('could be asked for until') });
  expect(await at.say(...ask, '--days', '9')).toMatchObject({ code: EXIT.passed, error: '' });
});

test('late backup and restore', async () => {
  await using at = await openedDesk();
  const copy = join(at.folder, 'copy.db');
  await at.ask('backup', copy);
  await at.ask('grant', 's1', '10', '--reason', 'r');
  expect(await at.say('backup', copy)).toMatchObject({ code: EXIT.platformFailure, error: saying('exists already') });
  await at.ask('restore', copy);
  expect(await at.ask('show', 's1')).toMatchObject({ budget: 5 });
  await writeFile(at.ledger, 'lost '.repeat(5000));
  expect(await at.say('show', 's1')).toMatchObject({ code: EXIT.platformFailure, error: saying('is damaged') });
  await at.ask('restore', copy);
  expect(await at.ask('show', 's1')).toMatchObject({ budget: 5 });
});

test('late policy-text says the policy in force', async () => {
  await using at = await openedDesk('budgetHours: 120, graceSeconds: 60, penaltyCapBp: 5000');
  const { out } = await at.say('policy-text');
  expect(out).toContain('You have 120 late hours for the whole course.');
  expect(out).toContain('The first 60 seconds after the due time are free.');
  expect(out).toContain('each further late hour costs 1% of the score that you earned, at most 50%.');
  expect(out).toContain('quick: due Wed, Feb 10, 2027, 11:59:00 PM UTC.');
});

test('those whose hours or scores change get one message, with before and after; others none', async () => {
  await using at = await openedDesk();
  const told = (): unknown[] => {
    using store = openForReading(at.ledger, { now: () => new Date() });
    return readPending(store, 100).flatMap(({ key, body }) => (key.startsWith('changed:t') ? [body] : []));
  };
  await at.ask('waive', 's2', 'quick', '8', '--reason', 'r', '--command-id', 't1');
  await at.ask('waive', 's2', 'quick', '8', '--reason', 'r', '--command-id', 't1');
  await at.ask('waive', 's1', 'broken', 'all', '--reason', 'r', '--command-id', 't2');
  await at.ask('waive', 's1', 'quick', '1', '--reason', 'r', '--command-id', 't3', '--dry-run');
  expect(told()).toMatchObject([
    { student: 's2', assignments: { quick: { before: { penaltyBp: 800 }, after: { penaltyBp: 0 } } } },
  ]);
});
