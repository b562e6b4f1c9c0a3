import { expect, test } from 'vitest';
import { cancel } from '../../../src/work/decide.js';
import { handedOut, readTokens, sendRun, type RunRequest } from '../../../src/work/feedbackRuns.js';
import { readWork } from '../../../src/work/rows.js';
import { COURSE } from '../../ledger/sample.js';
import { openDesk } from '../desk.js';
import { digest, request } from '../sample.js';

const TERMS = { burst: 10, refillMinutes: 30 };
const RUNNER = { course: COURSE, party: 's1' };

/** Of a notebook that is told from others by this number. */
function notebook(number: number): RunRequest {
  const {
    submissionId: _id,
    students: _students,
    createdAt: _at,
    source: _source,
    workClass: _class,
    ...rest
  } = request();
  const own = { blob: digest(number), digest: `sha256:${digest(number)}` };
  return { ...rest, ...RUNNER, notebook: own, contentDigest: digest(number) };
}

test('a run that waits in the queue is recalled: a newer one takes its place, it can be taken back, and neither costs one', async () => {
  await using desk = await openDesk();
  const { store } = desk;
  const left = (): number => readTokens(store, RUNNER, TERMS).left;
  const dispatcher = desk.dispatch();
  const first = sendRun(store, notebook(31), TERMS).id;
  dispatcher.wake();
  await desk.reach([first], 'dispatched');
  expect(handedOut(store, notebook(32))).toEqual([first]);
  await dispatcher.recall([first]);
  const second = sendRun(store, notebook(32), TERMS).id;
  expect({ first: desk.stateOf(first), left: left() }).toEqual({ first: 'superseded', left: 9 });
  dispatcher.wake();
  await desk.reach([second], 'dispatched');
  await dispatcher.recall([second]);
  cancel(store, second);
  expect(left()).toBe(10);

  // What a worker has begun stays with it, and counts.
  const third = sendRun(store, notebook(33), TERMS).id;
  let end = (): void => undefined;
  const held = new Promise<void>((resolve) => (end = resolve));
  desk.work({ process: ({ data }) => held.then(() => desk.grade(data)) });
  dispatcher.wake();
  await expect.poll(() => desk.begun.length, { timeout: 20_000 }).toBe(1);
  await dispatcher.recall([third]);
  expect(readWork(store, third)).toMatchObject({ state: 'dispatched', attempt: 1 });
  cancel(store, third);
  expect(left()).toBe(9);
  end();
});
