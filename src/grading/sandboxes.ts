import { join } from 'node:path';
import type { LoadedAssignment } from '../course/load.js';
import { checkCatalogue } from '../course/catalogue.js';
import type { Assignment } from '../course/schema.js';
import { SandboxContainer } from '../sandbox/container.js';
import type { GpuLease, GpuSlot } from '../sandbox/gpu.js';
import { PlatformError } from '../base/platformError.js';
import type { SandboxPurpose } from '../sandbox/spec.js';
import { CheckerSession } from './checkerSession.js';
import type { GradingContext } from './context.js';
import { StudentSession } from './studentSession.js';

/**
 * Starts a student container and brings it to where only the notebook is missing.
 *
 * @throws {PlatformError} no student code has run yet, so any failure is the platform's.
 */
export async function startStudent(
  context: GradingContext,
  loaded: LoadedAssignment,
  submission: string,
  how: Pick<StudentContainer, 'attempt' | 'gpu'> = {},
): Promise<StudentSession> {
  return setUpStudent(await startStudentContainer(context, loaded, submission, how), loaded.assignment, how.gpu?.slot);
}

interface StudentContainer {
  readonly attempt?: number | undefined;
  readonly cpuShares?: number | undefined;
  readonly gpu?: GpuLease | undefined;
}

/** The first half of `startStudent`: a container whose runner waits to be told what to import. */
export async function startStudentContainer(
  context: GradingContext,
  loaded: LoadedAssignment,
  submission: string,
  { attempt = 1, cpuShares, gpu }: StudentContainer = {},
): Promise<SandboxContainer> {
  const { limits, data } = loaded.assignment;
  const { dir } = loaded;
  const purpose = {
    ...commonPurpose(context, submission, attempt),
    role: 'student',
    limits,
    image: await studentImage(context, loaded, gpu),
    ...(data === undefined || dir === undefined ? {} : { dataDir: join(dir, data.folder) }),
    ...(cpuShares === undefined ? {} : { cpuShares }),
    ...(gpu === undefined ? {} : { gpu }),
  } as const;
  return SandboxContainer.start(context.engine, purpose, ['stdout']);
}

/** The image that a notebook runs in. @throws {PlatformError} where it has a GPU, and there is no image with CUDA. */
export async function studentImage(
  { images, courseImages }: GradingContext,
  { image }: LoadedAssignment,
  gpu: GpuLease | undefined,
): Promise<string> {
  if (image !== undefined) return courseImages.digestOf(image, gpu === undefined ? 'student' : 'student-gpu');
  if (gpu === undefined) return images.student;
  if (images.gpuStudent !== undefined) return images.gpuStudent;
  throw new PlatformError('This worker gives out GPUs and has no image with CUDA for them.', {
    remedy: 'Operator: `npm run setup -- --gpu`, then start the worker again.',
  });
}

/** The image that an assignment's checks run in. */
export async function checkerImage(
  { images, courseImages }: GradingContext,
  { image }: LoadedAssignment,
): Promise<string> {
  return image === undefined ? images.checker : courseImages.digestOf(image, 'checker');
}

/** The second half of `startStudent`. A container that does not get ready is disposed of. */
export async function setUpStudent(
  container: SandboxContainer,
  assignment: Assignment,
  gpu?: GpuSlot,
): Promise<StudentSession> {
  const { limits, preload, seed, arrays, data } = assignment;
  try {
    const threads = Math.max(1, Math.ceil(limits.cpus));
    return await StudentSession.setUp(container, { preload, seed, threads, arrays, data, gpu });
  } catch (error) {
    await container[Symbol.asyncDispose]();
    throw error;
  }
}

/**
 * Starts a checker for one version of an assignment and compares what it announces with the manifest.
 *
 * @throws {CourseError} where checks.py and assignment.yaml disagree.
 * @throws {BrokenChecks} where checks.py cannot be imported.
 */
export async function startChecker(context: GradingContext, loaded: LoadedAssignment): Promise<CheckerSession> {
  const { assignment, dir } = loaded;
  const purpose = {
    ...commonPurpose(context, 'none'),
    role: 'checker',
    limits: assignment.limits,
    image: await checkerImage(context, loaded),
    ...(dir === undefined ? {} : { assignmentDir: dir }),
  } as const;
  const container = await SandboxContainer.start(context.engine, purpose, ['stdout', 'stderr']);
  try {
    const checker = await CheckerSession.setUp(container);
    checker.catalogue = checkCatalogue(assignment, checker.ready.checks);
    checker.memoryBytes = (await checker.usage())?.peakMemoryBytes ?? assignment.limits.memoryMiB * 1024 * 1024;
    return checker;
  } catch (error) {
    await container[Symbol.asyncDispose]();
    throw error;
  }
}

function commonPurpose(
  { workerId, runtime }: GradingContext,
  submission: string,
  attempt = 1,
): Pick<SandboxPurpose, 'labels' | 'runtime'> {
  const labels = { worker: workerId, submission, attempt: String(attempt) };
  return { labels, ...(runtime === undefined ? {} : { runtime }) };
}
