import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { loadAssignment, type LoadedAssignment } from '../../../src/course/load.js';
import type { Limits } from '../../../src/course/schema.js';
import type { GradingContext } from '../../../src/grading/context.js';
import { StudentPool, type StudentPoolOptions } from '../../../src/grading/pool/studentPool.js';
import { runCell } from '../../../src/grading/runCell.js';
import type { StudentSession } from '../../../src/grading/studentSession.js';
import { Reaper } from '../../../src/sandbox/reaper.js';
import { LABEL_PREFIX } from '../../../src/sandbox/spec.js';
import { workerFates, workerIdOf } from '../../../src/machine/workerId.js';
import { containersOf, MINI_COURSE_DIR, testContext } from '../../support/engine.js';
import { waitFor } from '../../support/waitFor.js';
import { dataCourse } from '../dataCourse.js';
import { Grader, notPassed, solutionWith } from '../mini.js';

const GIB = 1024 ** 3;
let loaded: LoadedAssignment;
let context: GradingContext;
let nowMs: number;
let failures: unknown[];

beforeAll(async () => {
  loaded = await loadAssignment(MINI_COURSE_DIR, 'mini');
});

afterEach(async () => {
  expect(await containersOf(context)).toEqual([]);
});

async function openPool(options: Partial<StudentPoolOptions> = {}, overrides: Partial<GradingContext> = {}) {
  context = await testContext(overrides);
  nowMs = 0;
  failures = [];
  const whole = { memoryBytes: 4 * GIB, size: 2, maxAgeMs: 10_000, demandMs: 1_000, warming: 2, clock: () => nowMs };
  return new StudentPool(context, { ...whole, onFailure: (error) => failures.push(error), ...options });
}

const withLimits = (limits: Partial<Limits>): LoadedAssignment => ({
  ...loaded,
  assignment: { ...loaded.assignment, limits: { ...loaded.assignment.limits, ...limits } },
});

async function fill(pool: StudentPool, ready: number): Promise<void> {
  await waitFor(`${ready} containers to wait`, () =>
    Promise.resolve(pool.state.ready === ready && pool.state.warming === 0),
  );
}

/** What one line of Python prints in this container. */
async function say(session: StudentSession, expression: string): Promise<string> {
  const cell = { index: 0, number: 1, source: `print(${expression})` };
  const { outputs } = await runCell(session, cell, { outputKiB: 16 }, 5_000);
  return outputs.list.map((output) => (output.kind === 'stream' ? output.text.trim() : '')).join('');
}

async function cpuShares(): Promise<number[]> {
  const { docker } = context.engine;
  const filters = { label: [`${LABEL_PREFIX}worker=${context.workerId}`] };
  const found = await docker.listContainers({ all: true, filters });
  const inspected = await Promise.all(found.map(({ Id }) => docker.getContainer(Id).inspect()));
  return inspected.map(({ HostConfig }) => HostConfig.CpuShares ?? 0);
}

describe('taking', { timeout: 60_000 }, () => {
  it('never gives a container with the data of another assignment, or another version of its own', async () => {
    await using course = await dataCourse({ 'a.csv': { content: 'old' } });
    const open = 'open("a.csv").read()';
    await using pool = await openPool({ size: 1 });
    const before = await loadAssignment(course.path, 'hw');
    pool.keep(before, 1);
    await fill(pool, 1);
    await rm(join(course.path, 'hw', 'data'), { recursive: true });
    await mkdir(join(course.path, 'hw', 'data'));
    await writeFile(join(course.path, 'hw', 'data', 'a.csv'), 'new');
    await using session = await pool.take(await loadAssignment(course.path, 'hw'), 'a');
    expect(await say(session, open)).toBe('new');
    await using bare = await pool.take(loaded, 'b');
    expect(await say(bare, '__import__("os").path.exists("/mnt/data")')).toBe('False');
  });

  it('gives each submission a virgin container of its own, and warms the next', async () => {
    await using pool = await openPool();
    pool.keep(loaded, 2);
    await fill(pool, 2);
    await using first = await pool.take(loaded, 'a');
    await using second = await pool.take(loaded, 'b');
    expect(await say(first, 'open("/content/mark", "w").write("x")')).toBe('1');
    expect(await say(second, '__import__("os").listdir("/content"), "mark" in globals()')).toBe('[] False');
    await fill(pool, 2);
    await using third = await pool.take(loaded, 'c');
    expect(await say(third, '__import__("os").listdir("/content")')).toBe('[]');
    expect(failures).toEqual([]);
  });

  it('starts a container where none waits, and hurries one that is still importing', async () => {
    await using pool = await openPool({ size: 1 });
    await using cold = await pool.take(loaded, 'a');
    expect(pool.state).toMatchObject({ ready: 0, warming: 1 });
    await using warming = await pool.take(loaded, 'b');
    expect(await say(cold, '1')).toBe('1');
    expect(await say(warming, '2')).toBe('2');
  });

  it('replaces one that died or does not answer while it waited', async () => {
    await using pool = await openPool();
    pool.keep(loaded, 2);
    await fill(pool, 2);
    const { docker } = context.engine;
    const filters = { label: [`${LABEL_PREFIX}worker=${context.workerId}`] };
    const [dead, stopped] = await docker.listContainers({ filters });
    await docker.getContainer(dead?.Id ?? '').kill();
    await docker.getContainer(stopped?.Id ?? '').pause();
    await using session = await pool.take(loaded, 'a');
    expect(await say(session, '1 + 1')).toBe('2');
  });

  it('keeps assignments apart that need other containers', async () => {
    await using pool = await openPool();
    pool.keep(loaded, 1);
    await fill(pool, 1);
    await using other = await pool.take(withLimits({ memoryMiB: 300 }), 'a');
    expect(pool.state.ready).toBe(1);
    expect(await say(other, '3')).toBe('3');
  });
});

