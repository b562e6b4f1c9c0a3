import { percent, plural } from '../late/wording.js';
import { called, type CourseWords, type MailText } from './courseWords.js';
import type { Notice } from './notice.js';

/**
 * The mail that one student gets of one notice. It has that student's own hours and nothing of anybody else's; no
 * score is in it, for what a student may see of one is the platform's to show.
 */
export function studentMail(course: CourseWords, notice: Exclude<Notice, { kind: 'needsStaff' }>): MailText {
  const { subject, lines } = sayings(course, notice);
  const foot = `This mail was sent by the grading service of ${course.title}. Nobody reads answers to it: ask course staff.`;
  return { subject: `${course.title}: ${subject}`, text: [...lines, '', foot, ''].join('\n') };
}

function sayings(
  course: CourseWords,
  notice: Exclude<Notice, { kind: 'needsStaff' }>,
): { readonly subject: string; readonly lines: readonly string[] } {
  const what = called(course, notice.assignmentIds[0]);
  switch (notice.kind) {
    case 'resultReady':
      return {
        subject: `your submission to ${what} was graded`,
        lines: [`Your submission to ${what} was graded. Open it on Gradescope to see what came of it.`],
      };
    case 'chargesChanged':
      return {
        subject: 'your late hours or your score changed',
        lines: [
          'What is recorded for you changed:',
          ...changesOf(course, notice).map((line) => `- ${line}`),
          'If you do not know why, ask course staff: they can show you every step.',
        ],
      };
    case 'regradeResolved':
      return {
        subject: `your regrade request for ${what}`,
        lines: [
          `Your regrade request for ${what} was decided. ${OUTCOMES[notice.outcome] ?? 'Ask course staff for the outcome.'}`,
        ],
      };
    case 'release':
      return {
        subject: `the grades of ${what} are released`,
        lines: [`The grades of ${what} are released. Open the assignment on Gradescope to see yours.`],
      };
  }
}

const OUTCOMES: Readonly<Record<string, string>> = {
  upheld: 'Your grade stays as it was.',
  changed: 'Your grade was changed; open it on Gradescope to see it.',
  refused: 'The request was not taken up, and your grade stays as it was.',
};

function changesOf(course: CourseWords, { hours, assignments }: Extract<Notice, { kind: 'chargesChanged' }>): string[] {
  const left = ({ remaining, budget }: { remaining: number; budget: number }): string =>
    `${remaining} of ${plural(budget, 'late hour')}`;
  const lines = hours === null ? [] : [`You have ${left(hours.after)} left; it was ${left(hours.before)}.`];
  for (const [id, { before, after }] of Object.entries(assignments)) {
    const differ: string[] = [];
    if (before.hoursUsed !== after.hoursUsed) {
      differ.push(`${plural(after.hoursUsed, 'late hour')} used instead of ${before.hoursUsed}`);
    }
    if (before.penaltyBp !== after.penaltyBp) {
      differ.push(`a late penalty of ${percent(after.penaltyBp)} instead of ${percent(before.penaltyBp)}`);
    }
    if (differ.length === 0 && before.finalScore !== after.finalScore)
      differ.push('the score that counts is another one');
    if (differ.length > 0) lines.push(`${called(course, id)}: ${differ.join(', ')}.`);
  }
  return lines.length === 0 ? ['Which submission counts, or how.'] : lines;
}
