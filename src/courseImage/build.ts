import { lockDigest } from '../course/image.js';
import { imageName, type ImageRole } from '../sandbox/imageNames.js';
import { PlatformError } from '../base/platformError.js';
import { runDocker } from './docker.js';
import type { LockedCourse } from './lock.js';

/** In this order: the validator's is made on the checker's. */
const ROLES = ['student', 'checker', 'validator'] as const;
const GPU_ROLES = ['student-gpu'] as const;

/**
 * Builds the images of a course that are not there yet.
 *
 * @returns their names.
 * @throws {PlatformError} where they cannot be built.
 */
export async function buildImages(
  { id, lock }: LockedCourse,
  courseDir: string,
  packageDir: string,
  hasGpus: boolean,
): Promise<string[]> {
  const image = { course: id, dir: courseDir, lock: lockDigest(lock) };
  const built: string[] = [];
  const build = async (layer: ImageRole, roles: readonly ImageRole[]): Promise<void> => {
    const names = await Promise.all(roles.map((role) => imageName(packageDir, role, image)));
    const pairs = roles.map((role, index) => `${role}=${names[index]}`);
    const args = [await imageName(packageDir, layer), await imageName(packageDir, layer, image), ...pairs];
    const { failed } = await runDocker(packageDir, { wishes: lock.wishes, lock: lock.python }, 'build', args);
    if (failed) throw notBuilt();
    built.push(...names);
  };
  await build('python', ROLES);
  if (hasGpus) await build('python-gpu', GPU_ROLES);
  return built;
}

function notBuilt(): PlatformError {
  return new PlatformError('The course’s images could not be built; the reason is above.', {
    remedy:
      'Operator: see whether packages can be fetched on this machine. Course staff: where a Debian package is not ' +
      'known, correct its name in course.yaml.',
  });
}