describe('the number that waits', { timeout: 60_000 }, () => {
  it('rises with demand and falls with it', async () => {
    await using pool = await openPool();
    for (const [submission, expected] of [
      ['a', 1],
      ['b', 2],
      ['c', 2],
    ] as const) {
      await using _session = await pool.take(loaded, submission);
      await fill(pool, expected);
      nowMs += 400;
    }
    // What was taken at 400 ms is out of the window first; the one at 800 ms is left.
    nowMs = 1_500;
    await pool.tend();
    await fill(pool, 1);
    nowMs = 1_900;
    await pool.tend();
    expect(pool.state).toEqual({ ready: 0, warming: 0, memoryBytes: 0 });
    expect(await containersOf(context)).toEqual([]);
  });

  it('stays within the memory', async () => {
    await using pool = await openPool({ memoryBytes: 1 });
    pool.keep(loaded, 2);
    await using _session = await pool.take(loaded, 'a');
    await pool.tend();
    expect(pool.state).toEqual({ ready: 0, warming: 0, memoryBytes: 0 });
    const bytes = _session.memoryBytes;
    expect(bytes).toBeGreaterThan(10 * 1024 ** 2);

    await using roomForOne = await openPool({ memoryBytes: 1.9 * bytes });
    await using _cold = await roomForOne.take(loaded, 'a');
    roomForOne.keep(loaded, 2);
    await fill(roomForOne, 1);
    expect(roomForOne.state.memoryBytes).toBeLessThan(1.9 * bytes);
  });

  it('is renewed by age', async () => {
    await using pool = await openPool({ size: 1 });
    pool.keep(loaded, 1);
    await fill(pool, 1);
    const before = await containerIds();
    nowMs = 9_999;
    await pool.tend();
    expect(await containerIds()).toEqual(before);
    nowMs = 10_000;
    await pool.tend();
    await fill(pool, 1);
    expect(await containerIds()).toHaveLength(1);
    expect(await containerIds()).not.toEqual(before);
  });

  it('is none where warming fails, which is told once and tried again after a while', async () => {
    await using pool = await openPool({}, { images: { student: `sha256:${'0'.repeat(64)}`, checker: 'none' } });
    pool.keep(loaded, 1);
    await waitFor('the failure to be told', () => Promise.resolve(failures.length > 0));
    nowMs += 30_000;
    await pool.tend();
    expect(failures).toHaveLength(1);
    nowMs += 31_000;
    await pool.tend();
    await waitFor('another try', () => Promise.resolve(failures.length > 1));
  });
});

describe('the end', { timeout: 60_000 }, () => {
  it('leaves nothing, whatever was on its way', async () => {
    const pool = await openPool();
    pool.keep(loaded, 1);
    await fill(pool, 1);
    pool.keep(loaded, 2);
    await pool[Symbol.asyncDispose]();
    expect(pool.state).toEqual({ ready: 0, warming: 0, memoryBytes: 0 });
    pool.keep(loaded, 1);
    expect(await containersOf(context)).toEqual([]);
  });

  it('of a killed worker is the reaper’s: its waiting containers go', async () => {
    const worker = spawn('sleep', ['1000']);
    await using pool = await openPool({}, { workerId: await workerIdOf(worker.pid ?? 0) });
    pool.keep(loaded, 2);
    await fill(pool, 2);
    expect(await reapPool()).toEqual([]);
    worker.kill('SIGKILL');
    await once(worker, 'exit');
    expect(await reapPool()).toHaveLength(2);
    expect(await containersOf(context)).toEqual([]);
  });
});

it('stands back while it imports, and has its full share once it is ready', { timeout: 60_000 }, async () => {
  await using pool = await openPool({ size: 1 });
  pool.keep(loaded, 1);
  await waitFor('a container', async () => (await containerIds()).length === 1);
  expect(await cpuShares()).toEqual([64]);
  await fill(pool, 1);
  expect(await cpuShares()).toEqual([1024]);
});

it('serves the whole pipeline, runs anew included', { timeout: 60_000 }, async () => {
  await using pool = await openPool();
  await using grader = await Grader.open({ workerId: context.workerId });
  pool.keep(loaded, 2);
  await fill(pool, 2);
  const crash = 'import os; os._exit(1)';
  const { grade } = await grader.grade([...solutionWith(), crash], { students: pool });
  expect(notPassed(grade)).toEqual([]);
  expect(grade.outcome).toBe('crashed');
});

/** Reaps this file's containers alone, and by the worker's end alone: other files on this engine kill workers too. */
async function reapPool(): Promise<string[]> {
  const fateOf = await workerFates();
  return new Reaper(context.engine, (worker) => (worker === context.workerId ? fateOf(worker) : 'lives')).look();
}

async function containerIds(): Promise<string[]> {
  const filters = { label: [`${LABEL_PREFIX}worker=${context.workerId}`] };
  return (await context.engine.docker.listContainers({ all: true, filters })).map(({ Id }) => Id);
}
