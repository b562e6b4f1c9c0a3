import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { EXIT } from '../../src/cli/exitCodes.js';
import { QUICK_COURSE_DIR } from '../support/folder.js';
import { desk, openedDesk, ROSTER, saying, type Desk } from './lateStaff.js';

async function head(at: Desk): Promise<number> {
  const report = (await at.ask('verify-log')) as { head: { seq: number } };
  return report.head.seq;
}

async function row(at: Desk, who: string, assignment = 'quick'): Promise<unknown> {
  const shown = (await at.ask('show', who)) as { assignments: Record<string, unknown> };
  return shown.assignments[assignment];
}

describe('late import', () => {
  test('makes a ledger from a course folder, a roster and submissions; again changes nothing', async () => {
    await using at = await openedDesk();
    expect(await row(at, 'ann@example.edu')).toMatchObject({ hoursUsed: 1, status: 'late', finalScore: '80.00' });
    expect(await row(at, '1003')).toMatchObject({ hoursUsed: 5, penaltyHours: 8, finalScore: '83.26' });
    const before = await head(at);
    for (const [what, file] of [
      ['roster', 'roster.csv'],
      ['submissions', 'submissions.csv'],
    ] as const) {
      expect(await at.say('import', what, join(at.folder, file))).toMatchObject({ code: EXIT.passed, error: '' });
    }
    expect(await head(at)).toBe(before);
  });

  test('takes a new score for an old submission, and another one after it', async () => {
    await using at = await openedDesk();
    for (const score of ['70', '80', '70']) {
      const text = `submission_id,assignment,students,created_at,raw_score\n7,quick,s1,2027-02-11T00:30:00Z,${score}\n`;
      await at.ask('import', 'submissions', await at.file('again.csv', text));
      expect(await row(at, 's1')).toMatchObject({ rawScore: `${score}.00`, hoursUsed: 1 });
    }
  });

  test('one bad row among 500: its line is named, and nothing is imported', async () => {
    await using at = await openedDesk();
    const before = await head(at);
    const people = Array.from({ length: 500 }, (_, index) => `Student ${index},p${index}@example.edu`);
    people[321] = 'Nobody,not an address';
    const file = await at.file('many.csv', `name,email\n${people.join('\n')}\n`);
    const { code, error, out } = await at.say('import', 'roster', file);
    expect({ code, out }).toEqual({ code: EXIT.badInput, out: '' });
    expect(error).toContain(`${file}:323: “not an address” is no e-mail address.`);
    expect(error).toContain('Nothing was imported.');
    expect(await head(at)).toBe(before);
    expect((await at.say('show', 'p0@example.edu')).error).toContain('Nobody on the roster');
  });

  test.each([
    ['an unknown student', '10,quick,zoe,2027-02-11T00:00:00Z,1,', 'Nobody on the roster is “zoe”'],
    ['an unknown assignment', '10,hw9,s1,2027-02-11T00:00:00Z,1,', 'There is no assignment hw9'],
    ['a time without offset', '10,quick,s1,2027-02-11T00:00:00,1,', 'without offset'],
    ['a wrong score', '10,quick,s1,2027-02-11T00:00:00Z,ten,', 'is not a decimal number'],
    ['a wrong status', '10,quick,s1,2027-02-11T00:00:00Z,1,done', 'write graded or ungradable'],
    ['a number that stands for something else', '7,quick,s2,2027-02-11T00:00:00Z,1,', 'stands for event'],
    ['too many cells', '10,quick,s1,2027-02-11T00:00:00Z,1,graded,more', '7 cells'],
    ['no number', ',quick,s1,2027-02-11T00:00:00Z,1,', 'submission_id is empty'],
  ])('refuses %s with its line', async (_, bad, message) => {
    await using at = await openedDesk();
    const before = await head(at);
    const good = '11,quick,s1,2027-02-11T00:00:00Z,1,';
    const heading = 'submission_id,assignment,students,created_at,raw_score,status';
    const file = await at.file('bad.csv', `${heading}\n${good}\n${bad}\n`);
    const { code, error } = await at.say('import', 'submissions', file);
    expect(code).toBe(EXIT.badInput);
    expect(error).toContain(`${file}:3: `);
    expect(error).toContain(message);
    expect(await head(at)).toBe(before);
  });

  test('reads quoted cells over several lines, and counts lines as an editor does', async () => {
    await using at = await openedDesk();
    const file = await at.file('quoted.csv', '\uFEFFname,email\r\n"Two\r\nLines, ""Q""",q@example.edu\r\nX,x\r\n');
    expect((await at.say('import', 'roster', file)).error).toContain(`${file}:4: “x” is no e-mail address`);
    await at.file('quoted.csv', '\uFEFFname,email\r\n"Two\r\nLines, ""Q""",q@example.edu\r\n');
    await at.ask('import', 'roster', file);
    expect(await at.ask('show', 'q@example.edu')).toMatchObject({ name: 'Two\r\nLines, "Q"', student: 's4' });
    await at.file('open.csv', 'name,email\n"never closed,a@example.edu\n');
    expect((await at.say('import', 'roster', join(at.folder, 'open.csv'))).error).toContain('open.csv:2');
  });

  test('knows a person by number when the address changes, and tells two people apart', async () => {
    await using at = await openedDesk();
    await at.ask('import', 'roster', await at.file('r.csv', ROSTER.replace('ann@example.edu', 'lee@example.edu')));
    expect(await at.ask('show', 'lee@example.edu')).toMatchObject({ student: 's1' });
    const mixed = await at.file('m.csv', 'sid,email\n1001,bob@example.edu\n');
    expect((await at.say('import', 'roster', mixed)).error).toContain(`${mixed}:2: the number is that of one student`);
  });

  test('extensions: all of a file or nothing, and again changes nothing', async () => {
    await using at = await openedDesk();
    const heading = 'student,assignment,hours,days,until,reason,evidence';
    const rows = [
      's1,quick,,2,,flu,ticket 9',
      'bob@example.edu,quick,3,,,outage,',
      '1003,broken,,,2099-01-01T00:00:00Z,visa,',
    ];
    const file = await at.file('more.csv', `${heading}\n${rows.join('\n')}\n`);
    expect((await at.say('import', 'extensions', file)).out).toContain('3 new, 0 known.');
    expect(await row(at, 's1')).toMatchObject({ status: 'on_time' });
    expect(await row(at, 's2')).toMatchObject({ hoursLate: 10 });
    const before = await head(at);
    expect((await at.say('import', 'extensions', file)).out).toContain('0 new, 3 known.');
    for (const [bad, message] of [
      ['zoe,broken,1,,,r,', 'Nobody on the roster is “zoe”'],
      ['s1,hw9,1,,,r,', 'no assignment hw9'],
      ['s1,broken,1,1,,r,', 'one of --until, --hours and --days'],
      ['s1,broken,many,,,r,', 'hours is “many”'],
      ['s1,broken,,,2027-02-12T00:00:00,r,', 'without offset'],
      ['s1,broken,1,,,,', 'reason is empty'],
      ['s2,quick,2,,,r,', 'To shorten an extension, revoke it first'],
      ['s3,quick,5,,,r,', 's3 has an extension of quick on line 2 already'],
    ] as const) {
      const other = await at.file('bad.csv', `${heading}\n1003,quick,4,,,r,\n${bad}\n`);
      const said = await at.say('import', 'extensions', other);
      expect(said).toMatchObject({ code: EXIT.badInput, error: saying(message) });
      expect(said.error).toContain(`${other}:3: `);
    }
    expect(await head(at)).toBe(before);
  });

  test('says where late.yaml is wrong', async () => {
    await using at = await desk();
    const course = join(at.folder, 'course');
    await cp(QUICK_COURSE_DIR, course, { recursive: true });
    await writeFile(join(course, 'late.yaml'), 'schemaVersion: 1\npolicy:\n  budgetHours: many\n');
    const { code, error } = await at.say('import', 'course', course);
    expect(code).toBe(EXIT.badInput);
    expect(error).toContain(`${join(course, 'late.yaml')}:3:16 policy.budgetHours`);
    await writeFile(join(course, 'late.yaml'), 'schemaVersion: 1\nassignments:\n  hw9: { cutoffHours: 1 }\n');
    expect((await at.say('import', 'course', course)).error).toContain('the course has no such assignment');
  });
});

