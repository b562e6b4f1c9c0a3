import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { graderVersion } from '../course/graderVersion.js';
import { loadCourse, type LoadedAssignment } from '../course/load.js';
import type { Graded } from '../grading/gradeSubmission.js';
import { contentDigestOf } from '../intake/contentDigest.js';
import { findNotebook, type FoundNotebook } from '../intake/findNotebook.js';
import { IntakeError } from '../intake/intakeError.js';
import { readNotebookFile } from '../intake/openNotebook.js';
import { readInstant } from '../late/instant.js';
import { latenessOnly } from '../late/lateRecord.js';
import { serialiseNotebook } from '../results/executedNotebook.js';
import type { GradescopeResults } from '../results/gradescope.js';
import { LATE_TEST, type Late } from '../results/late.js';
import { renderReport } from '../results/report.js';
import { serialiseResults } from '../results/serialise.js';
import { standingResults } from '../results/standing.js';
import { toResults } from '../results/toResults.js';
import type { Standing } from '../ledger/grades.js';
import { readLateRecord } from '../ledger/lateRecord.js';
import type { Store } from '../db/store.js';
import { gradeOnce, receiveHere, type OneSubmission } from '../work/gradeOnce.js';
import { studentMessage } from '../work/status.js';
import { readWritten } from '../written/readWritten.js';
import { writtenSection } from '../written/writtenText.js';
import { EXIT, exitCodeOf, UsageError, type ExitCode } from './exitCodes.js';
import { gradeHere } from './gradeHere.js';
import type { GradeOptions } from './gradeOptions.js';
import type { HandedIn } from './handedIn.js';
import { readCourseFiles } from '../ledger/courseFiles.js';
import { ledgerFile, openWriter } from './late/options.js';
import { thisGrader } from './setting.js';
import { writeResults, type WrittenResults } from './writeResults.js';

/** A submission that was recorded, and its notebook, or why there is none to be graded. */
interface Intake {
  readonly loaded: LoadedAssignment;
  readonly handedIn: HandedIn;
  readonly found: FoundNotebook | IntakeError;
  readonly fileName: string;
  readonly late: () => Promise<Late | undefined> | Late | undefined;
}

/**
 * Records who handed the file in and when, before anything is graded; then grades it, commits the grade, and writes
 * the document from what is committed. Run again, it finds the grade there and says the same. Without a ledger it
 * grades, and tells lateness alone.
 */
export async function gradeRecorded(
  loaded: LoadedAssignment,
  file: string,
  handedIn: HandedIn,
  options: GradeOptions,
): Promise<ExitCode> {
  const fileName = basename(file);
  const bytes = await readNotebookFile(file);
  const found = await notebookIn(fileName, bytes, loaded.assignment.notebook);
  if (!(await hasLedger(options))) {
    const late = await withoutLedger(loaded, handedIn, options);
    return answer({ loaded, handedIn, found, fileName, late: () => late }, options);
  }
  using store = await openWriter(options);
  const { course } = await loadCourse(options.course);
  const { submissionId } = handedIn;
  const submission: OneSubmission = {
    ...handedIn,
    course: course.id,
    assignment: loaded.assignment.id,
    contentDigest: contentDigest(found, fileName, bytes),
    graderVersion: graderVersion(await thisGrader(), loaded.digest),
    assignmentDigest: loaded.digest,
  };
  receiveHere(store, submission, found instanceof IntakeError);
  const late = (): Late | undefined => readLateRecord(store, course.id, submissionId, handedIn.platformDues);
  return await answer({ loaded, handedIn, found, fileName, late }, options, { store, submission });
}

async function answer(
  { loaded, handedIn, found, fileName, late }: Intake,
  options: GradeOptions,
  ledger?: { readonly store: Store; readonly submission: OneSubmission },
): Promise<ExitCode> {
  const { submissionId } = handedIn;
  if (found instanceof IntakeError) {
    const message = studentMessage({ state: 'unreadable', detail: found.message }) ?? found.message;
    const standing = { submission: submissionId, assignment: loaded.assignment.id, state: 'unreadable', message };
    const results = standingResults({ ...standing, late: await late() });
    await hand(results, options, { report: `${found.message}\n` });
    return EXIT.badInput;
  }
  const run = (): Promise<Graded> => gradeHere(loaded, found.notebook, { submission: submissionId, name: fileName });
  const graded: Standing & Partial<Graded> =
    ledger === undefined
      ? await run()
      : await gradeOnce(ledger.store, ledger.submission, found.notebook.digest, run, options.again === true);
  const { grade, executed, unfinished } = graded;
  const { languageModels } = loaded.assignment;
  const results = toResults(grade, loaded.assignment, { late: await late(), fileName: found.path, unfinished });
  const sentence = results.tests.find(({ name }) => name === LATE_TEST)?.output ?? '';
  const report = `${renderReport(grade, { colour: process.stdout.isTTY, languageModels })}\nLate hours\n  ${sentence.replaceAll('\n', '\n  ')}\n`;
  const written = await readWritten(loaded, found.bytes, fileName);
  await hand(results, options, {
    report: report + writtenSection(written),
    written,
    ...(executed === undefined ? {} : { executed: serialiseNotebook(executed).toString('utf8') }),
  });
  return exitCodeOf(unfinished ?? grade);
}

async function hand(
  results: GradescopeResults,
  { json, out }: GradeOptions,
  { report, executed, written }: { readonly report: string } & Omit<WrittenResults, 'results'>,
): Promise<void> {
  const text = serialiseResults(results);
  if (out !== undefined) await writeResults(out, { results: text, executed, written });
  process.stdout.write(json ? text : report);
}

/** Whatever is wrong with what was handed in is the student's, and is recorded. */
async function notebookIn(path: string, bytes: Uint8Array, named: string | undefined) {
  try {
    return await findNotebook([{ path, size: bytes.length, read: () => Promise.resolve(bytes) }], { named });
  } catch (error) {
    if (error instanceof IntakeError) return error;
    throw error;
  }
}

/** As the server has it: the notebook alone says whether the content is the same, where there is one. */
function contentDigest(found: FoundNotebook | IntakeError, path: string, bytes: Uint8Array): string {
  const sha256 = (content: Uint8Array): string => createHash('sha256').update(content).digest('hex');
  return found instanceof IntakeError ? contentDigestOf([{ path, sha256: sha256(bytes) }]) : sha256(found.bytes);
}

/** A ledger that was asked for must be there; the usual one may be absent. */
async function hasLedger({ ledger }: GradeOptions): Promise<boolean> {
  const isAskedFor = ledger !== undefined || process.env['ASSAY_LEDGER'] !== undefined;
  const file = await ledgerFile({ ledger });
  if (existsSync(file)) return true;
  if (!isAskedFor) return false;
  throw new UsageError(`There is no ledger ${file}. Begin it with \`assay late import course\`.`);
}

async function withoutLedger(
  { assignment: { id, due } }: LoadedAssignment,
  { submissionId, createdAt, platformDues }: HandedIn,
  { course }: GradeOptions,
): Promise<Late> {
  const at = readInstant(createdAt);
  if (typeof at !== 'number') throw new RangeError('the instant was checked at intake');
  const { late } = await readCourseFiles(course);
  process.stderr.write(`There is no ledger, so nothing is recorded of ${id}. Begin one with \`assay late import\`.\n`);
  const terms = { dueLocal: due.local, timeZone: due.timeZone, disambiguation: null };
  return latenessOnly(submissionId, at, terms, late.policy, platformDues);
}
