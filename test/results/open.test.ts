import { describe, expect, it } from 'vitest';
import { isOpen, openMicroPoints } from '../../src/grade/openPoints.js';
import { dataOf, fromStart, graded, handedIn, record } from './sampleLate.js';
import { serialiseResults } from '../../src/results/serialise.js';
import { toResults, type Surroundings } from '../../src/results/toResults.js';
import type { GradescopeResults } from '../../src/results/gradescope.js';
import { sampleAssignment, sampleCheck, sampleGrade } from './sampleGrade.js';

const broken = { status: 'broken', earnedMicroPoints: 0, staffLog: 'Traceback of the checker' } as const;
/** 40 earned, 12 open, 48 lost, of 100. */
const open = sampleGrade({
  outcome: 'failed',
  blame: 'course',
  sentence: 'A check could not be completed.',
  checks: [
    sampleCheck({ id: '1.1', earnedMicroPoints: 40_000_000, maxMicroPoints: 40_000_000 }),
    sampleCheck({ id: '1.2', status: 'failed', earnedMicroPoints: 0, maxMicroPoints: 48_000_000 }),
    sampleCheck({ ...broken, id: '2.1', maxMicroPoints: 2_000_000 }),
    sampleCheck({ ...broken, id: '2.2', maxMicroPoints: 10_000_000, visibility: 'after_published' }),
  ],
});

function documentOf(surroundings: Surroundings = {}, grade = open): GradescopeResults {
  return JSON.parse(serialiseResults(toResults(grade, sampleAssignment, surroundings))) as GradescopeResults;
}

const openEvent = (submissionId: string, seq: number): object => {
  const points = { earnedSoFar: '40', openPoints: '12' };
  return { seq, type: 'submission_graded', submissionId, status: 'open', ...points };
};

/** The budget is spent, so that each of eight late hours costs 1 %. */
const LATE = '2026-02-25T07:59:00-05:00';
const policy = { budgetHours: 0 };

describe('the document of a grade with open points', () => {
  it('says which part of the whole is open, and names no check that students may not see', () => {
    const { tests, output, extra_data: extra } = documentOf();
    expect(tests[0]).toEqual({
      name: 'Points still open',
      visibility: 'visible',
      output:
        '12 of 100 points are still open: 2 checks could not be completed, through no fault of yours. That costs you ' +
        'nothing. What you have earned so far is yours. The score is settled, and a late penalty taken if there is one, ' +
        'when course staff have mended this and your work has been graded again. You need not do anything.',
    });
    expect(JSON.stringify([tests, output])).not.toContain('Traceback');
    expect(extra).toMatchObject({
      ungraded: true,
      open: { earned: 40, points: 12, highest: 52, max: 100, checks: ['2.1', '2.2'] },
    });
  });

  it('scores what was judged and nothing else, so no point counts as lost that is open', () => {
    const { score, tests } = documentOf();
    expect(score).toBe(40);
    const scored = tests.filter((test) => test.max_score !== undefined);
    expect(scored.map(({ number, score: points, max_score: max }) => [number, points, max])).toEqual([
      ['1.1', 40, 40],
      ['1.2', 0, 48],
    ]);
    for (const id of ['2.1', '2.2']) {
      const test = tests.find(({ number }) => number === id);
      expect(test).not.toHaveProperty('status');
      expect(test?.output).toContain('could not be completed');
    }
  });

  it('takes no late penalty from a score that is not settled, and says when it does', () => {
    fromStart();
    const late = record({ events: [handedIn('2001', 'hw2', LATE), openEvent('2001', 9)], policy });
    const document = documentOf({ late });
    expect(document.score).toBe(40);
    expect(dataOf(document)).toMatchObject({ penaltyBp: 800, rawScore: null, finalScore: null, openPoints: 12 });
    expect(document.tests.find(({ name }) => name === 'Late hours')?.output).toContain(
      '8 hours beyond the budget: −8% of your score. It is taken when no points are open any more; the score shown here is without it.',
    );
  });

  it('has the final score of the submission that counts, where that is another one', () => {
    fromStart();
    const events = [
      handedIn('2001', 'hw2', '2026-02-24T20:00:00-05:00'),
      handedIn('2002', 'hw2', '2026-02-24T21:00:00-05:00'),
      graded('2002', '90'),
      openEvent('2001', 9),
    ];
    const document = documentOf({ late: record({ events, policy }) });
    expect(document.score).toBe(90);
    expect(document.extra_data).not.toHaveProperty('ungraded');
    expect(document.tests[0]?.output).toContain('Another submission counts');
  });

  it('tells a closed submission that the one that counts has points open', () => {
    fromStart();
    const events = [
      handedIn('2001', 'hw2', '2026-02-24T20:00:00-05:00'),
      graded('2001', '90'),
      handedIn('2002', 'hw2', '2026-02-24T21:00:00-05:00'),
      openEvent('2002', 9),
    ];
    const { tests } = documentOf({ late: record({ events, policy }) }, sampleGrade());
    expect(tests[0]?.output).toContain('Submission 2002 counts; points of it are still open.');
  });

  it('is feedback all the same, where it is feedback', () => {
    const { tests } = documentOf({ feedback: {} });
    expect(tests[0]?.output).toContain('Course staff have to mend this; then run it again.');
    expect(tests[1]?.name).toBe('Feedback');
  });

  it('is the one of the grading before, where that one has a score', () => {
    const document = documentOf({ unfinished: open }, sampleGrade());
    expect(document.score).toBe(2);
    expect(document.extra_data).not.toHaveProperty('ungraded');
    expect(document.output).toContain(
      'This grade stands until they are. (12 of 100 points are still open in the new one.)',
    );
  });
});

it('a check that broke leaves points open; one that the student’s run did not reach does not', () => {
  expect([isOpen(open), openMicroPoints(open)]).toEqual([true, 12_000_000]);
  const notRun = sampleCheck({ status: 'notRun', earnedMicroPoints: 0 });
  expect(isOpen(sampleGrade({ blame: 'student', checks: [notRun] }))).toBe(false);
  expect(isOpen(sampleGrade())).toBe(false);
});
