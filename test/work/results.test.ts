import { expect, test } from 'vitest';
import { openAttempt } from '../../src/ledger/attempts.js';
import { resultsOf } from '../../src/work/results.js';
import { readWork } from '../../src/work/rows.js';
import { storeGrade } from '../../src/work/storeGrade.js';
import { commit, dispatch } from '../../src/work/dispatch/transitions.js';
import { beginCourse, COURSE, gradeOf, newStore } from '../ledger/sample.js';
import { submit } from './sample.js';

const shown = () => ({ questions: [], manual: [] });

test('what staff grade anew and publish is what students read of the work that is there', async () => {
  await using ledger = await newStore();
  const { store } = ledger;
  beginCourse(store);
  const { id } = submit(store, 's1@example.edu');
  dispatch(store, id);
  const work = readWork(store, id);
  if (work === undefined) throw new Error('there is no work');
  const { submissionId } = work;
  commit(store, work, gradeOf(submissionId, 40));
  expect(resultsOf(store, id, shown)?.score).toBe(40);
  storeGrade(store, openAttempt({ store, course: COURSE }, submissionId), gradeOf(submissionId, 52), {
    ...{ actor: 'staff:ada', reason: 'a mended check' },
  });
  expect(resultsOf(store, id, shown)?.score).toBe(52);
});
