import { describe, expect, it } from 'vitest';
import { latenessOnly, lateRecord, type LateRecord } from '../../src/late/lateRecord.js';
import { parseDocument } from '../../src/late/document.js';
import { readInstant, type EpochMicros } from '../../src/late/instant.js';
import { latePolicySchema } from '../../src/late/policy.js';
import { gradescopeResultsSchema, type GradescopeResults } from '../../src/results/gradescope.js';
import type { Late } from '../../src/results/late.js';
import { lateDataSchema, type LateData } from '../../src/results/lateData.js';
import { serialiseResults } from '../../src/results/serialise.js';
import { standingResults } from '../../src/results/standing.js';
import { toResults } from '../../src/results/toResults.js';
import { sampleAssignment, sampleCheck, sampleGrade } from './sampleGrade.js';

const HOMEWORKS = [
  { id: 'hw1', dueLocal: '2026-02-10T23:59:00', timeZone: 'America/New_York', maxScore: '100' },
  { id: 'hw2', dueLocal: '2026-02-24T23:59:00', timeZone: 'America/New_York', maxScore: '100' },
];

let seq = 0;
const handedIn = (submissionId: string, assignment: string, createdAt: string, students = ['ann']): object => {
  return { seq: ++seq, type: 'submission_received', submissionId, assignment, students, createdAt };
};
const graded = (submissionId: string, rawScore: string): object => {
  return { seq: ++seq, type: 'submission_graded', submissionId, rawScore, status: 'graded' };
};
const unreadable = (submissionId: string): object => {
  return { seq: ++seq, type: 'submission_graded', submissionId, rawScore: null, status: 'ungradable' };
};

/** hw1 is 115 hours late, hw2 eight: 90 points. */
function spent(): object[] {
  seq = 0;
  return [
    handedIn('1001', 'hw1', '2026-02-15T18:59:00-05:00'),
    graded('1001', '80'),
    handedIn('2001', 'hw2', '2026-02-25T07:59:00-05:00'),
    graded('2001', '90'),
  ];
}

function at(text: string): EpochMicros {
  const instant = readInstant(text);
  if (typeof instant !== 'number') throw new RangeError(text);
  return instant;
}

interface Asked {
  readonly events: readonly object[];
  readonly policy?: object;
  readonly students?: readonly string[];
  readonly submissionId?: string;
  readonly now?: string;
  readonly dues?: readonly string[];
  readonly assignments?: readonly object[];
}

function record({
  events,
  policy = {},
  students = ['ann', 'bob'],
  assignments = HOMEWORKS,
  ...rest
}: Asked): LateRecord {
  const { submissionId = '2001', now = '2026-03-01T00:00:00Z', dues = [] } = rest;
  const input = parseDocument({ policy, students, assignments, events });
  const found = lateRecord(input, { submissionId, policySeq: 3, at: at(now), platformDues: dues.map(at) });
  if (found === undefined) throw new RangeError(`${submissionId} was never received`);
  return found;
}

/** The document of a submission whose tests add up to 90. */
function documentOf(late: Late): GradescopeResults {
  const checks = [sampleCheck({ earnedMicroPoints: 90_000_000, maxMicroPoints: 100_000_000 })];
  const results = toResults(sampleGrade({ checks }), sampleAssignment, { late });
  const parsed = JSON.parse(serialiseResults(results)) as GradescopeResults;
  expect(gradescopeResultsSchema.safeParse(parsed).success).toBe(true);
  const [line] = parsed.tests;
  expect(line).toEqual({ name: 'Late hours', visibility: 'visible', output: line?.output });
  return parsed;
}

function sentence(results: GradescopeResults): string {
  return results.tests[0]?.output ?? '';
}

