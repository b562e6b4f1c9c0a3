import { expect, it } from 'vitest';
import { commitGrade, openAttempt } from '../../src/ledger/attempts.js';
import { explainCheck } from '../../src/ledger/questions/explainCheck.js';
import { recordEvents } from '../../src/ledger/recordEvents.js';
import { wordsOf } from '../../src/results/forumText.js';
import { sampleCheck, sampleGrade } from '../results/sampleGrade.js';
import { beginCourse, COURSE, draft, newStore, received } from './sample.js';

it('explains a check of the submission that counts, and says which there are', async () => {
  await using ledger = await newStore();
  const { store } = ledger;
  beginCourse(store);
  recordEvents({ store, course: COURSE }, [received('7', 'hw1', ['s1'], '2027-02-10T00:30:00-05:00')]);
  const terms = { questions: [], vocabulary: wordsOf(['is wrong the']) };
  const ask = (check: string, student = 's1') =>
    explainCheck({ store, course: COURSE }, { assignment: 'hw1', check, student }, terms);
  expect(() => ask('1.1')).toThrow('s1 has no submission of hw1 that was graded here.');
  const checks = [
    sampleCheck({ status: 'failed', earnedMicroPoints: 0, message: 'the `ada_model` is wrong' }),
    sampleCheck({ id: '1.2', visibility: 'after_published', status: 'failed', earnedMicroPoints: 0 }),
  ];
  commitGrade(store, openAttempt({ store, course: COURSE }, '7'), {
    ...sampleGrade({ checks }),
    submission: '7',
    assignment: 'hw1',
  });
  expect(ask('1.1').text.join('\n')).toContain('It says: the `…` is wrong');
  expect(ask('1.2').text.join('\n')).toContain('do not see before the grades are released');
  expect(() => ask('9.9')).toThrow('hw1 has no check 9.9. Known: 1.1, 1.2.');
  recordEvents({ store, course: COURSE }, [draft({ type: 'grades_released', assignment: 'hw1' })]);
  expect(ask('1.2').text.join('\n')).toContain('1.2, “1.1 schedule” (hw1, question 1, 2 points): failed.');
});
