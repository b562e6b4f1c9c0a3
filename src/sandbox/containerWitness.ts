import { readFile } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';
import type { ContainerInspectInfo } from 'dockerode';
import { controlGroups, cpuNsOf, isFrozen, threadsOf, throttledNsOf, type ControlGroups } from './controlGroups.js';
import type { Testimony, Witness } from './deadline.js';

/** What the kernel has counted of a container up to a moment. */
interface Counted {
  readonly atMs: number;
  readonly cpuMs: number;
  readonly throttledMs: number;
  /** By thread: for how long it was ready to run and did not, in waits that have ended. */
  readonly waitedMs: ReadonlyMap<string, number>;
  /** A thread is ready to run, so that it may wait now. */
  readonly isReady: boolean;
}

const HELD: Testimony = { couldRun: false, starvedMs: 0 };
/** Less than this is the noise of any machine that has something to do. */
const NOISE_MS = 20;

/**
 * Tells from outside whether a container could run: whether the engine answers, and whether the container is paused,
 * frozen or stopped, or starved by others. What its own processes do to one another is no excuse: they cannot stop the
 * first process of theirs, nor what the engine has beside it.
 *
 * A worker that cannot see the control groups has the engine's word alone, which knows of `docker pause`.
 */
export class ContainerWitness implements Witness {
  readonly #inspect: () => Promise<ContainerInspectInfo>;
  readonly #cpus: number;
  #first: Counted | undefined;
  #before: Counted | undefined;
  #toldMs = 0;

  /** @param cpus the processors that the container may use. */
  constructor(inspect: () => Promise<ContainerInspectInfo>, cpus: number) {
    this.#inspect = inspect;
    this.#cpus = cpus;
  }

  async testify(): Promise<Testimony> {
    const info = await this.#inspect().catch(() => undefined);
    // One that does not run has ended, and its streams are about to say so.
    if (!info?.State.Running || info.State.Paused) return HELD;
    const groups = await controlGroups(info.State.Pid, info.Id);
    if (groups.size === 0) return { couldRun: true, starvedMs: 0 };
    if ((await isFrozen(groups)) || (await isStopped(info.State.Pid))) return HELD;
    return { couldRun: true, starvedMs: await this.#starvedMs(groups) };
  }

  /**
   * Since it was asked before: for how long a thread was ready to run while the container had less than its share, and
   * less than one whole processor. So nothing is to be gained by many threads on one processor.
   *
   * Reckoned from the first time on, for the kernel counts a wait when it has ended. One that goes on is taken to have
   * begun when the witness was asked before.
   */
  async #starvedMs(groups: ControlGroups): Promise<number> {
    const now = await count(groups);
    if (!now) return 0;
    const first = (this.#first ??= now);
    const pendingMs = now.isReady ? this.#unusedMs(this.#before ?? now, now) : 0;
    this.#before = now;
    const waits = [...now.waitedMs].map(([thread, ms]) => ms - (first.waitedMs.get(thread) ?? 0));
    const waitedMs = Math.max(0, ...waits) - (now.throttledMs - first.throttledMs) + pendingMs;
    const starvedMs = Math.min(this.#unusedMs(first, now), waitedMs) - this.#toldMs;
    if (starvedMs < NOISE_MS) return 0;
    this.#toldMs += starvedMs;
    return starvedMs;
  }

  #unusedMs(from: Counted, to: Counted): number {
    return Math.max(0, to.atMs - from.atMs - (to.cpuMs - from.cpuMs) / Math.min(this.#cpus, 1));
  }
}

async function count(groups: ControlGroups): Promise<Counted | undefined> {
  const cpuNs = await cpuNsOf(groups);
  if (cpuNs === undefined) return undefined;
  const throttledMs = (await throttledNsOf(groups)) / 1e6;
  const threads = await threadsOf(groups);
  const waits = await Promise.all(threads.map(async (thread) => [thread, await waitedMsOf(thread)] as const));
  const stats = await Promise.all(threads.map((thread) => statOf(Number(thread))));
  const isReady = stats.some((stat) => stat?.state === 'R');
  return { atMs: performance.now(), cpuMs: cpuNs / 1e6, throttledMs, waitedMs: new Map(waits), isReady };
}

/** The second of three numbers: nanoseconds run, nanoseconds waited for a processor, turns. */
async function waitedMsOf(thread: string): Promise<number> {
  const text = await readFile(`/proc/${thread}/schedstat`, 'utf8').catch(() => '');
  return Number(/^\d+ (\d+) /u.exec(text)?.[1] ?? 0) / 1e6;
}

/**
 * Whether a container's first process is stopped, or the engine's own beside it that carries its words. The kernel lets
 * nobody inside stop the first process.
 */
async function isStopped(pid: number): Promise<boolean> {
  const first = await statOf(pid);
  const beside = first && (await statOf(first.parent));
  return [first, beside].some((stat) => stat?.state === 'T');
}

async function statOf(pid: number): Promise<{ state: string; parent: number } | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // After the name, which may hold anything: the state and the parent.
  const [, state, parent] = /^.*\) (\S) (\d+) /su.exec(text) ?? [];
  return state === undefined ? undefined : { state: state.toUpperCase(), parent: Number(parent) };
}
