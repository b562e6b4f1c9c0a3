import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import type { GradingContext } from '../../src/grading/context.js';
import { connectEngine, type Engine } from '../../src/sandbox/engine.js';
import { CourseImages, resolveImages } from '../../src/sandbox/images.js';
import { LABEL_PREFIX } from '../../src/sandbox/spec.js';

/** The package under test. */
export const PACKAGE_DIR = resolve(import.meta.dirname, '..', '..');

/** A course of a few small assignments with tight limits, so that tests are quick. */
export const MINI_COURSE_DIR = resolve(PACKAGE_DIR, 'test', 'fixtures', 'mini-course');

/**
 * What grading needs, on the real engine and with this package's images. Every call names a worker of its own, so that
 * a test file finds its own containers and no others.
 *
 * @throws {PlatformError} where set-up has not been run: tests of containers fail then, they do not pass silently.
 */
export async function testContext(overrides: Partial<GradingContext> = {}): Promise<GradingContext> {
  const engine = connectEngine();
  const { Version } = await engine.request('tell its version', () => engine.docker.version());
  return {
    engine,
    engineVersion: Version,
    images: await resolveImages(engine, PACKAGE_DIR),
    courseImages: new CourseImages(engine, PACKAGE_DIR),
    secret: Buffer.alloc(32, 7),
    workerId: `test-${randomUUID()}`,
    grader: '0.0.0-test',
    security: { tier: 'T0', probe: 'passed', findings: [] },
    ...overrides,
  };
}

/** What a worker keeps between submissions: idle checkers, and the courses' own solutions. */
export const KEPT: readonly string[] = ['checker running', 'reference running'];

/** The containers that one worker has on the engine now, running or not, as `<role> <state>`. */
export async function containersOf({ engine, workerId }: { engine: Engine; workerId: string }): Promise<string[]> {
  const filters = { label: [`${LABEL_PREFIX}worker=${workerId}`] };
  const found = await engine.request('list containers', () => engine.docker.listContainers({ all: true, filters }));
  return found.map(({ Labels, State }) => {
    const isReference = Labels[`${LABEL_PREFIX}submission`] === 'reference';
    return `${isReference ? 'reference' : (Labels[`${LABEL_PREFIX}role`] ?? '')} ${State}`;
  });
}
