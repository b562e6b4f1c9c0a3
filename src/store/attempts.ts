import { gradeSchema, type Grade } from '../grading/grade.js';
import { PlatformError } from '../sandbox/platformError.js';
import type { EventDraft } from './append.js';
import { compiledOnce } from './compiledOnce.js';
import { readEvents } from './events.js';
import { putOutbox } from './outbox.js';
import { recordEvents } from './recordEvents.js';
import { all, first, run, write, type Store } from './store.js';
import { StoreError } from './storeError.js';
import type { AttemptState, Tables } from './tables.js';

/** One try at grading a submission; a job carries it. */
export interface AttemptRef {
  readonly course: string;
  readonly submissionId: string;
  /** From 1. */
  readonly attempt: number;
}

/**
 * What became of a grade: stored, or not, because this attempt has its grade already (a job delivered twice), a later
 * attempt took its place, or nobody ever opened it.
 */
export type CommitResult =
  | { readonly committed: true; readonly gradedSeq: number }
  | { readonly committed: false; readonly why: 'already_committed' | 'superseded' | 'unknown_attempt' };

const MICRO_DECIMALS = 6;
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
 * @throws {StoreError} where the submission was never received.
 */
export function openAttempt(store: Store, course: string, submissionId: string): AttemptRef {
  return write(store, () => {
    if (first(store, received({ course, submissionId })) === undefined) {
      throw new StoreError(`Submission ${submissionId} was never received. Course staff: record it first.`);
    }
    giveUpAttempt(store, course, submissionId);
    const attempt = attemptsOf(store, course, submissionId).length + 1;
    const row = { course, submissionId, attempt, state: 'open', openedAt: store.now().toISOString() } as const;
    run(store, insertAttempt(row));
    return { course, submissionId, attempt };
  });
}

/**
 * Stores the grade of an attempt once, if the attempt is still open (compare and set): the grade, its event, the
 * charges that follow, and a message `result_ready` in the outbox, all or nothing. The loser is told why.
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
      return { committed: false, why: whyNot(attemptsOf(store, course, submissionId), attempt) };
    }
    const graded = { type: 'submission_graded', submissionId, ...verdictOf(grade) } as const;
    const key = `graded:${submissionId}:${grade.environment.graderVersion}:${attempt}`;
    const [appended] = recordEvents(store, course, [{ content: graded, key, ...by }]);
    if (appended === undefined) throw new RangeError('recordEvents gave nothing back');
    const gradedSeq = appended.event.seq;
    const committedAt = store.now().toISOString();
    const row = { course, submissionId, attempt, body: JSON.stringify(grade), gradedSeq, committedAt };
    run(store, insertGrade(row));
    putOutbox(store, { course, kind: 'result_ready', key: `result:${submissionId}:${attempt}`, body: { ...ref } });
    return { committed: true, gradedSeq };
  });
}

/** Gives up the attempt that is open, if any: a grade of it will be refused. */
export function giveUpAttempt(store: Store, course: string, submissionId: string): void {
  run(store, giveUpOpen({ course, submissionId }));
}

/**
 * Gives up the attempt that is open, because it failed or was stopped through no fault of the student's. A submission
 * that has no grade from earlier then counts as one that cannot be graded, and so costs no late hour, until a later
 * attempt gives it one.
 */
export function failAttempt(store: Store, course: string, submissionId: string): void {
  write(store, () => {
    giveUpAttempt(store, course, submissionId);
    if (readGrade(store, course, submissionId) !== undefined) return;
    const content = { type: 'submission_graded', submissionId, rawScore: null, status: 'ungradable' } as const;
    const attempts = attemptsOf(store, course, submissionId).length;
    recordEvents(store, course, [{ content, key: `${FAILED}${submissionId}:${attempts}`, actor: 'system' }]);
  });
}

/** Submissions that have no grade because an attempt failed through no fault of the student's. */
export function readFailed(store: Store, course: string): Set<string> {
  const failed = new Set<string>();
  for (const { content, key } of readEvents(store, course, { types: ['submission_graded'] })) {
    if (content.type !== 'submission_graded') continue;
    if (key.startsWith(FAILED)) failed.add(content.submissionId);
    else failed.delete(content.submissionId);
  }
  return failed;
}

/** The grade of one attempt, whole. */
export function readGradeOf(store: Store, { course, submissionId, attempt }: AttemptRef): Grade | undefined {
  const query = store.query.selectFrom('grades').select('body').where('course', '=', course);
  const row = first(store, query.where('submissionId', '=', submissionId).where('attempt', '=', attempt));
  return row === undefined ? undefined : gradeSchema.parse(JSON.parse(row.body));
}

/** The newest grade of a submission, whole. */
export function readGrade(store: Store, course: string, submissionId: string): Grade | undefined {
  const query = store.query.selectFrom('grades').select('body').orderBy('attempt', 'desc').limit(1);
  const row = first(store, query.where('course', '=', course).where('submissionId', '=', submissionId));
  return row === undefined ? undefined : gradeSchema.parse(JSON.parse(row.body));
}

/** Attempts that have no grade yet: what the queue must hold, and a reconciler puts back where it does not. */
export function readOpenAttempts(store: Store, course: string): AttemptRef[] {
  const query = store.query.selectFrom('attempts').select(['course', 'submissionId', 'attempt']);
  return all(store, query.where('course', '=', course).where('state', '=', 'open').orderBy('openedAt'));
}

function verdictOf(grade: Grade): { rawScore: string; status: 'graded' } {
  if (grade.blame === 'platform' || grade.outcome === 'cancelled') {
    throw new PlatformError(`The outcome ${grade.outcome} is no grade.`, {
      remedy: 'Operator: have the submission graded again.',
    });
  }
  return { rawScore: microDecimal(grade.earnedMicroPoints), status: 'graded' };
}

/** Micro-points as a decimal string of points: 1 500 000 is 1.500000. */
function microDecimal(microPoints: number): string {
  const digits = String(Math.abs(microPoints)).padStart(MICRO_DECIMALS + 1, '0');
  const sign = microPoints < 0 ? '-' : '';
  return `${sign}${digits.slice(0, -MICRO_DECIMALS)}.${digits.slice(-MICRO_DECIMALS)}`;
}

function attemptsOf(store: Store, course: string, submissionId: string): { attempt: number; state: AttemptState }[] {
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
