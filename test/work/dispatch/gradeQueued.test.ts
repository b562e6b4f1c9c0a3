import { expect, test } from 'vitest';
import { readCharges } from '../../../src/ledger/charges.js';
import { readPending } from '../../../src/ledger/outbox.js';
import type { Grade } from '../../../src/grade/grade.js';
import { admit } from '../../../src/work/admit.js';
import { gradeQueued, type Failure } from '../../../src/work/dispatch/gradeQueued.js';
import { putBack } from '../../../src/work/dispatch/transitions.js';
import { readWork, type Work } from '../../../src/work/rows.js';
import { beginCourse, COURSE, newStore } from '../../ledger/sample.js';
import { gradeFor, request } from '../sample.js';

const LATE = { students: [{ email: 's1@example.edu' }], createdAt: '2027-02-12T06:00:00Z' };
const PLATFORM: Failure = { cause: 'platform', detail: 'The engine failed.' };

/** A row that is late, and what this process makes of it. */
async function queuedRow() {
  const held = await newStore();
  const { store } = held;
  beginCourse(store);
  const { id } = admit(store, request(LATE));
  const row = (): Work => {
    const work = readWork(store, id);
    if (work === undefined) throw new RangeError('no work');
    return work;
  };
  return {
    ...{ store, row, [Symbol.asyncDispose]: () => held[Symbol.asyncDispose]() },
    charge: () => readCharges({ store, course: COURSE }, 's1')[0]?.charges.assignments['hw1'],
    grade: (run: () => Promise<{ grade: Grade }>, failure: Failure = PLATFORM) =>
      gradeQueued(store, id, run, () => failure),
  };
}

test('a run that fails costs nothing, and is staff’s turn; sent again and graded, it counts; again, it is graded anew', async () => {
  await using at = await queuedRow();
  await expect(at.grade(() => Promise.reject(new Error('the engine')))).rejects.toThrow('the engine');
  expect([at.row().state, at.row().detail, at.charge()?.hoursUsed]).toEqual(['needsStaff', 'The engine failed.', 0]);
  expect(readPending(at.store, 10).map(({ kind }) => kind)).toContain('needs_staff');
  admit(at.store, request(LATE));
  await at.grade(() => Promise.resolve({ grade: gradeFor(at.row(), 10) }));
  expect([at.row().state, at.charge()?.rawScore, at.charge()?.hoursUsed]).toEqual(['graded', '10.00', 26]);
  expect(admit(at.store, request(LATE)).state).toBe('graded');
  expect(admit(at.store, request({ ...LATE, again: true })).state).toBe('queued');
  await at.grade(() => Promise.resolve({ grade: gradeFor(at.row(), 8) }));
  expect([at.row().state, at.charge()?.rawScore]).toEqual(['graded', '8.00']);
});

test('a run that is stopped is cancelled, and the grade of one that was overtaken is refused', async () => {
  await using at = await queuedRow();
  await expect(at.grade(() => Promise.reject(new Error('stopped')), 'cancelled')).rejects.toThrow('stopped');
  expect([at.row().state, at.charge()?.hoursUsed]).toEqual(['cancelled', 0]);
  admit(at.store, request(LATE));
  const overtaken = await at.grade(() => {
    // A dispatcher has come, and finds no job of it.
    putBack(at.store, at.row());
    return Promise.resolve({ grade: gradeFor(at.row(), 10) });
  });
  expect([overtaken, at.row().state, at.charge()?.rawScore]).toEqual([undefined, 'queued', null]);
});
