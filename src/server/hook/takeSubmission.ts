import { graderVersion } from '../../course/graderVersion.js';
import { gpuWaitOf, laneOf } from '../../course/lane.js';
import type { LoadedAssignment } from '../../course/load.js';
import { personOf, platformDuesOf, type GradescopeSubmission } from '../../intake/gradescopeMetadata.js';
import { IntakeError } from '../../intake/intakeError.js';
import { admit, type Admitted, type AdmitRequest } from '../../work/admit.js';
import type { Store } from '../../db/store.js';
import { partyOf } from '../../work/people.js';
import { findWork } from '../../work/rows.js';
import { FORCEABLE } from '../../work/state.js';
import type { ServerDeps } from '../deps.js';
import { isBound, type HookKey } from '../../machine/hookKeys.js';
import { feedbackLane } from '../feedbackLane.js';
import { HttpError } from '../httpError.js';
import type { Upload } from '../upload.js';

/**
 * Takes an upload of Gradescope's in: whose it is, which notebook is graded, and then, in one transaction, into the
 * ledger. A submission in which no notebook can be read is recorded as such.
 *
 * @throws {HttpError} 403 where key and metadata are not of one Gradescope assignment; 409 as `feedbackLane`.
 * @throws {IntakeError} where the metadata cannot be used.
 * @throws {Refusal} as `admit`.
 */
export async function takeSubmission(
  deps: Pick<ServerDeps, 'store' | 'course' | 'blobs' | 'readers' | 'hookKeys' | 'gpuBudget'>,
  key: HookKey,
  upload: Upload,
): Promise<Admitted> {
  const { store, course, readers, hookKeys } = deps;
  const loaded = course.assignments.get(key.assignment);
  if (loaded === undefined || key.course !== course.id) throw unknownAssignment(key);
  const submission = await readers.read('metadata', { file: upload.metadata.file });
  requireOwn(await hookKeys.list(), key, submission);
  const content = await contentOf(deps, upload, loaded.assignment.notebook);
  const asked = {
    course: course.id,
    submissionId: submission.submissionId,
    graderVersion: graderVersion(course.grader, loaded.digest),
    students: submission.users.map(personOf),
  };
  const { assignment } = loaded;
  const isFeedback = key.workClass === 'feedback';
  const usual = { lane: laneOf(assignment), gpuWaitSeconds: gpuWaitOf(assignment) };
  const request: AdmitRequest = {
    ...asked,
    ...(isFeedback && !isThere(store, asked) ? await feedbackLane(deps, assignment, partyIn(store, asked)) : usual),
    assignment: key.assignment,
    createdAt: submission.createdAt,
    platformDues: platformDuesOf(submission),
    source: 'gradescope',
    workClass: key.workClass,
    assignmentDigest: loaded.digest,
    ...content,
    written: isFeedback ? undefined : await writtenIn(deps, content, loaded),
  };
  if (isBound(key)) return admit(store, request);
  const { courseId: gradescopeCourseId, assignmentId: gradescopeAssignmentId } = submission;
  return hookKeys.bind(key, { gradescopeCourseId, gradescopeAssignmentId }, (keys) => {
    requireOwn(keys, key, submission);
    return admit(store, request);
  });
}

type Asked = Pick<AdmitRequest, 'course' | 'submissionId' | 'graderVersion' | 'students'>;

function isThere(store: Store, asked: Asked): boolean {
  const known = findWork(store, asked);
  return known !== undefined && !FORCEABLE.includes(known.state);
}

function partyIn(store: Store, { course, students }: Asked): { course: string; party: string[] } {
  return { course, party: partyOf({ store, course }, students) };
}

/**
 * What is graded. The notebook alone says whether the content is the same: other files decide nothing, and who grades
 * the submission from an export has only it.
 */
async function contentOf(
  { readers, blobs }: Pick<ServerDeps, 'readers' | 'blobs'>,
  { files, filesDigest }: Upload,
  named: string | undefined,
): Promise<Pick<AdmitRequest, 'notebook' | 'fileName' | 'contentDigest' | 'unreadable'>> {
  try {
    const { blob, digest, path } = await readers.read('notebook', { files, named, blobs: blobs.folder });
    return { notebook: { blob, digest }, fileName: path.slice(-255), contentDigest: blob };
  } catch (error) {
    if (!(error instanceof IntakeError)) throw error;
    return { notebook: null, fileName: '', contentDigest: filesDigest, unreadable: error.message };
  }
}

/** Where they cannot be read, they are not kept; the notebook is, and is graded all the same. */
async function writtenIn(
  { readers, blobs }: Pick<ServerDeps, 'readers' | 'blobs'>,
  { notebook, fileName }: Pick<AdmitRequest, 'notebook' | 'fileName'>,
  { assignment, dir }: LoadedAssignment,
): Promise<string | undefined> {
  const { id, manual } = assignment;
  const found = notebook === null || manual.length === 0 ? undefined : await blobs.find(notebook.blob);
  if (found === undefined) return undefined;
  const asked = { assignment: { id, manual }, dir };
  try {
    return (
      (await readers.read('written', { file: found.file, name: fileName, asked, blobs: blobs.folder })) ?? undefined
    );
  } catch (error) {
    if (!(error instanceof IntakeError)) throw error;
    return undefined;
  }
}

/** The first submission that is taken in binds the key; from then on Gradescope's ids must be the same. */
function requireOwn(
  keys: readonly HookKey[],
  { kid, workClass }: HookKey,
  { courseId, assignmentId }: Pick<GradescopeSubmission, 'courseId' | 'assignmentId'>,
): void {
  const isOther = (key: HookKey): boolean => key.workClass !== workClass && key.gradescopeAssignmentId === assignmentId;
  if (keys.some(isOther)) throw otherWorkClass(workClass);
  const key = keys.find((one) => one.kid === kid);
  if (key === undefined || !isBound(key)) return;
  if (key.gradescopeCourseId === courseId && key.gradescopeAssignmentId === assignmentId) return;
  throw new HttpError(403, {
    code: 'otherGradescopeAssignment',
    message: 'The key belongs to another Gradescope assignment than the submission.',
    whose: 'course staff',
    remedy: 'Make a zip with a key of its own for each Gradescope assignment: `assay keys new --unbound`.',
  });
}

/** What counts and what does not are never sent from one assignment of Gradescope's. */
function otherWorkClass(workClass: HookKey['workClass']): HttpError {
  const [here, there] = workClass === 'feedback' ? ['feedback', 'submissions'] : ['submissions', 'feedback'];
  return new HttpError(403, {
    code: 'otherWorkClass',
    message: `The key is for ${here}, and this Gradescope assignment is known to take ${there}.`,
    whose: 'course staff',
    remedy: `Upload the zip with the key for ${there}; feedback has a Gradescope assignment of its own.`,
  });
}

function unknownAssignment({ course, assignment }: HookKey): HttpError {
  return new HttpError(503, {
    code: 'unknownAssignment',
    message: `The server does not grade ${assignment} of ${course}.`,
    whose: 'operator',
    remedy: 'Start the server with the course’s folder, or retire the key.',
  });
}
