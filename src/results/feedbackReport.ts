import { z } from 'zod';
import { pointsText, toPoints } from '../course/points.js';
import { outcomeSchema, type CheckGrade, type Grade } from '../grade/grade.js';
import { isOpen, isOpenCheck } from '../grade/openPoints.js';
import { feedbackLines, type Feedback } from './feedback.js';
import { openPointsText } from './openText.js';
import { clip, plainText, shorten } from './plainText.js';
import { hiddenText } from './hiddenText.js';
import type { ShownAssignment } from './toResults.js';
import { BROKEN_CHECK, cellLines, CHECK_NOT_RUN, CHECK_WORDS, noteLines, OUTCOME_WORDS, titleOf } from './wording.js';

const MAX_BLOCK_CHARS = 20_000;

const cellNumber = z.int().positive().describe('Among the code cells, from 1.');
const text = z.string();

/** One visible check, for its student. All texts are plain: whoever shows them escapes them. */
const reportCheckSchema = z.strictObject({
  id: text,
  title: text,
  question: text.describe('The title of its question.'),
  status: z.enum(['passed', 'failed', 'broken', 'notRun']),
  result: text.describe('The status in words.'),
  earned: z.number().nullable().describe('Points; null where they are open.'),
  max: z.number(),
  message: text,
  expected: text.optional(),
  got: text.optional(),
  hint: text.optional(),
  definedAt: z
    .strictObject({ cell: cellNumber, line: z.int().positive() })
    .optional()
    .describe('Where the notebook defines what the check asks for.'),
  followsFrom: z
    .strictObject({ cell: cellNumber })
    .optional()
    .describe('The cell to begin with: the definition was not reached, or follows from what failed there.'),
});
type ReportCheck = z.infer<typeof reportCheckSchema>;

/** What feedback found, as pages, cells and terminals show it: the words are made here, once. */
export const feedbackReportSchema = z.strictObject({
  schemaVersion: z.literal(1),
  headline: text.describe('What happened and what to do, in one sentence.'),
  outcome: outcomeSchema,
  outcomeText: text,
  points: z.strictObject({ earned: z.number(), max: z.number(), text }).describe('Of the visible checks.'),
  open: text.optional().describe('Where checks could not be completed: how many points that leaves open.'),
  hidden: text.optional().describe('That there are checks that were not run, and what they look at.'),
  checks: z.array(reportCheckSchema),
  cells: z.array(text).describe('How cells failed, and from what that follows; one sentence each.'),
  notes: z.array(text).describe('What costs nothing and should be known: what ran in another order, what was skipped.'),
  notice: text.describe('That it does not count.'),
  price: z.array(text).describe('What handing the same in now would cost; empty where that is not known.'),
  gpu: text.optional(),
  languageModels: text.optional(),
  plots: z.array(z.strictObject({ cell: cellNumber, path: text })).describe('PNG pictures that the notebook drew.'),
});
export type FeedbackReport = z.infer<typeof feedbackReportSchema>;

/** What the report says besides the grade. */
export interface ReportSurroundings {
  readonly assignment: ShownAssignment;
  readonly feedback: Feedback;
  /** Where the notebook defines what checks ask for, by name. */
  readonly definitions?: Readonly<Record<string, { readonly cell: number; readonly line: number }>>;
  readonly plots?: FeedbackReport['plots'];
}

/** What a feedback run found, for its student. Visible checks alone, whatever the grade holds. */
export function feedbackReport(
  grade: Grade,
  { assignment, feedback, definitions = {}, plots = [] }: ReportSurroundings,
): FeedbackReport {
  const visible = grade.checks.filter(({ visibility }) => visibility === 'visible');
  const hidden = hiddenText(assignment, visible);
  const earned = sum(visible.map(({ earnedMicroPoints }) => earnedMicroPoints));
  const max = sum(visible.map(({ maxMicroPoints }) => maxMicroPoints));
  const { notice, price, gpu } = feedbackLines(feedback);
  return {
    schemaVersion: 1,
    headline: plainText(grade.sentence),
    outcome: grade.outcome,
    outcomeText: OUTCOME_WORDS[grade.outcome],
    points: {
      earned: toPoints(earned),
      max: toPoints(max),
      text: `${toPoints(earned)} of ${pointsText(max)}${hidden === undefined ? '' : ' in the visible checks'}`,
    },
    ...(isOpen(grade) ? { open: `${openPointsText(grade)}: a check could not be completed.` } : {}),
    ...(hidden === undefined ? {} : { hidden }),
    checks: visible.map((check) => reportCheck(check, grade, { assignment, definitions })),
    cells: cellLines(grade.cells),
    notes: noteLines(grade.notes),
    notice,
    price: [...price],
    ...(gpu === undefined ? {} : { gpu }),
    ...(assignment.languageModels === undefined ? {} : { languageModels: plainText(assignment.languageModels) }),
    plots: [...plots],
  };
}

function reportCheck(
  check: CheckGrade,
  grade: Grade,
  { assignment, definitions }: Required<Pick<ReportSurroundings, 'assignment' | 'definitions'>>,
): ReportCheck {
  const { id, status, asks } = check;
  const question = assignment.questions.find(({ number }) => number === check.question);
  const found = asks !== undefined && Object.hasOwn(definitions, asks) ? definitions[asks] : undefined;
  const from = found === undefined ? undefined : failedAt(grade, found.cell);
  return {
    id: plainText(id),
    title: titleOf(check),
    question: clip(plainText(question?.title ?? check.question), 200),
    status,
    result: CHECK_WORDS[status],
    earned: isOpenCheck(check, grade.blame) ? null : toPoints(check.earnedMicroPoints),
    max: toPoints(check.maxMicroPoints),
    ...wordsOf(check),
    ...(found === undefined ? {} : { definedAt: found }),
    ...(status !== 'passed' && from !== undefined ? { followsFrom: { cell: from } } : {}),
  };
}

function wordsOf({
  status,
  message,
  expected,
  got,
  hint,
}: CheckGrade): Pick<ReportCheck, 'message' | 'expected' | 'got' | 'hint'> {
  if (status === 'broken') return { message: BROKEN_CHECK };
  if (status === 'notRun') return { message: CHECK_NOT_RUN };
  const bounded = (words: string): string => shorten(plainText(words).trim(), MAX_BLOCK_CHARS);
  return {
    message: bounded(message),
    ...(expected === undefined ? {} : { expected: bounded(expected) }),
    ...(got === undefined ? {} : { got: bounded(got) }),
    ...(hint === undefined ? {} : { hint: bounded(hint) }),
  };
}

/** The cell to begin with where the one that defines something did not run to its end. */
function failedAt({ cells }: Grade, number: number): number | undefined {
  const cell = cells.find((known) => known.number === number);
  if (cell === undefined || cell.status === 'ok') return undefined;
  if (cell.cause?.kind === 'stopped') return cell.cause.root ?? cell.cause.cell;
  return number;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
