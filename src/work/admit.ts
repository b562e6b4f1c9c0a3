import { randomBytes } from 'node:crypto';
import { run, write, type Store } from '../db/store.js';
import type { WorkClass, WorkLane, WorkState } from '../db/tables.js';
import { isByOtherVersion } from './gradeOf.js';
import { followMembers } from './members.js';
import { partyOf } from './people.js';
import { findAnswer, type Answered } from './answered.js';
import type { Receipt } from './receipt.js';
import { otherContent, receiveSubmission } from './receive.js';
import { findWork, gpuUntilOf, insertWork, moveTo, nextTurn, noteDecision, queueAgain, type Work } from './rows.js';
import { FORCEABLE } from './state.js';
import { supersedeOlder, supersedeOtherVersions } from './supersede.js';
import { recordUnreadable } from './unreadable.js';

/** A submission that is to be graded. Digests are 64 hex digits unless their prefix is named. */
export interface AdmitRequest extends Receipt {
  /** Of feedback: whose it is, by key, where that is known; then `students` says nothing. */
  readonly party?: readonly string[];
  /** When it was due, as the platform says it now; RFC 3339. What was said last counts. */
  readonly platformDues?: readonly string[];
  readonly workClass: WorkClass;
  readonly lane: WorkLane;
  /** In the gpu lane: after so long it goes on in the cpu lane, if no worker has begun it. Where absent it waits on. */
  readonly gpuWaitSeconds?: number | undefined;
  /** `sha256:` and 64 hex digits: the version of the assignment that grades it. */
  readonly assignmentDigest: string;
  /** As `graderVersion` makes it. */
  readonly graderVersion: string;
  /** The file in the blob store, and `Notebook.digest` (with its prefix), which its grade must bear. */
  readonly notebook: { readonly blob: string; readonly digest: string } | null;
  /** What it was called, for messages. */
  readonly fileName: string;
  /** Grades it once more even where this version has graded it. */
  readonly again?: boolean;
  /** Its answers to what people grade, in the blob store; absent where there is nothing of the kind. */
  readonly written?: string | undefined;
  /** Why no notebook can be read, as a sentence for the student; given exactly where `notebook` is null. */
  readonly unreadable?: string;
}

export interface Admitted {
  /** Public id of the work: 128 random bits in hex. */
  readonly id: string;
  readonly state: WorkState;
  /** False where it was here already. */
  readonly isNew: boolean;
}

/**
 * Takes a submission in, in one transaction: people who are not on the roster, `submission_received`, and the row, all
 * before anything is queued. The same submission for the same version of the grader is the row that is there: set aside,
 * cancelled or waiting for staff it is queued again, for whoever sends it again wants it graded. What this version has
 * graded, as a published regrade does, is graded. What arrived broken may arrive again: another content takes the place of one in which nothing could be read.
 *
 * Feedback is no submission: it enrols nobody, has no event, and costs no late hour.
 *
 * @throws {Refusal} `otherContent`, `noStudents`.
 * @throws {Refusal} where the ledger refuses it: there is no such assignment, `createdAt` is no instant.
 */
export function admit(store: Store, request: AdmitRequest): Admitted {
  if ((request.notebook === null) !== (request.unreadable !== undefined)) {
    throw new RangeError('a submission has either a notebook or a reason why none can be read');
  }
  return write(store, () => {
    const known = findWork(store, request);
    if (known !== undefined) requireSame(known, request);
    const isSame = known?.contentDigest === request.contentDigest;
    if (known !== undefined && isSame) return admitAgain(store, known, request);
    const isFeedback = request.workClass === 'feedback';
    const students = isFeedback
      ? (request.party ?? partyOf({ store, course: request.course }, request.students))
      : receiveSubmission(store, request);
    const { notebook } = request;
    const answered =
      isFeedback || notebook === null || request.again === true
        ? undefined
        : findAnswer(store, request, notebook.digest);
    const state = notebook === null ? 'unreadable' : answered === undefined ? 'queued' : 'graded';
    const id = known?.id ?? randomBytes(16).toString('hex');
    const row = { id, state, party: students.join(',') } as const;
    if (known === undefined) insertRow(store, request, row, answered);
    else moveTo(store, id, state, { ...contentColumns(store, request, row), ...answered });
    if (!isFeedback) supersedeOtherVersions(store, request);
    if (state === 'queued') supersedeOlder(store, { ...request, party: row.party });
    else if (!isFeedback && state === 'unreadable') recordUnreadable(store, request);
    return { id, state, isNew: known === undefined };
  });
}

