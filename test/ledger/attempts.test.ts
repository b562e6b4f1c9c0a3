import { describe, expect, test } from 'vitest';
import { commitGrade, openAttempt, readOpenAttempts } from '../../src/ledger/attempts.js';
import { readCharges } from '../../src/ledger/charges.js';
import { headSeq } from '../../src/ledger/events.js';
import { readGrade } from '../../src/ledger/grades.js';
import { markPlanned, readPending } from '../../src/ledger/outbox.js';
import { recordEvents } from '../../src/ledger/recordEvents.js';
import { beginCourse, COURSE, gradeOf, newStore, received } from './sample.js';

async function withSubmission() {
  const ledger = await newStore();
  beginCourse(ledger.store);
  recordEvents({ store: ledger.store, course: COURSE }, [received('7', 'hw1', ['s1'], '2027-02-11T00:30:00-05:00')]);
  return ledger;
}

describe('commitGrade', () => {
  test('stores the grade, its event, the charges and the message together', async () => {
    await using ledger = await withSubmission();
    const { store } = ledger;
    const attempt = openAttempt({ store, course: COURSE }, '7');
    expect(readOpenAttempts({ store, course: COURSE })).toEqual([{ course: COURSE, submissionId: '7', attempt: 1 }]);
    const result = commitGrade(store, attempt, gradeOf('7', 79.5));
    expect(result).toEqual({ committed: true, gradedSeq: headSeq(store) });
    expect(readGrade({ store, course: COURSE }, '7')).toEqual(gradeOf('7', 79.5));
    expect(readOpenAttempts({ store, course: COURSE })).toEqual([]);
    const charged = readCharges({ store, course: COURSE }).find(({ student }) => student === 's1');
    expect(charged?.asOfSeq).toBe(headSeq(store));
    expect(charged?.charges.assignments['hw1']).toMatchObject({ hoursUsed: 1, rawScore: '79.50', status: 'late' });
    const [message] = readPending(store, 10);
    expect(message).toMatchObject({ kind: 'result_ready', body: { submissionId: '7', attempt: 1 } });
    markPlanned(store, message?.id ?? 0, 0);
    expect(readPending(store, 10)).toEqual([]);
  });

  test('tells the loser: delivered twice, overtaken, or never opened', async () => {
    await using ledger = await withSubmission();
    const { store } = ledger;
    const first = openAttempt({ store, course: COURSE }, '7');
    const second = openAttempt({ store, course: COURSE }, '7');
    expect(commitGrade(store, first, gradeOf('7', 10))).toEqual({ committed: false, why: 'superseded' });
    expect(commitGrade(store, second, gradeOf('7', 20)).committed).toBe(true);
    const head = headSeq(store);
    expect(commitGrade(store, second, gradeOf('7', 30))).toEqual({ committed: false, why: 'already_committed' });
    expect(commitGrade(store, { ...second, attempt: 3 }, gradeOf('7', 30))).toEqual({
      committed: false,
      why: 'unknown_attempt',
    });
    expect(readGrade({ store, course: COURSE }, '7')?.earnedMicroPoints).toBe(20_000_000);
    expect(headSeq(store)).toBe(head);
  });

  test('a failure of the platform is no grade, and leaves the attempt open', async () => {
    await using ledger = await withSubmission();
    const { store } = ledger;
    const attempt = openAttempt({ store, course: COURSE }, '7');
    const failed = gradeOf('7', 0, { outcome: 'sandboxError', blame: 'platform' });
    expect(() => commitGrade(store, attempt, failed)).toThrow('sandboxError is no grade');
    expect(readOpenAttempts({ store, course: COURSE })).toEqual([attempt]);
    expect(commitGrade(store, attempt, gradeOf('7', 0)).committed).toBe(true);
  });

  test('a regrade gives a new score and no new charge', async () => {
    await using ledger = await withSubmission();
    const { store } = ledger;
    for (const points of [50, 60])
      commitGrade(store, openAttempt({ store, course: COURSE }, '7'), gradeOf('7', points));
    const charged = readCharges({ store, course: COURSE }).find(({ student }) => student === 's1');
    expect(charged?.charges).toMatchObject({ used: 1, assignments: { hw1: { rawScore: '60.00' } } });
  });

  test('a submission that was never received cannot be graded', async () => {
    await using ledger = await withSubmission();
    expect(() => openAttempt({ store: ledger.store, course: COURSE }, '8')).toThrow('never received');
  });
});
