import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { EXIT } from '../../src/cli/exitCodes.js';
import { QUICK_COURSE_DIR } from '../support/folder.js';
import { desk, head, openedDesk, ROSTER, row, saying } from './lateStaff.js';

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
    expect(await at.ask('show', 'q@example.edu')).toMatchObject({ name: 'Two\nLines, "Q"', student: 's4' });
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

  test('what a roster does not say of somebody stays, and what it says otherwise is told', async () => {
    await using at = await openedDesk();
    const known = await at.ask('show', 's2');
    const fewer = await at.file('fewer.csv', 'Name;E-Mail;Tutorial\nBob Ray;bob@example.edu;7\n');
    const { out } = await at.say('import', 'roster', fewer);
    expect(out).toContain('Columns that were not read: tutorial.');
    expect(await at.ask('show', 's2')).toEqual(known);
    expect(await at.ask('show', '1002')).toMatchObject({ student: 's2' });
    const other = await at.file('other.csv', 'SID,Courriel\n1002,ray@example.edu\n');
    for (const options of [['--dry-run'], []]) {
      const told = (await at.say('import', 'roster', other, ...options)).out;
      expect(told).toContain('s2: email bob@example.edu → ray@example.edu.');
      expect(told).not.toContain('Nothing changes for anybody.');
    }
    expect((await at.say('import', 'roster', other)).out).toContain('Nothing changes for anybody.');
    expect(await at.ask('show', 'ray@example.edu')).toMatchObject({ student: 's2', name: 'Bob Ray' });
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
      ['s1,broken,1,1,,r,', 'one of until, hours and days'],
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
    expect(error).toContain(`${join(course, 'late.yaml')}:3:16: policy.budgetHours`);
    await writeFile(join(course, 'late.yaml'), 'schemaVersion: 1\nassignments:\n  hw9: { cutoffHours: 1 }\n');
    expect((await at.say('import', 'course', course)).error).toContain('the course has no such assignment');
  });
});
