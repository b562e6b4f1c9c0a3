import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { EXIT } from '../../src/cli/exitCodes.js';
import { desk, openedDesk, saying, type Desk } from './lateStaff.js';
import { QUICK_COURSE_DIR } from '../support/folder.js';

const STAFF = `schemaVersion: 1
policy: { budgetHours: 5 }
staff:
  ada: { role: instructor }
  hal: { role: head-ta }
  tim: { role: ta, waiveHours: 6 }
  tom: { role: ta }
`;

/** A desk whose course names its staff. */
async function staffedDesk(): Promise<Desk> {
  const at = await openedDesk();
  const course = join(at.folder, 'course');
  await writeFile(join(course, 'late.yaml'), STAFF);
  await at.ask('import', 'course', course, '--reason', 'staff');
  await at.ask('due-change', 'quick', '--to', '2027-02-10T23:59:00', '--reason', 'as before');
  return at;
}

async function head(at: Desk): Promise<number> {
  return ((await at.ask('verify-log')) as { head: { seq: number } }).head.seq;
}

const as = (person: string): string[] => ['--reason', 'r', '--as', person];

describe('roles', () => {
  test.each(['ada', 'hal'])('%s may do everything', async (person) => {
    await using at = await staffedDesk();
    await at.ask('waive', 's2', 'quick', 'all', ...as(person));
    await at.ask('extend', 's2', 'quick', '--days', '1', ...as(person));
    await at.ask('release', 'mark', 'quick', '--force', ...as(person));
    await at.ask('import', 'course', join(at.folder, 'course'), ...as(person));
  });

  test('a ta may only waive, and record regrades; anything else may be proposed by a dry run', async () => {
    await using at = await staffedDesk();
    await at.ask('release', 'mark', 'broken', '--force', ...as('ada'));
    const before = await head(at);
    for (const args of [
      ['extend', 's2', 'quick', '--hours', '3'],
      ['grant', 's2', '3'],
      ['accommodate', 's2', '--multiplier', '2'],
      ['excuse', 's2', 'quick'],
      ['void', '8'],
      ['correct-time', '8', '2027-02-11T00:00:00Z'],
      ['select', '8'],
      ['due-change', 'quick', '--to', '2027-02-11T11:00:00'],
      ['release', 'mark', 'quick', '--force'],
      ['import', 'course', join(at.folder, 'course')],
      ['import', 'roster', join(at.folder, 'roster.csv')],
      ['regrade', 'open', 's2', 'broken', '--days', '9', '--text-ref', 'post 9', '--force'],
    ]) {
      const refused = await at.say(...args, ...as('tim'));
      expect(refused, args.join(' ')).toMatchObject({
        code: EXIT.badInput,
        error: saying('A teaching assistant may not'),
      });
    }
    const proposed = await at.say('extend', 's2', 'quick', '--hours', '3', '--dry-run', ...as('tim'));
    expect(proposed).toMatchObject({ code: EXIT.passed, out: saying('penalty 8% → 5%') });
    expect(await head(at)).toBe(before);
    await at.ask(
      'regrade',
      'open',
      's2',
      'broken',
      '--days',
      '9',
      '--text-ref',
      'post 9',
      '--request-id',
      'r1',
      ...as('tim'),
    );
    await at.ask('regrade', 'resolve', 'r1', '--outcome', 'upheld', ...as('tim'));
  });

  test('a ta waives up to a limit for one student, in the whole course', async () => {
    await using at = await staffedDesk();
    await at.ask('waive', 's2', 'quick', '4', ...as('tim'));
    const before = await head(at);
    for (const hours of ['3', 'all']) {
      const refused = await at.say('waive', 's2', 'quick', hours, ...as('tim'));
      expect(refused).toMatchObject({ code: EXIT.badInput, error: saying('2 of yours for s2 are left') });
    }
    expect(await head(at)).toBe(before);
    await at.ask('waive', 's2', 'quick', '2', ...as('tim'));
    // Another student, and another assistant with the usual 12 hours, of which 7 are still charged.
    await at.ask('waive', 's3', 'quick', '6', ...as('tim'));
    await at.ask('waive', 's2', 'quick', '7', ...as('tom'));
    expect(await at.ask('show', 's2')).toMatchObject({ used: 0 });
  });

  test('somebody who is not named may do nothing; the log names who did what', async () => {
    await using at = await staffedDesk();
    const refused = await at.say('waive', 's2', 'quick', '1', ...as('eve'));
    expect(refused).toMatchObject({ code: EXIT.badInput, error: saying('eve is not on the staff') });
    expect(await at.say('waive', 's2', 'quick', '1', ...as('constructor'))).toMatchObject({ code: EXIT.badInput });
    await at.ask('waive', 's2', 'quick', '1', ...as('tim'));
    const { events } = (await at.ask('show', 's2')) as { events: { type: string; actor: string }[] };
    expect(events.find(({ type }) => type === 'hours_waived')).toMatchObject({ actor: 'staff:tim' });
  });

  test.each([
    ['  tim: { role: ta }', 'nobody could change it again'],
    ['  ada: { role: boss }', 'late.yaml:3:'],
    ['  "a b": { role: instructor }', 'late.yaml:3:'],
  ])('refuses the staff “%s”', async (line, message) => {
    await using at = await desk();
    const course = join(at.folder, 'course');
    await cp(QUICK_COURSE_DIR, course, { recursive: true });
    await writeFile(join(course, 'late.yaml'), `schemaVersion: 1\nstaff:\n${line}\n`);
    expect(await at.say('import', 'course', course)).toMatchObject({ code: EXIT.badInput, error: saying(message) });
  });
});

