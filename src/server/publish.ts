import { CourseError } from '../course/courseError.js';
import { freeze, type VersionBlobs } from '../course/freeze.js';
import { loadCourse } from '../course/load.js';
import { write, type Store } from '../db/store.js';
import { readCurrentVersions, recordVersion } from '../ledger/versions.js';

/** What publishing a course's folder came to. */
export interface Published {
  readonly course: string;
  /** Its assignments, each with the version of its files. */
  readonly versions: readonly { readonly assignment: string; readonly digest: string; readonly isNew: boolean }[];
  /** Assignments whose files are wrong: what was published before stays. */
  readonly refused: readonly { readonly assignment: string; readonly error: CourseError }[];
  /** Assignments whose folder is gone. */
  readonly withdrawn: readonly string[];
}

/**
 * Publishes a course's folder: freezes each assignment as it is now, and has what comes in from now on graded with that.
 * Each assignment stands for itself: one with a wrong file keeps the version it has.
 *
 * @throws {CourseError} where `course.yaml` is absent or wrong.
 */
export async function publish(store: Store, blobs: VersionBlobs, courseDir: string): Promise<Published> {
  const { course, assignments } = await loadCourse(courseDir);
  const frozen: { assignment: string; digest: string }[] = [];
  const refused: { assignment: string; error: CourseError }[] = [];
  for (const assignment of assignments) {
    try {
      frozen.push({ assignment, digest: (await freeze(blobs, courseDir, assignment)).digest });
    } catch (error) {
      if (!(error instanceof CourseError)) throw error;
      refused.push({ assignment, error });
    }
  }
  return write(store, () => {
    const gone = [...readCurrentVersions({ store, course: course.id }).keys()].filter(
      (id) => !assignments.includes(id),
    );
    for (const assignment of gone) recordVersion(store, { course: course.id, assignment, digest: null });
    const versions = frozen.map((one) => ({ ...one, isNew: recordVersion(store, { course: course.id, ...one }) }));
    return { course: course.id, versions, refused, withdrawn: gone };
  });
}
