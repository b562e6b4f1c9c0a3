import { z } from 'zod';
import { type Visibility, visibilitySchema } from '../grade/grade.js';
import type { Assignment } from './schema.js';
import { CourseError } from './courseError.js';
import { issueText } from './issueText.js';
import { pointsText, toMicroPoints } from './points.js';

/** A check as the checker announces it; points as decimal text or a number, as written in `checks.py`. */
const announcedCheckSchema = z.object({
  id: z.string().min(1).max(40),
  title: z.string().max(400),
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
  seconds: z.number().positive().max(1800).nullish(),
});
type AnnouncedCheck = z.infer<typeof announcedCheckSchema>;

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

const MAX_CHECKS = 500;
const TURN = 'Course staff: make the two files agree.';

/**
 * The checks that the checker announced (`ready`), set against the assignment's questions and in their order.
 *
 * @throws CourseError, naming both files, where an announcement has the wrong form, a check has no question, a
 *   question no check, an id comes twice, or the points of a question's checks do not sum to the question's.
 */
export function checkCatalogue(assignment: Assignment, announced: readonly unknown[]): CatalogueEntry[] {
  const assignmentFile = `${assignment.id}/assignment.yaml`;
  const problems: string[] = [];
  if (announced.length > MAX_CHECKS)
    problems.push(`${announced.length} checks are more than the ceiling of ${MAX_CHECKS}.`);
  const checks = announced.slice(0, MAX_CHECKS).flatMap((item) => {
    const result = announcedCheckSchema.safeParse(item, { reportInput: true });
    if (result.success) return [result.data];
    problems.push(...result.error.issues.map((issue) => `check ${nameOf(item)}: ${issueText(issue, issue.input)}`));
    return [];
  });

  const seen = new Set<string>();
  const entries = checks.flatMap((check) => {
    if (seen.has(check.id)) problems.push(`the number ${check.id} is at the front of two checks. ${TURN}`);
    seen.add(check.id);
    const number = check.id.split('.')[0];
    const question = assignment.questions.find((candidate) => candidate.number === number);
    const maxMicroPoints = toMicroPoints(check.points);
    if (maxMicroPoints === undefined)
      problems.push(`check ${check.id}: ${check.points} has more than 6 decimals. ${TURN}`);
    if (!question) {
      const known = assignment.questions.map((candidate) => candidate.number).join(', ');
      problems.push(`check ${check.id} belongs to no question of ${assignmentFile}, which has ${known}. ${TURN}`);
    }
    if (!question || maxMicroPoints === undefined) return [];
    const visibility = check.visibility ?? question.visibility;
    const seconds = check.seconds ?? assignment.limits.checkSeconds;
    return [{ id: check.id, title: bareTitle(check), question: question.number, maxMicroPoints, visibility, seconds }];
  });

  // Sums of an incomplete list would only repeat the problems above.
  if (problems.length === 0) problems.push(...wrongSums(assignment, entries, assignmentFile));
  if (problems.length > 0) {
    throw new CourseError(problems.map((text) => ({ place: { file: `${assignment.id}/checks.py` }, text })));
  }
  const order = assignment.questions.map(({ number }) => number);
  return entries.sort((a, b) => order.indexOf(a.question) - order.indexOf(b.question));
}

function wrongSums(assignment: Assignment, entries: readonly CatalogueEntry[], assignmentFile: string): string[] {
  return assignment.questions.flatMap(({ number, points }) => {
    const own = entries.filter((entry) => entry.question === number);
    const sum = own.reduce((total, entry) => total + entry.maxMicroPoints, 0);
    const wanted = toMicroPoints(points) ?? 0;
    if (own.length === 0) return [`question ${number} of ${assignmentFile} has no check. ${TURN}`];
    if (sum === wanted) return [];
    const ids = own.map(({ id }) => id).join(', ');
    return [
      `the checks of question ${number} (${ids}) sum to ${pointsText(sum)}; ${assignmentFile} says ${pointsText(wanted)}. ${TURN}`,
    ];
  });
}

function bareTitle({ id, title }: AnnouncedCheck): string {
  const rest = title.startsWith(id) ? title.slice(id.length).trim() : title.trim();
  return rest === '' ? `Check ${id}` : rest;
}

function nameOf(item: unknown): string {
  const id: unknown = item !== null && typeof item === 'object' && 'id' in item ? item.id : undefined;
  return typeof id === 'string' ? id.slice(0, 40) : 'without number';
}
