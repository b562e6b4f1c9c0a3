import { loadCourse } from '../course/load.js';
import type { Engine } from '../sandbox/engine.js';
import { imageName } from '../sandbox/imageNames.js';
import { resolveImage } from '../sandbox/images.js';
import type { Finding } from './finding.js';

/**
 * Nothing of a course whose notebooks run in Assay's own images.
 *
 * @throws {CourseError} where its lock is missing or of another list.
 * @throws {PlatformError} where its images are missing.
 */
export async function courseImageFindings(engine: Engine, packageDir: string, courseDir: string): Promise<Finding[]> {
  const { image } = await loadCourse(courseDir);
  if (image === undefined) return [];
  for (const role of ['student', 'checker'] as const) await resolveImage(engine, packageDir, role, image);
  return [{ level: 'ok', subject: 'course image', text: await imageName(packageDir, 'student', image) }];
}
