import { createHash } from 'node:crypto';
import { basename, join } from 'node:path';
import { freeze } from '../course/freeze.js';
import { graderVersion } from '../course/graderVersion.js';
import { gpuWaitOf, laneOf } from '../course/lane.js';
import type { LoadedAssignment } from '../course/load.js';
import { contentDigestOf } from '../intake/contentDigest.js';
import { findNotebook, type FoundNotebook } from '../intake/findNotebook.js';
import { IntakeError } from '../intake/intakeError.js';
import { readNotebookFile } from '../intake/openNotebook.js';
import { blobFolder } from '../machine/blobFolder.js';
import type { AdmitRequest } from '../work/admit.js';
import type { GradeOptions } from './gradeOptions.js';
import type { HandedIn } from './handedIn.js';
import { stateDir, thisGrader } from './setting.js';

/** A submission, and its notebook, or why there is none to be graded. */
export interface Intake {
  readonly loaded: LoadedAssignment;
  readonly handedIn: HandedIn;
  readonly found: FoundNotebook | IntakeError;
  readonly fileName: string;
  readonly bytes: Uint8Array;
}

export async function readIntake(loaded: LoadedAssignment, file: string, handedIn: HandedIn): Promise<Intake> {
  const fileName = basename(file);
  const bytes = await readNotebookFile(file);
  return { loaded, handedIn, found: await notebookIn(fileName, bytes, loaded.assignment.notebook), fileName, bytes };
}

/** What the server would admit, had it come there; the notebook is among the blobs from now on. */
export async function requestOf(intake: Intake, course: string, options: GradeOptions): Promise<AdmitRequest> {
  const { loaded, handedIn, found, fileName, bytes } = intake;
  const { assignment, digest: assignmentDigest } = loaded;
  const blobs = blobFolder(join(await stateDir(process.env), 'blobs'));
  const terms = {
    ...{ ...handedIn, course, assignment: assignment.id, assignmentDigest, again: options.again === true },
    workClass: 'submission',
    ...{ lane: laneOf(assignment), gpuWaitSeconds: gpuWaitOf(assignment) },
    graderVersion: graderVersion(await thisGrader(), assignmentDigest),
    contentDigest: contentDigest(found, fileName, bytes),
  } as const;
  if (found instanceof IntakeError) return { ...terms, fileName, notebook: null, unreadable: found.message };
  // Whoever grades it finds this version.
  await freeze(blobs, options.course, assignment.id);
  const notebook = { blob: await blobs.put(found.bytes), digest: found.notebook.digest };
  return { ...terms, fileName: found.path, notebook };
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
