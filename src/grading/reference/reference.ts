import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LoadedAssignment } from '../../course/load.js';
import { IntakeError } from '../../intake/intakeError.js';
import type { Notebook } from '../../intake/notebook.js';
import { readNotebook } from '../../intake/readNotebook.js';
import type { CheckGroup } from '../checkGroup.js';
import type { GradingContext } from '../context.js';
import { Groups } from '../groups.js';
import type { Verdict } from '../messages.js';
import { prepareCells } from '../prepareCells.js';
import { readCell } from '../readCell.js';
import type { CheckRequest } from '../runCheck.js';
import { NotebookRunner } from '../runNotebook.js';
import { startStudent } from '../sandboxes.js';
import { Sessions } from '../sessions.js';

const FILE = 'solution.ipynb';
/** Verdicts that are remembered, of one check with one seed each. */
const REMEMBERED = 1_000;

/** What a check sees of the solution: what `runCheck` needs of a student's side. */
export type SolutionSide = Pick<CheckRequest, 'openGroup' | 'readCell'>;

/**
 * The course's own solution in a student container of its own, which has run its cells and answers checks as a
 * student's does. No byte of a student's ever reaches it.
 *
 * running → asked, one check at a time → dead (a check of the course's took it down) or disposed of.
 */
export class Reference implements AsyncDisposable {
  readonly #sessions: Sessions;
  readonly #side: SolutionSide;
  readonly #groups: Groups;
  readonly #isAlive: () => boolean;
  readonly #known = new Map<string, Verdict>();
  /** The last passed verdict of each check, whatever its seed. */
  readonly #passed = new Map<string, Verdict>();
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  private constructor(
    sessions: Sessions,
    groups: Groups,
    readCellOf: SolutionSide['readCell'],
    isAlive: () => boolean,
  ) {
    this.#sessions = sessions;
    this.#groups = groups;
    this.#side = { openGroup: (): Promise<CheckGroup> => groups.next(), readCell: readCellOf };
    this.#isAlive = isAlive;
  }

  /**
   * Starts it, and runs the cells of `solution.ipynb`.
   *
   * @returns `undefined` where the assignment has none that can be run here: no file, no notebook, or one for a GPU.
   * @throws {PlatformError} where its container cannot be started.
   * @throws {Cancelled} where `signal` was aborted.
   */
  static async start(
    context: GradingContext,
    loaded: LoadedAssignment,
    signal: AbortSignal,
  ): Promise<Reference | undefined> {
    const notebook = await solutionOf(loaded);
    if (!notebook) return undefined;
    const { limits, overrides } = loaded.assignment;
    const sessions = new Sessions(() => startStudent(context, loaded, 'reference'), signal);
    try {
      const { cells } = prepareCells(notebook.cells, overrides);
      const runner = new NotebookRunner({ cells, limits, freshSession: () => sessions.fresh() });
      const { session, records } = await runner.run();
      const isAlive = (): boolean => session !== undefined && session.death() === undefined;
      const groups = new Groups(() => Promise.resolve(isAlive() ? session : undefined), loaded.assignment);
      return new Reference(sessions, groups, (query) => readCell(notebook.cells, records, query), isAlive);
    } catch (error) {
      await sessions[Symbol.asyncDispose]();
      sessions.throwIfCancelled();
      throw error;
    }
  }

  get isAlive(): boolean {
    return this.#isAlive();
  }

  /** Whether somebody asks it now, or waits to. */
  get isBusy(): boolean {
    return this.#waiting > 0;
  }

  /**
   * What one check with one seed comes to here, in its turn; `run` runs it, unless that is known already.
   *
   * @returns `undefined` where the container has ended before its turn.
   */
  async ask(check: string, seed: string, run: (side: SolutionSide) => Promise<Verdict>): Promise<Verdict | undefined> {
    const key = `${check} ${seed}`;
    this.#waiting += 1;
    const turn = this.#last.then(
      async () => this.#known.get(key) ?? (this.isAlive ? await run(this.#side) : undefined),
    );
    const end = (): Promise<void> => this.#groups.end();
    this.#last = turn.then(end, end).catch(() => undefined);
    try {
      const verdict = await turn;
      // What the end of its time cut short would be cut short elsewhere on another day.
      if (verdict?.status === 'passed') this.#remember(check, key, verdict);
      return verdict;
    } finally {
      this.#waiting -= 1;
    }
  }

  /** A passed verdict of this check with any seed, where there has been one. */
  passedBefore(check: string): Verdict | undefined {
    return this.#passed.get(check);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#sessions[Symbol.asyncDispose]();
  }

  #remember(check: string, key: string, verdict: Verdict): void {
    this.#passed.set(check, verdict);
    this.#known.set(key, verdict);
    const [oldest] = this.#known.keys();
    if (this.#known.size > REMEMBERED && oldest !== undefined) this.#known.delete(oldest);
  }
}

async function solutionOf({ dir, assignment }: LoadedAssignment): Promise<Notebook | undefined> {
  if (dir === undefined || assignment.gpu === 'required') return undefined;
  try {
    return readNotebook(await readFile(join(dir, FILE)), FILE);
  } catch (error) {
    if (error instanceof IntakeError || (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
