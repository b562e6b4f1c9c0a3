import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EXIT } from '../../src/cli/exitCodes.js';
import { gradebookCommand } from '../../src/cli/gradebook/index.js';
import { QUICK_COURSE_DIR } from '../support/folder.js';
import { desk, saying, typed, type Desk } from './lateStaff.js';

const COURSE = `schemaVersion: 1
id: quick
title: Quick
timeZone: America/New_York
grade:
  parts:
    - { title: Homework, weightBp: 4000, assignments: [quick] }
    - { title: Midterm exam, weightBp: 6000, elsewhere: [midterm] }
  letters: [{ letter: A, fromBp: 9200 }, { letter: A-, fromBp: 9000 }, { letter: B, fromBp: 5000 }]
  lettersByStaff: [A+]
`;
const ROSTER = `Name,SID,Email,Section
Ann Lee,1001,ann@example.edu,A
=cmd|calc,1002,bob@example.edu,A
"Cruz, Eve",1003,eve@example.edu,B
`;
/** Ann is on time, Bob 13 hours late with a budget of 5, Eve has nothing. */
const SUBMISSIONS = `submission_id,assignment,students,created_at,raw_score,status
7,quick,ann@example.edu,2027-02-10T00:30:00Z,3,graded
8,quick,bob@example.edu,2027-02-11T12:58:59-05:00,2,graded
`;
const midterm = (ann: string, bob = '45', more = ''): string =>
  `Name,SID,Email,Total Score,Max Points,Status\nAnn Lee,1001,ann@example.edu,${ann},50.0,Graded\nBob,1002,bob@example.edu,${bob},50.0,Graded\n${more}`;

async function classOfThree(): Promise<Desk & { readonly book: Desk['say'] }> {
  const at = await desk();
  const course = join(at.folder, 'course');
  await cp(QUICK_COURSE_DIR, course, { recursive: true });
  await writeFile(join(course, 'course.yaml'), COURSE);
  await writeFile(join(course, 'late.yaml'), 'schemaVersion: 1\npolicy: { budgetHours: 5 }\n');
  await writeFile(
    join(course, 'quick', 'assignment.yaml'),
    `${await readFile(join(course, 'quick', 'assignment.yaml'), 'utf8')}manual: [{ number: '2', title: Essay, points: 1 }]\n`,
  );
  await at.say('import', 'course', course);
  await at.say('import', 'roster', await at.file('roster.csv', ROSTER));
  await at.say('due-change', 'quick', '--to', '2027-02-10T23:59:00', '--reason', 'the sample is due then');
  await at.say('import', 'submissions', await at.file('submissions.csv', SUBMISSIONS));
  const ofFiles = ['show', 'explain', 'whatif', 'export', 'import', 'letter'];
  const book: Desk['say'] = (...args) => {
    const files = ofFiles.includes(args[0] ?? '') ? ['--course', course] : [];
    return typed(gradebookCommand, ['gradebook', ...args, ...files, '--ledger', at.ledger], 'ada');
  };
  return { ...at, book };
}

