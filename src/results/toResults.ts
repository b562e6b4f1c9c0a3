import { toMicroPoints, pointsText, toPoints } from '../course/points.js';
import type { Assignment } from '../course/schema.js';
import type { CheckGrade, Grade } from '../grade/grade.js';
import { isOpen, isOpenCheck } from '../grade/openPoints.js';
import { PLAIN, type GradescopeResults, type GradescopeTest } from './gradescope.js';
import { feedbackParts, type Feedback } from './feedback.js';
import { lateParts, type Late, type LateParts } from './late.js';
import { openData, openPointsText, openTest } from './openText.js';
import { clip, plainText, shorten } from './plainText.js';
import { cellLines, CHECK_NOT_RUN, hanging, labelled, noteLines, titleOf } from './wording.js';

const MAX_BLOCK_CHARS = 20_000;
const MAX_NAME_CHARS = 300;

/** What of the assignment the document shows. */
export type ShownAssignment = Pick<Assignment, 'questions' | 'manual' | 'languageModels'>;

/** What a document says besides the grade. */
export interface Surroundings {
  /** What the submission used of the student's late hours. */
  readonly late?: Late | undefined;
  /** Which file was graded, where several may have been handed in. */
  readonly fileName?: string | undefined;
  /** It is feedback, and what is said with that. */
  readonly feedback?: Feedback | undefined;
  /** A later grading of the same that left points open, so that this grade stands. */
  readonly unfinished?: Grade | undefined;
}

/**
 * The grade as a Gradescope document: the checks in the order of the assignment's questions, what people will grade
 * as lines without score, and how the run went on top. `score` is the exact sum of the tests' scores in points; with
 * `late`, the final score, while the tests stay as they were earned.
 *
 * @example
 * serialiseResults(toResults(grade, assignment, { late: readLateRecord(store, course, '2001', { at }) }));
 *
 * A grade with open points says so on top. Its score is what is earned so far, and no verdict: `extra_data` has
 * `ungraded: true`, and `open`, unless the score shown is that of another submission that counts.
 *
 * A check that students may not see now shows nothing of the student's run, not even its message: an exception text
 * is the student's to choose, and could carry the check's hidden inputs to the day it is published.
 */
export function toResults(
  grade: Grade,
  assignment: ShownAssignment,
  { late, fileName, feedback, unfinished }: Surroundings = {},
): GradescopeResults {
  const scored = grade.checks.filter((check) => !isOpenCheck(check, grade.blame));
  const rawScore = toPoints(scored.reduce((sum, check) => sum + check.earnedMicroPoints, 0));
  const hasOpen = isOpen(grade);
  const parts = late === undefined ? undefined : lateParts(late);
  const isOfAnother = parts?.isOfAnother === true;
  const told = feedback === undefined ? undefined : feedbackParts(feedback);
  return {
    score: parts?.score(rawScore) ?? rawScore,
    execution_time: openMs(grade) / 1000,
    output: overview(grade, { fileName, unfinished, onTop: parts?.onTop, languageModels: assignment.languageModels }),
    ...PLAIN,
    extra_data: {
      ...extraData(grade),
      ...(hasOpen ? { open: openData(grade) } : {}),
      ...(hasOpen && !isOfAnother ? { ungraded: true } : {}),
      ...(parts === undefined ? {} : { late: parts.data }),
      ...(told === undefined ? {} : { feedback: told.data }),
    },
    tests: [
      ...(hasOpen ? [openTest(grade, told !== undefined ? 'feedback' : isOfAnother ? 'countsNot' : 'counts')] : []),
      ...(parts === undefined ? [] : [parts.test]),
      ...(told === undefined ? [] : [told.test]),
      // What people grade, they do not grade for feedback.
      ...tests(grade, told === undefined ? assignment : { ...assignment, manual: [] }),
    ],
  };
}

const UNFINISHED =
  'This was graded again since, and checks of the new grading could not be completed, through no fault of yours. This grade stands until they are.';

/** Without the time of guarded checks: code that sleeps as long as a hidden input says would tell it. */
function openMs({ checks, timings }: Grade): number {
  const guarded = checks.filter((check) => check.visibility !== 'visible');
  return Math.max(0, timings.totalMs - guarded.reduce((sum, check) => sum + check.wallMs, 0));
}

