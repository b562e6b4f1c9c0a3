import type { Grade } from '../../grade/grade.js';
import type { ShownNotebook } from './notebook.js';

interface NotebookProps {
  readonly notebook: ShownNotebook | undefined;
  readonly grade: Grade | undefined;
  /** Where its pictures are; a number is added. */
  readonly picturesAt: string;
}

/** The notebook beside the checks that asked for what a cell defines. All of it is text, and pictures of ours. */
export function NotebookView({ notebook, grade, picturesAt }: NotebookProps) {
  if (notebook === undefined) return <p>The notebook is not kept here, or no longer.</p>;
  const { cells, leftOut, isExecuted, plots } = notebook;
  const definitions = new Map(Object.entries(notebook.definitions));
  const ended = new Map(grade?.cells.map((cell) => [cell.number, cell]));
  return (
    <>
      {isExecuted ? null : <p class="faint">As it was handed in: its outputs of this run are not kept.</p>}
      {cells.map(({ kind, number, source, output }) => {
        const cell = number === undefined ? undefined : ended.get(number);
        const asking = (grade?.checks ?? []).filter(
          ({ asks }) => number !== undefined && definitions.get(asks ?? '')?.cell === number,
        );
        return (
          <div class="cell" id={number === undefined ? undefined : `cell-${number}`}>
            {number === undefined ? null : (
              <p class="faint">
                Cell {number}
                {cell === undefined ? '' : `: ${cell.status}, ${cell.wallMs} ms`}
                {asking.length === 0
                  ? ''
                  : `. Asked by ${asking.map(({ id, status }) => `${id} (${status})`).join(', ')}`}
              </p>
            )}
            <pre class={kind === 'code' ? undefined : 'prose'} dir="auto">
              {source}
            </pre>
            {output === '' ? null : <samp class="output">{output}</samp>}
            {plots.map(({ cell: of }, index) =>
              of === number ? (
                <img src={`${picturesAt}/${index}`} alt={`A picture of cell ${of}`} loading="lazy" />
              ) : null,
            )}
          </div>
        );
      })}
      {leftOut === 0 ? null : <p>{leftOut} more cells are not shown.</p>}
    </>
  );
}
