import fc from 'fast-check';
import { parseDocument } from '../../src/late/document.js';
import type { LateEvent, LedgerInput } from '../../src/late/model.js';

const STUDENTS = ['s1', 's2', 's3'];
const ASSIGNMENTS = ['hw1', 'hw2', 'hw3'];

const student = fc.constantFrom(...STUDENTS);
const assignment = fc.constantFrom(...ASSIGNMENTS);
const group = fc.subarray(STUDENTS, { minLength: 1 });

/** Around the due times of the three assignments (10, 14 and 18 February), to the second and beyond. */
export const instant = fc
  .record({ second: fc.integer({ min: 0, max: 14 * 86_400 }), micro: fc.constantFrom(0, 1, 999_999) })
  .map(({ second, micro }) => {
    const at = new Date(Date.UTC(2026, 1, 9) + second * 1000).toISOString().slice(0, 19);
    return `${at}.${String(micro).padStart(6, '0')}Z`;
  });

const score = fc.integer({ min: 0, max: 1_200_000 }).map((units) => (units / 10_000).toFixed(4));

const submission = fc.record({
  assignment,
  students: group,
  createdAt: instant,
  grade: fc.option(fc.oneof({ weight: 5, arbitrary: score }, { weight: 1, arbitrary: fc.constant('ungradable') })),
});

const policy = fc.record({
  budgetHours: fc.integer({ min: 0, max: 60 }),
  graceSeconds: fc.constantFrom(0, 60, 4000),
  graceMode: fc.constantFrom('shift', 'forgive'),
  penaltyBasis: fc.constantFrom('earned', 'max', 'cap'),
  penaltyCapBp: fc.constantFrom(10_000, 2_000),
  selection: fc.constantFrom('last', 'active', 'best-final'),
  groupMode: fc.constantFrom('individual', 'min'),
  chargeZeroScore: fc.boolean(),
});

/** Events whose meaning does not depend on when they are recorded. */
const timeless = fc.oneof(
  fc.record({ type: fc.constant('hours_waived'), student, assignment, hours: fc.integer({ min: 0, max: 9 }) }),
  fc.record({ type: fc.constant('budget_adjusted'), student, deltaHours: fc.integer({ min: -20, max: 20 }) }),
  fc.record({ type: fc.constant('assignment_excused'), student, assignment }),
);

/** Events of which the newest wins, or that part the time before from the time after. */
const ordered = fc.oneof(
  fc.record({
    type: fc.constant('extension_granted'),
    student,
    assignment,
    kind: fc.constant('hours'),
    hours: fc.integer({ min: 0, max: 48 }),
  }),
  fc.record({
    type: fc.constant('accommodation_set'),
    student,
    budgetMultiplier: fc.constantFrom('1', '1.25', '1.5'),
  }),
  fc.record({ type: fc.constant('grades_released'), assignment }),
  fc.record({ type: fc.constant('allocation_thawed'), assignment }),
);

export interface Shape {
  /** Also events that depend on their place in the order. */
  readonly withOrder?: boolean;
  readonly withCutoffs?: boolean;
  readonly policy?: object;
}

/** A ledger that could have been, its events in the order of `seq`, each with a key. */
export function ledgerInput(shape: Shape = {}): fc.Arbitrary<LedgerInput> {
  const { withOrder = true, withCutoffs = true } = shape;
  const event = withOrder ? fc.oneof(timeless, ordered) : timeless;
  const cutoffHours = withCutoffs ? fc.option(fc.integer({ min: 0, max: 72 })) : fc.constant(null);
  return fc
    .record({
      policy,
      cutoffs: fc.tuple(cutoffHours, cutoffHours, cutoffHours),
      submissions: fc.array(submission, { maxLength: 12 }),
      others: fc.array(event, { maxLength: 8 }),
      shuffle: fc.infiniteStream(fc.nat()),
    })
    .map(({ policy: drawn, cutoffs, submissions, others, shuffle }) => {
      const events = shuffled([...submissions.flatMap(submissionEvents), ...others], shuffle);
      return parseDocument({
        policy: { ...drawn, ...shape.policy },
        students: STUDENTS,
        assignments: ASSIGNMENTS.map((id, index) => ({
          id,
          dueLocal: `2026-02-${10 + 4 * index}T23:59:00`,
          timeZone: 'America/New_York',
          maxScore: '100',
          cutoffHours: cutoffs[index],
        })),
        events: events.map((each, index) => ({ ...each, seq: index + 1, key: `k${index}` })),
      });
    });
}

/** The same events with other numbers: as they would have been recorded in another order. */
export function renumbered(events: readonly LateEvent[], order: Iterable<number>): LateEvent[] {
  return shuffled(events, order).map((event, index) => ({ ...event, seq: index + 1 }));
}

export function shuffled<T>(items: readonly T[], order: Iterable<number>): T[] {
  const numbers = order[Symbol.iterator]();
  return items
    .map((item) => ({ item, at: Number(numbers.next().value) }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}

function submissionEvents(
  { grade, ...facts }: { grade: string | null; assignment: string; students: string[]; createdAt: string },
  index: number,
): object[] {
  const submissionId = String(index + 1);
  const received = { type: 'submission_received', submissionId, ...facts };
  if (grade === null) return [received];
  const graded = { type: 'submission_graded', submissionId };
  return grade === 'ungradable'
    ? [received, { ...graded, status: 'ungradable' }]
    : [received, { ...graded, rawScore: grade, status: 'graded' }];
}
