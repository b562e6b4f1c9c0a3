import type { Person } from '../../access/person.js';
import { graderVersion } from '../../course/graderVersion.js';
import { contentDigestOf } from '../../intake/contentDigest.js';
import { clip, plainText } from '../../results/plainText.js';
import { findRun, handedOut, sendRun } from '../../work/feedbackRuns.js';
import type { Admitted } from '../../work/admit.js';
import type { ServerDeps } from '../deps.js';
import { feedbackLane } from '../feedbackLane.js';
import { HttpError } from '../httpError.js';
import type { ReceivedNotebook } from './receive.js';
import { runnerOf } from './runner.js';

/** Of what the queue takes. */
const MAX_NAME_CHARS = 200;

/**
 * Has what somebody sent run for feedback. The same sources have one run for each version of the grader, however often
 * they are sent and whatever their outputs are.
 *
 * @throws {IntakeError} where no notebook can be read in it; nothing is kept then, and nothing is counted.
 * @throws {HttpError} 404 where there is no such assignment; 409 as `feedbackLane`.
 * @throws {Refusal} `noTokens`.
 */
export async function sendFeedback(
  deps: Pick<ServerDeps, 'store' | 'course' | 'blobs' | 'readers' | 'gpuBudget' | 'onChanged' | 'recall'>,
  person: Person,
  assignment: string,
  received: ReceivedNotebook,
): Promise<Admitted> {
  const { store, course, readers, blobs } = deps;
  const loaded = course.assignments.get(assignment);
  if (loaded === undefined) throw unknownAssignment(assignment, [...course.assignments.keys()]);
  const { blob, digest, path } = await readers.read('notebook', {
    files: [received],
    named: loaded.assignment.notebook,
    blobs: blobs.folder,
  });
  const request = {
    ...{
      ...runnerOf(person),
      assignment,
      assignmentDigest: loaded.digest,
      fileName: clip(plainText(path), MAX_NAME_CHARS),
    },
    graderVersion: graderVersion(course.grader, loaded.digest),
    notebook: { blob, digest },
    contentDigest: contentDigestOf([{ path: '', sha256: blob }]),
  };
  const known = findRun(store, request);
  if (known !== undefined) return { id: known.id, state: known.state, isNew: false };
  const lane = await feedbackLane(deps, loaded.assignment, { ...request, party: [request.party] });
  await deps.recall(handedOut(store, request));
  const admitted = sendRun(store, { ...request, ...lane }, course.feedback);
  if (admitted.isNew) deps.onChanged();
  return admitted;
}

/** Which there are is on the first page of whoever may ask for feedback. */
function unknownAssignment(given: string, known: readonly string[]): HttpError {
  return new HttpError(404, {
    code: 'unknownAssignment',
    message: `There is no assignment “${clip(plainText(given), MAX_NAME_CHARS)}”.`,
    whose: 'student',
    remedy: known.length === 0 ? 'The course has none yet.' : `There are: ${known.join(', ')}.`,
  });
}
