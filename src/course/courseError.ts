import { Refusal } from '../base/refusal.js';

/** Where in a course file something is wrong; `line` and `column` count from 1. */
export interface CoursePlace {
  file: string;
  line?: number;
  column?: number;
}

/** Something in the course's own files is wrong: course staff's turn. Of several, each is a line with its own place. */
export class CourseError extends Refusal {
  override readonly name = 'CourseError';

  constructor([first, ...others]: readonly CourseProblem[]) {
    if (first === undefined) throw new RangeError('an error without a problem');
    const because = others.map(({ place, text }) => ({ code: CODE, text: `${placeText(place)}: ${text}` }));
    super({ code: CODE, whoseTurn: 'course', place: placeText(first.place), text: first.text, because });
  }
}

interface CourseProblem {
  readonly place: CoursePlace;
  readonly text: string;
}

const CODE = 'courseFile';

function placeText({ file, line, column }: CoursePlace): string {
  if (line === undefined) return file;
  return column === undefined ? `${file}:${line}` : `${file}:${line}:${column}`;
}
