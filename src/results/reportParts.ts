import Table from 'cli-table3';
import type pc from 'picocolors';
import type { CheckGrade } from '../grade/grade.js';
import { CHECK_WORDS, hanging, labelled } from './wording.js';

/** What terminal reports are made of, whoever they are for. */
export type Colours = ReturnType<typeof pc.createColors>;

const MAX_BLOCK_CHARS = 2_000;

/** A line of the table of checks. */
export interface CheckRow {
  readonly id: string;
  readonly title: string;
  readonly result: string;
  readonly points: string;
}

export function checkTable(rows: readonly CheckRow[]): string {
  const table = new Table({
    head: ['Check', 'Title', 'Result', 'Points'],
    colAligns: ['left', 'left', 'left', 'right'],
    // The library colours heads and borders by itself, whether or not a terminal reads them.
    style: { head: [], border: [], compact: true },
  });
  table.push(...rows.map(({ id, title, result, points }) => [id, title, result, points]));
  return table.toString();
}

/** The status in a word with its mark. `isOpen`: its points are neither earned nor lost. */
export function resultWord(status: CheckGrade['status'], isOpen: boolean, colours: Colours): string {
  const { green, red, yellow, dim } = colours;
  switch (status) {
    case 'passed':
      return green(`✓ ${CHECK_WORDS.passed}`);
    case 'failed':
      return red(`✗ ${CHECK_WORDS.failed}`);
    case 'broken':
      return yellow(`! ${CHECK_WORDS.broken}`);
    case 'notRun':
      return isOpen ? yellow(`! ${CHECK_WORDS.notRun}`) : dim(`– ${CHECK_WORDS.notRun}`);
  }
}

/** What a check says of a problem: its message, then what has a label and is not empty. */
export function problem(
  title: string,
  message: string,
  labels: readonly (readonly [string, string | undefined])[],
  { bold }: Colours,
): string {
  const lines = [bold(title), hanging(message, MAX_BLOCK_CHARS, 2)];
  for (const [label, text] of labels) {
    if (text !== undefined && text !== '') lines.push(labelled(label, text, MAX_BLOCK_CHARS));
  }
  return lines.join('\n').replaceAll('\n', '\n  ');
}

export function section(title: string, lines: readonly string[], { bold }: Colours): string {
  return [bold(title), ...lines.map((line) => `  ${line}`)].join('\n');
}
