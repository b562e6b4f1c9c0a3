import { describe, expect, test } from 'vitest';
import { readCharges } from '../../src/ledger/charges.js';
import { headSeq, readEvents } from '../../src/ledger/events.js';
import { recordEvents } from '../../src/ledger/recordEvents.js';
import { readRoster } from '../../src/ledger/roster.js';
import { all } from '../../src/db/store.js';
import { admit } from '../../src/work/admit.js';
import { cancel, force } from '../../src/work/decide.js';
import { resultsOf } from '../../src/work/results.js';
import { countWork, listWork, statusOf } from '../../src/work/status.js';
import { writtenResultsSchema } from '../../src/results/gradescope.js';
import { beginCourse, COURSE, draft, newStore } from '../ledger/sample.js';
import { digest, request, submit } from './sample.js';

async function course() {
  const ledger = await newStore();
  beginCourse(ledger.store);
  return ledger;
}

const SHOWN = { questions: [], manual: [] };

describe('admit', () => {
  test('records the submission and enrols whom nobody knows, before anything is queued', async () => {
    await using ledger = await course();
    const { store } = ledger;
    const { id, state, isNew } = admit(store, request());
    expect({ state, isNew }).toEqual({ state: 'queued', isNew: true });
    expect(id).toMatch(/^[0-9a-f]{32}$/u);
    const [enrolled, received] = readEvents({ store, course: COURSE }).slice(-2);
    expect(enrolled?.content).toEqual({ type: 'student_enrolled', student: 's4' });
    expect(received).toMatchObject({
      key: 'sub:gradescope:7',
      content: { type: 'submission_received', students: ['s4'], createdAt: '2027-02-10T20:00:00.123456-08:00' },
    });
    expect(readRoster({ store, course: COURSE }).at(-1)).toMatchObject({
      student: 's4',
      email: 'ada@example.edu',
      sid: '1001',
    });
    expect(statusOf(store, id)).toMatchObject({ state: 'queued', position: 1, attempt: 0, submissionId: '7' });
    expect(resultsOf(store, id, () => SHOWN)).toBeUndefined();
  });

  test('knows people by address, then by number', async () => {
    await using ledger = await course();
    const { store } = ledger;
    admit(store, request({ students: [{ email: 'S2@example.edu', sid: 'unknown' }] }));
    admit(store, request({ submissionId: '8', students: [{ email: 'ada@example.edu', sid: '1001' }] }));
    admit(
      store,
      request({
        submissionId: '9',
        students: [{ email: 'ada.new@example.edu', sid: '1001' }, { email: 's1@example.edu' }],
      }),
    );
    const received = readEvents({ store, course: COURSE }, { types: ['submission_received'] });
    expect(received.map(({ content }) => 'students' in content && content.students)).toEqual([
      ['s2'],
      ['s4'],
      ['s1', 's4'],
    ]);
  });

  test('is idempotent, and refuses the same submission with another content or for another assignment', async () => {
    await using ledger = await course();
    const { store } = ledger;
    const { id } = admit(store, request());
    const head = headSeq(store);
    expect(admit(store, request({ createdAt: '2027-02-11T04:00:00Z', students: [] }))).toEqual({
      id,
      state: 'queued',
      isNew: false,
    });
    expect(() => admit(store, request({ contentDigest: digest(4) }))).toThrow('with another content');
    expect(() => admit(store, request({ assignment: 'hw2' }))).toThrow('with another assignment, hw1');
    const later = { graderVersion: '1.0.1+bbbbbbbbbbbb' };
    expect(() => admit(store, request({ ...later, contentDigest: digest(4) }))).toThrow('with another content');
    expect(headSeq(store)).toBe(head);
  });

  test('another version of the grader is other work on the same submission, and overtakes the one before', async () => {
    await using ledger = await course();
    const { store } = ledger;
    const old = admit(store, request());
    const head = headSeq(store);
    const next = admit(store, request({ graderVersion: '1.0.1+bbbbbbbbbbbb', students: [] }));
    expect(next).toMatchObject({ state: 'queued', isNew: true });
    expect(next.id).not.toBe(old.id);
    expect(statusOf(store, old.id)?.state).toBe('superseded');
    expect(headSeq(store)).toBe(head);
  });

  test('refuses what names nobody, and changes nothing', async () => {
    await using ledger = await course();
    const { store } = ledger;
    const head = headSeq(store);
    expect(() => admit(store, request({ students: [] }))).toThrow('names nobody');
    expect(() => admit(store, request({ students: [{ email: 'x@example.edu' }, { name: 'Ada' }] }))).toThrow('neither');
    expect(() => admit(store, request({ assignment: 'hw9' }))).toThrow('no assignment hw9');
    expect(headSeq(store)).toBe(head);
    expect(readRoster({ store, course: COURSE })).toHaveLength(3);
  });

  test('what cannot be read is answered at once and costs no late hour', async () => {
    await using ledger = await course();
    const { store } = ledger;
    const { id, state } = admit(
      store,
      request({
        students: [{ email: 's1@example.edu' }],
        createdAt: '2027-02-12T00:00:00Z',
        notebook: null,
        unreadable: 'hw1.ipynb is not a notebook. Upload the .ipynb file itself.',
      }),
    );
    expect(state).toBe('unreadable');
    const [charged] = readCharges({ store, course: COURSE }, 's1');
    expect(charged?.charges.assignments['hw1']).toMatchObject({ status: 'invalid', hoursUsed: 0 });
    const results = resultsOf(store, id, () => SHOWN);
    expect(results).toMatchObject({
      score: 0,
      output: expect.stringContaining('is not a notebook') as string,
      tests: [{ name: 'Late hours', output: expect.stringContaining('uses no late hours') as string }],
    });
    expect(writtenResultsSchema.safeParse(results).success).toBe(true);
    expect(() => force(store, id, { actor: 'staff:ada', reason: 'again' }, '1.0.0')).toThrow('is unreadable');
  });

  test('feedback is no submission: no event, nobody enrolled, its own queue', async () => {
    await using ledger = await course();
    const { store } = ledger;
    const head = headSeq(store);
    const { id } = admit(store, request({ workClass: 'feedback', submissionId: 'fb-1' }));
    expect(statusOf(store, id)).toMatchObject({ state: 'queued', workClass: 'feedback' });
    expect(headSeq(store)).toBe(head);
    expect(readRoster({ store, course: COURSE })).toHaveLength(3);
    const newer = admit(store, request({ workClass: 'feedback', submissionId: 'fb-2' }));
    expect(statusOf(store, id)?.state).toBe('superseded');
    expect(statusOf(store, newer.id)?.position).toBe(1);
  });
});

