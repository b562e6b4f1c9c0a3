/** What stands in one of the first lines of the cell that asks for feedback (`cell/feedback_cell.py`). */
const MARK = '# Assay feedback cell';
const HEAD_LINES = 3;

/** The cell that asks the server for feedback is no part of the work: where there is no network, it could not even ask. */
export function isFeedbackCell(source: string): boolean {
  return source.split('\n', HEAD_LINES).some((line) => line.startsWith(MARK));
}
