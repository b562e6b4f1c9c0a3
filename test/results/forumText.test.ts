import { describe, expect, it } from 'vitest';
import { forumText, publicWords, wordsOf } from '../../src/results/forumText.js';
import { sampleAssignment, sampleCheck, sampleGrade } from './sampleGrade.js';

const vocabulary = wordsOf([
  'returned a wrong number stopped with an error Your notebook has no the first at off of array values is TypeError',
  'def q_sample(x0): Look at the sign',
]);
const failed = {
  id: '2.1',
  title: '2.1 forward noising',
  question: '2',
  status: 'failed',
  earnedMicroPoints: 0,
} as const;
const text = (changes: Parameters<typeof sampleCheck>[0], released = false): string => {
  const check = sampleCheck({ ...failed, ...changes });
  const grade = sampleGrade({ checks: [check] });
  return forumText(grade, check, {
    assignment: 'hw4',
    questions: sampleAssignment.questions,
    vocabulary,
    released,
  }).join('\n');
};

describe('why a check failed, for everybody to read', () => {
  it('says what it is, what it said and the hint, and leaves the values out', () => {
    const said = text({
      message: '`q_sample` returned a wrong number.',
      expected: '1.5',
      got: '2.5 of Ada',
      hint: 'Look at the sign.',
    });
    expect(said.split('\n')).toEqual([
      'Check 2.1, “forward noising” (hw4, question 2 “Forward process”, 2 points): failed.',
      'It says: `q_sample` returned a wrong number.',
      'Hint: Look at the sign.',
      'What was expected, what your notebook gave, and any error are in your own result, below this check; they are left out here.',
    ]);
  });

  it.each([
    [
      '`q_sample` stopped with an error: TypeError: Ada Lovelace, 555-0100.',
      '`q_sample` stopped with an error (TypeError).',
    ],
    ['`q_sample` stopped with an error: AdaLovelaceError: x = my_secret(3)', '`q_sample` stopped with an error.'],
    ['`q_sample` stopped with an error: first line\nsecond of TypeError.', '`q_sample` stopped with an error.'],
    ['Your notebook has no `ada_lovelace_model`.', 'Your notebook has no `…`.'],
    ['`q_sample` returned ada.lovelace@example.edu 1234567 of 40.', '`q_sample` returned … of 40.'],
    ['`q_sample` returned an array of 3 values.\u001b[31m\u202e', '`q_sample` returned an array of 3 values.'],
  ])('tells no word that only this notebook has: %j', (message, told) => {
    expect(publicWords(message, vocabulary)).toBe(told);
  });

  it('says nothing of a check that students do not see yet, and afterwards only what they see', () => {
    const guarded = {
      visibility: 'after_published',
      message: 'The first of values is 7.',
      hint: 'Look at the sign.',
    } as const;
    for (const changes of [guarded, { ...guarded, status: 'passed' } as const]) {
      expect(text(changes)).toBe(
        [
          'Check 2.1 (hw4, question 2 “Forward process”) is one that students do not see before the grades are released.',
          'So nothing is said here of how it went, or of what it asks. The visible checks of the same question are where to look.',
        ].join('\n'),
      );
    }
    expect(text(guarded, true)).toContain('failed.\nHint: Look at the sign.\n');
    expect(text(guarded, true)).not.toContain('values');
    expect(text({ ...guarded, visibility: 'hidden' }, true)).toContain('is one that students do not see.');
  });

  it('has a sentence for what was not run and what staff have to mend', () => {
    expect(text({ status: 'notRun' })).toContain('was not run, because the run of the notebook ended before it');
    expect(text({ status: 'broken', message: 'secret of staff' })).toMatch(
      /could not be completed\. Course staff[^]*$/u,
    );
    expect(text({ status: 'broken', message: 'secret of staff' })).not.toContain('secret');
  });
});
