import type { Assignment } from '../course/schema.js';
import { answerBytes } from './answerBytes.js';
import { CheckGroup } from './checkGroup.js';
import type { CheckCause } from './outcome.js';
import type { StudentSession } from './studentSession.js';

/** The groups of one submission's checks: each ends when the next one begins, the last one with its container. */
export class Groups {
  readonly #session: () => Promise<StudentSession | undefined>;
  readonly #assignment: Pick<Assignment, 'arrays' | 'limits'>;
  #current: CheckGroup | undefined;
  #asked: CheckGroup | undefined;

  /** @param session the container for the next group; `undefined` where none is left. */
  constructor(session: () => Promise<StudentSession | undefined>, assignment: Pick<Assignment, 'arrays' | 'limits'>) {
    this.#session = session;
    this.#assignment = assignment;
  }

  /** Whether the notebook said that it had threads, which no fork has, when the latest group ended. */
  get hadThreads(): boolean {
    return this.#current?.hadThreads ?? false;
  }

  /**
   * Ends the group before, whose end may cost its container, and forks another.
   *
   * @param isLive answered by the notebook's own process, without a fork: only for the last ones of a container.
   */
  async next({ isLive = false } = {}): Promise<CheckGroup> {
    await this.end();
    const { arrays, limits } = this.#assignment;
    this.#current = new CheckGroup(await this.#session(), answerBytes(limits));
    await this.#current.fork(arrays, isLive);
    return this.#current;
  }

  /** Ends the group that was opened last, whose child has no more to answer. */
  async end(): Promise<void> {
    await this.#current?.[Symbol.asyncDispose]();
  }

  /** What ended the calls of the group that was opened since this was asked last, if any was. */
  takeCause(): CheckCause | undefined {
    const cause = this.#current === this.#asked ? undefined : this.#current?.cause;
    this.#asked = this.#current;
    return cause;
  }
}
