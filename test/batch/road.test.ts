import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { admitItems, leaveOthers, queueLost } from '../../src/batch/admitItems.js';
import { followRun } from '../../src/batch/follow.js';
import type { BatchItem } from '../../src/batch/items.js';
import { keepEnd } from '../../src/batch/keep.js';
import { runFolder } from '../../src/batch/runFolder.js';
import { loadAssignment } from '../../src/course/load.js';
import type { Store } from '../../src/db/store.js';
import { openForWriting } from '../../src/ledger/open.js';
import { readPending } from '../../src/ledger/outbox.js';
import { startDispatcher, type DispatcherHandle } from '../../src/work/dispatch/dispatcher.js';
import { readWork } from '../../src/work/rows.js';
import { openGradeOf } from '../ledger/sample.js';
import { QUICK_COURSE_DIR } from '../support/folder.js';
import { notebookFile } from '../support/notebook.js';
import { waitFor } from '../support/waitFor.js';
import { openDesk, type Desk, type Processor } from '../work/desk.js';
import { digest, submit } from '../work/sample.js';
import { item } from './sampleRun.js';

const RUN = { id: '0'.repeat(12), assignmentDigest: `sha256:${digest(10)}`, graderVersion: '1.0.0', checks: null };
const TERMS = { run: RUN, course: 'quick', assignment: { id: 'quick', gpu: 'never', gpuWaitSeconds: 60 } } as const;

let desk: Desk;
let own: Store;
let dispatcher: DispatcherHandle;
beforeEach(async () => {
  desk = await openDesk();
  own = openForWriting(join(desk.folder, 'own.db'), { now: () => new Date() });
  const { redis, blobs } = desk;
  dispatcher = startDispatcher({ store: own, redis, blobs, lanes: ['cpu'], isBehind: true, reconcileMs: 300 });
});
afterEach(async () => {
  await dispatcher.stop();
  own[Symbol.dispose]();
  await desk[Symbol.asyncDispose]();
});

const named = (name: string): BatchItem =>
  item(name, { notebook: { path: 'hw.ipynb', blob: digest(1), digest: `sha256:${digest(2)}` } });
const stateOf = (id: string) => readWork(own, id)?.state;
const admitted = (names: readonly string[]) => {
  const rows = admitItems(own, TERMS, names.map(named));
  dispatcher.wake();
  return rows;
};
const follow = (rows: ReadonlyMap<string, BatchItem>, onEnd: Parameters<typeof followRun>[0]['onEnd']) =>
  followRun({
    ...{ store: own, run: RUN, rows: rows.keys(), signal: new AbortController().signal },
    ...{ onLook: () => Promise.resolve(), onEnd },
  });

/** A worker whose executed notebooks can be fetched, and whose jobs end when they are let. */
function work(until: Promise<void> = Promise.resolve(), changes?: Parameters<Desk['grade']>[1]): AsyncDisposable {
  const process: Processor = async ({ data }) => {
    await until;
    return { ...(await desk.grade(data, changes)), executed: await desk.blobs.put(Buffer.from('{}')) } as never;
  };
  return desk.work({ process });
}

it('a command’s rows and a server’s share the queue: each has its own graded once, the server’s first', async () => {
  const live = ['s1', 's2', 's3'].map((name) => submit(desk.store, `${name}@example.edu`));
  const rows = admitted(['ada', 'bela', 'chidi']);
  await waitFor('a window of them to wait', () => [...rows.keys()].some((id) => stateOf(id) === 'dispatched'));
  desk.dispatch();
  await desk.reach(
    live.slice(0, 2).map(({ id }) => id),
    'dispatched',
  );
  work();
  const ended: string[] = [];
  await follow(rows, ({ submissionId }) => {
    ended.push(submissionId);
  });
  await desk.reach(
    live.map(({ id }) => id),
    'graded',
  );
  expect(ended.sort()).toEqual(['ada', 'bela', 'chidi']);
  expect(desk.begun).toHaveLength(6);
  expect(desk.begun.slice(0, 2)).not.toContain('ada');
  // Nothing of it is recorded: a grade of a batch counts when it is published.
  expect([...rows.keys()].map((id) => readWork(own, id)?.gradedSeq)).toEqual([null, null, null]);
  expect(readPending(own, 10)).toEqual([]);
});