/** @throws {Refusal} `otherContent` where the row that is there is for something else. */
function requireSame(known: Work, request: AdmitRequest): void {
  if (known.contentDigest !== request.contentDigest && known.state !== 'unreadable') {
    throw otherContent(request, 'another content');
  }
  if ((known.workClass === 'feedback') !== (request.workClass === 'feedback')) {
    throw otherContent(request, known.workClass === 'feedback' ? 'a wish for feedback alone' : 'a wish to count');
  }
  if (known.assignment !== request.assignment) throw otherContent(request, `another assignment, ${known.assignment}`);
}

function admitAgain(store: Store, known: Work, request: AdmitRequest): Admitted {
  const { id } = known;
  const isFeedback = request.workClass === 'feedback';
  // Who hands it in may be others than before; feedback stays that of those who asked first.
  const party = isFeedback ? known.party : followMembers(store, request).join(',');
  const platformDues = duesText(request);
  if (platformDues !== null && platformDues !== known.platformDues) {
    run(store, store.query.updateTable('work').set({ platformDues }).where('id', '=', id));
  }
  const isAgain = request.again === true && known.state === 'graded';
  if (!FORCEABLE.includes(known.state) && !isAgain && !isByOtherVersion(store, known)) {
    return { id, state: known.state, isNew: false };
  }
  const { workClass, lane, gpuWaitSeconds = null } = request;
  if (known.state !== 'superseded') noteDecision(store, known, 'force', SENT_AGAIN);
  queueAgain(
    store,
    { ...known, party, workClass, lane, gpuWaitSeconds },
    { ...UNGRADED, workClass, lane, gpuWaitSeconds },
  );
  if (!isFeedback) supersedeOtherVersions(store, request);
  return { id, state: 'queued', isNew: false };
}

/** The grade that there was stays in the ledger until there is another. */
const UNGRADED = { gradedSeq: null, heldGrade: null, executed: null };

/** Students cannot send the same submission twice: it is staff who run it again on the platform. */
const SENT_AGAIN = { actor: 'system', reason: 'The platform sent it again.' };

interface RowToBe {
  readonly id: string;
  readonly state: WorkState;
  readonly party: string;
}

function insertRow(store: Store, request: AdmitRequest, row: RowToBe, answered: Answered | undefined): void {
  const {
    students: _,
    notebook: _notebook,
    unreadable: _why,
    platformDues: _dues,
    party: _party,
    again: _again,
    ...columns
  } = request;
  const now = store.now().toISOString();
  const graded = { cause: null, gradedSeq: null, openSeq: null, heldGrade: null, ...answered };
  const times = { admittedAt: now, changedAt: now };
  const ofNoRun = { run: '', checks: null };
  insertWork(store, { ...columns, ...row, ...contentColumns(store, request, row), ...ofNoRun, ...graded, ...times });
}

/** What depends on what was sent this time. */
function contentColumns(store: Store, request: AdmitRequest, { state, party }: RowToBe) {
  const { notebook, unreadable, contentDigest, fileName, written, lane, gpuWaitSeconds = null } = request;
  return {
    ...{ party, contentDigest, fileName, lane, gpuWaitSeconds },
    platformDues: duesText(request),
    gpuUntil: state === 'queued' ? gpuUntilOf(store, { lane, gpuWaitSeconds }) : null,
    notebook: notebook?.blob ?? null,
    notebookDigest: notebook?.digest ?? null,
    written: written ?? null,
    turn: nextTurn(store, { ...request, party }),
    detail: unreadable ?? null,
  };
}

function duesText({ platformDues }: AdmitRequest): string | null {
  return platformDues === undefined ? null : JSON.stringify(platformDues);
}
