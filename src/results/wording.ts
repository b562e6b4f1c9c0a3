import type { CellGrade, CheckGrade, Grade } from '../grade/grade.js';
import { causeText } from './causeText.js';
import { clip, plainText, shorten } from './plainText.js';
import { ranges } from './ranges.js';

const MAX_LISTED = 20;
const MAX_ERROR_CHARS = 300;

const CELL_WORDS: Record<Exclude<CellGrade['status'], 'ok'>, string> = {
  error: 'stopped with an error',
  timedOut: 'ran longer than it may and was stopped',
  outOfMemory: 'used more memory than it may and was stopped',
  gpuOutOfMemory: 'used more GPU memory than there is',
  outputLimit: 'printed more than it may and was stopped',
  crashed: 'ended the Python process',
  notRun: 'was not run',
};

/** How the grade's outcome is called in front of people. */
export const OUTCOME_WORDS: Record<Grade['outcome'], string> = {
  passed: 'passed',
  failed: 'not all checks passed',
  timedOut: 'out of time',
  outOfMemory: 'out of memory',
  gpuOutOfMemory: 'out of GPU memory',
  outputLimit: 'too much output',
  crashed: 'crashed',
  sandboxError: 'platform error',
  cancelled: 'cancelled',
};

/** How a check went, in front of people. */
export const CHECK_WORDS: Readonly<Record<CheckGrade['status'], string>> = {
  passed: 'passed',
  failed: 'failed',
  broken: 'broken',
  notRun: 'not run',
};

/** In the place of what a broken check said, which is for staff. */
export const BROKEN_CHECK =
  'This check could not be completed: course staff have to mend it. It has cost you nothing so far.';
export const CHECK_NOT_RUN = 'This check was not run, because the run of your notebook ended before it.';

/** The check's title without the number at its front, which is shown beside it. */
export function titleOf({ id, title }: Pick<CheckGrade, 'id' | 'title'>): string {
  const text = clip(plainText(title), 300);
  const number = plainText(id);
  const bare = text.startsWith(`${number} `) ? text.slice(number.length + 1).trim() : text;
  return clip(bare, 200) || `Check ${number}`;
}

/** Which cells had problems and which were skipped: one line each, none where all went well. */
export function cellLines(cells: readonly CellGrade[]): string[] {
  const lines: string[] = [];
  const faulty = cells.filter(({ status }) => status !== 'ok' && status !== 'notRun');
  const groups = byCause(faulty);
  for (const [first, ...others] of groups.slice(0, MAX_LISTED)) {
    const numbers = [first, ...others].map(({ number }) => number);
    lines.push(first.cause === undefined ? problemOf(first) : causeText(numbers, first.cause));
  }
  const unlisted = groups.slice(MAX_LISTED).flat().length;
  if (unlisted > 0) lines.push(`${unlisted} more cells had problems.`);
  const skipped = cells.filter(({ status }) => status === 'notRun').map(({ number }) => number);
  if (skipped.length > 0) lines.push(`Not run: ${skipped.length === 1 ? 'cell' : 'cells'} ${ranges(skipped)}.`);
  const cut = cells.filter(({ outputCut }) => outputCut).map(({ number }) => number);
  if (cut.length > 0) lines.push(`Output cut in ${cut.length === 1 ? 'cell' : 'cells'} ${ranges(cut)}.`);
  return lines;
}

/** Cells that failed for one cause together, in the place of the first; every other cell alone. */
function byCause(cells: readonly CellGrade[]): [CellGrade, ...CellGrade[]][] {
  const groups = new Map<string, [CellGrade, ...CellGrade[]]>();
  for (const cell of cells) {
    const key = cell.cause === undefined ? `cell ${cell.number}` : JSON.stringify(cell.cause);
    const group = groups.get(key);
    if (group) group.push(cell);
    else groups.set(key, [cell]);
  }
  return [...groups.values()];
}

function problemOf({ number, status, error }: CellGrade): string {
  // What `exit` and an interrupt raise says nothing.
  const words = error && (error.text.trim() === '' ? error.name : `${error.name}: ${error.text}`);
  const named = words === undefined ? '' : `: ${oneLine(words)}`;
  return `Cell ${number} ${CELL_WORDS[status === 'ok' || status === 'notRun' ? 'error' : status]}${named}`;
}

/** The notes, bounded. */
export function noteLines(notes: readonly string[]): string[] {
  const lines = notes.slice(0, MAX_LISTED).map(oneLine);
  if (notes.length > MAX_LISTED) lines.push(`${notes.length - MAX_LISTED} more notes.`);
  return lines;
}

/** Text in a labelled block of its own: later lines are indented, so that it cannot pass for another block. */
export function labelled(label: string, text: string, maxChars: number): string {
  return `${label}: ${hanging(text, maxChars, label.length + 2)}`;
}

/** Text whose later lines are indented by `indent`, for the same reason. */
export function hanging(text: string, maxChars: number, indent: number): string {
  return shorten(plainText(text).trim(), maxChars).replaceAll('\n', `\n${' '.repeat(indent)}`);
}

function oneLine(text: string): string {
  return clip(plainText(text), MAX_ERROR_CHARS);
}
