import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Deadline, type Testimony } from '../../src/sandbox/deadline.js';
import { PlatformError } from '../../src/base/platformError.js';

const WELL: Testimony = { couldRun: true, starvedMs: 0 };
const HELD: Testimony = { couldRun: false, starvedMs: 0 };

/** Waits as every user of a deadline does, and tells for how long. */
async function waitFor(deadline: Deadline): Promise<number> {
  const started = performance.now();
  while (!(await deadline.isOver())) await sleep(deadline.stepMs);
  return performance.now() - started;
}

/** The whole process stands still, as under SIGSTOP: timers are late, and nothing is read. */
function standStill(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

const sayingFor = (ms: number, first: Testimony, later: Testimony) => {
  const started = performance.now();
  return { testify: () => Promise.resolve(performance.now() - started < ms ? first : later) };
};

describe('a deadline', () => {
  it('is over when its time has passed', async () => {
    const deadline = new Deadline(600, { testify: () => Promise.resolve(WELL) }, 10_000);
    expect(await waitFor(deadline)).toBeGreaterThanOrEqual(595);
    expect(deadline.countedMs).toBeGreaterThanOrEqual(600);
  });

  it('does not run while this process stands still', async () => {
    const deadline = new Deadline(1_500, { testify: () => Promise.resolve(WELL) }, 10_000);
    await sleep(deadline.stepMs);
    standStill(2_000);
    expect(await deadline.isOver()).toBe(false);
    expect(deadline.leftMs).toBeGreaterThan(800);
  });

  it('waits for a container that could not run, and gives it back what it had', async () => {
    const deadline = new Deadline(700, sayingFor(1_500, HELD, WELL), 60_000);
    expect(await waitFor(deadline)).toBeGreaterThanOrEqual(2_000);
  });

  it('gives a starved container what others took from it', async () => {
    let asked = 0;
    const testify = () => Promise.resolve({ couldRun: true, starvedMs: (asked += 1) === 2 ? 400 : 0 });
    expect(await waitFor(new Deadline(800, { testify }, 60_000))).toBeGreaterThanOrEqual(1_190);
  });

  it('does not believe a witness who takes long: that is no machine to judge by', async () => {
    let asked = 0;
    const testify = async () => {
      if ((asked += 1) === 1) await sleep(1_500);
      return WELL;
    };
    expect(await waitFor(new Deadline(700, { testify }, 60_000))).toBeGreaterThanOrEqual(2_000);
  });

  it('ends as the platform’s failure where a container is kept from running for too long', async () => {
    const waiting = waitFor(new Deadline(300, { testify: () => Promise.resolve(HELD) }, 1_000));
    await expect(waiting).rejects.toThrow(PlatformError);
    await expect(waiting).rejects.toThrow(/kept from running for [12] s/u);
  });
});
