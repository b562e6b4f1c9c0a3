import { join } from 'node:path';
import { CourseError } from '../course/courseError.js';
import type { CourseAssignment } from '../course/load.js';
import type { Desk, RanCell } from './desk.js';
import { mistake, type Finding } from './finding.js';
import { notebookQuestion, PATIENCE } from './triedNotebook.js';

interface NotebookFile {
  readonly file: string;
  /** Its code cells. */
  readonly cells: readonly string[];
}

/** A notebook, and how each of its code cells ended. */
export interface RanNotebook extends NotebookFile {
  readonly ran: readonly RanCell[];
}

/** @throws CourseError where a cell takes far longer than students' cells may, or ends the process: no check can follow. */
export async function runToTheEnd(
  desk: Desk,
  { assignment, dir }: CourseAssignment,
  notebook: NotebookFile,
): Promise<RanNotebook> {
  const ran = await desk.ask('notebook', notebookQuestion(assignment, notebook));
  const stopped = ran.findIndex(({ status }) => status === 'timedOut' || status === 'crashed');
  if (stopped < 0) return { ...notebook, ran };
  const what =
    ran[stopped]?.status === 'timedOut'
      ? `takes longer than ${PATIENCE * assignment.limits.cellSeconds} s. ${LESS}`
      : 'ends the notebook’s process. Course staff: look for memory beyond limits.memoryMiB, or an exit.';
  throw new CourseError([
    { place: { file: join(dir, notebook.file) }, text: `${cellText(notebook, stopped)} ${what}` },
  ]);
}

const LESS = 'A student’s cell may take limits.cellSeconds of assignment.yaml: let it do less, or raise the limit.';

/** The solution runs without an error and in time; the starter with no error that is not there for students to mend. */
export function judgeRuns(
  { solution, starter }: { readonly solution: RanNotebook; readonly starter: RanNotebook },
  cellSeconds: number,
): readonly Finding[] {
  const say = (notebook: RanNotebook, index: number, what: string): Finding =>
    mistake(`${notebook.file}: ${cellText(notebook, index)} ${what}`);
  const begun = starter.ran.findIndex(({ error }) => error !== null);
  return [
    ...solution.ran.flatMap(({ error, cpuSeconds }, index) => [
      ...(error === null ? [] : [say(solution, index, `stops with ${error}. Correct it.`)]),
      ...(cpuSeconds <= cellSeconds ? [] : [say(solution, index, `takes ${Math.ceil(cpuSeconds)} s. ${LESS}`)]),
    ]),
    ...starter.ran.flatMap(({ error }, index) => {
      // Names may be missing where a placeholder has stopped the cell that defines them.
      const isTheirs =
        error === null || !(NO_PLACEHOLDER.test(error) || (index === begun && /^NameError:/u.test(error)));
      return isTheirs ? [] : [say(starter, index, `stops with ${error}. Correct it: nobody has worked on it yet.`)];
    }),
  ];
}

/** A package that the image lacks, a cell that is no Python. */
const NO_PLACEHOLDER = /^(ModuleNotFoundError|ImportError|SyntaxError|IndentationError):/u;
const SHOWN_CHARS = 60;

function cellText({ cells }: NotebookFile, index: number): string {
  const line = cells[index]?.trim().split('\n')[0] ?? '';
  const short = line.length > SHOWN_CHARS ? `${line.slice(0, SHOWN_CHARS)}…` : line;
  return `code cell ${index + 1} (\`${short}\`)`;
}
