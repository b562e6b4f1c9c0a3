import { z } from 'zod';
import { type Visibility, visibilitySchema } from '../grading/grade.js';
import type { Assignment } from './schema.js';
import { CourseError } from './courseError.js';
import { pointsText, toMicroPoints } from './points.js';

/** A check as the checker announces it. */
export const announcedCheckSchema = z.object({
  id: z.string().min(1).max(40),
  title: z.string().max(400),
  /** Decimal text, so that no reader between the two languages rounds it; a number is taken as it is written. */
  points: z
    .union([
      z.number(),
      z
        .string()
        .regex(/^\d{1,6}(\.\d{1,9})?$/)
        .transform(Number),
    ])
    .pipe(z.number().min(0).max(100_000)),
  visibility: visibilitySchema.nullish(),
  /** The check's own wall time, where it differs from `limits.checkSeconds`. */
  seconds: z.number().positive().max(1800).nullish(),
});
export type AnnouncedCheck = z.infer<typeof announcedCheckSchema>;

/** A check with everything decided that its grade needs. */
export interface CatalogueEntry {
  id: string;
  /** Without the number at its front. */
  title: string;
  /** The number of its question. */
  question: string;
  maxMicroPoints: number;
  visibility: Visibility;
  /** Wall time for the check, its calls included. */
  seconds: number;
}

const maxChecks = 500;

/**
 * The announced checks, set against the assignment's questions and in their order.
 *
 * @throws CourseError, naming both files, where a check has no question, a question no check, an id comes twice, or
 *   the points of a question's checks do not sum to the question's.
 */
export function checkCatalogue(assignment: Assignment, checks: readonly AnnouncedCheck[]): CatalogueEntry[] {
  const checksFile = `${assignment.id}/checks.py`;
  const assignmentFile = `${assignment.id}/assignment.yaml`;
  const problems: string[] = [];
  const entries: CatalogueEntry[] = [];
  const seen = new Set<string>();
  if (checks.length > maxChecks) problems.push(`${checks.length} checks are more than the ceiling of ${maxChecks}.`);

  for (const check of checks.slice(0, maxChecks)) {
    if (seen.has(check.id)) problems.push(`the number ${check.id} is at the front of two checks.`);
    seen.add(check.id);
    const number = check.id.split('.')[0];
    const question = assignment.questions.find((candidate) => candidate.number === number);
    const maxMicroPoints = toMicroPoints(check.points);
    if (maxMicroPoints === undefined) problems.push(`check ${check.id}: ${check.points} has more than 6 decimals.`);
    if (!question) {
      const known = assignment.questions.map((candidate) => candidate.number).join(', ');
      problems.push(`check ${check.id} belongs to no question of ${assignmentFile}, which has ${known}.`);
    }
    if (!question || maxMicroPoints === undefined) continue;
    const visibility = check.visibility ?? question.visibility;
    const seconds = check.seconds ?? assignment.limits.checkSeconds;
    entries.push({
      id: check.id,
      title: bareTitle(check),
      question: question.number,
      maxMicroPoints,
      visibility,
      seconds,
    });
  }

  // Sums of an incomplete list would only repeat the problems above.
  if (problems.length === 0) problems.push(...wrongSums(assignment, entries, assignmentFile));
  if (problems.length > 0) {
    const place = { file: checksFile };
    throw new CourseError(problems.map((text) => ({ place, text: `${text} Course staff: make the two files agree.` })));
  }
  const order = assignment.questions.map(({ number }) => number);
  return entries.sort((a, b) => order.indexOf(a.question) - order.indexOf(b.question));
}

function wrongSums(assignment: Assignment, entries: readonly CatalogueEntry[], assignmentFile: string): string[] {
  return assignment.questions.flatMap(({ number, points }) => {
    const own = entries.filter((entry) => entry.question === number);
    const sum = own.reduce((total, entry) => total + entry.maxMicroPoints, 0);
    const wanted = toMicroPoints(points) ?? 0;
    if (own.length === 0) return [`question ${number} of ${assignmentFile} has no check.`];
    if (sum === wanted) return [];
    const ids = own.map(({ id }) => id).join(', ');
    return [
      `the checks of question ${number} (${ids}) sum to ${pointsText(sum)}; ${assignmentFile} says ${pointsText(wanted)}.`,
    ];
  });
}

function bareTitle({ id, title }: AnnouncedCheck): string {
  const rest = title.startsWith(id) ? title.slice(id.length).trim() : title.trim();
  return rest === '' ? `Check ${id}` : rest;
}
