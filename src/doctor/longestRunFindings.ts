import { readAssignment, loadCourse } from '../course/load.js';
import { longestRun, longestRunText } from '../grading/longestRun.js';
import type { Finding } from './finding.js';

/** How long one submission for each assignment of a course may take. @throws {CourseError} where a file is wrong. */
export async function longestRunFindings(courseDir: string): Promise<Finding[]> {
  const { assignments } = await loadCourse(courseDir);
  return Promise.all(
    assignments.map(async (id): Promise<Finding> => {
      const run = longestRun((await readAssignment(courseDir, id)).assignment.limits);
      return { level: run.isTooLong ? 'warn' : 'ok', subject: 'longest run', text: `${id}: ${longestRunText(run)}` };
    }),
  );
}
