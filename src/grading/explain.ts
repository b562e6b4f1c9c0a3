import type { Cause, CellGrade } from '../grade/grade.js';
import type { PreparedCell } from './prepareCells.js';
import type { CellNames } from './runCell.js';
import type { CellRecord } from './runNotebook.js';

/** What is said of other values than in the student's session: the first ones, for one cause has many of them. */
const MAX_ORDER_NOTES = 3;
/** A name that more cells make is no help to anybody, and costs time. */
const MAX_MAKERS = 50;
const MISSING = /^name '([\p{L}_][\p{L}\p{M}\p{N}_]{0,79})' is not defined/u;

/** A code cell as far as it explains others. */
interface Step {
  readonly number: number;
  readonly grade: CellGrade;
  readonly binds: ReadonlySet<string>;
  readonly uses: readonly string[];
  /** Whether `binds` are all that it can make. */
  readonly isWhole: boolean;
  readonly isSkipped: boolean;
  /** When it was last run in the student's session. */
  readonly count: number | undefined;
}

/**
 * Says of cells that failed for want of a name where that name would have come from, and of names that had another
 * value in the student's session. The names are the container's word: they earn nothing, and mislead only who forged
 * them. What is not certain is not said.
 */
export function explain(
  cells: readonly PreparedCell[],
  records: readonly CellRecord[],
): { readonly cells: CellGrade[]; readonly notes: string[] } {
  const byIndex = new Map(cells.map((cell) => [cell.index, cell]));
  const steps = records.map(({ grade, names }) => stepOf(grade, names, byIndex.get(grade.index)));
  const causes = new Map<number, Cause>();
  const makers = makersOf(steps);
  const isWhole = steps.every((step) => step.isWhole);
  const hasCounts = steps.some(({ count }) => count !== undefined);
  const explained = steps.map((step, at) => {
    const cause = causeOf(step, at, { steps, makers, causes, isWhole, hasCounts });
    if (cause === undefined) return step.grade;
    causes.set(step.number, cause);
    return { ...step.grade, cause };
  });
  return { cells: explained, notes: orderNotes(steps, makers) };
}

function stepOf(grade: CellGrade, names: CellNames | undefined, cell: PreparedCell | undefined): Step {
  return {
    number: grade.number,
    grade,
    binds: new Set(names?.binds),
    uses: names?.uses ?? [],
    isWhole: names?.whole ?? false,
    isSkipped: cell?.skippedFor !== undefined,
    count: cell?.executionCount,
  };
}

/** For each name, the positions of the cells that make it, ascending. */
function makersOf(steps: readonly Step[]): ReadonlyMap<string, readonly number[]> {
  const makers = new Map<string, number[]>();
  steps.forEach(({ binds }, at) => {
    for (const name of binds) {
      const known = makers.get(name);
      if (known) known.push(at);
      else makers.set(name, [at]);
    }
  });
  return makers;
}

interface Notebook {
  readonly steps: readonly Step[];
  readonly makers: ReadonlyMap<string, readonly number[]>;
  /** Of the cells above. */
  readonly causes: ReadonlyMap<number, Cause>;
  readonly isWhole: boolean;
  /** Whether the file says which cells were run. */
  readonly hasCounts: boolean;
}

function causeOf(
  { grade, count }: Step,
  at: number,
  { steps, makers, causes, isWhole, hasCounts }: Notebook,
): Cause | undefined {
  const name = grade.error?.name === 'NameError' ? MISSING.exec(grade.error.text)?.[1] : undefined;
  if (name === undefined) return undefined;
  const all = (makers.get(name) ?? []).flatMap((position) => steps[position] ?? []);
  const above = all.filter(({ number }) => number < grade.number);
  const last = above.at(-1);
  if (last?.isSkipped === true) return { kind: 'skipped', name, cell: last.number };
  if (last !== undefined) {
    // One that ran to its end made it, as far as can be seen: then something else took it away.
    if (above.some((step) => step.grade.status === 'ok' && !step.isSkipped)) return undefined;
    const before = causes.get(last.number);
    const root = before?.kind === 'stopped' ? (before.root ?? before.cell) : undefined;
    return { kind: 'stopped', name, cell: last.number, ...(root === undefined ? {} : { root }) };
  }
  const below = all.find(({ number }) => number > grade.number);
  if (below !== undefined) {
    const ranBefore = count !== undefined && below.count !== undefined && below.count < count;
    return { kind: 'below', name, cell: below.number, ranBefore };
  }
  if (all.length > 0 || !isWhole || steps.slice(0, at).some((step) => step.grade.status === 'notRun')) return undefined;
  return { kind: 'gone', name, ...(hasCounts ? { wasRun: count !== undefined } : {}) };
}

/**
 * A name that a cell took from a cell below it when the student ran it, and takes from one above it here.
 *
 * Counts tell of the last run of each cell alone. So this is said only where every cell that makes the name was last run
 * before the one that takes it, and where no count is there twice, as after a restart.
 */
function orderNotes(steps: readonly Step[], makers: ReadonlyMap<string, readonly number[]>): string[] {
  const counts = steps.flatMap(({ count }) => count ?? []);
  if (new Set(counts).size < counts.length) return [];
  const notes: string[] = [];
  for (const step of steps) {
    const { count, number } = step;
    if (count === undefined) continue;
    for (const name of step.uses) {
      const positions = makers.get(name) ?? [];
      if (positions.length > MAX_MAKERS) continue;
      const all = positions.flatMap((position) => steps[position] ?? []);
      const here = all.filter((maker) => maker.number < number).at(-1);
      if (here === undefined || all.some((maker) => maker.count === undefined || maker.count > count)) continue;
      const then = all.reduce((latest, maker) => ((maker.count ?? 0) > (latest.count ?? 0) ? maker : latest), here);
      if (then.number <= number) continue;
      notes.push(
        `When you ran cell ${number}, \`${name}\` was that of cell ${then.number}, which you had run before it; from the top down it is that of cell ${here.number}. Run all cells from the top and compare.`,
      );
      if (notes.length === MAX_ORDER_NOTES) return notes;
    }
  }
  return notes;
}
