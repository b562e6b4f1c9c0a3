import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { loadAssignment, type LoadedAssignment } from '../../src/course/load.js';
import type { Limits } from '../../src/course/schema.js';
import { CheckerPool } from '../../src/grading/checkerPool.js';
import type { GradingContext } from '../../src/grading/context.js';
import type { CellGrade, CheckGrade, Grade } from '../../src/grade/grade.js';
import {
  gradeSubmission,
  type Graded,
  type GradeRequest,
  type GradingPools,
} from '../../src/grading/gradeSubmission.js';
import type { ExecutedNotebook } from '../../src/results/executedNotebook.js';
import type { GradescopeResults } from '../../src/results/gradescope.js';
import { toResults } from '../../src/results/toResults.js';
import { containersOf, KEPT, MINI_COURSE_DIR, testContext } from '../support/engine.js';
import { notebook, type TestCell } from '../support/notebook.js';

/** The cells of a notebook that earns every point of the assignment `mini`, by what each is for. */
export const SOLUTION = {
  double: 'def double(x):\n    return 2 * x',
  greet: 'def greet(name):\n    return f"Hello, {name}"',
  answer: 'answer = 42',
  total: 'def total(x):\n    return float(x.sum())',
  apply: 'def apply(model, x):\n    return model(x)',
  counter: [
    'class Counter:',
    '    def __init__(self, value):',
    '        self.value = value',
    '    def increment(self):',
    '        self.value += 1',
    '        return self.value',
  ].join('\n'),
  squares: 'import itertools\ndef squares():\n    return (n * n for n in itertools.count())',
  shout: { source: "print('loud')", tags: ['shout'] },
  heading: { markdown: '# Homework\n\n## Question Two: whisper' },
  whisper: "whisper = 'quiet'",
} satisfies Record<string, TestCell>;

/** The solution's cells with some replaced. */
export function solutionWith(changes: Partial<Record<keyof typeof SOLUTION, TestCell>> = {}): TestCell[] {
  return Object.values({ ...SOLUTION, ...changes });
}

type GradeOptions = { assignment?: string } & Partial<GradeRequest> & Pick<GradingPools, 'students'>;

/** The pipeline with one context and one pool of warm checkers, as a worker has it. */
export class Grader implements AsyncDisposable {
  readonly context: GradingContext;
  readonly pool: CheckerPool;

  private constructor(context: GradingContext) {
    this.context = context;
    this.pool = new CheckerPool(context);
  }

  static async open(overrides: Partial<GradingContext> = {}): Promise<Grader> {
    return new Grader(await testContext(overrides));
  }

  async grade(
    cells: readonly TestCell[],
    { assignment = 'mini', students, ...request }: GradeOptions = {},
  ): Promise<Graded> {
    const loaded = await loadAssignment(MINI_COURSE_DIR, assignment);
    const whole = { loaded, notebook: notebook(cells), submission: 'submission-1', ...request };
    return gradeSubmission({ context: this.context, checkers: this.pool, students }, whole);
  }

  /** An assignment of the small course with other limits. */
  async loadedWith(limits: Partial<Limits>): Promise<LoadedAssignment> {
    const loaded = await loadAssignment(MINI_COURSE_DIR, 'mini');
    return { ...loaded, assignment: { ...loaded.assignment, limits: { ...loaded.assignment.limits, ...limits } } };
  }

  /** What students see of a grade of the assignment `mini`. */
  documentOf(grade: Grade): GradescopeResults {
    return toResults(grade, { questions: [], manual: [] });
  }

  /** Containers of submissions; what the pool keeps is meant to be there. */
  async strays(): Promise<string[]> {
    return (await containersOf(this.context)).filter((container) => !KEPT.includes(container));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.pool[Symbol.asyncDispose]();
  }
}

/**
 * Gives the tests of a group one grader, and sees to it that none of them leaves a container, and the last one nothing.
 *
 * @example
 * let grader: Grader;
 * shareGrader((shared) => (grader = shared));
 */
export function shareGrader(give: (grader: Grader) => void): void {
  let grader: Grader;
  beforeAll(async () => {
    give((grader = await Grader.open()));
  });
  afterEach(async () => {
    expect(await grader.strays()).toEqual([]);
  });
  afterAll(async () => {
    await grader[Symbol.asyncDispose]();
    expect(await containersOf(grader.context)).toEqual([]);
  });
}

/** The cells' statuses, in order. */
export const statuses = (grade: Grade): CellGrade['status'][] => grade.cells.map((cell) => cell.status);

/** The ids of the checks that were not passed. */
export const notPassed = (grade: Grade): string[] =>
  grade.checks.filter((check) => check.status !== 'passed').map((check) => check.id);

export function checkOf(grade: Grade, id: string): CheckGrade {
  const check = grade.checks.find((candidate) => candidate.id === id);
  if (!check) throw new Error(`the grade has no check ${id}`);
  return check;
}

/** What the code cell at `position` (from 0) printed on one stream. */
export function printed(executed: ExecutedNotebook, position: number, name: 'stdout' | 'stderr' = 'stdout'): string {
  const cell = executed.cells.filter(({ cell_type: kind }) => kind === 'code')[position];
  const outputs = (cell?.['outputs'] ?? []) as { output_type: string; name?: string; text?: string }[];
  return outputs
    .filter((output) => output.output_type === 'stream' && output.name === name)
    .map(({ text = '' }) => text)
    .join('');
}
