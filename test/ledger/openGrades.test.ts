import { describe, expect, test } from 'vitest';
import { releaseCheck } from '../../src/ledger/questions/releaseCheck.js';
import { inOptions } from '../../src/cli/refusalText.js';
import { SYSTEM } from '../../src/ledger/actor.js';
import { exportLedger } from '../../src/ledger/questions/exportTables.js';
import { commitGrade, failAttempt, openAttempt } from '../../src/ledger/attempts.js';
import { readCharges, type AssignmentCharge } from '../../src/ledger/charges.js';
import { readEvents } from '../../src/ledger/events.js';
import { readStanding } from '../../src/ledger/grades.js';
import { readOpenGrades } from '../../src/ledger/openGrades.js';
import { readPending } from '../../src/ledger/outbox.js';
import { recordEvents } from '../../src/ledger/recordEvents.js';
import type { Store } from '../../src/db/store.js';
import type { Grade } from '../../src/grade/grade.js';
import { beginCourse, COURSE, draft, gradeOf, newStore, openGradeOf, received } from './sample.js';

/** A ledger in which s1 handed in once, half an hour late. */
async function withSubmission() {
  const ledger = await newStore();
  beginCourse(ledger.store);
  recordEvents({ store: ledger.store, course: COURSE }, [received('7', 'hw1', ['s1'], '2027-02-11T00:30:00-05:00')]);
  return ledger;
}

function grade(store: Store, made: Grade): void {
  expect(commitGrade(store, openAttempt({ store, course: COURSE }, '7'), made).committed).toBe(true);
}

function charge(store: Store): AssignmentCharge | undefined {
  return readCharges({ store, course: COURSE }, 's1')[0]?.charges.assignments['hw1'];
}

function told(store: Store, kind: string): unknown[] {
  return readPending(store, 100)
    .filter((message) => message.kind === kind)
    .map(({ body }) => body);
}

/** What a spreadsheet gets of hw1: raw and final score, and the points that are open. */
function cells(store: Store): unknown {
  const [row] = exportLedger({ store, course: COURSE }, SYSTEM, { format: 'gradebook' }).records as Record<
    string,
    string
  >[];
  const [long] = exportLedger({ store, course: COURSE }, SYSTEM, { format: 'long', student: 's1' }).records as Record<
    string,
    string
  >[];
  return [row?.['hw1_raw'], row?.['hw1_final'], long?.['raw_score'], long?.['final_score'], long?.['open_points']];
}

const blockersOf = (store: Store): string[] => releaseCheck({ store, course: COURSE }, 'hw1').blockers.map(inOptions);
const openBlockers = (store: Store): string[] => blockersOf(store).filter((line) => line.includes('still open'));

