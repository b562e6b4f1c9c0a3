import { loadAssignment, type LoadedAssignment } from '../../../src/course/load.js';
import { MINI_COURSE_DIR } from '../../support/engine.js';

/** An assignment with the limits that a course's usually has; the small course's own are tighter. */
export async function parityAssignment(): Promise<LoadedAssignment> {
  const mini = await loadAssignment(MINI_COURSE_DIR, 'mini');
  const limits = { ...mini.assignment.limits, memoryMiB: 1024, diskMiB: 512, pids: 256 };
  return { ...mini, assignment: { ...mini.assignment, limits } };
}
