import { describe, expect, it } from 'vitest';
import { latenessOnly } from '../../src/late/lateRecord.js';
import { latePolicySchema } from '../../src/late/policy.js';
import { at, dataOf, documentOf, fromStart, graded, handedIn, record, sentence } from './sampleLate.js';

describe('a group’s document', () => {
  const both = ['ann', 'bob'];
  const together = (): object[] => {
    fromStart();
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
    fromStart();
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
