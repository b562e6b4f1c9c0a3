import type { LoadedAssignment } from '../../course/load.js';
import type { SandboxContainer } from '../../sandbox/container.js';
import type { GradingContext } from '../context.js';
import { setUpStudent, startStudentContainer } from '../sandboxes.js';
import type { StudentSession } from '../studentSession.js';

/** While it imports, a container gets a sixteenth of what a running notebook gets where both want the processor. */
const CPU_SHARES = { warming: 64, usual: 1024 };

/** What the label says of a container whose submission is not known yet. Labels cannot be changed later. */
const VIRGIN = 'virgin';

/**
 * One container on its way to one submission.
 *
 *   warming → ready → taken
 *   warming, ready → gone
 *
 * It may be taken while it is warming: then it no longer stands back for others. What was taken is the taker's, and
 * never comes back.
 */
export class Slot implements AsyncDisposable {
  readonly bornMs: number;
  /** Fulfils once the container is ready; fails with what was in the way. */
  readonly warmed: Promise<StudentSession>;
  #container: SandboxContainer | undefined;
  #mayStandBack: boolean;
  #isGone = false;
  #isReady = false;

  constructor(context: GradingContext, loaded: LoadedAssignment, nowMs: number) {
    this.bornMs = nowMs;
    // Other runtimes than the engine's own may not be able to change the share of a container that runs.
    this.#mayStandBack = context.runtime === undefined;
    this.warmed = this.#warm(context, loaded);
    this.warmed.catch(() => undefined);
  }

  get isReady(): boolean {
    return this.#isReady;
  }

  /** A session that is virgin and answers; `undefined` where there is none to be had, and this slot is gone. */
  async take(): Promise<StudentSession | undefined> {
    await this.#standUp().catch(() => undefined);
    const session = await this.warmed.catch(() => undefined);
    if (await session?.answers()) return session;
    await this[Symbol.asyncDispose]();
    return undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isGone = true;
    await this.#container?.[Symbol.asyncDispose]();
    // A container that was on its way when this began disposes of itself.
    await this.warmed.catch(() => undefined);
  }

  async #warm(context: GradingContext, loaded: LoadedAssignment): Promise<StudentSession> {
    const shares = this.#mayStandBack ? CPU_SHARES.warming : undefined;
    this.#container = await startStudentContainer(context, loaded, VIRGIN, { cpuShares: shares });
    if (this.#isGone) await this.#container[Symbol.asyncDispose]();
    const session = await setUpStudent(this.#container, loaded.assignment);
    await this.#standUp();
    this.#isReady = true;
    return session;
  }

  /** Gives it the share of any other container, once. */
  async #standUp(): Promise<void> {
    if (!this.#mayStandBack || !this.#container) return;
    this.#mayStandBack = false;
    await this.#container.setCpuShares(CPU_SHARES.usual);
  }
}
