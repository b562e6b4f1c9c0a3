import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { stringify } from 'yaml';
import { Refusal } from '../base/refusal.js';
import { isSameRelease, parsePins } from '../colab/pins.js';
import { CourseError } from '../course/courseError.js';
import { lockSchema, packageOf, readLock, type ImageLock, type ImageWishes } from '../course/image.js';
import { readCourseFile } from '../course/load.js';
import { imageName, packageSources } from '../sandbox/imageNames.js';
import { runDocker } from './docker.js';

/** A course's own id, what it asks for, and the lock that answers it. */
export interface LockedCourse {
  readonly id: string;
  readonly lock: ImageLock;
  /** What `image.lock.yaml` should hold, where the lock was made now. */
  readonly text?: string;
}

/**
 * The lock of `course.yaml`: the one beside it, or a new one in its place where that one is of another list of packages
 * or of other packages of Assay's, or `isUpdate` asks for it.
 *
 * @throws {CourseError} where a file of the course is wrong.
 * @throws {Refusal} where the course asks for no image, or the packages cannot be had together.
 */
export async function lockCourse(courseDir: string, packageDir: string, isUpdate: boolean): Promise<LockedCourse> {
  const { value: course, placeOf } = await readCourseFile(courseDir);
  if (course.image === undefined) throw noWishes(courseDir);
  const pins = parsePins(await readFile(join(packageDir, 'docker', 'requirements.txt'), 'utf8'));
  const clashes = course.image.python.flatMap((line, index) => {
    const [, version = ''] = line.split('==');
    const own = pins.get(packageOf(line));
    if (own === undefined || isSameRelease(own, version)) return [];
    const text = `${line}: Assay’s images have ${packageOf(line)} ${own}, and nothing of theirs changes its version. Course staff: name that version, or leave it out.`;
    return [{ place: placeOf(['image', 'python', index]), text }];
  });
  if (clashes.length > 0) throw new CourseError(clashes);

  const sources = await packageSources(packageDir);
  const old = isUpdate ? undefined : await readLock(courseDir);
  if (old?.sources === sources && isDeepStrictEqual(old.wishes, course.image)) {
    return { id: course.id, lock: old };
  }
  const python = await resolve(course.image, packageDir);
  const lock = lockSchema.parse({ schemaVersion: 1, wishes: course.image, sources, python });
  return { id: course.id, lock, text: `${HEADER}${stringify(lock)}` };
}

const HEADER = '# Made by `assay image` from course.yaml. Keep it with the course; change course.yaml instead.\n';

async function resolve(wishes: ImageWishes, packageDir: string): Promise<string[]> {
  if (wishes.python.length === 0) return [];
  const python = await imageName(packageDir, 'python');
  const { failed, stdout } = await runDocker(packageDir, { wishes, lock: [] }, 'lock', [python]);
  if (!failed) return stdout.split('\n').filter((line) => line !== '');
  throw new Refusal({
    code: 'image.unresolved',
    text: 'The packages that `image` of course.yaml names cannot be had together with Assay’s; what pip says is above.',
    remedy:
      'Course staff: name other versions. There must be a wheel for Python 3.11, of each package that they need too.',
  });
}

function noWishes(courseDir: string): Refusal {
  return new Refusal({
    code: 'image.none',
    text: 'course.yaml names no packages, so this course’s notebooks run in Assay’s own images.',
    remedy: 'Course staff: name them under `image` (docs/course-image.md).',
    place: courseDir,
  });
}