describe('the gradebook', () => {
  it('tells a class’s grades from the first score to the registrar', async () => {
    await using at = await classOfThree();
    const { book } = at;
    const file = await at.file('m.csv', midterm('46.5'));
    const essay = await at.file('e.csv', 'email,score,max_score\nann@example.edu,1,1\nbob@example.edu,0.5,1\n');

    expect((await book('show')).out).toMatch(/s1 Ann Lee .*3\.00 \+ 1\.00 open .*open: quick, midterm/u);
    expect(await book('import', 'midterm', file)).toMatchObject({
      code: EXIT.passed,
      out: saying('On the roster and not in the file, so still open: s3.'),
    });
    expect((await book('import', 'midterm', file)).out).toContain('0 new or changed, 2 known.');
    expect(await book('import', 'quick', essay)).toMatchObject({
      code: EXIT.badInput,
      error: saying('Give --written.'),
    });
    expect(await book('import', 'quick', essay, '--written')).toMatchObject({ code: EXIT.passed });

    // A homework that was released, and a midterm that somebody did not write.
    await at.say('release', 'mark', 'quick', '--force', '--reason', 'the sample is done');
    await book(
      'import',
      'midterm',
      await at.file('m3.csv', midterm('46.5', '45', 'Eve,1003,eve@example.edu,,50.0,Missing\n')),
    );
    const shown = await book('show');
    expect(shown.out).toMatch(/s1 Ann Lee +4\.00 +46\.50 +95\.80 +A/u);
    // Bob: (2 + 0.5) of 4, less 8 % for the eight hours that his budget of five does not pay.
    expect(shown.out).toMatch(/s2 =cmd\|calc +2\.30 +45\.00 +77\.00 +B/u);
    expect(shown.out).toMatch(/s3 Cruz, Eve +missing +missing +0\.00 +- +missing, counts 0: quick, midterm/u);
    expect(shown.out).toContain('A+: nobody has it yet; course staff decide');

    const explained = await book('explain', 'bob@example.edu');
    expect(explained.out).toContain('−8% of what was earned for 8 late hours beyond the budget: 2.3; 57.5%; adds 23');
    expect(explained.out).toContain('midterm: 45 of 50 [event ');
    const anonymous = await book('explain', 'bob@example.edu', '--anonymous');
    expect(anonymous.out).toContain('A student: 77.00% of the course, B.');
    expect(anonymous.out).not.toMatch(/cmd|s2|bob|\[event/u);
    expect((await book('show', '--anonymous', '--json')).out).not.toMatch(/Ann|1001|s1|example\.edu/u);

    const csv = (await book('show', '--csv')).out;
    expect(csv).toContain("s2,'=cmd|calc,bob@example.edu");
    expect(csv).toMatch(/s3,"Cruz, Eve",.*,missing,missing,0\.00,0\.00,0\.00/u);

    expect((await book('whatif', '--cut', 'A=96')).out).toMatch(/A +1 → 0[^]*s1: A → A-[^]*Nothing was stored/u);
    expect(await book('export', 'registrar')).toMatchObject({
      code: EXIT.badInput,
      error: saying('s3 Cruz, Eve is below the last letter of the table, with 0.00%.'),
    });
    await book('letter', 'ann@example.edu', 'A+', '--reason', 'the best project');
    expect(await book('letter', 'ann@example.edu', 'S')).toMatchObject({ error: saying('Known: A+, A, A-, B') });
    await book('drop', 'eve@example.edu', '--reason', 'left the course');
    expect((await book('export', 'registrar')).out).toBe(
      "sid,name,section,letter\r\n1001,Ann Lee,A,A+\r\n1002,'=cmd|calc,A,B\r\n",
    );
    expect((await book('show')).out).toContain('2 students, and 1 who have left the course.');
    await book('return', 'eve@example.edu', '--reason', 'is back');
    const canvas = await book('export', 'canvas', '--missing', 'zero');
    expect(canvas.out.split('\r\n')[1]).toBe('    Points Possible,,,,,4,50,100');
    expect(canvas.out).toContain('"Cruz, Eve",,1003,eve@example.edu,B,0,0,0.00');
    expect((await book('export', 'moodle')).out).toContain('eve@example.edu,1003,,,0.00');
    expect((await book('export', 'brightspace')).out).toContain('Midterm exam Points Grade <Numeric MaxPoints:50>');
  });

  it('takes all of a file or nothing, and names what another file said', async () => {
    await using at = await classOfThree();
    const { book } = at;
    await book('import', 'midterm', await at.file('m.csv', midterm('46.5')));
    const strange = await at.file('x.csv', midterm('40', 'nine', 'Zoe,9,zoe@example.edu,3,50.0,Graded\n'));
    const refused = await book('import', 'midterm', strange);
    expect(refused).toMatchObject({ code: EXIT.badInput, error: saying('x.csv:3: “nine” is no score') });
    const other = await at.file('y.csv', midterm('40', '45', 'Zoe,9,zoe@example.edu,3,50.0,Graded\n'));
    expect((await book('import', 'midterm', other)).error).toContain(
      'y.csv:4: zoe@example.edu, 9 is nobody on the roster.',
    );
    const skipped = await book('import', 'midterm', other, '--skip-unknown');
    expect(skipped.error).toContain('s1: midterm: 46.5 of 50 → 40 of 50.0');
    expect(skipped.error).toContain('Give --reason.');
    expect(JSON.parse((await book('explain', 's1', '--json')).out)).toMatchObject({
      parts: [{}, { items: [{ score: '46.50' }] }],
    });
    expect(await book('import', 'midterm', other, '--skip-unknown', '--reason', 'regraded there')).toMatchObject({
      code: EXIT.passed,
    });
    expect(JSON.parse((await book('explain', 's1', '--json')).out)).toMatchObject({
      parts: [{}, { items: [{ score: '40.00' }] }],
    });
    const essay = await at.file('e.csv', 'email,score\nann@example.edu,4\n');
    expect((await book('import', 'quick', essay, '--written', '--points', '5')).error).toContain(
      'the written part of quick has 1 points.',
    );
    expect((await book('import', 'final', essay)).error).toContain(
      'nothing that is called final. Known: quick, midterm.',
    );
  });
});
