import { describe, expect, it } from 'vitest';
import { checkCatalogue } from '../../src/course/catalogue.js';
import { assignmentFileSchema, type Assignment } from '../../src/course/schema.js';

const due = { local: '2027-04-15T23:59', timeZone: 'UTC' };
const assignment: Assignment = {
  ...assignmentFileSchema.parse({
    schemaVersion: 1,
    id: 'hw4',
    title: 'H',
    due,
    questions: [
      { number: '1', title: 'A', points: 1, visibility: 'after_published' },
      { number: '2', title: 'B', points: 0.3 },
    ],
  }),
  due,
};
const one = { id: '1', title: '1 all', points: '1', visibility: null };
const parts = ['2.1', '2.2', '2.3'].map((id) => ({ id, title: `${id} part`, points: 0.1, visibility: 'hidden' }));

describe('checkCatalogue', () => {
  it('joins checks and questions, with exact points and defaults filled in', () => {
    expect(checkCatalogue(assignment, [...parts, { ...one, seconds: 5 }])).toEqual([
      { id: '1', title: 'all', question: '1', maxMicroPoints: 1_000_000, visibility: 'after_published', seconds: 5 },
      ...['2.1', '2.2', '2.3'].map((id) => {
        return { id, title: 'part', question: '2', maxMicroPoints: 100_000, visibility: 'hidden', seconds: 60 };
      }),
    ]);
  });

  it.each([
    ['a question without check', [one], 'hw4/checks.py: question 2 of hw4/assignment.yaml has no check.'],
    [
      'a wrong sum',
      [one, ...parts.slice(1)],
      'question 2 (2.2, 2.3) sum to 0.2 points; hw4/assignment.yaml says 0.3 points.',
    ],
    [
      'a check without question',
      [one, ...parts, { ...one, id: '3.1' }],
      'check 3.1 belongs to no question of hw4/assignment.yaml, which has 1, 2.',
    ],
    ['a repeated number', [one, one, ...parts], 'the number 1 is at the front of two checks.'],
    [
      'an unknown visibility',
      [{ ...one, visibility: 'hiden' }, ...parts],
      'check 1: visibility: “hiden” is not allowed; allowed: visible, hidden',
    ],
    ['points that are not exact', [{ ...one, points: '0.0000001' }, ...parts], 'has more than 6 decimals'],
    ['points that are no number', [{ ...one, points: 'many' }, ...parts], 'check 1: points'],
    ['something else altogether', [null], 'check without number'],
  ])('refuses %s', (_, announced, message) => {
    expect(() => checkCatalogue(assignment, announced)).toThrow(message);
    expect(() => checkCatalogue(assignment, announced)).toThrow(/^hw4\/checks\.py: .*Course staff: /);
  });
});
