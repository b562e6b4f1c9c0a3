import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { CourseError } from '../course/courseError.js';
import { loadCourse, type LoadedAssignment } from '../course/load.js';
import type { Store } from '../db/store.js';
import { BrokenChecks } from '../grading/brokenChecks.js';
import { Cancelled } from '../grading/cancelled.js';
import type { Graded } from '../grading/gradeSubmission.js';
import type { FoundNotebook } from '../intake/findNotebook.js';
import { IntakeError } from '../intake/intakeError.js';
import { readInstant } from '../late/instant.js';
import { latenessOnly } from '../late/lateRecord.js';
import { readCourseFiles } from '../ledger/courseFiles.js';
import { readStanding } from '../ledger/grades.js';
import { readLateRecord } from '../ledger/lateRecord.js';
import type { Late } from '../results/late.js';
import { admit } from '../work/admit.js';
import { gradeQueued } from '../work/dispatch/gradeQueued.js';
import { tryDispatch } from '../work/dispatch/onlyDispatcher.js';
import { readWork, type Work } from '../work/rows.js';
import { isFinal } from '../work/state.js';
import { EXIT, explainError, UsageError, type ExitCode } from './exitCodes.js';
import { gradeHere } from './gradeHere.js';
import type { GradeOptions } from './gradeOptions.js';
import { instantOf, type HandedIn } from './handedIn.js';
import { ledgerFile, openWriter } from './late/options.js';
import { answer } from './recordedAnswer.js';
import { readIntake, requestOf, type Intake } from './recordedIntake.js';
import { abortOnSignals } from './signals.js';

/**
 * Records who handed the file in and when, as a row, before anything is graded; has it graded, by this process where no
 * server has the ledger; and writes the document from what is committed. Run again, it finds the grade there and says
 * the same. Without a ledger it grades, and tells lateness alone.
 */
export async function gradeRecorded(
  loaded: LoadedAssignment,
  file: string,
  handedIn: HandedIn,
  options: GradeOptions,
): Promise<ExitCode> {
  const intake = await readIntake(loaded, file, handedIn);
  const { found } = intake;
  if (!(await hasLedger(options))) {
    const late = await withoutLedger(loaded, handedIn, options);
    const graded = found instanceof IntakeError ? undefined : await gradeIntake(intake, found);
    return answer(intake, options, { state: graded ? 'graded' : 'unreadable', late, graded });
  }
  using store = await openWriter(options);
  const { course } = await loadCourse(options.course);
  const request = await requestOf(intake, course.id, options);
  const { id, state } = admit(store, request);
  const own = state === 'queued' && !isDispatched(store) ? await gradeHereOnce(store, id, intake) : undefined;
  const work = await awaitEnd(store, id);
  if (work === undefined) return EXIT.interrupted;
  const late = readLateRecord(
    { store, course: course.id },
    handedIn.submissionId,
    handedIn.platformDues.map(instantOf),
  );
  const isGraded = work.state === 'graded' || work.openSeq !== null;
  const standing = isGraded ? readStanding({ store, course: course.id }, handedIn.submissionId) : undefined;
  return await answer(intake, options, { ...work, late, graded: standing && { ...own, ...standing } });
}

const gradeIntake = ({ loaded, handedIn, fileName }: Intake, { notebook }: FoundNotebook): Promise<Graded> =>
  gradeHere(loaded, notebook, { submission: handedIn.submissionId, name: fileName });

async function gradeHereOnce(store: Store, id: string, intake: Intake): Promise<Graded | undefined> {
  const { found } = intake;
  if (found instanceof IntakeError) return undefined;
  return gradeQueued(
    store,
    id,
    () => gradeIntake(intake, found),
    (error) => {
      if (error instanceof Cancelled) return 'cancelled';
      const isCourse = error instanceof CourseError || error instanceof BrokenChecks;
      return { cause: isCourse ? 'course' : 'platform', detail: explainError(error).message };
    },
  );
}

/** Whether a server, or a command that grades many, hands out the ledger's rows: then it is its turn. */
function isDispatched(store: Store): boolean {
  using free = tryDispatch(store);
  return free === undefined;
}

const LOOK_MS = 500;

/** The row once it has ended; undefined where waiting was stopped. */
async function awaitEnd(store: Store, id: string): Promise<Work | undefined> {
  const ended = (): Work | undefined => [readWork(store, id)].find((work) => work !== undefined && isFinal(work.state));
  if (ended() === undefined) process.stderr.write('The server of this ledger has it graded. Ctrl-C stops waiting.\n');
  using interruption = abortOnSignals();
  const { signal } = interruption;
  while (ended() === undefined && !signal.aborted) await sleep(LOOK_MS, undefined, { signal }).catch(() => undefined);
  return ended();
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
  return latenessOnly(submissionId, at, terms, late.policy, platformDues.map(instantOf));
}
