import { pointsText, toMicroPoints } from '../course/points.js';
import type { CheckGrade } from '../grade/grade.js';
import { clip, plainText } from './plainText.js';
import type { ShownAssignment } from './toResults.js';

const MAX_LISTED = 20;

/**
 * What is not said by the visible checks: points that other checks give, by question, and what people grade. Only what
 * the assignment's page says anyway. Undefined where the visible checks are all there is.
 */
export function hiddenText(
  { questions, manual }: Pick<ShownAssignment, 'questions' | 'manual'>,
  visible: readonly Pick<CheckGrade, 'question' | 'maxMicroPoints'>[],
): string | undefined {
  const hidden = questions.flatMap(({ number, title, points }) => {
    const shown = visible
      .filter(({ question }) => question === number)
      .reduce((sum, { maxMicroPoints }) => sum + maxMicroPoints, 0);
    const rest = (toMicroPoints(points) ?? 0) - shown;
    return rest > 0 ? [named(number, title, rest)] : [];
  });
  const byPeople = manual.map(({ number, title, points }) => named(number, title, toMicroPoints(points) ?? 0));
  const sentences = [
    ...(hidden.length === 0 ? [] : [`More checks run when you hand in. They look at ${listed(hidden)}.`]),
    ...(byPeople.length === 0 ? [] : [`Course staff grade by hand: ${listed(byPeople)}.`]),
  ];
  return sentences.length === 0 ? undefined : sentences.join(' ');
}

function named(number: string, title: string, microPoints: number): string {
  return `question ${plainText(number)}, ${clip(plainText(title), 100)} (${pointsText(microPoints)})`;
}

function listed(items: readonly string[]): string {
  const more = items.length - MAX_LISTED;
  return [...items.slice(0, MAX_LISTED), ...(more > 0 ? [`${more} more`] : [])].join('; ');
}
