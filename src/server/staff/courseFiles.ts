import { CourseError } from '../../course/courseError.js';
import type { CourseFiles } from '../../ledger/courseFiles.js';
import type { ServerDeps } from '../deps.js';

/** Files that are wrong are told of where they are published; here nothing is compared with them then. */
export async function courseFiles({ course }: Pick<ServerDeps, 'course'>): Promise<CourseFiles | undefined> {
  try {
    return await course.files();
  } catch (error) {
    if (error instanceof CourseError) return undefined;
    throw error;
  }
}
