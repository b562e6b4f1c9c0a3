import { describe, expect, test } from 'vitest';
import { readCharges } from '../../src/ledger/charges.js';
import { headSeq, readEvents } from '../../src/ledger/events.js';
import { readLateRecord } from '../../src/ledger/lateRecord.js';
import { recordEvents } from '../../src/ledger/recordEvents.js';
import { putStudent, readRoster } from '../../src/ledger/roster.js';
import type { Store } from '../../src/db/store.js';
import { findStaleCharges } from '../../src/ledger/charges.js';
import { admit } from '../../src/work/admit.js';
import { readWork } from '../../src/work/rows.js';
import { statusOf } from '../../src/work/status.js';
import { beginCourse, COURSE, draft, newStore } from '../ledger/sample.js';
import { gradeRow, request, submit } from './sample.js';

/** 26 hours late, by these people. */
const by = (...students: string[]) =>
  request({ students: students.map((name) => ({ email: `${name}@example.edu` })), createdAt: '2027-02-12T06:00:00Z' });

async function course() {
  const ledger = await newStore();
  beginCourse(ledger.store);
  return ledger;
}

function charge(store: Store, student: string) {
  return readCharges({ store, course: COURSE }, student)[0]?.charges.assignments['hw1'];
}

const COUNTS = { submissionId: '7', hoursUsed: 26, rawScore: '10.00' };
const NOTHING = { submissionId: null, hoursUsed: 0, rawScore: null, status: 'none' };

