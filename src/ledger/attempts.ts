import type { Ledger } from './ledger.js';
import type { Grade } from '../grade/grade.js';
import { isOpen, openChecks, openMicroPoints } from '../grade/openPoints.js';
import type { EventDraft } from './append.js';
import type { AttemptRef } from './attemptRef.js';
import { compiledOnce } from '../db/compiledOnce.js';
import { readEvents } from './events.js';
import { gradedContent } from './gradedContent.js';
import { readGrade, readStanding } from './grades.js';
import { putOutbox } from './outbox.js';
import { recordEvents } from './recordEvents.js';
import { all, first, run, write, type Store } from '../db/store.js';
import { Refusal } from '../base/refusal.js';
import type { AttemptState, Tables } from '../db/tables.js';

/**
 * What became of a grade: stored, or not, because this attempt has its grade already (a job delivered twice), a later
 * attempt took its place, or nobody ever opened it.
 */
export type CommitResult =
  | { readonly committed: true; readonly gradedSeq: number }
  | { readonly committed: false; readonly why: 'already_committed' | 'superseded' | 'unknown_attempt' };

/** Begins the key of an event that says that nothing is graded, and not because of what was handed in. */
const FAILED = 'failed:';

type OfSubmission = Pick<AttemptRef, 'course' | 'submissionId'>;
const received = compiledOnce((query, { course, submissionId }: OfSubmission) =>
  query
    .selectFrom('submissions')
    .select('receivedSeq')
    .where('course', '=', course)
    .where('submissionId', '=', submissionId),
);
const attemptsAt = compiledOnce((query, { course, submissionId }: OfSubmission) =>
  query
    .selectFrom('attempts')
    .select(['attempt', 'state'])
    .where('course', '=', course)
    .where('submissionId', '=', submissionId),
);
const giveUpOpen = compiledOnce((query, { course, submissionId }: OfSubmission) => {
  const open = query.updateTable('attempts').set({ state: 'superseded' }).where('state', '=', 'open');
  return open.where('course', '=', course).where('submissionId', '=', submissionId);
});
const commitOpen = compiledOnce((query, { course, submissionId, attempt }: AttemptRef) => {
  const open = query.updateTable('attempts').set({ state: 'committed' }).where('state', '=', 'open');
  return open.where('course', '=', course).where('submissionId', '=', submissionId).where('attempt', '=', attempt);
});
const insertAttempt = compiledOnce((query, row: Tables['attempts']) => query.insertInto('attempts').values(row));
const insertGrade = compiledOnce((query, row: Tables['grades']) => query.insertInto('grades').values(row));

/**
 * Opens the next attempt at a submission. An attempt that is still open is superseded: its grade will be refused.
 *
 * @throws {Refusal} where the submission was never received.
 */
export function openAttempt(ledger: Ledger, submissionId: string): AttemptRef {
  const { store, course } = ledger;
  return write(store, () => {
    if (first(store, received({ course, submissionId })) === undefined) {
      throw new Refusal({
        code: 'unknownSubmission',
        text: `Submission ${submissionId} was never received.`,
        remedy: 'Course staff: record it first.',
      });
    }
    giveUpAttempt(ledger, submissionId);
    const attempt = attemptsOf(ledger, submissionId).length + 1;
    const row = { course, submissionId, attempt, state: 'open', openedAt: store.now().toISOString() } as const;
    run(store, insertAttempt(row));
    return { course, submissionId, attempt };
  });
}

/**
 * Stores the grade of an attempt once, if the attempt is still open (compare and set): the grade, its event, the
 * charges that follow, and a message in the outbox, all or nothing. The loser is told why.
 *
 * The message is `result_ready` for a result that is new to the student, and `needs_staff` where points are open. Where
 * a person has it stored, whose command tells the students whose score changes, there is no `result_ready`.
 *
 * @param by who has it stored, where that is a person, and why.
 * @throws {PlatformError} where the platform failed and the grade says nothing about the work.
 */
