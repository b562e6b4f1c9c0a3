import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { EventContent } from '../../src/ledger/eventContent.js';
import { computeCharges, findStaleCharges, readCharges, rebuildCharges } from '../../src/ledger/charges.js';
import { readEvents } from '../../src/ledger/events.js';
import { readLedgerInput } from '../../src/ledger/ledgerInput.js';
import { recordEvents } from '../../src/ledger/recordEvents.js';
import { write } from '../../src/db/store.js';
import { beginCourse, COURSE, draft, newStore, received } from './sample.js';

const student = fc.constantFrom('s1', 's2', 's3');
const assignment = fc.constantFrom('hw1', 'hw2');
const hours = fc.integer({ min: 0, max: 150 });
const onWork = { student, assignment };

const content = fc.oneof<fc.Arbitrary<EventContent>[]>(
  fc.record({ type: fc.constant('hours_waived' as const), ...onWork, hours }),
  fc.record({ type: fc.constant('extension_granted' as const), ...onWork, kind: fc.constant('hours' as const), hours }),
  fc.record({ type: fc.constant('budget_adjusted' as const), student, deltaHours: fc.integer({ min: -80, max: 80 }) }),
  fc.record({ type: fc.constant('assignment_excused' as const), ...onWork }),
  fc.record({ type: fc.constant('grades_released' as const), assignment }),
  fc.record({ type: fc.constant('assignment_set' as const), assignment, maxFreeHours: hours }),
  fc.record({
    type: fc.constant('policy_set' as const),
    policy: fc.record({ groupMode: fc.constantFrom('min' as const, 'individual' as const), budgetHours: hours }),
  }),
);
const handIn = fc.record({ assignment, students: fc.uniqueArray(student, { minLength: 1 }), hour: hours });

describe('the stored charges', () => {
  test('are at every moment what the whole log gives', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(content, handIn), { minLength: 1, maxLength: 12 }), async (steps) => {
        await using ledger = await newStore();
        const { store } = ledger;
        beginCourse(store);
        for (const [index, step] of steps.entries()) {
          if ('type' in step) recordEvents({ store, course: COURSE }, [draft(step)]);
          else {
            const at = new Date(Date.parse('2027-02-11T04:59:00Z') + step.hour * 3_600_000).toISOString();
            recordEvents({ store, course: COURSE }, [received(String(index), step.assignment, step.students, at)]);
          }
          expect(findStaleCharges({ store, course: COURSE })).toEqual([]);
        }
      }),
      { numRuns: 40 },
    );
  });

  test('say which event they were made from, and only those concerned are made anew', async () => {
    await using ledger = await newStore();
    const { store } = ledger;
    beginCourse(store);
    recordEvents({ store, course: COURSE }, [
      draft({ type: 'hours_waived', student: 's2', assignment: 'hw1', hours: 1 }),
    ]);
    expect(readCharges({ store, course: COURSE }).map(({ asOfSeq, policySeq }) => [asOfSeq, policySeq])).toEqual([
      [6, 4],
      [7, 4],
      [6, 4],
    ]);
  });

  test('are found stale when somebody changes them, and are made anew when dropped', async () => {
    await using ledger = await newStore();
    const { store } = ledger;
    beginCourse(store);
    const charges = readCharges({ store, course: COURSE }).map((row) => row.charges);
    store.sqlite.exec(`UPDATE charges SET body = replace(body, '"used":0', '"used":5') WHERE student = 's2'`);
    store.sqlite.exec(`DELETE FROM charges WHERE student = 's3'`);
    expect(findStaleCharges({ store, course: COURSE })).toEqual(['s2', 's3']);
    rebuildCharges(store);
    expect(readCharges({ store, course: COURSE }).map((row) => row.charges)).toEqual(charges);
  });
});

describe('readLedgerInput', () => {
  test('as of an earlier event gives what was true then', async () => {
    await using ledger = await newStore();
    const { store } = ledger;
    beginCourse(store);
    recordEvents({ store, course: COURSE }, [received('7', 'hw1', ['s1'], '2027-02-11T06:59:00Z')]);
    const then = readEvents({ store, course: COURSE }).at(-1)?.seq ?? 0;
    const used = (upToSeq: number): number | undefined =>
      computeCharges(readLedgerInput({ store, course: COURSE }, { upToSeq }).input).get('s1')?.used;
    recordEvents({ store, course: COURSE }, [
      draft({ type: 'hours_waived', student: 's1', assignment: 'hw1', hours: 1 }),
    ]);
    expect([used(then - 1), used(then), used(then + 1)]).toEqual([0, 2, 1]);
    expect(used(2)).toBe(0);
    expect(computeCharges(readLedgerInput({ store, course: COURSE }, { upToSeq: 1 }).input).size).toBe(1);
  });
});

test('charges know nothing of what an undone write said of the course', async () => {
  await using made = await newStore();
  const { store } = made;
  beginCourse(store);
  const set = (budgetHours: number): void => {
    recordEvents({ store, course: COURSE }, [draft({ type: 'policy_set', policy: { budgetHours } })]);
  };
  const undone = (): void => {
    write(store, () => {
      set(7);
      expect(readCharges({ store, course: COURSE }, 's1')[0]?.charges.budget).toBe(7);
      throw new RangeError('undone');
    });
  };
  expect(undone).toThrow('undone');
  recordEvents({ store, course: COURSE }, [draft({ type: 'budget_adjusted', student: 's1', deltaHours: 1 })]);
  expect(readCharges({ store, course: COURSE }, 's1')[0]?.charges.budget).toBe(121);
  set(8);
  expect(readCharges({ store, course: COURSE }, 's1')[0]?.charges.budget).toBe(9);
});