function dataOf(results: GradescopeResults): LateData {
  return lateDataSchema.parse(results.extra_data['late']);
}

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
    seq = 0;
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

    seq = 0;
    const released = [
      { seq: ++seq, type: 'grades_released', assignment: 'hw2' },
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

describe('a group’s document', () => {
  const both = ['ann', 'bob'];
  const together = (): object[] => {
    seq = 0;
    return [handedIn('2001', 'hw2', '2026-02-25T07:59:00-05:00', both), graded('2001', '90')];
  };

  it('has the common charge and nobody’s balance where members are charged alike', () => {
    const results = documentOf(record({ events: together(), policy: { budgetHours: 5 } }));
    expect(results.score).toBe(87.3);
    expect(sentence(results)).toContain('5 late hours used of each member’s. 3 hours beyond the budget: −3%');
    expect(dataOf(results)).toMatchObject({ hoursUsed: 5, penaltyHours: 3, finalScore: 87.3 });
    expect(dataOf(results)).toMatchObject({
      budgetHours: null,
      usedElsewhere: null,
      remainingAfter: null,
      ruleTrace: [],
    });
    expect(sentence(results)).not.toMatch(/left\)|of 5/u);
  });

  it('has no charge, no penalty and no balance where they differ', () => {
    const grant = { seq: 3, type: 'budget_adjusted', student: 'bob', deltaHours: -118 };
    const results = documentOf(record({ events: [...together(), grant] }));
    expect(results.score).toBe(90);
    expect(sentence(results)).toContain(
      'Submitted 8 h 0 m 0 s after the deadline (Tue Feb 24, 11:59 pm EST) = 8 late hours.',
    );
    expect(sentence(results)).toContain('course staff tell each of you how many are left');
    expect(sentence(results)).not.toMatch(/118|112|\b2 late|\b6 hours|%.*→/u);
    expect(dataOf(results)).toMatchObject({
      penaltyApplication: 'record-only',
      countsNow: true,
      effectiveDueAt: null,
      lateSeconds: 28_800,
      hoursLate: 8,
      rawScore: 90,
      ruleTrace: [],
      ...Object.fromEntries(
        [
          'hoursWaived',
          'hoursUsed',
          'penaltyHours',
          'penaltyBp',
          'finalScore',
          'budgetHours',
          'usedElsewhere',
          'remainingAfter',
        ].map((key) => [key, null]),
      ),
    });
  });

  it('does not tell that one member has more time', () => {
    const extension = {
      seq: 3,
      type: 'extension_granted',
      student: 'bob',
      assignment: 'hw2',
      kind: 'hours',
      hours: 24,
    };
    const results = documentOf(record({ events: [...together(), extension] }));
    expect(JSON.stringify(results)).not.toMatch(/extended|Feb 25, 11:59|2026-02-25T23/u);
    seq = 0;
    const onTime = [handedIn('2001', 'hw2', '2026-02-20T00:00:00Z', both), graded('2001', '90'), extension];
    expect(dataOf(documentOf(record({ events: onTime })))).toMatchObject({ hoursUsed: 0, effectiveDueAt: null });
  });

  it('leaves open whether it counts where one member handed in again', () => {
    const again = [...together(), handedIn('2002', 'hw2', '2026-02-25T08:00:00-05:00', ['ann']), graded('2002', '10')];
    const results = documentOf(record({ events: again }));
    expect(results.score).toBe(90);
    expect(dataOf(results)).toMatchObject({ countsNow: null, notCounted: null, counting: null });
  });
});

describe('without a ledger', () => {
  it('tells lateness alone', () => {
    const due = { dueLocal: '2026-02-24T23:59', timeZone: 'America/New_York', disambiguation: null };
    const late = latenessOnly('2001', at('2026-02-25T07:59:00-05:00'), due, latePolicySchema.parse({}));
    const results = documentOf(late);
    expect(results.score).toBe(90);
    expect(sentence(results)).toContain('= 8 late hours. What it uses of your late hours is not known here');
    expect(dataOf(results)).toMatchObject({
      ledger: 'unavailable',
      lateSeconds: 28_800,
      hoursLate: 8,
      ledgerSeq: null,
    });
    expect(dataOf(results)).toMatchObject({ hoursUsed: null, remainingAfter: null, penaltyBp: null });
  });
});

describe('standingResults', () => {
  const standing = {
    submission: '2002',
    assignment: 'hw2',
    state: 'unreadable',
    message: 'It is a PDF. Upload the notebook.',
  };

  it('has no scored test, says where the submission stands, and is no verdict', () => {
    const results = standingResults(standing);
    expect(serialiseResults(results)).toContain('It is a PDF.');
    expect(results).toMatchObject({ score: 0, tests: [], stdout_visibility: 'hidden' });
    expect(results.extra_data).toMatchObject({ ungraded: true, state: 'unreadable', submission: '2002' });
  });

  it('shows the score of what counts, and that nothing was charged', () => {
    const events = [...spent(), handedIn('2002', 'hw2', '2026-02-26T07:59:00-05:00'), unreadable('2002')];
    const late = record({ events, submissionId: '2002' });
    const results = standingResults({ ...standing, late });
    expect(results.score).toBe(87.3);
    expect(results.tests).toHaveLength(1);
    expect(results.tests[0]).not.toHaveProperty('score');
    expect(sentence(results)).toContain(
      'Nothing in it could be graded, so it does not count and uses no late hours. Submission 2001 counts',
    );
    expect(dataOf(results)).toMatchObject({ notCounted: 'ungradable', hoursUsed: 0, usedElsewhere: 120 });
  });
});
