import type { LoadedAssignment } from '../course/load.js';
import { checkCatalogue } from '../course/catalogue.js';
import type { Assignment } from '../course/schema.js';
import { SandboxContainer } from '../sandbox/container.js';
import type { GpuLease, GpuSlot } from '../sandbox/gpu.js';
import { PlatformError } from '../sandbox/platformError.js';
import type { SandboxPurpose } from '../sandbox/spec.js';
import { CheckerSession } from './checkerSession.js';
import type { GradingContext } from './context.js';
import { StudentSession } from './studentSession.js';

/**
 * Longer than any submission may take, for a lease that ends too early costs a student their run. What a worker leaves
 * that was killed outright is found by its process; leases are for workers of machines that are gone.
 */
const LEASE_MS = 24 * 3_600_000;

/**
 * Starts a student container and brings it to where only the notebook is missing.
 *
 * @throws {PlatformError} no student code has run yet, so any failure is the platform's.
 */
export async function startStudent(
  context: GradingContext,
  { assignment }: LoadedAssignment,
  submission: string,
  how: Pick<StudentContainer, 'attempt' | 'gpu'> = {},
): Promise<StudentSession> {
  return setUpStudent(await startStudentContainer(context, assignment, submission, how), assignment, how.gpu?.slot);
}

interface StudentContainer {
  readonly attempt?: number | undefined;
  readonly cpuShares?: number | undefined;
  readonly gpu?: GpuLease | undefined;
}

/** The first half of `startStudent`: a container whose runner waits to be told what to import. */
export async function startStudentContainer(
  context: GradingContext,
  { limits }: Assignment,
  submission: string,
  { attempt = 1, cpuShares, gpu }: StudentContainer = {},
): Promise<SandboxContainer> {
  const purpose = {
    ...commonPurpose(context, submission, attempt),
    role: 'student',
    limits,
    image: studentImage(context, gpu),
    ...(cpuShares === undefined ? {} : { cpuShares }),
    ...(gpu === undefined ? {} : { gpu }),
  } as const;
  return SandboxContainer.start(context.engine, purpose, ['stdout']);
}

/** The image that a notebook runs in. @throws {PlatformError} where it has a GPU, and there is no image with CUDA. */
export function studentImage({ images }: GradingContext, gpu: GpuLease | undefined): string {
  if (gpu === undefined) return images.student;
  if (images.gpuStudent !== undefined) return images.gpuStudent;
  throw new PlatformError('This worker gives out GPUs and has no image with CUDA for them.', {
    remedy: 'Operator: `npm run setup -- --gpu`, then start the worker again.',
  });
}

/** The second half of `startStudent`. A container that does not get ready is disposed of. */
export async function setUpStudent(
  container: SandboxContainer,
  assignment: Assignment,
  gpu?: GpuSlot,
): Promise<StudentSession> {
  const { limits, preload, seed, arrays } = assignment;
  try {
    const threads = Math.max(1, Math.ceil(limits.cpus));
    return await StudentSession.setUp(container, { preload, seed, threads, arrays, gpu });
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
export async function startChecker(
  context: GradingContext,
  { assignment, dir }: LoadedAssignment,
): Promise<CheckerSession> {
  const purpose = {
    ...commonPurpose(context, 'none'),
    role: 'checker',
    limits: assignment.limits,
    image: context.images.checker,
    ...(dir === undefined ? {} : { assignmentDir: dir }),
  } as const;
  const container = await SandboxContainer.start(context.engine, purpose, ['stdout', 'stderr']);
  try {
    const checker = await CheckerSession.setUp(container);
    checker.catalogue = checkCatalogue(assignment, checker.ready.checks);
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
  const labels = {
    worker: workerId,
    submission,
    attempt: String(attempt),
    'lease-expires': new Date(Date.now() + LEASE_MS).toISOString(),
  };
  return { labels, ...(runtime === undefined ? {} : { runtime }) };
}
