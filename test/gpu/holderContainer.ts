import type { Container } from 'dockerode';
import { limitsSchema } from '../../src/course/schema.js';
import { createContainer } from '../../src/sandbox/create.js';
import type { Engine } from '../../src/sandbox/engine.js';
import type { GpuLease } from '../../src/sandbox/gpu.js';

/** A student's container that bears a lease's labels, created and not started. It needs no device. */
export async function createHolderContainer(
  engine: Engine,
  image: string,
  { slot, token }: Pick<GpuLease, 'slot' | 'token'>,
): Promise<Container> {
  const labels = { worker: 'gpu-test', gpu: slot.device, 'gpu-slot': String(slot.slot), 'gpu-token': String(token) };
  return createContainer(engine, { role: 'student', image, limits: limitsSchema.parse({}), labels });
}
