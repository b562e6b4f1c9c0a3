import type { ContainerInspectInfo } from 'dockerode';
import { z } from 'zod';
import { jsonOrNothing } from '../base/jsonOrNothing.js';
import { limitsSchema } from '../course/schema.js';
import type { GradingContext } from '../grading/context.js';
import type { Tier } from '../grade/grade.js';
import { runCell, type CellRun } from '../grading/runCell.js';
import { StudentSession } from '../grading/studentSession.js';
import { SandboxContainer } from '../sandbox/container.js';
import { PlatformError } from '../base/platformError.js';
import { containerSpec, type SandboxPurpose } from '../sandbox/spec.js';
import { insideSchema } from './inside.js';
import { PROGRAMS } from './programs.js';
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
 * Starts containers from the very spec builder and looks at them from inside and from outside. One is looked around in;
 * what may end a container, too many processes and too much memory, has one each.
 *
 * @throws {PlatformError} where one cannot be started, or where the engine warns: a limit it does not enforce is none.
 */
export async function probe(machine: Probed, tier: Tier, hasAppArmor: boolean): Promise<PromiseSeen[]> {
  const [looked, forked, hogged] = await settled([
    runAlone(machine, PROGRAMS.inside),
    runAlone(machine, PROGRAMS.forks),
    runAlone(machine, PROGRAMS.hog),
  ]);
  const inside = insideSchema.safeParse(jsonOrNothing(looked.run.outputs.printed));
  if (!inside.success) {
    throw new PlatformError(`The probe did not run to its end (${looked.reason}).`, {
      remedy: 'Operator: `npm run setup`; if it stays so, this runtime cannot run student containers.',
    });
  }
  return judgePromises({
    tier,
    limits: LIMITS,
    inside: inside.data,
    forks: z.int().optional().catch(undefined).parse(jsonOrNothing(forked.run.outputs.printed)),
    asked: containerSpec(probePurpose(machine), inside.data.uid),
    inspected: looked.inspected,
    oomFlagged: hogged.run.status === 'outOfMemory',
    hasAppArmor,
  });
}

interface Seen {
  readonly run: CellRun;
  /** How the cell ended, in a few words. */
  readonly reason: string;
  readonly inspected: ContainerInspectInfo;
}

/** Runs one program as the only cell of a container of its own. */
async function runAlone(machine: Probed, program: string): Promise<Seen> {
  await using container = await SandboxContainer.start(machine.engine, probePurpose(machine), ['stdout']);
  const inspected = await machine.engine.request('inspect a container', (abortSignal) =>
    machine.engine.docker.getContainer(container.id).inspect({ abortSignal }),
  );
  const session = await StudentSession.setUp(container, { preload: [], seed: 0, threads: 1, arrays: 'numpy' });
  const run = await runCell(session, { index: 0, number: 1, source: program }, LIMITS, CELL_MS);
  const { error } = run.outputs;
  return { run, reason: error ? `${error.ename}: ${error.evalue}` : run.status, inspected };
}

/** All of them, or the first failure once all have ended: no container is left behind. */
async function settled<T extends readonly [unknown, ...unknown[]]>(
  runs: T,
): Promise<{ [K in keyof T]: Awaited<T[K]> }> {
  await Promise.allSettled(runs);
  return Promise.all(runs);
}