describe('commands that change results', () => {
  test('a dry run says who changes, before and after, and stores nothing', async () => {
    await using at = await openedDesk();
    const before = await readFile(at.ledger);
    const seq = await head(at);
    const { out, code } = await at.say('extend', 's2', 'quick', '--hours', '3', '--dry-run');
    expect(code).toBe(EXIT.passed);
    expect(out).toContain('s2 Bob Ray: quick: due 2027-02-10T23:59:00Z → 2027-02-11T02:59:00Z, late hours 13 → 10');
    expect(out).toContain('penalty 8% → 5%, score 83.26 → 85.98');
    expect(out).toContain('Handed in together with s3');
    expect(out).toContain('Dry run: nothing was stored.');
    expect(await head(at)).toBe(seq);
    expect(await readFile(at.ledger)).toEqual(before);
  });

  test('need a reason', async () => {
    await using at = await openedDesk();
    const seq = await head(at);
    for (const args of [
      ['extend', 's2', 'quick', '--hours', '3'],
      ['waive', 's2', 'quick', 'all'],
      ['grant', 's2', '10'],
      ['due-change', 'quick', '--to', '2027-02-11T23:59:00'],
    ]) {
      expect(await at.say(...args)).toMatchObject({ code: EXIT.badInput, error: saying('--reason') });
    }
    expect(await head(at)).toBe(seq);
  });

  test('tried again with the same command id, are the same event', async () => {
    await using at = await openedDesk();
    const again = ['waive', 's2', 'quick', '3', '--reason', 'outage', '--command-id', 'ticket-12'];
    await at.ask(...again);
    const seq = await head(at);
    const { out, code } = await at.say(...again);
    expect(code).toBe(EXIT.passed);
    expect(out).toContain('1 of these 1 events were recorded before');
    expect(await head(at)).toBe(seq);
    const other = await at.say('waive', 's2', 'quick', '4', '--reason', 'outage', '--command-id', 'ticket-12');
    expect(other).toMatchObject({ code: EXIT.badInput, error: saying('says something else') });
  });

  test.each<[string, string[], object]>([
    ['extend', ['extend', 's2', 'quick', '--days', '1'], { hoursLate: 0, status: 'on_time', finalScore: '90.50' }],
    ['extend until', ['extend', 's2', 'quick', '--until', '2027-02-11T12:00:00Z'], { hoursLate: 1, hoursUsed: 1 }],
    ['waive', ['waive', 's2', 'quick', '10'], { hoursWaived: 10, hoursUsed: 3, penaltyHours: 0 }],
    ['waive all', ['waive', 's2', 'quick', 'all'], { hoursWaived: 13, status: 'late_uncharged' }],
    ['grant', ['grant', 's2', '8'], { hoursUsed: 13, penaltyHours: 0, finalScore: '90.50' }],
    ['grant less', ['grant', 's2', '-5'], { hoursUsed: 0, penaltyHours: 13 }],
    [
      'accommodate',
      ['accommodate', 's2', '--multiplier', '1.5', '--blanket-hours', '2'],
      { hoursUsed: 8, hoursLate: 11 },
    ],
    ['excuse', ['excuse', 's2', 'quick'], { status: 'excused', hoursUsed: 0 }],
    ['void', ['void', '8'], { status: 'none', notCounted: [['8', 'voided']] }],
    ['correct-time', ['correct-time', '8', '2027-02-11T00:00:00Z'], { lateSeconds: 60, hoursUsed: 1 }],
    ['select', ['select', '8'], { submissionId: '8' }],
    ['due-change', ['due-change', 'quick', '--to', '2027-02-11T11:00:00'], { hoursLate: 2 }],
  ])('late %s', async (_, args, expected) => {
    await using at = await openedDesk();
    await at.ask(...args, '--reason', 'ticket 3', '--evidence', 'ticket 3');
    expect(await row(at, 's2')).toMatchObject(expected);
    expect((await at.say('recompute', '--check')).code).toBe(EXIT.passed);
  });

  test('an extension for partners too, and its revocation', async () => {
    await using at = await openedDesk();
    const { events } = (await at.ask('extend', 's2', 'quick', '--days', '1', '--partners', '--reason', 'r')) as {
      events: { event: { seq: number } }[];
    };
    expect(await row(at, 's3')).toMatchObject({ status: 'on_time' });
    const seq = String(events[1]?.event.seq);
    await at.ask('revoke', seq, '--reason', 'meant for one');
    expect(await row(at, 's3')).toMatchObject({ status: 'penalized' });
    expect(await row(at, 's2')).toMatchObject({ status: 'on_time' });
    expect((await at.say('revoke', seq, '--reason', 'again')).error).toContain('revoked already');
    expect((await at.say('revoke', '1', '--reason', 'r')).error).toContain('only an extension can be revoked');
    expect((await at.say('revoke', '999', '--reason', 'r')).error).toContain('no event 999');
  });

  test.each<[string[], string]>([
    [['extend', 's2', 'quick'], 'one of --until, --hours and --days'],
    [['extend', 's2', 'quick', '--hours', '1', '--days', '1'], 'one of --until, --hours and --days'],
    [['extend', 's2', 'quick', '--until', 'tomorrow'], 'is not a timestamp'],
    [['extend', 's2', 'quick', '--until', '2027-02-11T00:00:00'], 'without offset'],
    [['extend', 's9', 'quick', '--hours', '1'], 'Nobody on the roster is “s9”'],
    [['extend', 's2', 'quik', '--hours', '1'], 'There is no assignment quik'],
    [['waive', 's2', 'quick', '1.5'], 'must be a whole number'],
    [['accommodate', 's2', '--multiplier', 'twice'], 'is not a decimal number'],
    [['select', '99'], 'never received'],
    [['due-change', 'quick', '--to', '2027-02-30T10:00:00'], 'is not a wall time'],
  ])('late %j is refused', async (args, message) => {
    await using at = await openedDesk();
    const seq = await head(at);
    const { code, error, out } = await at.say(...args, '--reason', 'r');
    expect({ code, out }).toEqual({ code: EXIT.badInput, out: '' });
    expect(error).toContain(message);
    expect(await head(at)).toBe(seq);
  });
});

