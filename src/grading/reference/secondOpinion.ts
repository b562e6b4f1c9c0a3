import { setTimeout as sleep } from 'node:timers/promises';
import type { LoadedAssignment } from '../../course/load.js';
import type { CheckerInUse } from '../checkerInUse.js';
import { ChecksClock } from '../checksClock.js';
import type { Verdict } from '../messages.js';
import { RefusedNames } from '../refusedNames.js';
import type { CheckRequest } from '../runCheck.js';
import type { Reference } from './reference.js';
import type { References } from './references.js';

/** What a submission may wait for the course's own solution, its start and all its checks together. */
export const REFERENCE_SECONDS = 30;

const MESSAGE =
  'This check could not be judged with what your code gave it; with the course’s own solution it works. ' +
  'Look at what your functions return: its type, its shape and its size.';
const HELD = 'With solution.ipynb the same check passes, so the answer was the cause.';
const NOT_ASKED = 'Whether it works with the course’s own solution is not known:';

type Asked = Pick<CheckRequest, 'check' | 'seed' | 'limits'>;

/**
 * Whose fault it is that a check broke while one submission was graded: the same check with the same seed is asked
 * against the course's own solution. Where it passes there, the student's answer was the cause, and the check has
 * failed; where it does not, or nothing can be asked, it is broken, as it seemed.
 */
export class SecondOpinion {
  readonly #loaded: LoadedAssignment;
  readonly #references: References;
  readonly #checker: CheckerInUse;
  readonly #clock = new ChecksClock(REFERENCE_SECONDS);
  #reference: Reference | undefined;

  constructor(options: {
    readonly loaded: LoadedAssignment;
    readonly references: References;
    readonly checker: CheckerInUse;
  }) {
    this.#loaded = options.loaded;
    this.#references = options.references;
    this.#checker = options.checker;
  }

  /**
   * @param verdict `broken`, on the student's notebook.
   * @returns the verdict that counts: `failed`, or `broken` with a log that says what the solution came to.
   * @throws {PlatformError} where the solution's container cannot be started.
   */
  async on(verdict: Verdict, asked: Asked): Promise<Verdict> {
    const found = await this.#ask(asked);
    const log = (line: string): string => `${line}\n${verdict.log ?? ''}`;
    if (typeof found === 'string') return { ...verdict, log: log(`${NOT_ASKED} ${found}`) };
    if (found.status === 'passed') return { ...verdict, status: 'failed', message: MESSAGE, log: log(HELD) };
    const why = `With solution.ipynb it comes to “${found.status}” as well. ${found.log ?? found.message}`.trim();
    return { ...verdict, log: log(why) };
  }

  /** What the check comes to on the solution, or why that is not known. */
  async #ask(asked: Asked): Promise<Verdict | string> {
    const clock = this.#clock;
    const tooSlow = `all of it took longer than ${REFERENCE_SECONDS} s.`;
    // Where there is no time to ask, what the same check came to with other numbers speaks for the solution as well.
    const knownOtherwise = (): Verdict | string => this.#reference?.passedBefore(asked.check) ?? tooSlow;
    if (clock.isUsedUp()) return knownOtherwise();
    const late = new AbortController();
    const reference = await clock
      .measure('course', () =>
        Promise.race([
          this.#references.of(this.#loaded),
          sleep(clock.remainingMs, 'late' as const, { signal: late.signal, ref: false }),
        ]),
      )
      .finally(() => {
        late.abort();
      });
    if (reference === 'late') return tooSlow;
    if (reference === undefined) return 'the assignment has no solution.ipynb that can be run here.';
    this.#reference = reference;
    const verdict = await reference.ask(asked.check, asked.seed, (solution) =>
      this.#checker.run({ ...asked, ...solution, clock, refused: new RefusedNames() }),
    );
    if (verdict === undefined) return 'its container had ended.';
    return verdict.status !== 'passed' && clock.isUsedUp() ? knownOtherwise() : verdict;
  }
}
