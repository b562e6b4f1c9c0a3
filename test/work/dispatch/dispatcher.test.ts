import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { QUEUE_NAMES } from '../../../src/queue/job.js';
import { readFailed } from '../../../src/ledger/attempts.js';
import { readCharges } from '../../../src/ledger/charges.js';
import { headSeq, readEvents } from '../../../src/ledger/events.js';
import { readPending } from '../../../src/ledger/outbox.js';
import { cancel, force } from '../../../src/work/decide.js';
import { resultsOf } from '../../../src/work/results.js';
import { statusOf } from '../../../src/work/status.js';
import { COURSE } from '../../ledger/sample.js';
import { waitFor } from '../../support/waitFor.js';
import { openDesk, type Processor } from '../desk.js';
import { digest, submit } from '../sample.js';

const SHOWN = { questions: [], manual: [] };

describe('dispatched work', () => {
  test('is graded once: the grade, its event, the charges and the message; the queue is empty afterwards', async () => {
    await using desk = await openDesk();
    const settled: string[] = [];
    const ids = ['s1', 's2', 's3', 'new'].map((name) => submit(desk.store, `${name}@example.edu`).id);
    desk.work();
    desk.dispatch({ onSettled: (id, state) => settled.push(`${id} ${state}`) });
    await desk.reach(ids, 'graded');
    expect(Object.values(desk.gradings())).toEqual([1, 1, 1, 1]);
    expect(settled.sort()).toEqual(ids.map((id) => `${id} graded`).sort());
    const graded = readEvents({ store: desk.store, course: COURSE }, { types: ['submission_graded'] });
    expect(graded.map(({ seq }) => seq)).toContain(statusOf(desk.store, ids[0] ?? '')?.gradedSeq);
    expect(resultsOf(desk.store, ids[0] ?? '', () => SHOWN)?.output).toContain('All checks passed.');
    expect(readCharges({ store: desk.store, course: COURSE }, 's1')[0]?.charges.assignments['hw1']?.rawScore).toBe(
      '10.00',
    );
    expect(readPending(desk.store, 10).map(({ kind }) => kind)).toEqual(ids.map(() => 'result_ready'));
    await waitFor('the jobs to be removed', async () => (await desk.client.keys('*work-*')).length === 0);
  });

  test('is a small window of what is queued: the rest waits in the rows', async () => {
    await using desk = await openDesk();
    const ids = Array.from({ length: 20 }, (_, index) => submit(desk.store, `n${index}@example.edu`).id);
    desk.dispatch();
    await desk.reach(ids.slice(0, 2), 'dispatched');
    await sleep(500);
    expect(ids.filter((id) => desk.stateOf(id) === 'dispatched')).toEqual(ids.slice(0, 2));
    expect(await desk.client.zcard(`bull:${QUEUE_NAMES.cpu}:prioritized`)).toBe(2);
  });

  test('carries ids and digests only', async () => {
    await using desk = await openDesk();
    const jobs: unknown[] = [];
    const { id } = submit(desk.store, 'ada@example.edu', { submissionId: '4711', workClass: 'regrade' });
    desk.work({
      process: (job) => {
        jobs.push(job.data);
        return desk.grade(job.data);
      },
    });
    desk.dispatch();
    await desk.reach([id], 'graded');
    expect(jobs).toEqual([
      {
        schemaVersion: 2,
        submission: '4711',
        assignment: 'hw1',
        assignmentDigest: `sha256:${digest(10)}`,
        notebook: digest(1),
        fileName: 'hw1.ipynb',
        attempt: 1,
        workClass: 'regrade',
        lane: 'cpu',
      },
    ]);
  });

  test('of the feedback class has a grade and no event', async () => {
    await using desk = await openDesk();
    const head = headSeq(desk.store);
    const { id } = submit(desk.store, 's1@example.edu', { workClass: 'feedback', submissionId: 'fb-1' });
    desk.work();
    desk.dispatch();
    await desk.reach([id], 'graded');
    expect(resultsOf(desk.store, id, () => SHOWN)?.output).toContain('All checks passed.');
    expect(headSeq(desk.store)).toBe(head);
    expect(readPending(desk.store, 10)).toEqual([]);
  });

  test('of the feedback class whose worker ran hidden checks is not shown to the student', async () => {
    await using desk = await openDesk();
    const { id } = submit(desk.store, 's1@example.edu', { workClass: 'feedback', submissionId: 'fb-2' });
    const points = { earnedMicroPoints: 0, maxMicroPoints: 1_000_000, wallMs: 1 };
    const hidden = { id: '9', title: 'h', question: '9', visibility: 'hidden', status: 'failed', message: '' } as const;
    desk.work({ process: (job) => desk.grade(job.data, { checks: [{ ...hidden, ...points }] }) });
    desk.dispatch();
    await desk.reach([id], 'needsStaff');
    expect(statusOf(desk.store, id)?.needs).toMatchObject({
      cause: 'platform',
      detail: expect.stringContaining('checks that students may not see') as string,
    });
  });

  test('that is cancelled or superseded is not run, and its late result is refused', async () => {
    await using desk = await openDesk();
    const dispatcher = desk.dispatch();
    const [waiting, running] = ['s1', 's2'].map((name) => submit(desk.store, `${name}@example.edu`).id) as [
      string,
      string,
    ];
    const older = submit(desk.store, 's3@example.edu').id;
    await desk.reach([waiting, running], 'dispatched');
    const newer = submit(desk.store, 's3@example.edu', { submissionId: '9000', createdAt: '2027-02-02T00:00:00Z' }).id;
    expect(desk.stateOf(older)).toBe('superseded');
    cancel(desk.store, waiting);
    await waitFor('the job to be removed', async () => (await desk.client.keys(`*work-${waiting}-1`)).length === 0);

    const ran: string[] = [];
    desk.work({
      process: async (job) => {
        ran.push(job.data.submission);
        if (ran.length === 1) cancel(desk.store, running);
        return desk.grade(job.data);
      },
    });
    dispatcher.wake();
    await desk.reach([newer], 'graded');
    expect(desk.stateOf(running)).toBe('cancelled');
    expect(desk.gradings()).toEqual({ '9000': 1 });
    expect(ran).toEqual([statusOf(desk.store, running)?.submissionId, '9000']);

    force(desk.store, running, { actor: 'staff:ada', reason: 'a mistake' }, '1.0.0');
    dispatcher.wake();
    await desk.reach([running], 'graded');
    expect(statusOf(desk.store, running)?.attempt).toBe(2);
  });
});

