import type { Logger } from 'pino';
import type { CourseImage } from '../course/image.js';
import { SHARED, UNSEEN } from '../doctor/gpuFindings.js';
import { findDevices, type MachineGpus } from '../gpu/devices.js';
import { GpuSlots } from '../gpu/gpuSlots.js';
import { readQuarantine } from '../gpu/quarantine.js';
import type { QueueRedis } from '../queue/connection.js';
import type { GradingContext } from '../grading/context.js';
import type { Engine } from '../sandbox/engine.js';
import { resolveImage } from '../sandbox/images.js';
import { gpusSetting, PACKAGE_DIR } from './setting.js';

/**
 * The devices that a worker is told to give to submissions; none where it is told of none.
 *
 * @throws {CourseError | PlatformError} where this machine does not have them.
 */
export async function findWorkerGpus(option: string | undefined, log: Logger): Promise<MachineGpus | undefined> {
  const gpus = gpusSetting(option, process.env);
  if (gpus === undefined) return undefined;
  const machine = await findDevices(gpus);
  for (const { id, name, slots } of machine.devices) {
    log.info({ device: id, name, slots: slots.length, slotMiB: slots[0]?.slotMiB }, 'gives a GPU to submissions');
    if (slots.length > 1) log.warn({ device: id }, SHARED);
  }
  if (!machine.canBeSeen) log.warn(UNSEEN);
  return machine;
}

/** @throws {PlatformError} where the image with CUDA has not been built, and it is needed. */
export async function withGpuImage(
  context: GradingContext,
  hasGpus: boolean,
  image: CourseImage | undefined,
): Promise<GradingContext> {
  if (!hasGpus) return context;
  if (image !== undefined) await context.courseImages.digestOf(image, 'student-gpu');
  const gpuStudent = await resolveImage(context.engine, PACKAGE_DIR, 'student-gpu');
  return { ...context, images: { ...context.images, gpuStudent } };
}

/** The same through Redis, with a connection of its own. */
export async function openWorkerGpus(
  machine: MachineGpus,
  engine: Engine,
  queue: QueueRedis,
  log: Logger,
): Promise<{ readonly slots: GpuSlots } & AsyncDisposable> {
  const redis = queue.connect('serving');
  const tell = (device: string, reason: string): void => {
    log.error({ device, reason }, `a GPU is set aside; mend it, then: assay gpus clear ${device}`);
  };
  const slots = new GpuSlots({ machine, engine, redis, onQuarantine: tell });
  const own = new Set(machine.devices.map(({ id }) => id));
  for (const { device, reason } of await readQuarantine(redis)) if (own.has(device)) tell(device, reason);
  return {
    slots,
    [Symbol.asyncDispose]() {
      redis.disconnect();
      return Promise.resolve();
    },
  };
}
