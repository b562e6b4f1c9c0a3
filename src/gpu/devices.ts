import { CourseError } from '../course/courseError.js';
import type { GpuSlot } from '../sandbox/gpu.js';
import { PlatformError } from '../base/platformError.js';
import { readMachineFile, type WantedDevice } from './machineFile.js';
import { readGpus } from './nvidiaSmi.js';
import type { SeenGpu } from './nvidiaText.js';

/** A device that submissions may be given, all about it settled. */
export interface GpuDevice {
  readonly id: string;
  /** The GPU that it is, or is a part of. */
  readonly physical: string;
  readonly name: string;
  readonly slots: readonly GpuSlot[];
  /** What may be in use while nobody uses it. */
  readonly idleMiB: number;
}

/** The devices of this machine. */
export interface MachineGpus {
  readonly devices: readonly GpuDevice[];
  /** False where there is no `nvidia-smi`: then nobody sees whether a device is there, and whether it is empty. */
  readonly canBeSeen: boolean;
}

/**
 * What `--gpus` means on this machine: the devices of a file, or with `auto` all that `nvidia-smi` lists, one slot
 * each.
 *
 * @throws {CourseError} where the file is wrong, or names what this machine does not have.
 * @throws {PlatformError} where `nvidia-smi` fails, or `auto` has nothing to go by.
 */
export async function findDevices(gpus: string): Promise<MachineGpus> {
  const wanted = gpus === 'auto' ? undefined : await readMachineFile(gpus);
  const reading = await readGpus();
  if (wanted !== undefined) {
    return { devices: wanted.map((device) => settle(device, reading?.gpus)), canBeSeen: reading !== undefined };
  }
  if (reading === undefined || reading.gpus.length === 0) {
    throw new PlatformError('nvidia-smi lists no GPU here, so `--gpus auto` has none to give.', {
      remedy: 'Operator: install the driver, name the devices in a file (`--gpus FILE`), or leave --gpus out.',
    });
  }
  return { devices: reading.gpus.map(whole), canBeSeen: true };
}

/** One slot that is all of a device. */
function whole(gpu: SeenGpu): GpuDevice {
  const { id, physical, name, memoryMiB } = gpu;
  if (memoryMiB === undefined) {
    throw new PlatformError(`nvidia-smi does not tell how much memory ${id} has.`, {
      remedy: 'Operator: write its `memoryMiB` into a file and start with `--gpus FILE`.',
    });
  }
  const slot: GpuSlot = { device: id, slot: 0, driver: 'nvidia', deviceMiB: memoryMiB, slotMiB: memoryMiB };
  return { id, physical, name, slots: [slot], idleMiB: 1024 };
}

function settle(wanted: WantedDevice, seen: readonly SeenGpu[] | undefined): GpuDevice {
  const { id, slots, driver, idleMiB } = wanted;
  const gpu = seen?.find((other) => other.id === id);
  if (seen !== undefined && gpu === undefined) throw refusal(wanted, notListed(id, seen));
  const deviceMiB = wanted.memoryMiB ?? gpu?.memoryMiB;
  if (deviceMiB === undefined) throw refusal(wanted, 'nvidia-smi does not tell its memory. Operator: add memoryMiB.');
  const slotMiB = wanted.slotMiB ?? Math.floor(deviceMiB / slots);
  if (slotMiB * slots > deviceMiB) {
    const text = `${slots} slot(s) of ${slotMiB} MiB are more than the ${deviceMiB} MiB that it has. Operator: lower slotMiB.`;
    throw refusal(wanted, text);
  }
  return {
    ...{ id, physical: gpu?.physical ?? id, name: gpu?.name ?? 'a device that nothing here describes', idleMiB },
    slots: Array.from({ length: slots }, (_, slot) => ({ device: id, slot, driver, deviceMiB, slotMiB })),
  };
}

function notListed(id: string, seen: readonly SeenGpu[]): string {
  const there = seen.map((gpu) => gpu.id).join(', ');
  const isDivided = seen.some(({ physical }) => physical === id);
  const problem = isDivided ? 'is divided into MIG devices, which are what can be named' : 'is not on this machine';
  return `${id} ${problem}; nvidia-smi lists ${there === '' ? 'none' : there}. Operator: correct it.`;
}

function refusal({ place }: WantedDevice, text: string): CourseError {
  return new CourseError([{ place, text }]);
}
