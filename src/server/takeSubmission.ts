import { readFile } from 'node:fs/promises';
import { gpuWaitOf, laneOf } from '../course/lane.js';
import { findNotebook } from '../intake/findNotebook.js';
import {
  personOf,
  platformDuesOf,
  readGradescopeMetadata,
  requireSubmission,
  type GradescopeSubmission,
} from '../intake/gradescopeMetadata.js';
import { IntakeError } from '../intake/intakeError.js';
import type { BlobFolder } from '../state/blobFolder.js';
import { admit, type Admitted, type AdmitRequest } from '../work/admit.js';
import type { ServerDeps } from './deps.js';
import type { HookKey, HookKeys } from './hookKeys.js';
import { feedbackLane } from './feedbackLane.js';
import { HttpError } from './httpError.js';
import type { Upload } from './upload.js';

/**
 * Takes an upload of Gradescope's in: whose it is, which notebook is graded, and then, in one transaction, into the
 * ledger. A submission in which no notebook can be read is recorded as such.
 *
 * @throws {HttpError} 403 where key and metadata are not of one Gradescope assignment; 409 as `feedbackLane`.
 * @throws {IntakeError} where the metadata cannot be used.
 * @throws {WorkError} as `admit`.
 */
export async function takeSubmission(
  deps: Pick<ServerDeps, 'store' | 'course' | 'blobs' | 'hookKeys' | 'gpuBudget'>,
  key: HookKey,
  upload: Upload,
): Promise<Admitted> {
  const { store, course, blobs, hookKeys } = deps;
  const loaded = course.assignments.get(key.assignment);
  if (loaded === undefined || key.course !== course.id) throw unknownAssignment(key);
  const submission = requireSubmission(readGradescopeMetadata(await readFile(upload.metadata.file)));
  await requireBound(hookKeys, key, submission);
  const content = await contentOf(blobs, upload, loaded.assignment.notebook);
  const digest = loaded.digest.slice('sha256:'.length, 'sha256:'.length + 12);
  const asked = {
    course: course.id,
    submissionId: submission.submissionId,
    graderVersion: `${course.packageVersion}+${digest}`,
    students: submission.users.map(personOf),
  };
  const { assignment } = loaded;
  const isFeedback = key.workClass === 'feedback';
  const usual = { lane: laneOf(assignment), gpuWaitSeconds: gpuWaitOf(assignment) };
  return admit(store, {
    ...asked,
    ...(isFeedback ? await feedbackLane(deps, assignment, asked) : usual),
    assignment: key.assignment,
    createdAt: submission.createdAt,
    platformDues: platformDuesOf(submission),
    source: 'gradescope',
    workClass: key.workClass,
    assignmentDigest: loaded.digest,
    ...content,
  });
}

/**
 * What is graded. The notebook alone says whether the content is the same: other files decide nothing, and who grades
 * the submission from an export has only it.
 */
async function contentOf(
  blobs: BlobFolder,
  { files, filesDigest }: Upload,
  named: string | undefined,
): Promise<Pick<AdmitRequest, 'notebook' | 'fileName' | 'contentDigest' | 'unreadable'>> {
  const submitted = files.map(({ path, bytes, file }) => ({ path, size: bytes, read: () => readFile(file) }));
  try {
    const { notebook, bytes, path } = await findNotebook(submitted, { named });
    const blob = await blobs.put(bytes);
    return { notebook: { blob, digest: notebook.digest }, fileName: path.slice(-255), contentDigest: blob };
  } catch (error) {
    if (!(error instanceof IntakeError)) throw error;
    return { notebook: null, fileName: '', contentDigest: filesDigest, unreadable: error.message };
  }
}

/** The first submission binds the key; from then on Gradescope's ids must be the same. */
async function requireBound(
  hookKeys: HookKeys,
  key: HookKey,
  { courseId, assignmentId }: GradescopeSubmission,
): Promise<void> {
  const ids = { gradescopeCourseId: courseId, gradescopeAssignmentId: assignmentId };
  await requireOwnClass(hookKeys, key, assignmentId);
  const bound = key.gradescopeAssignmentId === undefined ? await hookKeys.bind(key, ids) : key;
  if (bound.gradescopeCourseId === courseId && bound.gradescopeAssignmentId === assignmentId) return;
  throw new HttpError(403, {
    code: 'otherGradescopeAssignment',
    message: 'The key belongs to another Gradescope assignment than the submission.',
    whose: 'course staff',
    remedy: 'Make a zip with a key of its own for each Gradescope assignment: `assay keys new --unbound`.',
  });
}

/** What counts and what does not are never sent from one assignment of Gradescope's. */
async function requireOwnClass(hookKeys: HookKeys, key: HookKey, assignmentId: string): Promise<void> {
  const isOther = (other: HookKey): boolean =>
    other.workClass !== key.workClass && other.gradescopeAssignmentId === assignmentId;
  if (!(await hookKeys.list()).some(isOther)) return;
  const [here, there] = key.workClass === 'feedback' ? ['feedback', 'submissions'] : ['submissions', 'feedback'];
  throw new HttpError(403, {
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