describe('a grade with a check that broke', () => {
  test('is recorded as open: what is earned is known, nothing is a score, staff are called', async () => {
    await using ledger = await withSubmission();
    const { store } = ledger;
    grade(store, openGradeOf('7', { earned: 40, open: 12 }));
    const [event] = readEvents({ store, course: COURSE }, { types: ['submission_graded'] });
    expect(event?.content).toEqual({
      type: 'submission_graded',
      submissionId: '7',
      rawScore: null,
      status: 'open',
      earnedSoFar: '40.000000',
      openPoints: '12.000000',
    });
    const open = { earned: '40.00', points: '12.00' };
    expect(charge(store)).toMatchObject({ submissionId: '7', hoursUsed: 1, rawScore: null, finalScore: null, open });
    expect(cells(store)).toEqual(['', '', '', '', '12.00']);
    expect(told(store, 'result_ready')).toHaveLength(1);
    const checks = { checks: ['2.1'], openMicroPoints: 12_000_000, maxMicroPoints: 100_000_000 };
    expect(told(store, 'needs_staff')).toEqual([
      { submissionId: '7', assignment: 'hw1', attempt: 1, cause: 'course', ...checks },
    ]);
  });

  test('stands against a release, with what to do, until the submission is graded again', async () => {
    await using ledger = await withSubmission();
    const { store } = ledger;
    grade(store, openGradeOf('7', { earned: 40, open: 12 }));
    const lines = blockersOf(store);
    expect(releaseCheck({ store, course: COURSE }, 'hw1').ready).toBe(false);
    expect(lines).toContain('Submission 7 of s1: 12 of 100 points are still open: check 2.1 could not be completed.');
    expect(lines.join('\n')).toContain('mend the checks of hw1, then have these graded again: `assay regrade hw1`');
    expect(lines.join('\n')).not.toContain('has no grade');
    grade(store, gradeOf('7', 52));
    expect(charge(store)).toMatchObject({ rawScore: '52.00', finalScore: '52.00' });
    expect(charge(store)).not.toHaveProperty('open');
    expect(cells(store)).toEqual(['52.00', '52.00', '52.00', '52.00', '']);
    expect(openBlockers(store)).toEqual([]);
    expect(readStanding({ store, course: COURSE }, '7')).toEqual({ grade: gradeOf('7', 52) });
  });

  test('takes no score away: the grading before stands, the student hears nothing new, staff do', async () => {
    await using ledger = await withSubmission();
    const { store } = ledger;
    grade(store, gradeOf('7', 80));
    const open = openGradeOf('7', { earned: 40, open: 12 });
    grade(store, open);
    expect(charge(store)).toMatchObject({ rawScore: '80.00', finalScore: '80.00' });
    expect(cells(store)).toEqual(['80.00', '80.00', '80.00', '80.00', '']);
    expect(readStanding({ store, course: COURSE }, '7')).toEqual({ grade: gradeOf('7', 80), unfinished: open });
    expect(told(store, 'result_ready')).toHaveLength(1);
    expect(told(store, 'needs_staff')).toHaveLength(1);
    expect(openBlockers(store)).toEqual([
      expect.stringContaining('The score of the grading before stands until then.') as string,
    ]);
    grade(store, gradeOf('7', 60));
    expect(charge(store)).toMatchObject({ rawScore: '60.00' });
    expect(openBlockers(store)).toEqual([]);
  });

  test('waits for nothing where another submission counts', async () => {
    await using ledger = await withSubmission();
    const { store } = ledger;
    grade(store, openGradeOf('7', { earned: 40, open: 12 }));
    recordEvents({ store, course: COURSE }, [received('8', 'hw1', ['s1'], '2027-02-11T00:40:00-05:00')]);
    commitGrade(store, openAttempt({ store, course: COURSE }, '8'), gradeOf('8', 90));
    expect(readOpenGrades({ store, course: COURSE })).toEqual([]);
    expect(cells(store)).toEqual(['90.00', '90.00', '90.00', '90.00', '']);
  });

  test('stays open where a later try fails: the platform’s failure makes it no ungradable one', async () => {
    await using ledger = await withSubmission();
    const { store } = ledger;
    grade(store, openGradeOf('7', { earned: 40, open: 12 }));
    openAttempt({ store, course: COURSE }, '7');
    failAttempt({ store, course: COURSE }, '7');
    expect(charge(store)).toMatchObject({ submissionId: '7', open: { earned: '40.00', points: '12.00' } });
  });

  test('is found in a log that called it a score, as it was written before', async () => {
    await using ledger = await withSubmission();
    const { store } = ledger;
    grade(store, gradeOf('7', 40));
    const body = JSON.stringify(openGradeOf('7', { earned: 40, open: 12 }));
    store.sqlite.prepare('UPDATE grades SET body = ?').run(body);
    expect(openBlockers(store)).toHaveLength(1);
    // Staff who settle the score by hand have settled it.
    const settled = { type: 'submission_graded', submissionId: '7', rawScore: '45', status: 'graded' } as const;
    recordEvents({ store, course: COURSE }, [draft(settled)]);
    expect(openBlockers(store)).toEqual([]);
  });
});
