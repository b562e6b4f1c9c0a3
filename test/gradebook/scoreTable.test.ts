import { describe, expect, it } from 'vitest';
import { readTable } from '../../src/base/csv/readCsv.js';
import { matchRows } from '../../src/gradebook/matchRows.js';
import { numberColumns, type ScoreAsk } from '../../src/gradebook/scoreColumn.js';
import { readScoreTable, type ScoreTable } from '../../src/gradebook/scoreTable.js';

const read = (text: string, ask: Partial<ScoreAsk> = {}): ScoreTable =>
  readScoreTable(readTable(text, 'm.csv', numberColumns), 'm.csv', { names: ['midterm', 'Midterm exam'], ...ask });
const verdicts = ({ rows }: ScoreTable): unknown[] => rows.map(({ status, score }) => score ?? status);

const GRADESCOPE = `First Name,Last Name,SID,Email,Sections,section_name,Total Score,Max Points,Status,Submission ID,Submission Time,Lateness (H:M:S),View Count,Submission Count,1: Autograder (20.0 pts),2: Style (10.0 pts)
Ada,Example,S1000001,Ada.Example@example.edu,,,28.0,30.0,Graded,128746829,2022-06-25 13:16:26 -0600,00:00:00,0,1,18.0,10.0
Grace,Sample,S1000002,grace.sample@example.edu,,,,30.0,Ungraded,128746844,2022-06-26 04:46:28 -0600,15:29:30,2,3,18.0,
Alan,Placeholder,S1000003,alan.placeholder@example.edu,,,,30.0,Missing,,,,,,,
`;
const CANVAS = `Student,ID,SIS User ID,SIS Login ID,Section,Midterm exam (4711),Project (4712),Current Score
    Points Possible,,,,,50.00,100,(read only)
"Example, Ada",11,S1,ada@example.edu,A,45.5,,91
"Sample, Grace",12,S2,grace,A,EX,,
"Low, Dan",13,S3,dan,A,,,
"Student, Test",14,,,A,3,,
`;

describe('scores from elsewhere', () => {
  it('are read from Gradescope’s file of an assignment, and an empty cell is no zero', () => {
    const table = read(GRADESCOPE);
    expect(table).toMatchObject({ source: 'gradescope', column: 'Total Score', maxScore: '30.0', passedOver: [] });
    expect(table.rows.map(({ line, email, sid }) => [line, email, sid])[0]).toEqual([
      2,
      'ada.example@example.edu',
      'S1000001',
    ]);
    expect(verdicts(table)).toEqual(['28.0', 'ungraded', 'missing']);
  });

  it('are read from Gradescope’s file of a course, by the title that is meant', () => {
    const text = `Name,Email,SID,Midterm,Midterm - Max Points,Midterm - Submission Time,Midterm - Lateness (H:M:S),HW 2,HW 2 - Max Points
Ada,a@x.edu,1,9.5,10.0,2020-07-18 22:36:22 -0700,00:00:00,3,11.0
`;
    expect(read(text)).toMatchObject({ column: 'Midterm', maxScore: '10.0', rows: [{ score: '9.5' }] });
    expect(read(text, { column: 'HW 2' })).toMatchObject({ maxScore: '11.0', rows: [{ score: '3' }] });
    expect(() => read(text, { names: ['project'] })).toThrow(
      'm.csv:1: no column may be project: Midterm, HW 2. Say which.',
    );
  });

  it('are read from Canvas’s gradebook, without its test student', () => {
    const table = read(CANVAS);
    expect(table).toMatchObject({
      source: 'canvas',
      column: 'Midterm exam (4711)',
      maxScore: '50.00',
      passedOver: [6],
    });
    expect(verdicts(table)).toEqual(['45.5', 'excused', 'ungraded']);
    expect(table.rows[1]).toMatchObject({ email: null, login: 'grace', sid: 'S2' });
  });

  it('are read from a plain table, with decimal commas where the separator is none', () => {
    expect(read('email;score\na@x.edu;45,5\n', { points: '50' })).toMatchObject({
      maxScore: '50',
      rows: [{ score: '45.5' }],
    });
    expect(read('sid,score,max_score,status\n7,,5,missing\n')).toMatchObject({
      maxScore: '5',
      rows: [{ status: 'missing' }],
    });
  });

  it.each([
    ['email,score\na@x.edu,nine\n', 'm.csv:2: “nine” is no score such as 79.5.'],
    ['email,score\na@x.edu,1e2\n', 'm.csv:2: “1e2” is no score'],
    ['email,score,status\na@x.edu,9,missing\n', 'm.csv:2: it is missing and has the score 9.'],
    ['email,score,status\na@x.edu,,graded\n', 'm.csv:2: it is graded and has no score.'],
    ['email,score,status\na@x.edu,4,done\n', 'm.csv:2: the status “done” is none of'],
    ['email,score,max_score\na@x.edu,4,5\nb@x.edu,4,6\n', 'm.csv:2: the maximum is 5, and 6 on line 3.'],
    ['email,score,max_score\na@x.edu,4,0\n', 'm.csv:2: the maximum is “0”, which is no number above 0.'],
    ['email,score\n,4\n', 'm.csv:2: neither an address nor a number'],
    ['name,score\nAda,4\n', 'm.csv:1: nothing in the heading tells who is who'],
    ['email,points\na@x.edu,4\n', 'm.csv:1: this is neither an export'],
  ])('that cannot be are refused with their line: %j', (text, message) => {
    expect(() => read(text)).toThrow(message);
  });
});

describe('whose a row is', () => {
  const roster = [
    { student: 's1', email: 'ada@example.edu', sid: 'S1' },
    { student: 's2', email: 'grace@example.edu', sid: 'S2' },
    { student: 's3', email: 'dan@a.edu', sid: null },
    { student: 's4', email: 'dan@b.edu', sid: '4' },
  ];
  const match = (lines: string, skipUnknown = false) =>
    matchRows(read(`email,sid,score\n${lines}\n`).rows, roster, { file: 'm.csv', skipUnknown });

  it('is told by address, number and login name, in any letter case', () => {
    const { scores, absent } = match('ADA@example.edu,,1\n,s2,2\nDan@b.edu,4,3');
    expect(scores.map(({ student }) => student)).toEqual(['s1', 's2', 's4']);
    expect(absent).toEqual(['s3']);
    expect(
      matchRows(read(CANVAS).rows.slice(1, 2), roster, { file: 'm.csv', skipUnknown: false }).scores,
    ).toMatchObject([{ student: 's2' }]);
  });

  it('is refused where it is nobody, two people, one that two share, or one twice: all of it at once', () => {
    expect(() => match('eve@example.edu,,1\nada@example.edu,S2,1\ndan,,1\nada@example.edu,,1\n,S1,2')).toThrow(
      [
        'm.csv:2: eve@example.edu is nobody on the roster.',
        'm.csv:3: ada@example.edu, S2: these are different students on the roster, s1 and s2.',
        'm.csv:4: dan is nobody on the roster.',
        'm.csv:6: S1 is s1, who is on line 5 already.',
        'Nothing was imported.',
      ].join('\n'),
    );
    expect(match('eve@example.edu,,1\nada@example.edu,,1', true)).toMatchObject({
      unknown: [2],
      scores: [{ student: 's1' }],
    });
  });
});
