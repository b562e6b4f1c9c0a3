import { describe, expect, it } from 'vitest';
import { dataOf, documentOf, fromStart, graded, handedIn, HOMEWORKS, record, sentence, spent } from './sampleLate.js';

describe('a document with late hours', () => {
  it('has the sentence, the record and the score with its penalty; the tests stay raw', () => {
    const results = documentOf(record({ events: spent() }));
    expect(results.score).toBe(87.3);
    expect(results.tests[1]).toMatchObject({ score: 90, max_score: 100 });
    expect(sentence(results)).toBe(
      'Submitted 8 h 0 m 0 s after the deadline (Tue Feb 24, 11:59 pm EST) = 8 late hours. ' +
        '5 late hours used (115 used earlier, 0 of 120 left). ' +
        '3 hours beyond the budget: −3% of your score (90.00 → 87.30). ' +
        'As of ledger entry 4; later changes may alter it.\n' +
        'When the budget is used up, each late hour costs 1% of your score.',
    );
    expect(dataOf(results)).toEqual({
      schemaVersion: 1,
      policyVersion: 'policy@3',
      ledgerSeq: 4,
      provisional: true,
      submissionId: '2001',
      countsNow: true,
      submittedAt: '2026-02-25T07:59:00-05:00',
      dueAt: '2026-02-24T23:59:00-05:00',
      effectiveDueAt: '2026-02-24T23:59:00-05:00',
      lateSeconds: 28_800,
      graceSeconds: 0,
      hoursLate: 8,
      hoursWaived: 0,
      hoursUsed: 5,
      penaltyHours: 3,
      penaltyBp: 300,
      penaltyBasis: 'earned',
      rawScore: 90,
      maxScore: 100,
      finalScore: 87.3,
      openPoints: null,
      budgetHours: 120,
      usedElsewhere: 115,
      remainingAfter: 0,
      ruleTrace: [
        'base_due',
        'counts_as_last@3',
        'late_seconds 28800',
        'hours_late 8',
        'balance_before 5',
        'hours_used 5',
        'penalty_hours 3',
        'penalty_bp 300',
        'score@4',
        'hw1 used 115',
      ],
      penaltyApplication: 'results',
      notCounted: null,
      counting: '2001',
      flags: [],
      ledger: 'available',
    });
  });

  it('takes no penalty where the gradebook does, and says so', () => {
    const results = documentOf(record({ events: spent(), policy: { penaltyApplication: 'record-only' } }));
    expect(results.score).toBe(90);
    expect(sentence(results)).toContain(
      '(90.00 → 87.30). The score shown here is without it; the gradebook takes it off.',
    );
    expect(dataOf(results)).toMatchObject({ penaltyApplication: 'record-only', finalScore: 87.3 });
  });

  it.each([
    ['max', '−3% of the maximum score (90.00 → 87.00)', 87],
    ['cap', '−3% off the highest score that can be had (90.00 → 90.00)', 90],
  ])('prints the rule in force: %s', (penaltyBasis, said, score) => {
    const results = documentOf(record({ events: spent(), policy: { penaltyBasis } }));
    expect(sentence(results)).toContain(said);
    expect(results.score).toBe(score);
  });

  it('tells on time, tolerance, a waiver, an extension, a clock change', () => {
    fromStart();
    const onTime = [handedIn('2001', 'hw2', '2026-02-24T23:59:00.9-05:00'), graded('2001', '90')];
    expect(sentence(documentOf(record({ events: onTime })))).toBe(
      'Submitted on time (the deadline was Tue Feb 24, 11:59 pm EST). No late hours used (0 used earlier, 120 of 120 left). ' +
        'As of ledger entry 3; later changes may alter it.\nWhen the budget is used up, each late hour costs 1% of your score.',
    );
    expect(documentOf(record({ events: onTime })).score).toBe(90);
    const justLate = [handedIn('2001', 'hw2', '2026-02-24T23:59:30-05:00')];
    expect(sentence(documentOf(record({ events: justLate, policy: { graceSeconds: 60 } })))).toContain(
      'Submitted 0 h 0 m 30 s after the deadline (Tue Feb 24, 11:59 pm EST), within the tolerance of 60 seconds. No late',
    );
    const onHw2 = { student: 'ann', assignment: 'hw2' };
    const waived = [...spent(), { seq: 5, type: 'hours_waived', ...onHw2, hours: 4 }];
    expect(sentence(documentOf(record({ events: waived })))).toContain(
      '= 8 late hours. 4 hours waived by course staff. 4 late',
    );
    const extended = [...spent(), { seq: 5, type: 'extension_granted', ...onHw2, kind: 'hours', hours: 7 }];
    expect(sentence(documentOf(record({ events: extended })))).toContain(
      'Submitted 1 h 0 m 0 s after the deadline (Wed Feb 25, 6:59 am EST, extended from Tue Feb 24, 11:59 pm EST) = 1 late hour. 1 late hour used (115',
    );
    const spring = [{ ...HOMEWORKS[1], dueLocal: '2026-03-07T23:59:00' }];
    const dst = [handedIn('2001', 'hw2', '2026-03-08T23:59:00-04:00')];
    expect(sentence(documentOf(record({ events: dst, assignments: spring })))).toContain(
      '= 23 late hours. Clocks changed in between; late hours are elapsed hours.',
    );
  });

  it('says of a submission that does not count what counts, and shows that one’s score', () => {
    const newer = [...spent(), handedIn('2002', 'hw2', '2026-02-25T08:59:00-05:00'), graded('2002', '95')];
    const older = documentOf(record({ events: newer }));
    expect(dataOf(older)).toMatchObject({ countsNow: false, notCounted: 'another_counts', counting: '2002' });
    expect(dataOf(older)).toMatchObject({ hoursUsed: 0, penaltyBp: 0, rawScore: 90, finalScore: null });
    expect(sentence(older)).toContain('Submission 2002 counts, and the score shown is that one’s (91.20).');
    expect(older.score).toBe(91.2);
    const waiting = documentOf(record({ events: newer.slice(0, -1) }));
    expect(waiting.score).toBe(90);

    const voided = documentOf(
      record({ events: [...newer, { seq: 7, type: 'submission_voided', submissionId: '2001' }] }),
    );
    expect(dataOf(voided)).toMatchObject({ countsNow: false, notCounted: 'voided' });

    fromStart();
    const released = [
      { seq: 0, type: 'grades_released', assignment: 'hw2' },
      ...[handedIn('2001', 'hw2', '2026-02-20T00:00:00Z')],
    ];
    const after = documentOf(record({ events: released }));
    expect(dataOf(after)).toMatchObject({ notCounted: 'after_release', counting: null });
    expect(sentence(after)).toContain('after the grades were released');
    expect(after.score).toBe(0);

    const strict = [HOMEWORKS[0] ?? {}, { ...HOMEWORKS[1], cutoffHours: 2 }];
    const tooLate = documentOf(record({ events: spent(), assignments: strict }));
    expect(dataOf(tooLate)).toMatchObject({
      countsNow: false,
      notCounted: 'after_cutoff',
      lateSeconds: 28_800,
      hoursLate: 8,
    });
    expect(sentence(tooLate)).toContain('after the last moment for late work');
    expect(tooLate.score).toBe(0);
  });

  it('is provisional until the late windows of this and earlier work have closed, or the grades are out', () => {
    const provisional = (now: string, more: object[] = []): unknown =>
      dataOf(documentOf(record({ events: [...spent(), ...more], now }))).provisional;
    // 220 hours after the due time.
    expect(provisional('2026-03-06T03:59:00-05:00')).toBe(true);
    expect(provisional('2026-03-06T03:59:01-05:00')).toBe(false);
    const extension = { seq: 5, type: 'extension_granted', student: 'ann', assignment: 'hw1', kind: 'days', days: 30 };
    expect(provisional('2026-03-06T03:59:01-05:00', [extension])).toBe(true);
    const released = ['hw1', 'hw2'].map((assignment, index) => ({
      seq: 5 + index,
      type: 'grades_released',
      assignment,
    }));
    expect(provisional('2026-02-25T08:00:00-05:00', released)).toBe(false);
  });

  it('flags another due time on the platform', () => {
    const same = documentOf(record({ events: spent(), dues: ['2026-02-24T20:59:00.000000-08:00'] }));
    expect(dataOf(same).flags).toEqual([]);
    const other = documentOf(record({ events: spent(), dues: ['2026-02-25T20:59:00.000000-08:00'] }));
    expect(dataOf(other).flags).toEqual(['due_mismatch']);
    expect(sentence(other)).toContain('Gradescope shows another deadline');
  });
});