describe('a newer submission', () => {
  test('supersedes the queued older one, which sending again brings back', async () => {
    await using ledger = await course();
    const { store } = ledger;
    const older = submit(store, 's1@example.edu');
    const others = [submit(store, 's2@example.edu'), submit(store, 's1@example.edu', { assignment: 'hw2' })];
    const again = { submissionId: '8000', createdAt: '2027-02-01T09:00:00Z' };
    const newer = submit(store, 's1@example.edu', again);
    expect(statusOf(store, older.id)?.state).toBe('superseded');
    expect(resultsOf(store, older.id, () => SHOWN)?.output).toContain('newer submission');
    for (const { id } of [...others, newer]) expect(statusOf(store, id)?.state).toBe('queued');

    const row = statusOf(store, older.id);
    const resent = submit(store, 's1@example.edu', { submissionId: row?.submissionId ?? '' });
    expect(resent).toEqual({ id: older.id, state: 'queued', isNew: false });
    expect(statusOf(store, newer.id)?.state).toBe('queued');
  });

  test('leaves queued what counts nonetheless, what staff asked for, and what is newer', async () => {
    await using ledger = await course();
    const { store } = ledger;
    recordEvents({ store, course: COURSE }, [draft({ type: 'assignment_set', assignment: 'hw1', cutoffHours: 24 })]);
    const inTime = submit(store, 's1@example.edu');
    submit(store, 's1@example.edu', { createdAt: '2027-02-20T00:00:00Z' });
    expect(statusOf(store, inTime.id)?.state).toBe('queued');

    const regrade = submit(store, 's2@example.edu', { workClass: 'regrade' });
    const newer = submit(store, 's2@example.edu', { createdAt: '2027-02-09T00:00:00Z' });
    submit(store, 's2@example.edu', { createdAt: '2027-02-08T00:00:00Z' });
    for (const { id } of [regrade, newer]) expect(statusOf(store, id)?.state).toBe('queued');

    const readable = submit(store, 's3@example.edu');
    submit(store, 's3@example.edu', { notebook: null, unreadable: 'Nothing.' });
    expect(statusOf(store, readable.id)?.state).toBe('queued');
  });

  test('where the best one counts, supersedes nothing', async () => {
    await using ledger = await course();
    const { store } = ledger;
    recordEvents({ store, course: COURSE }, [draft({ type: 'policy_set', policy: { selection: 'best-final' } })]);
    const older = submit(store, 's1@example.edu');
    submit(store, 's1@example.edu');
    expect(statusOf(store, older.id)?.state).toBe('queued');
  });
});

