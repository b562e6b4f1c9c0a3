import type { CourseImage } from '../course/image.js';
import { statusOf, type Engine } from './engine.js';
import { imageName, type ImageRole } from './imageNames.js';
import { PlatformError } from '../base/platformError.js';

/**
 * The digests of this package's images: containers are made from a digest, so that a tag that moves while a class is
 * graded changes nothing.
 *
 * @throws {PlatformError} where an image is missing, older than the code included.
 */
export async function resolveImages(
  engine: Engine,
  packageDir: string,
): Promise<Record<'student' | 'checker', string>> {
  return {
    student: await resolveImage(engine, packageDir, 'student'),
    checker: await resolveImage(engine, packageDir, 'checker'),
  };
}

/** One of them, or one of a course's own. @throws {PlatformError} where it is missing. */
export async function resolveImage(
  engine: Engine,
  packageDir: string,
  role: ImageRole,
  course?: CourseImage,
): Promise<string> {
  const name = await imageName(packageDir, role, course);
  try {
    const image = await engine.request('inspect an image', () => engine.docker.getImage(name).inspect());
    return image.Id;
  } catch (error) {
    if (statusOf(error) !== 404) throw error;
    const remedy = `Operator: build the images with \`${commandFor(role, course)}\`.`;
    throw new PlatformError(`The image ${name} is missing.`, { cause: error, remedy });
  }
}

/** The images of courses that have their own. Each is looked up once, for the same reason. */
export class CourseImages {
  readonly #engine: Engine;
  readonly #packageDir: string;
  readonly #digests = new Map<string, string>();

  constructor(engine: Engine, packageDir: string) {
    this.#engine = engine;
    this.#packageDir = packageDir;
  }

  /** @throws {PlatformError} where it is missing. */
  async digestOf(course: CourseImage, role: ImageRole): Promise<string> {
    const key = `${course.course} ${course.lock} ${role}`;
    const digest = this.#digests.get(key) ?? (await resolveImage(this.#engine, this.#packageDir, role, course));
    this.#digests.set(key, digest);
    return digest;
  }
}

function commandFor(role: ImageRole, course: CourseImage | undefined): string {
  const needsGpu = role.endsWith('-gpu');
  if (course === undefined) return needsGpu ? 'npm run setup -- --gpu' : 'npm run setup';
  return `assay image --course ${course.dir}${needsGpu ? ' --gpu' : ''}`;
}
