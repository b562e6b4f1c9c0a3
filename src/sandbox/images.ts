import { statusOf, type Engine } from './engine.js';
import { gpuImageName, imageNames } from './imageNames.js';
import { PlatformError } from './platformError.js';

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
  const names = await imageNames(packageDir);
  const digestOf = (name: string): Promise<string> => digestOfImage(engine, name, 'npm run setup');
  return { student: await digestOf(names.student), checker: await digestOf(names.checker) };
}

/** The student's image for machines with GPUs. @throws {PlatformError} where it is missing: it is built on demand. */
export async function resolveGpuImage(engine: Engine, packageDir: string): Promise<string> {
  return digestOfImage(engine, await gpuImageName(packageDir), 'npm run setup -- --gpu');
}

async function digestOfImage(engine: Engine, name: string, command: string): Promise<string> {
  try {
    const image = await engine.request('inspect an image', () => engine.docker.getImage(name).inspect());
    return image.Id;
  } catch (error) {
    if (statusOf(error) !== 404) throw error;
    const remedy = `Operator: build the images with \`${command}\`.`;
    throw new PlatformError(`The image ${name} is missing.`, { cause: error, remedy });
  }
}