export function commitGrade(
  store: Store,
  ref: AttemptRef,
  grade: Grade,
  by: Pick<EventDraft, 'actor' | 'reason'> = { actor: 'system' },
): CommitResult {
  const { course, submissionId, attempt } = ref;
  return write(store, (): CommitResult => {
    if (run(store, commitOpen({ course, submissionId, attempt })) === 0) {
      return { committed: false, why: whyNot(attemptsOf({ store, course }, submissionId), attempt) };
    }
    const content = gradedContent(submissionId, grade);
    const key = `graded:${submissionId}:${grade.environment.graderVersion}:${attempt}`;
    const [appended] = recordEvents({ store, course }, [{ content, key, ...by }]);
    if (appended === undefined) throw new RangeError('recordEvents gave nothing back');
    const gradedSeq = appended.event.seq;
    const committedAt = store.now().toISOString();
    const row = { course, submissionId, attempt, body: JSON.stringify(grade), gradedSeq, committedAt };
    run(store, insertGrade(row));
    if (isOpen(grade)) callStaff(store, ref, grade);
    if (
      by.actor === 'system' &&
      (!isOpen(grade) || readStanding({ store, course }, submissionId)?.unfinished === undefined)
    ) {
      putOutbox(store, { course, kind: 'result_ready', key: `result:${submissionId}:${attempt}`, body: { ...ref } });
    }
    return { committed: true, gradedSeq };
  });
}

/** Staff have checks to mend before the submission has a score. */
function callStaff(store: Store, { course, submissionId, attempt }: AttemptRef, grade: Grade): void {
  const { assignment, maxMicroPoints } = grade;
  const checks = openChecks(grade).map(({ id }) => id);
  const points = { openMicroPoints: openMicroPoints(grade), maxMicroPoints };
  const body = { submissionId, assignment, attempt, cause: 'course', checks, ...points };
  putOutbox(store, { course, kind: 'needs_staff', key: `needs_staff:open:${submissionId}:${attempt}`, body });
}

/** Gives up the attempt that is open, if any: a grade of it will be refused. */
export function giveUpAttempt({ store, course }: Ledger, submissionId: string): void {
  run(store, giveUpOpen({ course, submissionId }));
}

/**
 * Gives up the attempt that is open, because it failed or was stopped through no fault of the student's. A submission
 * that has no grade from earlier then counts as one that cannot be graded, and so costs no late hour, until a later
 * attempt gives it one.
 */
export function failAttempt(ledger: Ledger, submissionId: string): void {
  const { store } = ledger;
  write(store, () => {
    giveUpAttempt(ledger, submissionId);
    if (readGrade(ledger, submissionId) !== undefined) return;
    const content = { type: 'submission_graded', submissionId, rawScore: null, status: 'ungradable' } as const;
    const attempts = attemptsOf(ledger, submissionId).length;
    recordEvents(ledger, [{ content, key: `${FAILED}${submissionId}:${attempts}`, actor: 'system' }]);
  });
}

/** Submissions that have no grade because an attempt failed through no fault of the student's. */
export function readFailed(ledger: Ledger): Set<string> {
  const failed = new Set<string>();
  for (const { content, key } of readEvents(ledger, { types: ['submission_graded'] })) {
    if (content.type !== 'submission_graded') continue;
    if (key.startsWith(FAILED)) failed.add(content.submissionId);
    else failed.delete(content.submissionId);
  }
  return failed;
}

/** Attempts that have no grade yet: what the queue must hold, and a reconciler puts back where it does not. */
export function readOpenAttempts({ store, course }: Ledger): AttemptRef[] {
  const query = store.query.selectFrom('attempts').select(['course', 'submissionId', 'attempt']);
  return all(store, query.where('course', '=', course).where('state', '=', 'open').orderBy('openedAt'));
}

function attemptsOf({ store, course }: Ledger, submissionId: string): { attempt: number; state: AttemptState }[] {
  return all(store, attemptsAt({ course, submissionId }));
}

function whyNot(
  attempts: readonly { attempt: number; state: AttemptState }[],
  wanted: number,
): 'already_committed' | 'superseded' | 'unknown_attempt' {
  const state = attempts.find(({ attempt }) => attempt === wanted)?.state;
  if (state === undefined) return 'unknown_attempt';
  return state === 'committed' ? 'already_committed' : 'superseded';
}