describe('what people decide', () => {
  test('cancelled work is set aside until staff force it, and both are kept with who and why', async () => {
    await using ledger = await course();
    const { store } = ledger;
    const { id } = submit(store, 's1@example.edu');
    expect(cancel(store, id)).toBe('cancelled');
    expect(cancel(store, id)).toBe('cancelled');
    expect(resultsOf(store, id, () => SHOWN)?.extra_data).toMatchObject({ state: 'cancelled', ungraded: true });
    expect(force(store, id, { actor: 'staff:ada', reason: 'ticket 7' }, '1.0.0')).toBe('queued');
    expect(force(store, id, { actor: 'staff:ada', reason: 'ticket 7' }, '1.0.0')).toBe('queued');
    expect(all(store, store.query.selectFrom('workDecisions').select(['decision', 'actor', 'reason']))).toEqual([
      { decision: 'cancel', actor: 'system', reason: 'The platform asked for it.' },
      { decision: 'force', actor: 'staff:ada', reason: 'ticket 7' },
    ]);
    expect(() => cancel(store, 'nothing')).toThrow('no work nothing');
  });
});

describe('the queue', () => {
  test('a student with many queued submissions stands beside the others, not before them', async () => {
    await using ledger = await course();
    const { store } = ledger;
    const heavy = Array.from({ length: 5 }, () => submit(store, 's1@example.edu', { workClass: 'regrade' }));
    const light = ['s2', 's3'].map((name) => submit(store, `${name}@example.edu`, { workClass: 'regrade' }));
    const positions = [...heavy, ...light].map(({ id }) => statusOf(store, id)?.position);
    expect(positions).toEqual([1, 4, 5, 6, 7, 2, 3]);
  });

  test('is counted by state, lane and class, and listed for staff', async () => {
    await using ledger = await course();
    const { store } = ledger;
    const first = submit(store, 's1@example.edu');
    submit(store, 's2@example.edu', { lane: 'gpu' });
    cancel(store, submit(store, 's3@example.edu').id);
    expect(countWork(store)).toEqual([
      { state: 'cancelled', lane: 'cpu', workClass: 'submission', count: 1 },
      { state: 'queued', lane: 'cpu', workClass: 'submission', count: 1 },
      { state: 'queued', lane: 'gpu', workClass: 'submission', count: 1 },
    ]);
    expect(listWork(store, { state: 'queued', course: COURSE, limit: 1 }).map(({ id }) => id)).toEqual([first.id]);
    expect(listWork(store, { state: 'queued', course: 'other', limit: 9 })).toEqual([]);
  });
});
