import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { limitsSchema } from '../../src/course/schema.js';
import type { GradingContext } from '../../src/grading/context.js';
import { SandboxContainer } from '../../src/sandbox/container.js';
import { createContainer, removeContainer } from '../../src/sandbox/create.js';
import type { GpuLease } from '../../src/sandbox/gpu.js';
import { PlatformError } from '../../src/base/platformError.js';
import type { SandboxPurpose } from '../../src/sandbox/spec.js';
import { containersOf, testContext } from '../support/engine.js';
import { gpuEngine, type GpuEngine } from '../support/gpuEngine.js';
import { lease } from '../support/lease.js';
import { NO_OWN_ENGINE, ownEngine, type OwnEngine } from '../support/ownEngine.js';

const LIMITS = { requestMs: 30_000, signalMs: 10_000, standstillMs: 120_000 };
const DEVICE = lease().slot.device;

if (NO_OWN_ENGINE !== undefined) console.warn(`Tests with an NVIDIA engine are skipped: it ${NO_OWN_ENGINE}.`);

const cdi = lease({ slot: { ...lease().slot, driver: 'cdi' } });

function purposeOf(context: GradingContext, role: 'student' | 'checker', gpu?: GpuLease): SandboxPurpose {
  const common = { role, image: context.images[role], limits: limitsSchema.parse({}) };
  return { ...common, labels: { worker: context.workerId }, ...(gpu && { gpu }) };
}

/** Why the container did not start. */
async function refusalOf(context: GradingContext, purpose: SandboxPurpose): Promise<PlatformError> {
  const error: unknown = await SandboxContainer.start(context.engine, purpose, ['stdout']).catch(
    (cause: unknown) => cause,
  );
  expect(error).toBeInstanceOf(PlatformError);
  return error as PlatformError;
}

describe.skipIf(NO_OWN_ENGINE !== undefined)('on an engine with NVIDIA’s toolkit', { timeout: 60_000 }, () => {
  let gpus: GpuEngine;
  let context: GradingContext;
  beforeAll(async () => {
    gpus = await gpuEngine(LIMITS);
    context = await testContext({ engine: gpus.own.engine, images: gpus.own.images });
  }, 60_000);
  afterEach(async () => {
    expect(await containersOf(context)).toEqual([]);
    await gpus.setGone(false);
  });
  afterAll(async () => {
    await gpus[Symbol.asyncDispose]();
  });

  it('a student’s container gets the one device that its lease names, to compute with', async () => {
    const purpose = purposeOf(context, 'student', lease());
    await using container = await SandboxContainer.start(context.engine, purpose, ['stdout']);
    const asked = await gpus.asked();
    expect(asked.map(({ container: id }) => id)).toEqual([container.id]);
    expect(asked[0]?.arguments).toEqual(['prestart']);
    // Twice, by the specification and by the engine.
    expect([...new Set(asked[0]?.nvidia)].toSorted()).toEqual([
      'NVIDIA_DRIVER_CAPABILITIES=compute,utility',
      `NVIDIA_VISIBLE_DEVICES=${DEVICE}`,
    ]);
  });

  it('nothing else gets one: no checker, whatever it is given, and no student without a lease', async () => {
    const before = (await gpus.asked()).length;
    for (const purpose of [
      purposeOf(context, 'checker'),
      purposeOf(context, 'checker', lease()),
      purposeOf(context, 'student'),
    ]) {
      await using container = await SandboxContainer.start(context.engine, purpose, ['stdout']);
      // Nor from a toolkit that is the engine's default runtime: these images say `all`.
      const { Config, State } = await context.engine.docker.getContainer(container.id).inspect();
      expect(State.Running).toBe(true);
      expect(Config.Env.filter((entry) => entry.startsWith('NVIDIA_'))).toEqual(['NVIDIA_VISIBLE_DEVICES=void']);
    }
    expect(await gpus.asked()).toHaveLength(before);
  });

  it('a device that is gone is the platform’s failure, and nothing is left of the container', async () => {
    await gpus.setGone(true);
    const { text, remedy } = await refusalOf(context, purposeOf(context, 'student', lease()));
    expect(text).toMatch(/could not start a container: .*unknown device/su);
    expect(remedy).toMatch(new RegExp(`^Operator: .*could not give ${DEVICE} .*nvidia-smi -L`, 'u'));
  });

  it('a holder that has lost its slot creates its container, and never starts it', async () => {
    const before = (await gpus.asked()).length;
    let seen: string[] = [];
    const confirm = async (): Promise<void> => {
      seen = await containersOf(context);
      throw new PlatformError('The slot is not held any more.', { remedy: 'None.' });
    };
    const { text } = await refusalOf(context, purposeOf(context, 'student', lease({ confirm })));
    expect(text).toBe('The slot is not held any more.');
    expect(seen).toEqual(['student created']);
    expect(await gpus.asked()).toHaveLength(before);
  });

  it('a container that the next holder removes before its start is not started', async () => {
    const before = (await gpus.asked()).length;
    const confirm = async (): Promise<void> => {
      const filters = { label: ['org.assay.gpu-token=7'] };
      for (const { Id } of await context.engine.docker.listContainers({ all: true, filters })) {
        await removeContainer(context.engine, context.engine.docker.getContainer(Id));
      }
    };
    const { text } = await refusalOf(context, purposeOf(context, 'student', lease({ confirm })));
    expect(text).toMatch(/could not start a container: .*No such container/su);
    expect(await gpus.asked()).toHaveLength(before);
  });

  it('a container tells whose it is and which slot it has', async () => {
    const container = await createContainer(context.engine, purposeOf(context, 'student', lease()));
    const { Labels } = (await container.inspect()).Config;
    await removeContainer(context.engine, container);
    expect(Labels).toMatchObject({
      'org.assay.gpu': DEVICE,
      'org.assay.gpu-slot': '0',
      'org.assay.gpu-token': '7',
    });
  });

  it('an engine without CDI says so', async () => {
    const { remedy } = await refusalOf(context, purposeOf(context, 'student', cdi));
    expect(remedy).toMatch(/^Operator: .*CDI/u);
  });
});

describe.skipIf(NO_OWN_ENGINE !== undefined)('on an engine without NVIDIA’s toolkit', { timeout: 60_000 }, () => {
  let own: OwnEngine;
  let context: GradingContext;
  beforeAll(async () => {
    own = await ownEngine(LIMITS);
    context = await testContext({ engine: own.engine, images: own.images });
  }, 60_000);
  afterAll(async () => {
    await own[Symbol.asyncDispose]();
  });

  it('a container with a GPU is the platform’s failure, and the operator is told what to install', async () => {
    const { remedy } = await refusalOf(context, purposeOf(context, 'student', lease()));
    expect(remedy).toMatch(/^Operator: .*Install the NVIDIA Container Toolkit/u);
    expect(await containersOf(context)).toEqual([]);
  });
});
