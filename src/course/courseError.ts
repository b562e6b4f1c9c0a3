/** Where in a course file something is wrong; `line` and `column` count from 1. */
export interface CoursePlace {
  file: string;
  line?: number;
  column?: number;
}

/**
 * Something in the course's own files is wrong: course staff's turn. The message is one or more complete lines, each
 * beginning with its place (`file:line:column`); the place of the first is also in `file`, `line` and `column`.
 */
export class CourseError extends Error {
  override readonly name = 'CourseError';
  readonly whoseTurn = 'course';
  readonly file: string;
  readonly line: number | undefined;
  readonly column: number | undefined;

  constructor(problems: readonly { place: CoursePlace; text: string }[]) {
    super(problems.map(({ place, text }) => `${placeText(place)} ${text}`).join('\n'));
    const first = problems[0]?.place;
    this.file = first?.file ?? '';
    this.line = first?.line;
    this.column = first?.column;
  }
}

function placeText({ file, line, column }: CoursePlace): string {
  if (line === undefined) return file;
  return column === undefined ? `${file}:${line}` : `${file}:${line}:${column}`;
}