test('why a student has an accommodation is for instructors; that there is one is for all', async () => {
  await using at = await staffedDesk();
  const given = ['--blanket-hours', '2', '--evidence', 'letter 12', '--reason', 'a broken arm', '--as', 'ada'];
  await at.ask('accommodate', 's2', ...given);
  for (const args of [
    ['show', 's2'],
    ['show', 's2', '--json'],
    ['explain', 's2', 'quick'],
  ]) {
    const [asTa, asStranger, asInstructor] = [
      (await at.say(...args, '--as', 'tim')).out,
      (await at.say(...args, '--as', 'eve')).out,
      (await at.say(...args, '--as', 'ada')).out,
    ];
    for (const out of [asTa, asStranger]) expect(out).not.toMatch(/broken arm|letter 12/u);
    expect(asTa).toMatch(args[0] === 'explain' ? /the time that applies here is/u : /accommodation_set/u);
    expect(asInstructor).toContain('a broken arm');
  }
  expect(await at.say('export', '--format', 'audit', '--as', 'tim')).toMatchObject({ code: EXIT.badInput, out: '' });
  expect((await at.say('export', '--format', 'audit', '--as', 'ada')).out).toContain('a broken arm');
  expect((await at.say('export', '--format', 'long', '--as', 'tim')).out).not.toContain('arm');
});

describe('slips of the pen', () => {
  test.each<[string, string[], string]>([
    [
      'a waiver larger than the charge',
      ['waive', 's2', 'quick', '14'],
      's2 is charged 13 late hours for quick, and 14 are more',
    ],
    ['a waiver of nothing', ['waive', 's1', 'broken', '1'], 's1 is charged 0 late hours for broken'],
    [
      'an extension that shortens one',
      ['extend', 's2', 'quick', '--hours', '3'],
      'has time until Fri, Feb 12, 2027, 11:59:00 PM UTC',
    ],
    [
      'an extension to before the due time',
      ['extend', 's1', 'quick', '--until', '2027-02-09T00:00:00Z'],
      's1 has time until Wed, Feb 10',
    ],
    ['a due time that does not exist', ['due-change', 'quick', '--to', '2027-02-30T10:00:00'], 'is not a wall time'],
  ])('%s is refused, and a dry run of it too', async (_, args, message) => {
    await using at = await openedDesk();
    await at.ask('extend', 's2', 'quick', '--days', '2', '--reason', 'flu');
    if (args[0] === 'waive') await at.ask('revoke', String(await head(at)), '--reason', 'r');
    const before = await head(at);
    for (const form of [[], ['--dry-run']]) {
      expect(await at.say(...args, '--reason', 'r', ...form)).toMatchObject({
        code: EXIT.badInput,
        out: '',
        error: saying(message),
      });
    }
    expect(await head(at)).toBe(before);
  });

  test('a due time inside a clock change, and a zone that is none, are refused', async () => {
    await using at = await desk();
    const course = join(at.folder, 'course');
    await cp(QUICK_COURSE_DIR, course, { recursive: true });
    await writeFile(join(course, 'course.yaml'), 'schemaVersion: 1\nid: q\ntitle: Q\ntimeZone: America/New_York\n');
    await at.ask('import', 'course', course);
    for (const [wall, message] of [
      ['2027-03-14T02:30:00', 'clocks skip it'],
      ['2027-11-07T01:30:00', 'twice'],
    ] as const) {
      const said = await at.say('due-change', 'quick', '--to', wall, '--reason', 'r');
      expect(said).toMatchObject({ code: EXIT.badInput, error: saying(message) });
    }
    await writeFile(join(course, 'course.yaml'), 'schemaVersion: 1\nid: q\ntitle: Q\ntimeZone: America/Gotham\n');
    expect(await at.say('import', 'course', course)).toMatchObject({
      code: EXIT.badInput,
      error: saying('course.yaml:4'),
    });
  });

  test('a command that was stored is told again, though it would be refused by now', async () => {
    await using at = await openedDesk();
    const waive = ['waive', 's2', 'quick', '13', '--reason', 'r', '--command-id', 'w1'];
    const release = ['release', 'mark', 'quick', '--force', '--reason', 'r', '--command-id', 'm1'];
    const ask = ['regrade', 'open', 's2', 'quick', '--days', '9', '--text-ref', 'post 9', '--command-id', 'g1'];
    for (const command of [waive, release, ask]) {
      await at.ask(...command);
      const before = await head(at);
      expect(await at.say(...command)).toMatchObject({ code: EXIT.passed, out: saying('recorded before') });
      expect(await head(at)).toBe(before);
    }
    expect(await at.ask('regrade', 'list')).toMatchObject({ open: [{ requestId: 'g1' }] });
  });
});
