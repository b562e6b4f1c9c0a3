import { describe, expect, test } from 'vitest';
import { readCharges } from '../../src/ledger/charges.js';
import { headSeq } from '../../src/ledger/events.js';
import { all, type Store } from '../../src/db/store.js';
import { admit } from '../../src/work/admit.js';
import { cancel } from '../../src/work/decide.js';
import { readWork } from '../../src/work/rows.js';
import { callStaff, dispatch, findUnreadable } from '../../src/work/dispatch/transitions.js';
import { beginCourse, COURSE, newStore } from '../ledger/sample.js';
import { digest, gradeRow, request, submit } from './sample.js';

/** A day and some hours late, so that it costs something once it counts. */
const LATE = { students: [{ email: 's1@example.edu' }], createdAt: '2027-02-12T06:00:00Z' };
const BROKEN = {
  ...LATE,
  notebook: null,
  unreadable: 'hw1.ipynb is a web page.',
  fileName: '',
  contentDigest: digest(40),
};
const RIGHT = { ...LATE, contentDigest: digest(41) };

async function course() {
  const ledger = await newStore();
  beginCourse(ledger.store);
  return ledger;
}

function charge(store: Store, student = 's1') {
  return readCharges({ store, course: COURSE }, student)[0]?.charges.assignments['hw1'];
}

describe('what arrived broken', () => {
  test('gives its place to what can be read, which then counts and is graded as any other', async () => {
    await using ledger = await course();
    const { store } = ledger;
    const broken = admit(store, request(BROKEN));
    expect(charge(store)).toMatchObject({ status: 'invalid', hoursUsed: 0 });
    const right = admit(store, request({ ...RIGHT, students: [] }));
    expect(right).toEqual({ id: broken.id, state: 'queued', isNew: false });
    expect(charge(store)).toMatchObject({ submissionId: '7', hoursUsed: 26, rawScore: null });
    expect(readWork(store, right.id)).toMatchObject({ detail: null, fileName: 'hw1.ipynb', contentDigest: digest(41) });
    gradeRow(store, right.id);
    expect(charge(store)).toMatchObject({ hoursUsed: 26, rawScore: '10.00' });

    const head = headSeq(store);
    expect(admit(store, request(RIGHT))).toEqual({ id: broken.id, state: 'graded', isNew: false });
    for (const other of [BROKEN, { ...RIGHT, contentDigest: digest(42) }]) {
      expect(() => admit(store, request(other))).toThrow('with another content');
      expect(() => admit(store, request({ ...other, graderVersion: '1.0.1+bbbbbbbbbbbb' }))).toThrow('another content');
    }
    expect(headSeq(store)).toBe(head);
  });

  test('gives its place to something else that cannot be read as well, however often', async () => {
    await using ledger = await course();
    const { store } = ledger;
    for (const mark of [40, 43, 40, 43]) {
      const unreadable = `Broken in way ${mark}.`;
      const { id, state } = admit(store, request({ ...BROKEN, unreadable, contentDigest: digest(mark) }));
      expect(state).toBe('unreadable');
      expect(readWork(store, id)?.detail).toBe(unreadable);
      expect(charge(store)).toMatchObject({ status: 'invalid', hoursUsed: 0 });
    }
    expect(admit(store, request(RIGHT)).state).toBe('queued');
    expect(charge(store)).toMatchObject({ hoursUsed: 26 });
  });

  test('gives its place for a newer version of the grader as well, and a worker may find the new content unreadable', async () => {
    await using ledger = await course();
    const { store } = ledger;
    admit(store, request(BROKEN));
    const { id } = admit(store, request({ ...RIGHT, graderVersion: '1.0.1+bbbbbbbbbbbb' }));
    dispatch(store, id);
    const work = readWork(store, id);
    if (work === undefined) throw new Error('no work');
    expect(findUnreadable(store, work, 'Nothing.')).toBe(true);
    expect(charge(store)).toMatchObject({ status: 'invalid', hoursUsed: 0 });
  });

  test('of feedback, too', async () => {
    await using ledger = await course();
    const { store } = ledger;
    const head = headSeq(store);
    const { id } = admit(store, request({ ...BROKEN, workClass: 'feedback' }));
    expect(admit(store, request({ ...RIGHT, workClass: 'feedback' }))).toEqual({ id, state: 'queued', isNew: false });
    expect(headSeq(store)).toBe(head);
  });
});

describe('the same submission sent again', () => {
  test('is queued again where it was cancelled or waits for staff, and that is kept', async () => {
    await using ledger = await course();
    const { store } = ledger;
    const cancelled = submit(store, 's1@example.edu', { submissionId: '70' });
    cancel(store, cancelled.id);
    const troubled = submit(store, 's2@example.edu', { submissionId: '71' });
    dispatch(store, troubled.id);
    const work = readWork(store, troubled.id);
    if (work === undefined) throw new Error('no work');
    callStaff(store, work, { cause: 'platform', detail: 'the engine hung' });
    for (const [id, submissionId, email] of [
      [cancelled.id, '70', 's1@example.edu'],
      [troubled.id, '71', 's2@example.edu'],
    ] as const) {
      const again = { submissionId, students: [{ email }] };
      expect(admit(store, request(again))).toEqual({ id, state: 'queued', isNew: false });
      expect(readWork(store, id)).toMatchObject({ cause: null, detail: null });
      expect(admit(store, request(again))).toEqual({ id, state: 'queued', isNew: false });
      gradeRow(store, id);
      expect(admit(store, request(again))).toEqual({ id, state: 'graded', isNew: false });
    }
    const forced = store.query.selectFrom('workDecisions').select(['workId', 'actor', 'reason']);
    expect(all(store, forced.where('decision', '=', 'force'))).toEqual(
      [cancelled.id, troubled.id].map((workId) => ({ workId, actor: 'system', reason: 'The platform sent it again.' })),
    );
  });
});
