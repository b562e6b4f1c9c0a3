import { describe, expect, it } from 'vitest';
import { brightspaceTable, canvasTable, gradescopeTable, type BatchRow } from '../../src/batch/gradeTables.js';
import { item, row } from './sampleRun.js';

const OPTIONS = { title: 'hw4', maxMicroPoints: 2_000_000 };
const evil = { name: '=HYPERLINK("http://x")', email: '+a@example.edu', sid: '000123' };
const rows: readonly BatchRow[] = [
  row('Ada', 'pf'),
  [item('Bela'), { kind: 'platformFailure', message: 'The engine failed.' }],
  row('Chidi', 'pb'),
  [item('pair', { people: [evil, { name: 'Emeka', email: null, sid: null }] }), row('x', 'pp')[1]],
];
const lines = (table: string): string[] => table.trimEnd().split('\r\n');

describe('grade tables', () => {
  it('have no score, rather than a zero, for what has no grade or a check that broke', () => {
    const scores = lines(gradescopeTable(rows, OPTIONS)).map((line) => line.split(',').slice(3, 6));
    expect(scores.slice(0, 4)).toEqual([
      ['Total Score', 'Max Points', 'Status'],
      ['1', '2', 'Graded'],
      ['', '2', 'Ungraded'],
      ['', '2', 'Ungraded'],
    ]);
  });

  it('give every member of a group a row, numbers with their zeros, and no formula', () => {
    expect(lines(gradescopeTable(rows, OPTIONS)).slice(4)).toEqual([
      `"'=HYPERLINK(""http://x"")",000123,'+a@example.edu,2,2,Graded,pair,2027-01-02T03:04:05.000000Z`,
      'Emeka,,,2,2,Graded,pair,2027-01-02T03:04:05.000000Z',
    ]);
  });

  it('have the headings that Canvas and Brightspace know', () => {
    expect(lines(canvasTable(rows, OPTIONS)).slice(0, 3)).toEqual([
      'Student,ID,SIS User ID,SIS Login ID,Section,hw4',
      '    Points Possible,,,,,2',
      'Ada,,003,ada@example.edu,,1',
    ]);
    expect(lines(brightspaceTable(rows, OPTIONS)).slice(0, 2)).toEqual([
      'OrgDefinedId,Username,hw4 Points Grade <Numeric MaxPoints:2>,End-of-Line Indicator',
      '003,ada,1,#',
    ]);
  });
});
