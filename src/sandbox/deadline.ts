import { setTimeout as sleep } from 'node:timers/promises';
import { AwakeClock, STEP_MS } from './awakeClock.js';
import { PlatformError } from '../base/platformError.js';

/** What the machine's side shows of a container since it was asked last. Nothing in it was said by the container. */
export interface Testimony {
  /** False where something outside the container kept it from running, or its words from coming. */
  readonly couldRun: boolean;
  /** For so long it would have run, and the machine gave its processors to others. */
  readonly starvedMs: number;
}

/** Whoever can tell whether a container could run. */
export interface Witness {
  testify(): Promise<Testimony>;
}

/** For a wait that costs nobody anything: it forgives no more than this process's own standstill. */
export const NO_WITNESS: Witness = { testify: () => Promise.resolve({ couldRun: true, starvedMs: 0 }) };

/** When the witness is asked first, and how often while somebody waits. */
const FIRST_ASK_MS = 50;
const ASK_MS = 1_000;
/** A testimony that takes longer says of itself that the engine is not to be relied upon. */
const SLOW_MS = 1_000;
/** What is left at least after a standstill, so that what was held up can come. */
const GRACE_MS = 500;

/**
 * A limit in time for a container: it counts only while this process is awake and the container can run.
 *
 * What was counted is doubtful until the witness has been heard: then it stands, or is forgiven. A deadline is over when
 * it is used up *and* the witness has been heard after that. A container that is kept from running for too long in all
 * is the platform's failure.
 */
export class Deadline {
  readonly #limitMs: number;
  readonly #witness: Witness;
  readonly #maxForgivenMs: number;
  readonly #clock = new AwakeClock();
  #seenMs = 0;
  #countedMs = 0;
  #provenMs = 0;
  #forgivenMs = 0;
  #heardMs = 0;
  #couldRun = true;
  #asking: Promise<void> | undefined;
  #askAtMs = FIRST_ASK_MS;

  /** @param maxForgivenMs more than this is not forgiven in all: then nobody can tell any more. */
  constructor(limitMs: number, witness: Witness, maxForgivenMs: number) {
    this.#limitMs = limitMs;
    this.#witness = witness;
    this.#maxForgivenMs = maxForgivenMs;
  }

  /** Negative once it is used up, which does not yet mean that it is over. */
  get leftMs(): number {
    return this.#limitMs - this.countedMs;
  }

  /** What has been counted so far. */
  get countedMs(): number {
    this.#count();
    return this.#countedMs;
  }

  /** How long to wait before `isOver` is asked again. */
  get stepMs(): number {
    const { leftMs } = this;
    const untilAskedMs = this.#seenMs < FIRST_ASK_MS ? FIRST_ASK_MS : STEP_MS;
    return Math.min(untilAskedMs, Math.max(0, leftMs));
  }

  /**
   * Whether it is over; to be asked every step. Waits only where it is used up, for the witness.
   *
   * @throws {PlatformError} where the container was kept from running for too long.
   */
  async isOver(): Promise<boolean> {
    const isUsedUp = this.leftMs <= 0;
    if (isUsedUp || this.#seenMs >= this.#askAtMs) this.#asking ??= this.#ask();
    while (isUsedUp && this.#asking) {
      await Promise.race([this.#asking, sleep(STEP_MS, undefined, { ref: false })]);
      this.#count();
    }
    if (this.#forgivenMs > this.#maxForgivenMs) throw keptFromRunning(this.#forgivenMs);
    return isUsedUp && this.leftMs <= 0;
  }

  #count(): void {
    const awakeMs = this.#clock.read();
    this.#countedMs += awakeMs - this.#seenMs;
    this.#seenMs = awakeMs;
  }

  async #ask(): Promise<void> {
    const askedMs = this.#seenMs;
    const { couldRun, starvedMs } = await this.#witness.testify();
    this.#count();
    const isHeld = !couldRun || this.#seenMs - askedMs > SLOW_MS;
    // It may have been held up to now where it was held when the witness was asked before.
    this.#judge(isHeld || !this.#couldRun, starvedMs);
    this.#couldRun = !isHeld;
    this.#askAtMs = this.#seenMs + ASK_MS;
    this.#asking = undefined;
  }

  #judge(wasHeld: boolean, starvedMs: number): void {
    const doubtfulMs = this.#countedMs - this.#provenMs;
    if (wasHeld) {
      this.#countedMs = Math.max(0, Math.min(this.#provenMs, this.#limitMs - GRACE_MS));
      this.#forgivenMs += this.#seenMs - this.#heardMs;
    } else {
      this.#countedMs -= Math.min(starvedMs, doubtfulMs);
      this.#forgivenMs += Math.min(starvedMs, doubtfulMs);
    }
    this.#provenMs = this.#countedMs;
    this.#heardMs = this.#seenMs;
  }
}

function keptFromRunning(forgivenMs: number): PlatformError {
  const seconds = Math.round(forgivenMs / 1000);
  return new PlatformError(`A container was kept from running for ${seconds} s, so its time limits say nothing.`, {
    remedy:
      'Operator: see whether somebody has paused or stopped it, whether `docker info` answers quickly, and whether ' +
      'this machine has more to do than it can.',
  });
}