function overview(
  grade: Grade,
  {
    fileName,
    unfinished,
    onTop,
    languageModels,
  }: Pick<Surroundings, 'fileName' | 'unfinished'> &
    Pick<LateParts, 'onTop'> & { languageModels: ShownAssignment['languageModels'] },
): string {
  const blocks = [plainText(grade.sentence)];
  if (onTop !== undefined) blocks.push(onTop);
  if (unfinished !== undefined) blocks.push(`${UNFINISHED} (${openPointsText(unfinished)} in the new one.)`);
  if (fileName !== undefined) blocks.push(`Graded: ${clip(plainText(fileName), MAX_NAME_CHARS)}`);
  const cells = cellLines(grade.cells);
  if (cells.length > 0) blocks.push(['How your notebook ran:', ...cells.map((line) => `  ${line}`)].join('\n'));
  const notes = noteLines(grade.notes);
  if (notes.length > 0) blocks.push(['Notes (they cost nothing):', ...notes.map((line) => `  ${line}`)].join('\n'));
  if (languageModels !== undefined) blocks.push(plainText(languageModels));
  return shorten(blocks.join('\n\n'), MAX_BLOCK_CHARS);
}

function tests(grade: Grade, { questions, manual }: ShownAssignment): GradescopeTest[] {
  const order = questions.map(({ number }) => number);
  const rank = (question: string): number => (order.includes(question) ? order.indexOf(question) : order.length);
  const rows = [
    ...grade.checks.map((check) => ({ rank: rank(check.question), test: checkTest(check, grade.blame) })),
    ...manual.map((item) => ({ rank: rank(item.number.split('.')[0] ?? ''), test: manualTest(item) })),
  ];
  return rows.sort((a, b) => a.rank - b.rank).map(({ test }) => test);
}

function checkTest(check: CheckGrade, blame: Grade['blame']): GradescopeTest {
  const { id, visibility, status } = check;
  const base = { name: titleOf(check), number: plainText(id), visibility };
  const max = pointsText(check.maxMicroPoints);
  if (isOpenCheck(check, blame)) {
    const told =
      blame === 'platform'
        ? 'The grading platform failed before this check; it will be run again.'
        : 'This check could not be completed: course staff have to mend it.';
    // Without score and status on purpose: a red zero would say that the student lost these points.
    return { ...base, output: `${told} It has cost you nothing so far (open: ${max}).` };
  }
  return {
    ...base,
    score: toPoints(check.earnedMicroPoints),
    max_score: toPoints(check.maxMicroPoints),
    status: status === 'passed' ? 'passed' : 'failed',
    output: visibility === 'visible' ? fullText(check) : guardedText(check),
  };
}

function fullText({ status, message, expected, got, hint }: CheckGrade): string {
  if (status === 'notRun') return CHECK_NOT_RUN;
  const blocks = [hanging(message, MAX_BLOCK_CHARS, 2)];
  if (expected !== undefined) blocks.push(labelled('Expected', expected, MAX_BLOCK_CHARS));
  if (got !== undefined) blocks.push(labelled('Got', got, MAX_BLOCK_CHARS));
  if (hint !== undefined) blocks.push(labelled('Hint', hint, MAX_BLOCK_CHARS));
  return blocks.filter((block) => block !== '').join('\n');
}

/** Only what the course wrote: hints are chosen from the author's own list. */
function guardedText({ status, hint }: CheckGrade): string {
  if (status === 'passed') return 'Passed.';
  if (status === 'notRun') return CHECK_NOT_RUN;
  const text = 'Not passed. The details of this check are not shown.';
  return hint === undefined ? text : `${text}\n${labelled('Hint', hint, MAX_BLOCK_CHARS)}`;
}

function manualTest({ number, title, points }: Assignment['manual'][number]): GradescopeTest {
  const worth = pointsText(toMicroPoints(points) ?? 0);
  return { name: title, number, visibility: 'visible', output: `Graded by course staff, by hand (${worth}).` };
}

/** The machine's record: stored by the platform, not shown to students, handed back with exports. */
function extraData(grade: Grade): GradescopeResults['extra_data'] {
  const { outcome, blame, submission, assignment, assignmentDigest, notebookDigest, timings, environment } = grade;
  const { graderVersion, engineVersion, runtime, images, packages, security } = environment;
  return {
    schemaVersion: 1,
    submission,
    outcome,
    ...(blame === null ? {} : { blame }),
    assignment,
    assignmentDigest,
    notebookDigest,
    graderVersion,
    engineVersion,
    runtime,
    images: { ...images },
    packages: { ...packages },
    security: { ...security, findings: [...security.findings] },
    timings: { ...timings },
    checks: grade.checks.map(({ id, status, earnedMicroPoints, maxMicroPoints, wallMs }) => {
      return { id, status, earnedMicroPoints, maxMicroPoints, wallMs };
    }),
  };
}
