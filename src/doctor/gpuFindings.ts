import { findDevices, type GpuDevice } from '../gpu/devices.js';
import { readGpus } from '../gpu/nvidiaSmi.js';
import type { GpuReading } from '../gpu/nvidiaText.js';
import type { Quarantined } from '../gpu/quarantine.js';
import { PlatformError } from '../base/platformError.js';
import type { Finding } from './finding.js';

const subject = 'gpus';

/**
 * The GPUs of this machine: those there are, or with a setting those that a worker would give out.
 *
 * @param gpus as `assay worker --gpus` takes it.
 * @param readAside asked only where there are devices.
 * @throws {CourseError | PlatformError} where a worker with this setting would refuse to start.
 */
export async function gpuFindings(
  gpus: string | undefined,
  readAside: () => Promise<readonly Quarantined[]>,
): Promise<Finding[]> {
  if (gpus === undefined) return [await unused()];
  const { devices, canBeSeen } = await findDevices(gpus);
  const aside = await readAside();
  return [
    ...devices.map((device) => finding(device, aside)),
    ...(canBeSeen ? [] : [{ level: 'warn', subject, text: UNSEEN } as const]),
  ];
}

/** For people, also in a worker's log. */
export const UNSEEN =
  'there is no nvidia-smi here: whether a device is there, and empty after a submission, is not seen.';
export const SHARED = 'nothing keeps submissions on one device out of each other’s memory of it.';

async function unused(): Promise<Finding> {
  let reading: GpuReading | undefined;
  try {
    reading = await readGpus();
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    return { level: 'warn', subject, text: `${error.text} This machine serves the cpu lane.` };
  }
  if (reading === undefined || reading.gpus.length === 0) {
    return { level: 'ok', subject, text: 'none found: this machine serves the cpu lane' };
  }
  const names = reading.gpus.map(({ name, id }) => `${name} (${id})`).join('; ');
  return { level: 'ok', subject, text: `${names}; not given to submissions without --gpus or ASSAY_GPUS` };
}

function finding({ id, name, slots }: GpuDevice, aside: readonly Quarantined[]): Finding {
  const entry = aside.find(({ device }) => device === id);
  const what = `${name} (${id}), ${slots.length} slot(s) of ${slots[0]?.slotMiB ?? 0} MiB`;
  if (entry !== undefined) {
    const text = `${what}; set aside since ${entry.at}: ${entry.reason} Mend it, then \`assay gpus clear ${id}\`.`;
    return { level: 'warn', subject, text };
  }
  return slots.length === 1
    ? { level: 'ok', subject, text: what }
    : { level: 'warn', subject, text: `${what}; ${SHARED}` };
}
