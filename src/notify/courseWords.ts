/** How a course and its assignments are called in messages. */
export interface CourseWords {
  readonly id: string;
  readonly title: string;
  /** By id. */
  readonly titles: ReadonlyMap<string, string>;
}

/** “Homework 4 (hw4)”, or the id alone where the course has no such assignment any more. */
export function called({ titles }: CourseWords, assignment: string | undefined): string {
  if (assignment === undefined) return 'an assignment';
  const title = titles.get(assignment);
  return title === undefined ? assignment : `${title} (${assignment})`;
}

/** What a mail says. */
export interface MailText {
  readonly subject: string;
  readonly text: string;
}
