import type { Cause } from '../grade/grade.js';
import { clip, plainText } from './plainText.js';
import { ranges } from './ranges.js';

const MAX_NAME_CHARS = 80;

/** One line for the cells that failed for the same cause: what is theirs to do, and where it began. */
export function causeText(numbers: readonly number[], cause: Cause): string {
  const name = clip(plainText(cause.name), MAX_NAME_CHARS);
  const failed = `${numbers.length === 1 ? 'Cell' : 'Cells'} ${ranges(numbers)} failed because`;
  switch (cause.kind) {
    case 'stopped': {
      const from = cause.root === undefined ? '' : `, which follows from cell ${cause.root}`;
      return `${failed} \`${name}\` was never made: cell ${cause.cell} stopped first${from}.`;
    }
    case 'skipped':
      return `${failed} \`${name}\` was never made: the assignment leaves out cell ${cause.cell}, which makes it.`;
    case 'below': {
      const worked = cause.ranBefore ? ' It worked for you because you had run that cell before.' : '';
      return `${failed} \`${name}\` is made only in cell ${cause.cell}, further down: move that above.${worked}`;
    }
    case 'gone': {
      const before =
        cause.wasRun === true
          ? ' If it worked for you, the cell that made it has since been deleted or changed.'
          : cause.wasRun === false
            ? ` You had not run ${numbers.length === 1 ? 'it' : 'them'} yourself.`
            : '';
      return `${failed} no cell makes \`${name}\`.${before}`;
    }
  }
}
