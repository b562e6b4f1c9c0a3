import { describe, expect, test } from 'vitest';
import { EXIT } from '../../src/cli/exitCodes.js';
import { openedDesk, saying, type Desk } from './lateStaff.js';

/** Due there as here, 2027-02-10 23:59 UTC; written with the offset of New York. */
const ANN = 'Ann,Lee,1001,ann@example.edu,80.0,100.0,Graded,7,2027-02-10 19:30:00 -0500,00:31:00';
const BOB = 'Bob,Ray,1002,bob@example.edu,90.5,100.0,Graded,8,2027-02-11 07:58:59 -0500,12:59:59';
const EVE = 'Eve,Cruz,1003,eve@example.edu,90.5,100.0,Graded,8,2027-02-11 07:58:59 -0500,12:59:59';
const HEADING =
  'First Name,Last Name,SID,Email,Total Score,Max Points,Status,Submission ID,Submission Time,Lateness (H:M:S)';

interface Found {
  readonly agreed: number;
  readonly differing: readonly { student: string | null; there: number | null; here: number | null; reason: string }[];
}

/** `late reconcile` over a file about `quick`. */
async function reconcile(at: Desk, ...rows: string[]): Promise<Found> {
  const file = await at.file('scores.csv', `${[HEADING, ...rows].join('\r\n')}\r\n`);
  return (await at.ask('reconcile', '--gradescope', file, '--assignment', 'quick')) as Found;
}

describe('late reconcile, a file about one assignment', () => {
  test('agrees where all is the same, to the second', async () => {
    await using at = await openedDesk();
    expect(await reconcile(at, ANN, BOB, EVE)).toMatchObject({ agreed: 3, differing: [] });
    expect(await reconcile(at, ANN.replace('00:31:00', '00:31:01'), BOB, EVE)).toMatchObject({ agreed: 3 });
    const file = await at.file(
      'off.csv',
      `${HEADING}\n${[ANN.replace('00:31:00', '00:31:02'), BOB, EVE].join('\n')}\n`,
    );
    const said = await at.say('reconcile', '--gradescope', file, '--assignment', 'quick');
    expect(said).toMatchObject({ code: 1, out: saying('2 agree, 1 differ.') });
    expect(said.out).toMatch(/s1 Ann Lee +quick +line 2 +0 h 31 m 2 s +0 h 31 m 0 s/u);
    const tolerant = ['--assignment', 'quick', '--tolerance', '5'];
    expect((await at.say('reconcile', '--gradescope', file, ...tolerant)).code).toBe(EXIT.passed);
  });

  test.each<[string, string[][], string[], object]>([
    [
      'an extension here',
      [['extend', 's2', 'quick', '--hours', '3', '--reason', 'flu']],
      [ANN, BOB, EVE],
      { student: 's2', there: 46799, here: 35999, reason: saying('more time here (event 13') },
    ],
    [
      'an extension there',
      [],
      [ANN, BOB.replace('12:59:59', '09:59:59'), EVE],
      {
        student: 's2',
        there: 35999,
        here: 46799,
        reason: saying('more time there (until Thu, Feb 11, 2027, 2:59:00 AM'),
      },
    ],
    [
      'an extension there that covers all',
      [],
      [ANN, BOB.replace('12:59:59', '00:00:00'), EVE],
      { student: 's2', there: 0, reason: saying('more time there (at least until the submission)') },
    ],
    [
      'an accommodation here',
      [['accommodate', 's1', '--blanket-hours', '5', '--reason', 'letter']],
      [ANN, BOB, EVE],
      { student: 's1', there: 1860, here: 0, reason: saying('more time here (event 13') },
    ],
    [
      'another submission',
      [],
      [ANN.replace(',7,', ',6,').replace('19:30:00', '18:00:00').replace('00:31:00', '00:00:00'), BOB, EVE],
      { student: 's1', there: 0, here: 1860, reason: saying('another submission is active there (6); here 7 counts') },
    ],
    [
      'a corrected time',
      [['correct-time', '7', '2027-02-10T20:00:00Z', '--reason', 'upload stuck']],
      [ANN, BOB, EVE],
      { student: 's1', there: 1860, here: 0, reason: saying('staff corrected its time here (event 13)') },
    ],
    [
      'a voided one',
      [['void', '7', '--reason', 'wrong file']],
      [ANN, BOB, EVE],
      { student: 's1', there: 1860, here: null, reason: 'nothing counts here: voided' },
    ],
    [
      'one that is missing there',
      [],
      ['Ann,Lee,1001,ann@example.edu,,100.0,Missing,,,', BOB, EVE],
      { student: 's1', there: null, here: 1860, reason: saying('nothing is active there') },
    ],
    [
      'one who is missing there',
      [],
      [BOB, EVE],
      { student: 's1', there: null, here: 1860, reason: saying('not in the file') },
    ],
    [
      'one who is missing here',
      [],
      [ANN, BOB, EVE, 'Zoe,Who,1009,zoe@example.edu,1,100,Graded,30,2027-02-10 10:00:00 -0500,00:00:00'],
      { student: null, there: 0, here: null, reason: saying('not on the roster here') },
    ],
  ])('tells of %s', async (_, changes, rows, expected) => {
    await using at = await openedDesk();
    for (const change of changes) await at.ask(...change);
    const { differing } = await reconcile(at, ...rows);
    expect(differing).toMatchObject([expected]);
  });

  test('tells a due time that differs for all from extensions', async () => {
    await using at = await openedDesk();
    await at.ask('due-change', 'quick', '--to', '2027-02-10T23:00:00', '--reason', 'r');
    const { differing, agreed } = await reconcile(at, ANN, BOB, EVE);
    expect({ agreed, count: differing.length }).toEqual({ agreed: 0, count: 3 });
    for (const { reason } of differing) {
      expect(reason).toContain('the due times differ: there it is Wed, Feb 10, 2027, 11:59:00 PM UTC');
    }
  });

  test('knows people by address, then by number, wherever the columns stand', async () => {
    await using at = await openedDesk();
    const rows = [
      'Email,Submission ID,Lateness (H:M:S),SID,Submission Time',
      'ANN@example.edu,7,00:31:00,,2027-02-11 00:30:00 +0000',
      'ray@new.example,8,12:59:59,1002,2027-02-11 12:58:59 +0000',
      ',8,12:59:59,1003,2027-02-11 12:58:59 +0000',
    ];
    const file = await at.file('scores.csv', rows.join('\n'));
    expect(await at.ask('reconcile', '--gradescope', file, '--assignment', 'quick')).toMatchObject({ agreed: 3 });
  });
});

