import { plural } from '../late/wording.js';
import { plainText } from '../results/plainText.js';
import type { WrittenAnswer, WrittenDocument } from './written.js';

/** A section of a report: what was found for each question that people grade, a line each; nothing that the student wrote. */
export function writtenSection(written: WrittenDocument | undefined): string {
  if (written === undefined) return '';
  return ['\nWritten questions, graded by hand', ...written.answers.map((answer) => `  ${lineOf(answer)}`), ''].join(
    '\n',
  );
}

function lineOf({ number, title, state, cells, answer, pictures, leftOut, isCut }: WrittenAnswer): string {
  const name = plainText(`${number} ${title}`);
  switch (state) {
    case 'absent':
      return `${name}: not found in the notebook; its heading and text are gone`;
    case 'unanswered':
      return `${name}: unanswered (${cellsText(cells)})`;
    case 'answered': {
      const parts = [
        `${answer.length} characters`,
        ...(pictures.length === 0 ? [] : [plural(pictures.length, 'picture')]),
        ...(leftOut.length === 0 ? [] : [`${plural(leftOut.length, 'picture')} not kept`]),
        ...(isCut ? ['cut'] : []),
        cellsText(cells),
      ];
      return `${name}: answered (${parts.join(', ')})`;
    }
  }
}

function cellsText(cells: readonly number[]): string {
  return `cell${cells.length === 1 ? '' : 's'} ${cells.map((index) => index + 1).join(', ')}`;
}
