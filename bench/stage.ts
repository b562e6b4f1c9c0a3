import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { gradingContext } from '../src/cli/gradingContext.js';
import { DEFAULT_COURSE_DIR, PACKAGE_DIR, stateDir } from '../src/cli/setting.js';
import { loadAssignment, type LoadedAssignment } from '../src/course/load.js';
import { CheckerPool } from '../src/grading/checkerPool.js';
import type { GradingContext } from '../src/grading/context.js';
import type { Grade } from '../src/grade/grade.js';
import { gradeSubmission } from '../src/grading/gradeSubmission.js';
import { StudentPool } from '../src/grading/pool/studentPool.js';
import { readNotebook } from '../src/intake/readNotebook.js';
import { imageNames } from '../src/sandbox/imageNames.js';

/** A notebook that passes every check of its assignment. */
export interface Homework {
  readonly title: string;
  readonly courseDir: string;
  readonly assignment: string;
  readonly notebook: Buffer;
}

/** One submission on its way; times in milliseconds from the moment its job was taken. */
interface Run {
  readonly grade: Grade;
  readonly firstCellMs: number;
  readonly totalMs: number;
}

/** The machine's engine and images, and the pools of one worker. */
export interface Stage extends AsyncDisposable {
  readonly context: GradingContext;
  readonly cores: number;
  readonly students: StudentPool;
  readonly homework: Readonly<Record<'hw4' | 'numbers' | 'calls', Homework>>;
  /** The student's image with nbclient in it. */
  readonly nbclientImage: string;
  /** Grades once, as the worker does it from the moment it has a job. */
  grade(homework: Homework, from?: 'warm' | 'cold'): Promise<Run>;
  /** Waits until as many containers are ready as are wanted. */
  settle(homework: Homework, count?: number): Promise<void>;
  /** Removes all that wait. */
  forget(): Promise<void>;
}

export async function openStage(): Promise<Stage> {
  const context = await gradingContext(process.env, await stateDir(process.env), undefined);
  const cores = availableParallelism();
  const checkers = new CheckerPool(context);
  const clock = (): number => performance.now();
  const limits = { memoryBytes: 4 * 1024 ** 3, size: 2 * cores, maxAgeMs: 3_600_000, demandMs: 1, warming: cores };
  const students = new StudentPool(context, {
    ...limits,
    clock,
    onFailure: (error) => {
      throw error;
    },
  });
  const kept: LoadedAssignment[] = [];
  const { student } = await imageNames(PACKAGE_DIR);
  const nbclientImage = `assay-bench:${student.split(':')[1] ?? ''}`;
  await execa('bash', [join(PACKAGE_DIR, 'bench', 'build-image.sh'), nbclientImage, student], { stdio: 'inherit' });
  return {
    context,
    cores,
    students,
    homework: {
      hw4: {
        title: 'homework 4',
        courseDir: DEFAULT_COURSE_DIR,
        assignment: 'hw4',
        notebook: await readFile(join(DEFAULT_COURSE_DIR, 'samples', 'hw4', 'ada.ipynb')),
      },
      numbers: await ownHomework('numbers', 'ten questions, no torch'),
      calls: await ownHomework('calls', 'round trips'),
    },
    nbclientImage,
    async grade({ courseDir, assignment, notebook }, from = 'warm') {
      const started = performance.now();
      const loaded = await loadAssignment(courseDir, assignment);
      let firstCellMs = NaN;
      const pools = { context, checkers, students: from === 'warm' ? students : undefined };
      const { grade } = await gradeSubmission(pools, {
        loaded,
        notebook: readNotebook(notebook, 'bench.ipynb'),
        submission: 'bench',
        onProgress: ({ phase }) => {
          if (phase === 'cell' && Number.isNaN(firstCellMs)) firstCellMs = performance.now() - started;
        },
      });
      if (grade.outcome !== 'passed') throw new Error(`the notebook for ${assignment} came out as ${grade.outcome}`);
      return { grade, firstCellMs, totalMs: performance.now() - started };
    },
    async forget() {
      for (const loaded of kept) students.keep(loaded, 0);
      await students.tend();
    },
    async settle({ courseDir, assignment }, count = 1) {
      const loaded = await loadAssignment(courseDir, assignment);
      kept.push(loaded);
      students.keep(loaded, count);
      while (students.state.warming > 0 || students.state.ready < count) await sleep(5);
    },
    async [Symbol.asyncDispose]() {
      await students[Symbol.asyncDispose]();
      await checkers[Symbol.asyncDispose]();
    },
  };
}

/** An assignment of the benchmark's own course, whose notebook is written as cells with `# %%` between them. */
async function ownHomework(assignment: string, title: string): Promise<Homework> {
  const courseDir = join(PACKAGE_DIR, 'bench', 'course');
  const text = await readFile(join(courseDir, assignment, 'cells.py'), 'utf8');
  const cells = text.split('# %%\n').map((source, index) => ({
    id: `cell-${index}`,
    cell_type: 'code',
    metadata: {},
    source: source.trimEnd(),
    outputs: [],
    execution_count: null,
  }));
  const kernelspec = { name: 'python3', display_name: 'Python 3', language: 'python' };
  const notebook = Buffer.from(JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: { kernelspec }, cells }));
  return { title, courseDir, assignment, notebook };
}
