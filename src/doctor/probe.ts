import { limitsSchema } from '../course/schema.js';
import type { GradingContext } from '../grading/context.js';
import type { Tier } from '../grading/grade.js';
import { runCell } from '../grading/runCell.js';
import { StudentSession } from '../grading/studentSession.js';
import { SandboxContainer } from '../sandbox/container.js';
import { PlatformError } from '../sandbox/platformError.js';
import { containerSpec, type SandboxPurpose } from '../sandbox/spec.js';
import { HOG_PROGRAM, INSIDE_PROGRAM, insideSchema } from './inside.js';
import { judgePromises, type PromiseSeen } from './promises.js';

/** Small, so that filling each of them takes no time. */
const LIMITS = limitsSchema.parse({ memoryMiB: 256, pids: 64, diskMiB: 16, shmMiB: 16, outputKiB: 64 });
const CELL_MS = 30_000;

/** What of a machine is probed, and how. */
export type Probed = Omit<GradingContext, 'security'>;

/** What the probe container is asked to be: the same as every student's, but for its limits. */
export function probePurpose({ images, runtime, workerId }: Probed): SandboxPurpose {
  const labels = { worker: workerId, submission: 'probe' };
  return {
    role: 'student',
    image: images.student,
    limits: LIMITS,
    labels,
    ...(runtime === undefined ? {} : { runtime }),
  };
}

/**
 * Starts a container from the very spec builder and looks at it from inside and from outside.
 *
 * @throws {PlatformError} where it cannot be started, or where the engine warns: a limit it does not enforce is none.
 */
export async function probe(machine: Probed, tier: Tier, hasAppArmor: boolean): Promise<PromiseSeen[]> {
  const purpose = probePurpose(machine);
  await using container = await SandboxContainer.start(machine.engine, purpose, ['stdout']);
  const inspected = await machine.engine.request('inspect a container', (abortSignal) =>
    machine.engine.docker.getContainer(container.id).inspect({ abortSignal }),
  );
  const session = await StudentSession.setUp(container, { preload: [], seed: 0, threads: 1, arrays: 'numpy' });
  const look = await runCell(session, { index: 0, source: INSIDE_PROGRAM }, LIMITS, CELL_MS);
  const printed = look.outputs.list.map((output) => (output.kind === 'stream' ? output.text : '')).join('');
  const inside = insideSchema.safeParse(parsed(printed));
  if (!inside.success) {
    const reason = look.outputs.error ? `${look.outputs.error.ename}: ${look.outputs.error.evalue}` : look.status;
    throw new PlatformError(`The probe did not run to its end (${reason}).`, {
      remedy: 'Operator: `npm run setup`; if it stays so, this runtime cannot run student containers.',
    });
  }
  const hog = await runCell(session, { index: 1, source: HOG_PROGRAM }, LIMITS, CELL_MS);
  return judgePromises({
    tier,
    limits: LIMITS,
    inside: inside.data,
    asked: containerSpec(purpose, inside.data.uid),
    inspected,
    oomFlagged: hog.status === 'outOfMemory',
    hasAppArmor,
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