it('what is taken back was begun by no worker; what was begun ends, and asked for again the rest goes on', async () => {
  let proceed: () => void = () => undefined;
  work(new Promise<void>((resolve) => (proceed = resolve)));
  const rows = admitted(['ada', 'bela', 'chidi', 'dora', 'emil']);
  await waitFor('one to be begun', () => desk.begun.length === 1);
  await waitFor(
    'the window to be full',
    () => [...rows.keys()].filter((id) => stateOf(id) === 'dispatched').length === 3,
  );
  await dispatcher.takeBack([...rows.keys()]);
  proceed();
  const states: (string | undefined)[] = [];
  await follow(rows, ({ state }) => {
    states.push(state);
  });
  expect(states.sort()).toEqual(['cancelled', 'cancelled', 'cancelled', 'cancelled', 'graded']);
  const again = admitted(['ada', 'bela', 'chidi', 'dora', 'emil']);
  leaveOthers(own, RUN, new Set([...again.keys()].slice(0, 4)));
  await follow(again, () => undefined);
  expect([...again.keys()].map(stateOf)).toEqual(['graded', 'graded', 'graded', 'graded', 'cancelled']);
  expect(desk.begun).toHaveLength(4);
});

it('what has points open is graded again where it is asked for again, and what is graded is there, if it is kept', async () => {
  const open = openGradeOf('bela', { earned: 1, open: 2 });
  const first = work(undefined, { checks: open.checks, blame: 'course' });
  const rows = admitted(['bela']);
  await follow(rows, () => undefined);
  await first[Symbol.asyncDispose]();
  work();
  await follow(admitted(['ada', 'bela']), () => undefined);
  await follow(admitted(['ada', 'bela']), () => undefined);
  expect(desk.begun.sort()).toEqual(['ada', 'bela', 'bela']);
  await queueLost(own, rows.keys(), { renew: () => Promise.resolve(false) });
  expect([...rows.keys()].map(stateOf)).toEqual(['queued']);
});

it('everything ends in the folder, with answers to what people grade; a disk that is full ends it', async () => {
  work();
  const { assignment, ...rest } = await loadAssignment(QUICK_COURSE_DIR, 'quick');
  const loaded = { ...rest, assignment: { ...assignment, manual: [{ number: '2', title: 'Essay', points: 1 }] } };
  const blob = await desk.blobs.put(notebookFile(['x = 1', { markdown: '## 2 Essay\n\nBecause $x > 0$.' }]));
  const ada = item('Ada', { notebook: { path: 'ada.ipynb', blob, digest: `sha256:${digest(2)}` } });
  const rows = admitItems(own, TERMS, [ada]);
  const keepIn = (name: string) =>
    follow(rows, async (row) => {
      await keepEnd({ folder: runFolder(join(desk.folder, name)), loaded, blobs: desk.blobs }, ada, row);
    });
  await keepIn('run');
  expect((await readdir(join(desk.folder, 'run', 'submissions', 'Ada'))).sort()).toEqual([
    'executed.ipynb',
    'grade.json',
    'results.json',
    'written.json',
  ]);
  const written = await readFile(join(desk.folder, 'run', 'submissions', 'Ada', 'written.json'), 'utf8');
  expect(JSON.parse(written)).toMatchObject({ answers: [{ number: '2', answer: 'Because $x > 0$.' }] });
  await mkdir(desk.folder, { recursive: true });
  // No folder can be made below a file.
  await writeFile(join(desk.folder, 'full'), '');
  await expect(keepIn('full')).rejects.toThrow(/ENOTDIR|EEXIST/u);
});