describe('late explain', () => {
  test('gives the whole calculation, with event numbers', async () => {
    await using at = await openedDesk();
    await at.ask('extend', 's2', 'quick', '--hours', '3', '--reason', 'flu');
    const { out } = await at.say('explain', 'Bob Ray', 'quick');
    expect(out.split('\n')).toEqual([
      'quick, Bob Ray (s2): 5 late hours used, a penalty of 5%.',
      '  1. quick was due Wed, Feb 10, 2027, 11:59:00 PM UTC; an extension moved that to Thu, Feb 11, 2027, 2:59:00 AM UTC. [13] (flu)',
      '  2. Submission 8 counts, the last one that was accepted, made Thu, Feb 11, 2027, 12:58:59 PM UTC. [9]',
      '  3. That is 35999 seconds (9 h 59 m 59 s) after the due time.',
      '  4. Every begun late hour of 3600 seconds counts, so this is rounded up to 10 late hours.',
      '  5. Before this assignment, 5 of 5 late hours were left.',
      '  6. 5 late hours used, which leaves 0.',
      '  7. 5 late hours could not be paid from the budget.',
      '  8. 5 × 1% is 5% of the score earned.',
      '  9. Score: 90.50 → 85.98. [10]',
      'As of event 13; later events may alter it. Numbers in brackets are events of the ledger.',
      '',
    ]);
  });

  test('says nothing of who it is where others will read it', async () => {
    await using at = await openedDesk();
    await at.ask('accommodate', 's2', '--blanket-hours', '1', '--reason', 'accommodation letter');
    for (const form of [[], ['--json']]) {
      const { out } = await at.say('explain', 's2', 'quick', '--anonymous', ...form);
      expect(out).toContain('12 late hours');
      for (const secret of ['Bob', 's2', 's3', '"8"', 'ubmission 8', 'letter', 'bob@'])
        expect(out).not.toContain(secret);
    }
  });
});