describe('the people of a submission, as the platform names them', () => {
  test('who joins after the hand-in has it, its grade, and a charge of their own; who leaves has not', async () => {
    await using ledger = await course();
    const { store } = ledger;
    const { id } = admit(store, by('s1'));
    gradeRow(store, id);
    recordEvents({ store, course: COURSE }, [
      draft({ type: 'hours_waived', student: 's2', assignment: 'hw1', hours: 6 }),
    ]);
    expect(charge(store, 's2')).toMatchObject(NOTHING);

    admit(store, by('s1', 's2'));
    expect(charge(store, 's1')).toMatchObject(COUNTS);
    expect(charge(store, 's2')).toMatchObject({ ...COUNTS, hoursUsed: 20 });
    expect(readWork(store, id)).toMatchObject({ state: 'graded', party: 's1,s2' });
    expect(readLateRecord({ store, course: COURSE }, '7')?.members).toHaveLength(2);
    const told = readEvents({ store, course: COURSE }, { students: ['s2'] }).map(({ content }) => content.type);
    expect(told).toEqual(
      expect.arrayContaining(['submission_received', 'submission_graded', 'submission_members_changed']),
    );

    const head = headSeq(store);
    for (const again of [by('s2', 's1'), { ...by('s1', 's2'), students: [] }]) admit(store, again);
    expect(headSeq(store)).toBe(head);

    admit(store, by('s2'));
    expect(charge(store, 's1')).toMatchObject(NOTHING);
    expect(charge(store, 's2')).toMatchObject({ ...COUNTS, hoursUsed: 20 });
    expect(readWork(store, id)?.party).toBe('s2');
    admit(store, by('s1', 's2'));
    expect(charge(store, 's1')).toMatchObject(COUNTS);
    expect(readEvents({ store, course: COURSE }).at(-1)).toMatchObject({
      actor: 'system',
      reason: 'The platform names other people than before.',
      content: { type: 'submission_members_changed', submissionId: '7', joined: ['s1'] },
    });
    expect(findStaleCharges({ store, course: COURSE })).toEqual([]);
  });

  test('who joins and is on no roster is enrolled, also where a newer grader grades it again', async () => {
    await using ledger = await course();
    const { store } = ledger;
    admit(store, by('s1'));
    const { id } = admit(store, { ...by('s1', 'new'), graderVersion: '1.0.1+bbbbbbbbbbbb' });
    expect(readRoster({ store, course: COURSE }).at(-1)).toMatchObject({ student: 's4', email: 'new@example.edu' });
    gradeRow(store, id);
    expect(charge(store, 's4')).toMatchObject(COUNTS);
  });

  test('somebody without address and number changes nothing, and neither does who was erased', async () => {
    await using ledger = await course();
    const { store } = ledger;
    admit(store, by('s1', 's2'));
    const head = headSeq(store);
    admit(store, { ...by('s1'), students: [{ email: 's1@example.edu' }, { name: 'Somebody' }] });
    expect(headSeq(store)).toBe(head);
    putStudent({ store, course: COURSE }, { student: 's2', name: null, email: null, sid: null, section: null });
    admit(store, by('s1', 's2'));
    expect(headSeq(store)).toBe(head);
    expect(readRoster({ store, course: COURSE })).toHaveLength(3);
    expect(charge(store, 's2')).toMatchObject({ submissionId: '7' });
  });

  test('what staff decided of somebody stands', async () => {
    await using ledger = await course();
    const { store } = ledger;
    admit(store, by('s1', 's2'));
    recordEvents({ store, course: COURSE }, [
      draft({ type: 'submission_members_changed', submissionId: '7', joined: ['s3'], left: ['s2'] }),
    ]);
    const head = headSeq(store);
    admit(store, by('s1', 's2'));
    expect(headSeq(store)).toBe(head);
    expect(charge(store, 's2')).toMatchObject(NOTHING);
    expect(charge(store, 's3')).toMatchObject({ submissionId: '7', hoursUsed: 26 });
  });

  test('a submission of one’s own counts again for who leaves, and is graded though it had been set aside', async () => {
    await using ledger = await course();
    const { store } = ledger;
    const own = submit(store, 's2@example.edu', {
      students: ['s1', 's2'].map((name) => ({ email: `${name}@example.edu` })),
    });
    const newer = admit(store, by('s1', 's2'));
    expect(statusOf(store, own.id)?.state).toBe('superseded');
    admit(store, by('s1'));
    expect(statusOf(store, own.id)?.state).toBe('queued');
    expect(statusOf(store, newer.id)?.state).toBe('queued');
    gradeRow(store, own.id);
    expect(charge(store, 's2')).toMatchObject({ hoursUsed: 0, rawScore: '10.00' });
    expect(charge(store, 's1')).toMatchObject({ submissionId: '7', hoursUsed: 26 });
  });

  test('after a release nothing of it changes, until staff say so', async () => {
    await using ledger = await course();
    const { store } = ledger;
    gradeRow(store, admit(store, by('s1')).id);
    recordEvents({ store, course: COURSE }, [draft({ type: 'grades_released', assignment: 'hw1' })]);
    admit(store, by('s1', 's2'));
    expect(charge(store, 's2')).toMatchObject({ ...NOTHING, notCounted: [['7', 'after_release']] });
    recordEvents({ store, course: COURSE }, [
      draft({ type: 'submission_members_changed', submissionId: '7', left: ['s2'] }),
    ]);
    recordEvents({ store, course: COURSE }, [
      draft({ type: 'submission_members_changed', submissionId: '7', joined: ['s2'] }),
    ]);
    expect(charge(store, 's2')).toMatchObject(COUNTS);
    admit(store, by('s2'));
    expect(charge(store, 's1')).toMatchObject({ ...COUNTS, frozen: true });
  });

  test('feedback stays that of those who asked first', async () => {
    await using ledger = await course();
    const { store } = ledger;
    const { id } = admit(store, { ...by('s1'), workClass: 'feedback' });
    const head = headSeq(store);
    admit(store, { ...by('s1', 's2'), workClass: 'feedback' });
    expect(readWork(store, id)?.party).toBe('s1');
    expect(headSeq(store)).toBe(head);
  });
});

test('the log takes no change of people that cannot be', async () => {
  await using ledger = await course();
  const { store } = ledger;
  admit(store, by('s1'));
  for (const [change, why] of [
    [{ joined: ['s1'] }, 'hands in submission 7 already'],
    [{ left: ['s2'] }, 's2 does not hand in submission 7'],
    [{ left: ['s1'] }, 'void it instead'],
    [{ joined: ['zoe'] }, 'zoe is not on the roster'],
    [{}, 'names nobody'],
  ] as const) {
    const content = { type: 'submission_members_changed', submissionId: '7', ...change } as never;
    expect(() => recordEvents({ store, course: COURSE }, [draft(content)])).toThrow(why);
  }
});
