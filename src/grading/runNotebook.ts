import type { Limits } from '../course/schema.js';
import { Allowance, RUN_ROOM } from '../results/allowance.js';
import type { CellOutputs } from '../results/outputs.js';
import { ownText } from '../results/ownText.js';
import type { CellGrade } from '../grade/grade.js';
import type { PreparedCell } from './prepareCells.js';
import { isRestart } from './restart.js';
import { runCell, type CellNames, type CellRun } from './runCell.js';
import type { StudentSession } from './studentSession.js';

/** How often a notebook is run again after a cell took the interpreter down with it. */
export const MAX_RERUNS = 2;
/** Names of cells that are kept of a notebook, in characters; beyond that, failures are not explained. */
const NAMES_CHARS = 2_000_000;
const MAX_NOTES = 200;
const FURTHER_NOTES = 'Further notes of this run are not kept.';
/** What a grade keeps of an error's message; all of it is among the cell's outputs. */
const MAX_ERROR_CHARS = 500;

/** What is known of one code cell: how it ended, and the outputs of its latest run. */
export interface CellRecord {
  readonly grade: CellGrade;
  readonly outputs: CellOutputs | undefined;
  readonly names: CellNames | undefined;
}

export interface NotebookRun {
  /** In the notebook's order, code cells only. */
  readonly records: readonly CellRecord[];
  readonly notes: readonly string[];
  /** The container that holds the namespace now; `undefined` where the last one died too. */
  readonly session: StudentSession | undefined;
}

export interface NotebookRunOptions {
  readonly cells: readonly PreparedCell[];
  readonly limits: Limits;
  /** A fresh, virgin container; the caller disposes of the one before it. */
  readonly freshSession: () => Promise<StudentSession>;
  readonly onCell?: (number: number, total: number) => void;
}

/**
 * Runs the code cells in order. An error in a cell stops nothing. A cell that kills the interpreter is recorded,
 * and the notebook runs again in a fresh container without it, so that later definitions still count.
 *
 * Each run: cell, cell, … → end of the notebook, or the interpreter's death. A death with reruns left → another
 * run from the first cell without the culprits; without reruns left → the remaining cells are `notRun`. The
 * total time spans all runs: when it is used up, the running cell is stopped and the rest is `notRun`.
 */
export class NotebookRunner {
  readonly #options: NotebookRunOptions;
  readonly #code: readonly PreparedCell[];
  readonly #records = new Map<number, CellRecord>();
  readonly #notes = new Set<string>();
  /** What all cells together may show. */
  readonly #shown = new Allowance(RUN_ROOM);
  /** Cells that killed an interpreter, or might have: never run again. */
  readonly #culprits = new Set<number>();
  #remainingMs: number;
  #namesChars = 0;
  #reruns = 0;
  /** The records are what the student will see: made before the checks began, so that no run after one can tell of it. */
  #isSettled = false;

  constructor(options: NotebookRunOptions) {
    this.#options = options;
    this.#code = options.cells.filter((cell) => cell.kind === 'code');
    this.#remainingMs = options.limits.totalSeconds * 1000;
  }

  /** Runs the notebook until it ends or may not be tried again. */
  async run(session?: StudentSession): Promise<NotebookRun> {
    for (let current = session ?? (await this.#options.freshSession()); ;) {
      await this.#pass(current);
      if (current.death() === undefined) return this.#result(current);
      if (!this.canRerun) return this.#result(undefined);
      current = await this.#options.freshSession();
      this.#reruns += 1;
    }
  }

  /** True while another fresh start is allowed; the checks use the same allowance after a crash of theirs. */
  get canRerun(): boolean {
    return this.#reruns < MAX_RERUNS && this.#remainingMs > 0;
  }

  /**
   * Another run for the checks that remain, after a check took the container down, if it is still allowed. What the
   * cells showed stays as it was.
   */
  async rerun(): Promise<NotebookRun> {
    if (!this.canRerun) return this.#result(undefined);
    this.#reruns += 1;
    this.#isSettled = true;
    return this.run();
  }

  async #pass(session: StudentSession): Promise<void> {
    const cellMs = this.#options.limits.cellSeconds * 1000;
    for (const [position, cell] of this.#code.entries()) {
      if (this.#culprits.has(cell.index)) continue;
      if (session.death() !== undefined || this.#remainingMs <= 0) {
        if (!this.#records.has(cell.index)) this.#record(cell, position, undefined);
        continue;
      }
      this.#options.onCell?.(position + 1, this.#code.length);
      // What it showed in the run before is replaced by what it shows now.
      if (!this.#isSettled) this.#records.get(cell.index)?.outputs?.release();
      const limits = { outputKiB: this.#options.limits.outputKiB, shown: this.#shown };
      const run = await runCell(
        session,
        { ...cell, number: position + 1 },
        limits,
        Math.min(cellMs, this.#remainingMs),
      );
      this.#remainingMs -= run.countedMs;
      this.#record(cell, position, run);
      for (const note of run.notes) this.#note(this.#notes.size < MAX_NOTES ? note : FURTHER_NOTES);
      if (session.death() !== undefined) {
        this.#culprits.add(cell.index);
        if (this.canRerun) this.#note(this.#isRestart(position) ? restarted(position + 1) : ended(position + 1));
      }
    }
  }

  #isRestart(position: number): boolean {
    return isRestart(this.#code.slice(0, position + 1));
  }

  #note(text: string): void {
    if (!this.#isSettled) this.#notes.add(text);
  }

  #record(cell: PreparedCell, position: number, run: CellRun | undefined): void {
    if (this.#isSettled) {
      run?.outputs.release();
      return;
    }
    const error = run?.outputs.error;
    const grade: CellGrade = {
      index: cell.index,
      number: position + 1,
      status: run?.status ?? 'notRun',
      ...(run?.status === 'crashed' && this.canRerun && this.#isRestart(position) ? { isRestart: true } : {}),
      ...(error === undefined
        ? {}
        : { error: { name: error.ename, text: ownText(error.evalue.slice(0, MAX_ERROR_CHARS)) } }),
      outputCut: run?.outputs.wasCut ?? false,
      wallMs: run?.wallMs ?? 0,
    };
    this.#records.set(cell.index, { grade, outputs: run?.outputs, names: this.#kept(run?.names) });
  }

  #kept(names: CellNames | undefined): CellNames | undefined {
    this.#namesChars += names === undefined ? 0 : [...names.binds, ...names.uses].join().length;
    return this.#namesChars > NAMES_CHARS ? undefined : names;
  }

  #result(session: StudentSession | undefined): NotebookRun {
    const records = this.#code.flatMap((cell) => this.#records.get(cell.index) ?? []);
    return { records, notes: [...this.#notes], session };
  }
}

function ended(cell: number): string {
  return `Cell ${cell} ended the Python process; the notebook was run again without it.`;
}

function restarted(cell: number): string {
  return (
    `Cell ${cell} restarted Python after an installation. Nothing is installed while grading, so the notebook was run ` +
    'again without that cell, which costs nothing.'
  );
}