const COURSE = `Last Name,Email,First Name,SID,Quick,Quick - Max Points,Quick - Submission Time,Quick - Lateness (H:M:S),A - B,A - B - Max Points,A - B - Submission Time,A - B - Lateness (H:M:S),Total Lateness (H:M:S)
Lee,ann@example.edu,Ann,1001,80.0,100.0,2027-02-10 19:30:00 -0500,00:31:00,1.0,2.0,2027-02-01 00:00:00 -0500,00:00:00,00:31:00
Ray,bob@example.edu,Bob,1002,90.5,100.0,2027-02-11 07:58:59 -0500,12:59:59,,2.0,,00:00:00,12:59:59
Cruz,eve@example.edu,Eve,1003,90.5,100.0,2027-02-11 07:58:59 -0500,12:59:59,,2.0,,00:00:00,12:59:59
`;

describe('late reconcile, a file about the course', () => {
  test('knows assignments by title, or by --map, and says what it did not compare', async () => {
    await using at = await openedDesk();
    const file = await at.file('grades.csv', COURSE);
    expect(await at.ask('reconcile', '--gradescope', file)).toEqual({
      agreed: 3,
      differing: [],
      notCompared: ['A - B'],
    });
    const all = await at.ask('reconcile', '--gradescope', file, '--map', 'A - B=broken');
    expect(all).toEqual({ agreed: 6, differing: [], notCompared: [] });
    expect(await at.ask('reconcile', '--gradescope', file, '--assignment', 'quick')).toMatchObject({ agreed: 3 });
    const other = await at.file('other.csv', COURSE.replaceAll('-0500,00:00:00', '-0500,01:00:00'));
    expect(await at.say('reconcile', '--gradescope', other, '--map', 'A - B=broken')).toMatchObject({ code: 1 });
  });

  test.each<[string, (text: string) => string, string[], string]>([
    ['no file of Gradescope’s', () => 'name,email\nAnn,a@b\n', [], 'has no column “Lateness (H:M:S)”'],
    ['nobody’s file', (text) => text.replace('Email', 'Mail').replace('SID', 'No'), [], 'has neither Email nor SID'],
    ['titles that are not known', (text) => text.replaceAll('Quick', 'HW 9'), [], 'No title in the file'],
    [
      'one title twice',
      (text) => text.replaceAll('A - B', 'Quick'),
      [],
      'Two assignments in the file are called “Quick”',
    ],
    ['two titles for one', (text) => text, ['--map', 'A - B=quick'], 'both stand for quick'],
    ['a map of no title', (text) => text, ['--map', 'C=quick'], 'the file has no title “C”'],
    ['a map to nothing', (text) => text, ['--map', 'A - B=hw9'], 'There is no assignment hw9'],
    [
      'a lateness that was saved again',
      (text) => text.replace('12:59:59,,', '12:59:59 PM,,'),
      [],
      'grades.csv:3: Quick: the lateness “12:59:59 PM”',
    ],
    [
      'a time that was saved again',
      (text) => text.replace('2027-02-10 19:30:00 -0500', '2/10/27 19:30'),
      [],
      'grades.csv:2: Quick: the submission time “2/10/27 19:30”',
    ],
    [
      'a row without anybody',
      (text) => text.replace('bob@example.edu,Bob,1002', ',Bob,'),
      [],
      'grades.csv:3: neither Email nor SID',
    ],
    [
      'a lateness without a time',
      (text) => text.replace('2027-02-10 19:30:00 -0500', ''),
      [],
      'grades.csv:2: Quick: is 00:31:00 late and has no submission time',
    ],
  ])('refuses %s', async (_, spoil, args, message) => {
    await using at = await openedDesk();
    const file = await at.file('grades.csv', spoil(COURSE));
    const said = await at.say('reconcile', '--gradescope', file, ...args);
    expect(said).toMatchObject({ code: EXIT.badInput, out: '', error: saying(message) });
  });
});