describe('late show, recompute and verify-log', () => {
  test('show gives what was true at an earlier event', async () => {
    await using at = await openedDesk();
    const then = await head(at);
    await at.ask('waive', 's1', 'quick', 'all', '--reason', 'r');
    expect(await at.ask('show', 's1', '--as-of', String(then))).toMatchObject({ used: 1, asOfSeq: then });
    expect(await at.ask('show', 's1')).toMatchObject({ used: 0 });
    expect((await at.say('show', 's1')).out).toMatch(/5 of 5 late hours left, 0 used/);
    expect((await at.say('show', 's1', '--as-of', 'monday')).error).toContain('neither the number of an event');
  });

  test('recompute --check finds charges that were changed; recompute mends them', async () => {
    await using at = await openedDesk();
    const ledger = new Database(at.ledger);
    ledger.exec(`UPDATE charges SET body = replace(body, '"used":1', '"used":0') WHERE student = 's1'`);
    ledger.close();
    const found = await at.say('recompute', '--check');
    expect(found).toMatchObject({ code: 1, out: saying('The stored charges of s1 are not') });
    expect((await at.say('recompute')).code).toBe(EXIT.passed);
    expect((await at.say('recompute', '--check')).code).toBe(EXIT.passed);
  });

  test('verify-log finds a change and a cut', async () => {
    await using at = await openedDesk();
    const { head: kept } = (await at.ask('verify-log')) as { head: { seq: number; hash: string } };
    expect((await at.say('verify-log', '--head', `${kept.seq}:${kept.hash}`)).code).toBe(EXIT.passed);
    const ledger = new Database(at.ledger);
    ledger.exec(`DROP TRIGGER eventsAreNotChanged; UPDATE events SET actor = 'staff:eve' WHERE seq = ${kept.seq}`);
    ledger.exec(`DROP TRIGGER eventsAreNotDeleted`);
    ledger.close();
    expect(await at.say('verify-log')).toMatchObject({
      code: 1,
      out: saying(`Event ${kept.seq}: it was changed`),
    });
    const cut = new Database(at.ledger);
    cut.pragma('foreign_keys = OFF');
    cut.exec(`DELETE FROM events WHERE seq = ${kept.seq}`);
    cut.close();
    const { code, out } = await at.say('verify-log', '--head', `${kept.seq}:${kept.hash}`);
    expect(code).toBe(1);
    expect(out).toContain('the log was cut off or written anew');
  });

  test('without a ledger, says how to begin one', async () => {
    await using at = await desk();
    expect(await at.say('show', 's1')).toMatchObject({
      code: EXIT.badInput,
      error: saying('late import course'),
    });
  });
});
