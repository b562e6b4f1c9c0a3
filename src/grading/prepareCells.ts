import type { Overrides } from '../course/overrides.js';
import { isFeedbackCell } from '../intake/feedbackCell.js';
import type { NotebookCell } from '../intake/notebook.js';
import { ranges } from '../results/ranges.js';

/** A cell as it is run: the student's source, with what the assignment overrides. */
export interface PreparedCell extends NotebookCell {
  /** The tag for which it is not run, or `feedback` where it only asks for feedback. */
  readonly skippedFor?: string;
}

interface Prepared {
  readonly cells: readonly PreparedCell[];
  /** What was done otherwise, for the student. */
  readonly notes: readonly string[];
}

type Value = Overrides['parameters'][string];

/** Papermill's tag of the cell that holds parameters. */
const PARAMETERS_TAG = 'parameters';
/** `EPOCHS = 50 #@param …`: name, sign, value and comment. Such a line is a whole statement: forms write it so. */
const PARAM_LINE = /^([A-Za-z_]\w*)(\s*(?::[^=#]*)?=(?!=)\s*)(.*?\S)(\s*#\s*@param\b.*)?$/u;
const MAX_LINE_CHARS = 1000;
const MAX_SHOWN = 100;

/**
 * Leaves out cells that only ask for feedback, without a note, for nobody can act on it; then applies `overrides`. Every line of the student's stays where it is and begins as they wrote it, so that tracebacks show
 * it: a `#@param` line gets a second assignment behind the first, a cell with the tag `parameters` lines at its end.
 */
export function prepareCells(all: readonly NotebookCell[], overrides: Overrides | undefined): Prepared {
  const cells = all.map((cell): PreparedCell => {
    return cell.kind === 'code' && isFeedbackCell(cell.source) ? { ...cell, skippedFor: 'feedback' } : cell;
  });
  return overrides === undefined ? { cells, notes: [] } : override(cells, overrides);
}

function override(cells: readonly PreparedCell[], overrides: Overrides): Prepared {
  const values = new Map(Object.entries(overrides.parameters));
  const skips = new Map<string, number[]>();
  const notes: string[] = [];
  const met = new Set<string>();
  let number = 0;
  const prepared = cells.map((cell): PreparedCell => {
    if (cell.kind !== 'code') return cell;
    number += 1;
    if (cell.skippedFor !== undefined) return cell;
    const tag = overrides.skipTagged.find((candidate) => cell.tags.includes(candidate));
    if (tag !== undefined) {
      skips.set(tag, [...(skips.get(tag) ?? []), number]);
      return { ...cell, skippedFor: tag };
    }
    const { source, set } = withValues(cell, values);
    for (const { name, own } of set) {
      met.add(name);
      const yours = own === undefined ? '' : ` (yours: ${own.slice(0, MAX_SHOWN)})`;
      const value = python(values.get(name) ?? '').slice(0, MAX_SHOWN);
      notes.push(`The assignment sets ${name} = ${value} in cell ${number} while grading${yours}.`);
    }
    return set.length === 0 ? cell : { ...cell, source };
  });
  for (const [tag, numbers] of skips) {
    const which = numbers.length === 1 ? `Cell ${ranges(numbers)} is` : `Cells ${ranges(numbers)} are`;
    const not = numbers.length === 1 ? 'was not run' : 'were not run';
    notes.push(`${which} tagged “${tag}” and ${not}: the assignment leaves such cells out while grading.`);
  }
  const unmet = [...values.keys()].filter((name) => !met.has(name));
  if (unmet.length > 0) {
    notes.push(
      `The assignment would set ${unmet.join(', ')} while grading, and no cell of yours has that as a parameter: it stays as it is.`,
    );
  }
  return { cells: prepared, notes };
}

interface Setting {
  readonly name: string;
  /** The student's own value, where it is a line's. */
  readonly own: string | undefined;
}

function withValues(
  { source, tags }: NotebookCell,
  values: ReadonlyMap<string, Value>,
): { source: string; set: readonly Setting[] } {
  const set = new Map<string, Setting>();
  const isTagged = tags.includes(PARAMETERS_TAG);
  const lines = source.split('\n').map((line) => {
    // No form's line is so long, and the pattern takes its time with one that is.
    if (line.length > MAX_LINE_CHARS) return line;
    const [, name = '', sign = '', own = '', comment] = PARAM_LINE.exec(line) ?? [];
    const value = values.get(name);
    if (value === undefined) return line;
    if (comment === undefined) {
      if (isTagged) set.set(name, { name, own });
      return line;
    }
    set.set(name, { name, own });
    return `${name}${sign}${own}; ${name} = ${python(value)}${comment}`;
  });
  if (isTagged) for (const name of set.keys()) lines.push(`${name} = ${python(values.get(name) ?? '')}`);
  return { source: lines.join('\n'), set: [...set.values()] };
}

/** The value as Python writes it; JSON's texts are Python's. */
function python(value: Value): string {
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}