describe('what is no grade', () => {
  const cases: [
    string,
    Processor | 'course' | 'foreign' | 'forged' | 'missing' | 'platform' | 'garbage',
    RegExp,
    string,
  ][] = [
    ['a course at fault', 'course', /checks\.py/u, 'course'],
    ['a grade for another submission', 'foreign', /another submission/u, 'platform'],
    ['a grade that nobody stored', 'missing', /not stored by a worker/u, 'platform'],
    ['a grade that no worker stored', 'forged', /not stored by a worker/u, 'platform'],
    ['a platform’s failure in a grade’s clothes', 'platform', /sandboxError is no grade/u, 'platform'],
    ['a result that nobody knows', 'garbage', /does not know/u, 'platform'],
  ];
  test.each(cases)('%s is staff’s turn, never a zero; forced, it is graded', async (_name, fault, detail, cause) => {
    await using desk = await openDesk();
    const { id } = submit(desk.store, 's1@example.edu');
    const other = submit(desk.store, 's2@example.edu').id;
    let faulty: string | undefined = statusOf(desk.store, id)?.submissionId;
    desk.work({
      process: async (job) => {
        if (job.data.submission !== faulty) return desk.grade(job.data);
        if (fault === 'course') return { kind: 'courseError', message: 'checks.py cannot be imported: secret' };
        if (fault === 'foreign') return desk.grade(job.data, { submission: 'another' });
        if (fault === 'platform') return desk.grade(job.data, { outcome: 'sandboxError', blame: 'platform' });
        if (fault === 'forged') {
          const forged = await desk.blobs.put(Buffer.from('{}'));
          return { kind: 'graded', outcome: 'passed', grade: forged, executed: digest(5) };
        }
        if (fault === 'garbage') return { kind: 'great' } as never;
        return { kind: 'graded', outcome: 'passed', grade: digest(77), executed: digest(5) };
      },
    });
    const dispatcher = desk.dispatch();
    await desk.reach([id], 'needsStaff');
    await desk.reach([other], 'graded');
    const status = statusOf(desk.store, id);
    expect(status?.needs?.cause).toBe(cause);
    expect(status?.needs?.detail).toMatch(detail);
    expect(status?.message).toContain('through no fault of yours');
    expect(desk.gradings()).not.toHaveProperty(String(faulty));
    // Nothing is charged for it, and nothing is forgotten.
    expect(readFailed({ store: desk.store, course: COURSE })).toContain(String(faulty));
    const results = resultsOf(desk.store, id, () => SHOWN);
    expect(results?.tests.filter(({ score }) => score !== undefined)).toEqual([]);
    expect(results).toMatchObject({ extra_data: { ungraded: true, state: 'needsStaff', cause } });
    expect(JSON.stringify(results)).not.toContain('secret');
    expect(readPending(desk.store, 10).find(({ kind }) => kind === 'needs_staff')?.body).toMatchObject({
      work: id,
      cause,
    });

    const submissionId = String(faulty);
    faulty = undefined;
    force(desk.store, id, { actor: 'staff:ada', reason: 'mended' }, '1.0.0');
    dispatcher.wake();
    await desk.reach([id], 'graded');
    expect(desk.gradings()[submissionId]).toBe(1);
  });

  test('a notebook that the worker cannot read is the student’s turn, and costs no late hour', async () => {
    await using desk = await openDesk();
    const { id } = submit(desk.store, 's1@example.edu', { createdAt: '2027-02-12T00:00:00Z' });
    desk.work({ process: () => Promise.resolve({ kind: 'badInput', message: 'hw1.ipynb has no code.' }) });
    desk.dispatch();
    await desk.reach([id], 'unreadable');
    expect(statusOf(desk.store, id)?.message).toBe('hw1.ipynb has no code.');
    expect(readCharges({ store: desk.store, course: COURSE }, 's1')[0]?.charges.assignments['hw1']).toMatchObject({
      status: 'invalid',
      hoursUsed: 0,
    });
  });

  test('where the newer one is unreadable, the older one that it superseded counts again, and is graded', async () => {
    await using desk = await openDesk();
    const older = submit(desk.store, 's1@example.edu');
    const newer = submit(desk.store, 's1@example.edu', { submissionId: '9100', createdAt: '2027-02-03T00:00:00Z' });
    expect(desk.stateOf(older.id)).toBe('superseded');
    desk.work({
      process: ({ data }) =>
        data.submission === '9100' ? Promise.resolve({ kind: 'badInput', message: 'No code.' }) : desk.grade(data),
    });
    desk.dispatch();
    await desk.reach([newer.id], 'unreadable');
    await desk.reach([older.id], 'graded');
  });

  test('a failing platform is tried five times with pauses, and then staff’s turn', async () => {
    await using desk = await openDesk();
    const ids = ['s1', 's2'].map((name) => submit(desk.store, `${name}@example.edu`).id);
    const failing = statusOf(desk.store, ids[0] ?? '')?.submissionId;
    desk.work({
      process: (job) =>
        job.data.submission === failing ? Promise.reject(new Error('no engine')) : desk.grade(job.data),
    });
    desk.dispatch({ backoffMs: 20 });
    await desk.reach(ids.slice(0, 1), 'needsStaff');
    await desk.reach(ids.slice(1), 'graded');
    expect(desk.begun.filter((submission) => submission === failing)).toHaveLength(5);
    expect(statusOf(desk.store, ids[0] ?? '')?.needs).toEqual({ cause: 'platform', detail: 'no engine' });
  });

  test('a platform that fails for everybody is not fed the whole queue', async () => {
    await using desk = await openDesk();
    const ids = Array.from({ length: 40 }, (_, index) => submit(desk.store, `n${index}@example.edu`).id);
    desk.work({ process: () => Promise.reject(new Error('no engine')) });
    desk.dispatch({ backoffMs: 60_000 });
    await waitFor('some to be tried', () => desk.begun.length >= 9);
    await sleep(500);
    expect(desk.begun.length).toBeLessThan(16);
    expect(ids.filter((id) => desk.stateOf(id) === 'queued').length).toBeGreaterThan(20);
  });
});
