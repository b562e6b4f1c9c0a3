import type { CatalogueEntry } from '../course/catalogue.js';
import { clip, plainText } from '../results/plainText.js';
import type { Blame, CellGrade, CheckGrade, Outcome } from '../grade/grade.js';

/** What ended a check's calls early, if anything did. */
export type CheckCause = Extract<Outcome, 'timedOut' | 'outOfMemory' | 'gpuOutOfMemory' | 'outputLimit' | 'crashed'>;

export interface Judgement {
  readonly outcome: Outcome;
  readonly blame: Blame;
  readonly sentence: string;
}

const STOPPED: Partial<Record<CellGrade['status'], (cell: number) => { outcome: Outcome; sentence: string }>> = {
  timedOut: (cell) => ({
    outcome: 'timedOut',
    sentence: `Cell ${cell} ran over its time limit and was stopped; look for a loop that never ends.`,
  }),
  outOfMemory: (cell) => ({
    outcome: 'outOfMemory',
    sentence: `Cell ${cell} used more memory than it may have; work in smaller pieces.`,
  }),
  gpuOutOfMemory: (cell) => ({
    outcome: 'gpuOutOfMemory',
    sentence: `Cell ${cell} used more GPU memory than it may have; use smaller batches.`,
  }),
  outputLimit: (cell) => ({
    outcome: 'outputLimit',
    sentence: `Cell ${cell} printed far too much and was stopped; print less often.`,
  }),
  crashed: (cell) => ({
    outcome: 'crashed',
    sentence: `Cell ${cell} ended the Python process; remove what exits or kills it.`,
  }),
};

const CALL_SENTENCES: Record<CheckCause, string> = {
  timedOut: 'ran over its time limit while it was checked; look for a loop that never ends.',
  outOfMemory: 'used more memory than it may have while it was checked; work in smaller pieces.',
  gpuOutOfMemory: 'used more GPU memory than it may have while it was checked; use smaller batches.',
  outputLimit: 'printed far too much while it was checked; print less often.',
  crashed: 'ended the Python process while it was checked; remove what exits or kills it.',
};

/**
 * The outcome of a run that reached its end: the first cell that had to be stopped, else the first check whose
 * calls had to be, else the checks' own verdict. Staff's broken checks are named first: they are not the
 * student's to mend.
 *
 * The sentence is shown to the student at once, so it speaks of visible checks alone: a word about the hidden ones
 * would be an oracle for them.
 *
 * @param isPart whether there are other checks, which were not run.
 */
export function judge(
  cells: readonly CellGrade[],
  checks: readonly CheckGrade[],
  causes: ReadonlyMap<CatalogueEntry['id'], CheckCause>,
  isPart = false,
): Judgement {
  const visible = checks.filter((check) => check.visibility === 'visible');
  const cell = firstStopped(cells);
  const cause = cell?.outcome ?? firstCause(checks, causes);
  const outcome = cause ?? (checks.every((check) => check.status === 'passed') ? 'passed' : 'failed');
  if (checks.some((check) => check.status === 'broken')) {
    return { outcome, blame: 'course', sentence: BROKEN };
  }
  const sentence =
    cell?.sentence ??
    callSentence(visible, causes) ??
    verdictSentence(cells, visible, isPart || visible.length < checks.length);
  return { outcome, blame: outcome === 'passed' ? null : 'student', sentence };
}

const BROKEN = 'A check could not be completed: course staff have to mend it, and it has cost you nothing so far.';

function firstStopped(cells: readonly CellGrade[]): { outcome: Outcome; sentence: string } | undefined {
  for (const cell of cells) {
    const stopped = cell.isRestart === true ? undefined : STOPPED[cell.status]?.(cell.number);
    if (stopped) return stopped;
  }
  return undefined;
}

function firstCause(checks: readonly CheckGrade[], causes: ReadonlyMap<string, CheckCause>): CheckCause | undefined {
  const first = checks.find((check) => causes.has(check.id));
  return first && causes.get(first.id);
}

function callSentence(checks: readonly CheckGrade[], causes: ReadonlyMap<string, CheckCause>): string | undefined {
  const first = checks.find((check) => causes.has(check.id));
  const cause = first && causes.get(first.id);
  return cause && `The code behind check ${first.id} ${CALL_SENTENCES[cause]}`;
}

function verdictSentence(cells: readonly CellGrade[], visible: readonly CheckGrade[], isPart: boolean): string {
  const passed = visible.filter((check) => check.status === 'passed');
  const which = isPart ? 'visible checks' : 'checks';
  if (visible.length === 0) return 'The notebook was run; what the checks found is shown when course staff release it.';
  if (passed.length === visible.length) return `${passed.length} of ${visible.length} ${which} passed.`;
  const count = `${passed.length} of ${visible.length} ${which} passed`;
  const failedCell = cells.find((cell) => cell.status === 'error');
  if (failedCell) return `${count}; cell ${failedCell.number} stopped with ${nameOf(failedCell)}: begin there.`;
  const first = visible.find((check) => check.status !== 'passed');
  return `${count}; begin with ${first?.id ?? ''} ${first?.title ?? ''}.`;
}

/** A name is the student's to choose, also one that goes on in the next line as if the grader spoke. */
function nameOf({ error }: CellGrade): string {
  return clip(plainText(error?.name ?? ''), 100) || 'an error';
}
