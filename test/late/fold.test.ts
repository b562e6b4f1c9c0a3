import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareDecimals, readDecimal, type Decimal } from '../../src/late/decimal.js';
import { fold } from '../../src/late/fold.js';
import { latenessOf } from '../../src/late/lateness.js';
import type { AssignmentLedger, Ledger } from '../../src/late/ledger.js';
import { ledgerDocument } from '../../src/late/ledgerDocument.js';
import type { LateEvent, LedgerInput } from '../../src/late/model.js';
import { ledgerInput, renumbered, shuffled } from './random.js';

const order = fc.infiniteStream(fc.nat());

const rows = (ledger: Ledger): AssignmentLedger[] =>
  [...ledger.values()].flatMap(({ assignments }) => [...assignments.values()]);

const document = (input: LedgerInput): string => JSON.stringify(ledgerDocument(fold(input)));

describe('fold', () => {
  it('never spends more than the budget, and nothing below 0', () => {
    // A budget that shrinks after a release is the one way to have spent more than there is.
    const shrinks = (event: LateEvent): boolean =>
      event.type === 'accommodation_set' || (event.type === 'budget_adjusted' && event.deltaHours < 0);
    const upwards = ledgerInput().map((input) => ({ ...input, events: input.events.filter((each) => !shrinks(each)) }));
    fc.assert(
      fc.property(upwards, (drawn) => {
        for (const { budget, used, remaining, assignments } of fold(drawn).values()) {
          expect(used).toBeLessThanOrEqual(budget);
          expect(remaining).toBe(budget - used);
          expect([...assignments.values()].reduce((sum, row) => sum + row.hoursUsed, 0)).toBe(used);
        }
        for (const row of rows(fold(drawn))) {
          expect(Math.min(row.hoursUsed, row.penaltyHours, row.hoursWaived, row.lateSeconds)).toBeGreaterThanOrEqual(0);
          expect(row.penaltyBp).toBeLessThanOrEqual(drawn.policy.penaltyCapBp);
          expect(row.hoursWaived + row.hoursUsed + row.penaltyHours).toBeLessThanOrEqual(row.hoursLate);
        }
      }),
    );
  });

  it('does not depend on the order of the list, nor on events delivered again', () => {
    fc.assert(
      fc.property(ledgerInput(), order, fc.nat(), (input, numbers, again) => {
        const { events } = input;
        const repeated = events.filter((_, index) => (again >> (index % 16)) % 2 === 1);
        const late = repeated.map((event) => ({ ...event, seq: event.seq + 1000 }));
        const delivered = shuffled([...events, ...repeated, ...late], numbers);
        expect(document({ ...input, events: delivered })).toBe(document(input));
      }),
    );
  });

  it('does not depend on when things are recorded, where their meaning does not', () => {
    fc.assert(
      fc.property(ledgerInput({ withOrder: false }), order, (input, numbers) => {
        expect(document({ ...input, events: renumbered(input.events, numbers) })).toBe(document(input));
      }),
    );
  });

  it('gives the same bytes twice, and leaves its argument alone', () => {
    fc.assert(
      fc.property(ledgerInput(), (input) => {
        const before = structuredClone(input);
        expect(document(input)).toBe(document(input));
        expect(input).toEqual(before);
      }),
    );
  });

  it('charges a member as if the group were not there, where each spends alone', () => {
    fc.assert(
      fc.property(ledgerInput({ policy: { groupMode: 'individual' } }), (input) => {
        const alone = { ...input, students: ['s1'] };
        expect(fold(alone).get('s1')).toEqual(fold(input).get('s1'));
      }),
    );
  });

  // Not under `min`: there, an hour that one member is given lets the whole group spend one (2.08, min-spends-what-one-is-given).
  it('lowers no score by an extension, a waiver or a grant, under last and without cut-offs or releases', () => {
    const kindness = fc.constantFrom<(seq: number) => LateEvent>(
      (seq) => ({ type: 'budget_adjusted', seq, student: 's1', deltaHours: 5 }),
      (seq) => ({ type: 'hours_waived', seq, student: 's1', assignment: 'hw1', hours: 3 }),
      (seq) => ({ type: 'extension_granted', seq, student: 's1', assignment: 'hw1', kind: 'hours', hours: 500 }),
    );
    const input = ledgerInput({
      withOrder: false,
      withCutoffs: false,
      policy: { selection: 'last', groupMode: 'individual' },
    });
    fc.assert(
      fc.property(input, kindness, (drawn, kind) => {
        const before = rows(fold(drawn));
        const after = rows(fold({ ...drawn, events: [...drawn.events, kind(drawn.events.length + 1)] }));
        before.forEach(({ finalScore }, index) => {
          if (finalScore === null) return;
          expect(compareDecimals(decimal(after[index]?.finalScore), decimal(finalScore))).toBeGreaterThanOrEqual(0);
        });
      }),
    );
  });

  it('explains every charge: the numbers of the row are the last of their kind in the trace', () => {
    fc.assert(
      fc.property(ledgerInput(), (input) => {
        const seqs = new Set(input.events.map(({ seq }) => seq));
        for (const row of rows(fold(input))) {
          const value = (rule: string): unknown => row.trace.find((step) => step.rule === rule)?.value;
          if (row.submissionId !== null) {
            expect(value('hours_late')).toBe(row.hoursLate);
            expect(value('late_seconds')).toBe(row.lateSeconds);
          }
          expect(value('hours_used') ?? 0).toBe(row.hoursUsed);
          expect(value('penalty_bp') ?? 0).toBe(row.penaltyBp);
          expect(value('score') ?? null).toBe(row.finalScore);
          expect(row.trace.flatMap((step) => step.seqs).filter((seq) => !seqs.has(seq))).toEqual([]);
        }
      }),
    );
  });
});

describe('latenessOf', () => {
  it('never makes a later submission cheaper', () => {
    const policy = fc.record({
      graceSeconds: fc.nat({ max: 9000 }),
      graceMode: fc.constantFrom('shift' as const, 'forgive' as const),
      unitSeconds: fc.integer({ min: 1, max: 9000 }),
    });
    const micros = fc.integer({ min: -20_000_000_000, max: 20_000_000_000 });
    fc.assert(
      fc.property(policy, micros, fc.nat({ max: 9_000_000_000 }), (drawn, at, wait) => {
        const terms = { cutoffHours: 2, cutoffAt: null };
        const earlier = latenessOf(at, 0, terms, drawn);
        const later = latenessOf(at + wait, 0, terms, drawn);
        expect(later.hoursLate).toBeGreaterThanOrEqual(earlier.hoursLate);
        expect(Number(later.afterCutoff)).toBeGreaterThanOrEqual(Number(earlier.afterCutoff));
      }),
    );
  });
});

function decimal(text: string | null | undefined): Decimal {
  const value = readDecimal(text ?? '');
  if (value === undefined) throw new Error(`${String(text)} is no score`);
  return value;
}
