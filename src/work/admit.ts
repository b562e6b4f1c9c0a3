import { randomBytes } from 'node:crypto';
import { recordEvents } from '../store/recordEvents.js';
import { run, write, type Store } from '../store/store.js';
import type { WorkClass, WorkLane, WorkState } from '../store/tables.js';
import { partyOf, type Person } from './people.js';
import { otherContent, receiveSubmission } from './receive.js';
import { findWork, gpuUntilOf, insertWork, nextTurn, queueAgain, type Work } from './rows.js';
import { supersedeOlder, supersedeOtherVersions } from './supersede.js';

/** A submission that is to be graded. Digests are 64 hex digits unless their prefix is named. */
export interface AdmitRequest {
  readonly course: string;
  readonly assignment: string;
  /** The platform's own id. */
  readonly submissionId: string;
  /** May be empty where the submission was received before: who handed in is what was said first. */
  readonly students: readonly Person[];
  /** RFC 3339 with offset, as the platform says it. What was said first counts. */
  readonly createdAt: string;
  /** When it was due, as the platform says it now; RFC 3339. What was said last counts. */
  readonly platformDues?: readonly string[];
  readonly source: 'gradescope' | 'batch' | 'cli';
  readonly workClass: WorkClass;
  readonly lane: WorkLane;
  /** In the gpu lane: after so long it goes on in the cpu lane, if no worker has begun it. Where absent it waits on. */
  readonly gpuWaitSeconds?: number | undefined;
  /** `sha256:` and 64 hex digits: the version of the assignment that grades it. */
  readonly assignmentDigest: string;
  /** `<package version>+<first 12 hex digits of the assignment's digest>`. */
  readonly graderVersion: string;
  /** The file in the blob store, and `Notebook.digest` (with its prefix), which its grade must bear. */
  readonly notebook: { readonly blob: string; readonly digest: string } | null;
  /** What it was called, for messages. */
  readonly fileName: string;
  /** Of all that was handed in: the same submission never comes with another. */
  readonly contentDigest: string;
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
 * before anything is queued. The same submission for the same version of the grader is the row that is there; a
 * superseded one is queued again by it.
 *
 * Feedback is no submission: it enrols nobody, has no event, and costs no late hour.
 *
 * @throws {WorkError} `otherContent`, `noStudents`.
 * @throws {StoreError | LateError} where the ledger refuses it: there is no such assignment, `createdAt` is no instant.
 */
export function admit(store: Store, request: AdmitRequest): Admitted {
  if ((request.notebook === null) !== (request.unreadable !== undefined)) {
    throw new RangeError('a submission has either a notebook or a reason why none can be read');
  }
  return write(store, () => {
    const known = findWork(store, request);
    if (known !== undefined) return admitAgain(store, known, request);
    const isFeedback = request.workClass === 'feedback';
    const students = isFeedback ? partyOf(store, request.course, request.students) : receiveSubmission(store, request);
    const state = request.notebook === null ? 'unreadable' : 'queued';
    const id = randomBytes(16).toString('hex');
    insertRow(store, request, { id, state, party: students.join(',') });
    if (!isFeedback) supersedeOtherVersions(store, request);
    if (state === 'queued') supersedeOlder(store, { ...request, party: students.join(',') });
    else if (!isFeedback) recordUnreadable(store, request);
    return { id, state, isNew: true };
  });
}

function admitAgain(store: Store, known: Work, request: AdmitRequest): Admitted {
  if (known.contentDigest !== request.contentDigest) throw otherContent(request, 'another content');
  if ((known.workClass === 'feedback') !== (request.workClass === 'feedback')) {
    throw otherContent(request, known.workClass === 'feedback' ? 'a wish for feedback alone' : 'a wish to count');
  }
  if (known.assignment !== request.assignment) throw otherContent(request, `another assignment, ${known.assignment}`);
  const { id } = known;
  const platformDues = duesText(request);
  if (platformDues !== null && platformDues !== known.platformDues) {
    run(store, store.query.updateTable('work').set({ platformDues }).where('id', '=', id));
  }
  if (known.state !== 'superseded') return { id, state: known.state, isNew: false };
  const { workClass, lane, gpuWaitSeconds = null } = request;
  queueAgain(store, { ...known, workClass, lane, gpuWaitSeconds }, { workClass, lane, gpuWaitSeconds });
  supersedeOtherVersions(store, request);
  return { id, state: 'queued', isNew: false };
}

function insertRow(
  store: Store,
  request: AdmitRequest,
  row: { readonly id: string; readonly state: WorkState; readonly party: string },
): void {
  const { students: _, notebook, unreadable, platformDues: _dues, ...columns } = request;
  const now = store.now().toISOString();
  const gpuWaitSeconds = request.gpuWaitSeconds ?? null;
  insertWork(store, {
    ...columns,
    ...row,
    platformDues: duesText(request),
    gpuWaitSeconds,
    gpuUntil: row.state === 'queued' ? gpuUntilOf(store, { lane: request.lane, gpuWaitSeconds }) : null,
    notebook: notebook?.blob ?? null,
    notebookDigest: notebook?.digest ?? null,
    turn: nextTurn(store, { ...request, party: row.party }),
    admittedAt: now,
    changedAt: now,
    cause: null,
    detail: unreadable ?? null,
    gradedSeq: null,
    feedbackGrade: null,
  });
}

/** Says that nothing can be graded, so that it costs nothing. Idempotent. */
export function recordUnreadable(
  store: Store,
  { course, submissionId, graderVersion }: Pick<Work, 'course' | 'submissionId' | 'graderVersion'>,
): void {
  const content = { type: 'submission_graded', submissionId, rawScore: null, status: 'ungradable' } as const;
  const key = `unreadable:${submissionId}:${graderVersion}`;
  recordEvents(store, course, [{ content, key, actor: 'system' }]);
}

function duesText({ platformDues }: AdmitRequest): string | null {
  return platformDues === undefined ? null : JSON.stringify(platformDues);
}
