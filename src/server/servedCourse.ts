import type { GpuBudgetTerms } from '../work/gpuBudget.js';
import { loadAssignment, loadCourse, type LoadedAssignment } from '../course/load.js';

/** The course that the server grades for, as it was read at the start. */
export interface ServedCourse {
  readonly id: string;
  readonly assignments: ReadonlyMap<string, LoadedAssignment>;
  /** What feedback may use of GPUs; without limit where absent. */
  readonly gpuFeedback?: GpuBudgetTerms | undefined;
  /** The version of the package; with an assignment's digest it names what grades. */
  readonly packageVersion: string;
}

/** @throws {CourseError} where a file of the course is wrong. */
export async function loadServedCourse(courseDir: string, packageVersion: string): Promise<ServedCourse> {
  const { course, assignments } = await loadCourse(courseDir);
  const loaded = await Promise.all(assignments.map((id) => loadAssignment(courseDir, id)));
  const minutesPerDay = course.gpu?.feedbackMinutesPerDay;
  const gpuFeedback = minutesPerDay === undefined ? undefined : { minutesPerDay, timeZone: course.timeZone };
  return {
    id: course.id,
    gpuFeedback,
    assignments: new Map(loaded.map((one) => [one.assignment.id, one])),
    packageVersion,
  };
}
