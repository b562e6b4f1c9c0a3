import type { Assignment } from '../course/schema.js';
import { CheckGroup } from './checkGroup.js';
import type { CheckCause } from './outcome.js';
import type { StudentSession } from './studentSession.js';

/** The groups of one submission's checks: each ends when the next one begins, the last one with its container. */
export class Groups {
  readonly #session: () => Promise<StudentSession | undefined>;
  readonly #arrays: Assignment['arrays'];
  #current: CheckGroup | undefined;
  #asked: CheckGroup | undefined;

  /** @param session the container for the next group; `undefined` where none is left. */
  constructor(session: () => Promise<StudentSession | undefined>, arrays: Assignment['arrays']) {
    this.#session = session;
    this.#arrays = arrays;
  }

  /** Ends the group before, whose end may cost its container, and forks another. */
  async next(): Promise<CheckGroup> {
    await this.#current?.[Symbol.asyncDispose]();
    this.#current = new CheckGroup(await this.#session());
    await this.#current.fork(this.#arrays);
    return this.#current;
  }

  /** What ended the calls of the group that was opened since this was asked last, if any was. */
  takeCause(): CheckCause | undefined {
    const cause = this.#current === this.#asked ? undefined : this.#current?.cause;
    this.#asked = this.#current;
    return cause;
  }
}
