import { describe, expect, test } from 'vitest';
import { freeze } from '../../../src/course/freeze.js';
import { workersBlobs } from '../../../src/machine/blobFolder.js';
import { readEvents } from '../../../src/ledger/events.js';
import { recordEvents } from '../../../src/ledger/recordEvents.js';
import { admit } from '../../../src/work/admit.js';
import { startDispatcher } from '../../../src/work/dispatch/dispatcher.js';
import { cancel, force } from '../../../src/work/decide.js';
import { resultsOf } from '../../../src/work/results.js';
import { statusOf } from '../../../src/work/status.js';
import type { WorkerOptions } from '../../../src/queue/worker.js';
import { openLane, SOLUTION, type Lane } from '../../queue/lane.js';
import { workerProcess } from '../../queue/workerProcess.js';
import { COURSE, draft, homework, newStore } from '../../ledger/sample.js';
import { containersOf } from '../../support/engine.js';
import { testFolder } from '../../support/folder.js';
import { notebook, notebookFile } from '../../support/notebook.js';
import { waitFor } from '../../support/waitFor.js';
import { digest, request } from '../sample.js';

/** A dispatcher over the quick course, and its workers. */
async function openSchool(reconcileMs = 500) {
  const lane = await openLane();
  const ledger = await newStore();
  const { store } = ledger;
  const { assignment, digest: assignmentDigest } = await freeze(lane.blobs, lane.courseDir, 'quick');
  recordEvents({ store, course: COURSE }, [draft(homework('quick', '2027-02-10T23:59:00'))]);
  const { redis } = lane;
  const { blobs } = lane;
  const dispatcher = startDispatcher({ store, redis, blobs, lanes: ['cpu'], reconcileMs });
  return {
    ...{ lane, store, dispatcher },
    shown: () => assignment,
    work: (options: Partial<WorkerOptions> = {}) => lane.work({ blobs: workersBlobs(blobs), ...options }),
    async hand(name: string, cells: readonly string[]): Promise<string> {
      const blob = await blobs.put(notebookFile(cells));
      const { id } = admit(
        store,
        request({
          ...{
            assignment: 'quick',
            assignmentDigest,
            submissionId: name,
            students: [{ email: `${name}@example.edu` }],
          },
          ...{ notebook: { blob, digest: notebook(cells).digest }, contentDigest: digest(cells.length) },
        }),
      );
      dispatcher.wake();
      return id;
    },
    reach: (id: string, state: string) => waitFor(`${id} to be ${state}`, () => statusOf(store, id)?.state === state),
    async [Symbol.asyncDispose]() {
      for (const resource of [dispatcher, ledger, lane]) await resource[Symbol.asyncDispose]();
    },
  };
}

/** Waits until a worker has begun this submission for the `start`-th time. */
function isBegun(lane: Lane, submission: string, start: number): Promise<unknown> {
  return waitFor(`start ${start}`, async () => {
    const found = await lane.find({ submission } as never);
    return found?.attemptsStarted === start && (await found.isActive());
  });
}

describe('with real workers', { timeout: 90_000 }, () => {
  test('a submission is graded, from its row to its results', async () => {
    await using school = await openSchool();
    const id = await school.hand('ada', [SOLUTION, 'print(answer)']);
    await using _worker = school.work();
    await school.reach(id, 'graded');
    expect(resultsOf(school.store, id, school.shown)).toMatchObject({ score: 3 });
    const [graded] = readEvents({ store: school.store, course: COURSE }, { types: ['submission_graded'] });
    expect(graded?.content).toMatchObject({ submissionId: 'ada', rawScore: '3.000000', status: 'graded' });
  });

  test.each([
    ['at once, where the dispatcher is told', 60_000, true],
    ['at the next look, where nobody was told', 500, false],
  ])('a run that has begun is ended by a cancellation: %s', async (_, reconcileMs, isTold) => {
    await using school = await openSchool(reconcileMs);
    const { lane, store, dispatcher } = school;
    const slow = await school.hand('slow', ['import time; time.sleep(60)', SOLUTION]);
    await using _worker = school.work({ concurrency: 1 });
    await isBegun(lane, 'slow', 1);
    await waitFor('its container', async () => (await containersOf(lane.context)).length > 0);
    cancel(store, slow);
    if (isTold) dispatcher.reconcile();
    const next = await school.hand('next', [SOLUTION]);
    await school.reach(next, 'graded');
    expect(statusOf(store, slow)?.state).toBe('cancelled');
    await waitFor('its job to be gone', async () => (await lane.find({ submission: 'slow' } as never)) === undefined);
    expect(lane.told.filter((line) => line === 'start')).toHaveLength(2);
  });

  test('one that kills two workers is kept from a third and shown to staff; the others are graded', async () => {
    await using school = await openSchool();
    await using folder = await testFolder();
    const { lane } = school;
    const poison = await school.hand('poison', ['import time; time.sleep(4)', SOLUTION]);
    const others = [await school.hand('bela', [SOLUTION]), await school.hand('cleo', [SOLUTION])];
    for (const start of [1, 2]) {
      await using dying = await workerProcess(lane, folder.path);
      await isBegun(lane, 'poison', start);
      await dying.kill();
    }
    await using _worker = school.work({ lockMs: 1_000 });
    await school.reach(poison, 'needsStaff');
    for (const id of others) await school.reach(id, 'graded');
    expect(statusOf(school.store, poison)).toMatchObject({
      attempt: 1,
      needs: { cause: 'poison', detail: expect.stringContaining('Two workers died') as string },
    });
    // The others, unless one of them was graded before the second death.
    expect(lane.told.filter((line) => line === 'start').length).toBeLessThanOrEqual(2);

    force(school.store, poison, { actor: 'staff:ada', reason: 'the workers were killed by hand' }, '1.0.0');
    school.dispatcher.wake();
    await school.reach(poison, 'graded');
    expect(resultsOf(school.store, poison, school.shown)).toMatchObject({ score: 3 });
  });
});
