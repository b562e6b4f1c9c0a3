import type { CourseImage } from '../course/image.js';
import { preflight } from '../doctor/preflight.js';
import type { GradingContext } from '../grading/context.js';
import { connectEngine } from '../sandbox/engine.js';
import { CourseImages, resolveImages } from '../sandbox/images.js';
import { loadSecret } from '../machine/secret.js';
import { workerIdOf } from '../machine/workerId.js';
import { PACKAGE_DIR, thisGrader } from './setting.js';

/**
 * What grading needs, put together once per command.
 *
 * @param image the course's own, where it has one.
 * @throws {PlatformError} where the engine does not answer or an image is missing.
 */
export async function gradingContext(
  env: NodeJS.ProcessEnv,
  state: string,
  image: CourseImage | undefined,
): Promise<GradingContext> {
  const machine = await gradingMachine(env, state);
  // Whoever waits for a class should hear it before the first submission.
  if (image !== undefined) await machine.courseImages.digestOf(image, 'student');
  return { ...machine, security: await preflight(machine, state, env) };
}

/** The same before anyone has looked whether its sandboxes keep their promises. */
export async function gradingMachine(env: NodeJS.ProcessEnv, state: string): Promise<Omit<GradingContext, 'security'>> {
  const engine = connectEngine();
  const version = await engine.request('tell its version', () => engine.docker.version());
  const runtime = env['ASSAY_RUNTIME'];
  return {
    engine,
    engineVersion: version.Version,
    images: await resolveImages(engine, PACKAGE_DIR),
    courseImages: new CourseImages(engine, PACKAGE_DIR),
    ...(runtime === undefined || runtime === '' ? {} : { runtime }),
    secret: await loadSecret(state, env),
    workerId: await workerIdOf(process.pid),
    grader: await thisGrader(),
  };
}
