import { describe, expect, test } from 'vitest';
import { QUEUE_NAMES } from '../../../src/queue/job.js';
import { watchFinalStates } from '../../../src/server/finalStates.js';
import { cancel } from '../../../src/work/decide.js';
import { statusOf } from '../../../src/work/status.js';
import { waitFor } from '../../support/waitFor.js';
import { openDesk, type Desk } from '../desk.js';
import { submit } from '../sample.js';

const submissionOf = (desk: Desk, id: string): string => statusOf(desk.store, id)?.submissionId ?? '';

/** What cannot be written of this submission, for as long as the ledger is open. */
function refuse(desk: Desk, table: string, submissionId: string): void {
  desk.store.sqlite.exec(
    `CREATE TRIGGER refuse_${table}_${submissionId} BEFORE INSERT ON ${table} WHEN new.submissionId = '${submissionId}' BEGIN SELECT RAISE(ABORT, 'no room for it'); END`,
  );
}

describe('what can never be moved is staff’s turn after some tries, and holds up nobody', () => {
  test(
    'a grade that the ledger refuses, a job that cannot be read, a row that cannot be sent',
    { timeout: 60_000 },
    async () => {
      await using desk = await openDesk();
      const ids = Array.from({ length: 8 }, (_, index) => submit(desk.store, `n${index}@example.edu`).id);
      const [unsent = '', refused = '', unreadable = ''] = ids;
      refuse(desk, 'attempts', submissionOf(desk, unsent));
      refuse(desk, 'grades', submissionOf(desk, refused));
      const troubles: unknown[] = [];
      desk.work({
        process: async (job) => {
          const key = `bull:${QUEUE_NAMES.cpu}:${job.id ?? ''}`;
          if (job.id === `work-${unreadable}-1`) await desk.client.hset(key, 'data', '{"submission":');
          return desk.grade(job.data);
        },
      });
      // It looks at everything far less often than the tries come.
      desk.dispatch({ reconcileMs: 60_000, setbackMs: 20, onError: (error) => troubles.push(error) });
      const others = ids.slice(3);
      await desk.reach(others, 'graded');
      for (const id of [unsent, refused, unreadable]) await desk.reach([id], 'needsStaff');
      expect(statusOf(desk.store, refused)?.needs).toEqual({
        cause: 'platform',
        detail: expect.stringMatching(/no room for it.*Operator/su) as string,
      });
      expect(statusOf(desk.store, unsent)?.needs?.detail).toContain('no room for it');
      expect(statusOf(desk.store, unreadable)?.needs?.detail).toMatch(/JSON/u);
      expect(troubles.length).toBeLessThan(40);
      const later = submit(desk.store, 'later@example.edu').id;
      await desk.reach([later], 'graded');
      await waitFor('the jobs to be removed', async () => (await desk.client.keys('*work-*')).length === 0);
    },
  );

  test('a disk without room for anything costs nothing: all of it is tried again', { timeout: 60_000 }, async () => {
    await using desk = await openDesk();
    const ids = Array.from({ length: 4 }, (_, index) => submit(desk.store, `n${index}@example.edu`).id);
    desk.store.sqlite.exec(
      `CREATE TRIGGER full BEFORE INSERT ON events BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END`,
    );
    let troubles = 0;
    desk.work();
    desk.dispatch({ setbackMs: 10, onError: () => troubles++ });
    await waitFor('tries', () => troubles > 20);
    expect(ids.filter((id) => desk.stateOf(id) === 'needsStaff')).toEqual([]);
    desk.store.sqlite.exec('DROP TRIGGER full');
    await desk.reach(ids, 'graded');
  });
});

describe('a ledger that cannot be read for a while', () => {
  test('ends no lane: what waits for a GPU is looked after again', async () => {
    await using desk = await openDesk();
    const errors: unknown[] = [];
    const { id } = submit(desk.store, 's1@example.edu', { lane: 'gpu', gpuWaitSeconds: 600 });
    const dispatcher = desk.dispatch({ lanes: ['cpu', 'gpu'], onError: (error) => errors.push(error) });
    await desk.reach([id], 'dispatched');
    desk.store.sqlite.exec('ALTER TABLE work RENAME TO away');
    dispatcher.wake();
    await waitFor('trouble', () => errors.length > 3);
    desk.store.sqlite.exec('ALTER TABLE away RENAME TO work');
    desk.work({ lane: 'gpu' });
    await desk.reach([id], 'graded');
  });

  test('wakes who waits for a final state when it can be read again', async () => {
    await using desk = await openDesk();
    const { id } = submit(desk.store, 's1@example.edu');
    const waiting = watchFinalStates(desk.store).wait(id, { ms: 20_000, signal: new AbortController().signal });
    desk.store.sqlite.exec('ALTER TABLE work RENAME TO away');
    // Something has changed, and it is longer than between two looks.
    desk.store.sqlite.exec('UPDATE away SET detail = detail');
    await new Promise((resolve) => setTimeout(resolve, 300));
    desk.store.sqlite.exec('ALTER TABLE away RENAME TO work');
    const startedAt = performance.now();
    cancel(desk.store, id);
    await waiting;
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });
});
