import type { Grade } from '../../grade/grade.js';
import { isOpen, openChecks } from '../../grade/openPoints.js';
import { failAttempt, giveUpAttempt, openAttempt } from '../../ledger/attempts.js';
import { putOutbox } from '../../ledger/outbox.js';
import { write, type Store } from '../../db/store.js';
import { holdsGrade, moveTo, nextTurn, readWork, type Work } from '../rows.js';
import { isFinal } from '../state.js';
import { storeGrade } from '../storeGrade.js';
import { reviveCounted } from '../supersede.js';
import { recordUnreadable } from '../unreadable.js';

/** Staff read so much of what went wrong. */
const MAX_DETAIL_CHARS = 4_000;
const MAX_KEY_CHARS = 500;

/** Why staff must act, and what they should know. */
export interface Trouble {
  readonly cause: 'course' | 'platform' | 'poison';
  readonly detail: string;
}

/**
 * The moves of work, each of them one transaction that does nothing where the row has moved on: it is no longer in the
 * state in which it was read, or a later try took this one's place. They tell whether the row moved.
 */

/** queued → dispatched, with a new attempt; returns its number, or undefined where it is no longer queued. */
export function dispatch(store: Store, id: string): number | undefined {
  return write(store, () => {
    const work = readWork(store, id);
    if (work?.state !== 'queued') return undefined;
    const { attempt } = holdsGrade(work)
      ? { attempt: work.attempt + 1 }
      : openAttempt({ store, course: work.course }, work.submissionId);
    moveTo(store, id, 'dispatched', { attempt });
    return attempt;
  });
}

/** dispatched → queued, in its old turn. */
export function putBack(store: Store, work: Work): boolean {
  return ifCurrent(store, work, () => {
    endAttempt(store, work);
    moveTo(store, work.id, 'queued', { turn: Math.min(work.turn, nextTurn(store, work)) });
    return true;
  });
}

/** dispatched → queued, as if it had never been handed out: no worker has begun it, and its job is gone. */
export function recall(store: Store, work: Work): boolean {
  const before = holdsGrade(work) ? { attempt: work.attempt - 1 } : {};
  return ifCurrent(store, work, () => {
    endAttempt(store, work);
    moveTo(store, work.id, 'queued', { turn: Math.min(work.turn, nextTurn(store, work)), ...before });
    return true;
  });
}

/** queued, dispatched → queued in the cpu lane, in the turn of whoever is next there: it has waited. */
export function moveToCpu(store: Store, { id, state, attempt }: Work): boolean {
  return write(store, () => {
    const work = readWork(store, id);
    if (work?.state !== state || work.attempt !== attempt || work.lane !== 'gpu') return false;
    if (state === 'dispatched') endAttempt(store, work);
    const lane = 'cpu';
    moveTo(store, id, 'queued', { lane, turn: nextTurn(store, { ...work, lane }), gpuUntil: null });
    return true;
  });
}

/**
 * dispatched → graded: the grade is stored once; feedback's and a regrade's with the row, beside the ledger. Where
 * points of another are open, dispatched → needsStaff, and the grade is stored just so.
 */
export function commit(store: Store, work: Work, grade: Grade, executed: string | null = null): boolean {
  return ifCurrent(store, work, () => {
    if (holdsGrade(work)) {
      if (isOpen(grade) && work.workClass !== 'batch') tellOfBrokenChecks(store, work, grade);
      moveTo(store, work.id, 'graded', { heldGrade: JSON.stringify(grade), executed });
      return true;
    }
    const result = storeGrade(store, work, grade);
    if (!result.committed) return false;
    const { gradedSeq } = result;
    if (isOpen(grade)) {
      moveTo(store, work.id, 'needsStaff', {
        openSeq: gradedSeq,
        cause: 'course',
        detail: brokenText(grade),
        executed,
      });
    } else moveTo(store, work.id, 'graded', { gradedSeq, executed });
    return true;
  });
}

/** It has no grade to be settled, but its checks are the homework's: one message for each version of them. */
function tellOfBrokenChecks(store: Store, { course, assignment, assignmentDigest, id }: Work, grade: Grade): void {
  const checks = openChecks(grade).map((check) => check.id);
  const key = `needs_staff:feedback:${assignmentDigest}:${checks.join(',')}`.slice(0, MAX_KEY_CHARS);
  putOutbox(store, { course, kind: 'needs_staff', key, body: { work: id, assignment, cause: 'course', checks } });
}

/** For staff: which checks broke, and what they said. */
function brokenText(grade: Grade): string {
  const checks = openChecks(grade);
  const which = `${checks.length === 1 ? 'Check' : 'Checks'} ${checks.map(({ id }) => id).join(', ')}`;
  const remedy = `${which} could not be completed. Course staff: mend that, then have it graded again, which settles it.`;
  const logs = checks.map(({ id, title, staffLog = 'it said nothing' }) => `${id} ${title}: ${staffLog.trim()}`);
  return [remedy, ...logs].join('\n').slice(0, MAX_DETAIL_CHARS);
}

/** dispatched → unreadable. `message` is for the student. */
export function findUnreadable(store: Store, work: Work, message: string): boolean {
  return ifCurrent(store, work, () => {
    endAttempt(store, work);
    moveTo(store, work.id, 'unreadable', { detail: message });
    if (!holdsGrade(work)) {
      recordUnreadable(store, work);
      reviveCounted(store, { ...work, students: work.party.split(',') });
    }
    return true;
  });
}

/** dispatched → needsStaff, or queued → needsStaff where the queue cannot take it, and a message to staff. */
export function callStaff(store: Store, work: Work, { cause, detail }: Trouble): boolean {
  return ifCurrent(store, work, () => {
    // Whoever has to act, it is not the student: until there is a grade, nothing is charged.
    if (!holdsGrade(work)) failAttempt({ store, course: work.course }, work.submissionId);
    moveTo(store, work.id, 'needsStaff', { cause, detail: detail.slice(0, MAX_DETAIL_CHARS) });
    const { course, id, attempt, submissionId, assignment } = work;
    // A batch's command tells whoever waits for it.
    if (work.workClass === 'batch') return true;
    const body = { work: id, submissionId, assignment, cause };
    putOutbox(store, { course, kind: 'needs_staff', key: `needs_staff:${id}:${attempt}`, body });
    return true;
  });
}

function ifCurrent(store: Store, { id, attempt, state }: Work, move: () => boolean): boolean {
  return write(store, () => {
    const now = readWork(store, id);
    return now?.state === state && now.attempt === attempt && !isFinal(state) && move();
  });
}

function endAttempt(store: Store, work: Work): void {
  if (!holdsGrade(work)) giveUpAttempt({ store, course: work.course }, work.submissionId);
}
