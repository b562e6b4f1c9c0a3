import type { GpuSlot } from './gpu.js';
import { PlatformError } from '../base/platformError.js';

/** The engine or the toolkit could not give a container its GPU. The next one would not get it either. */
export class GpuRefused extends PlatformError {}

/** What the engine or the toolkit says, and what the operator can do about it. The first that fits. */
const REMEDIES: readonly (readonly [said: RegExp, remedy: (slot: GpuSlot) => string])[] = [
  [
    /could not select device driver "?nvidia/u,
    () =>
      'the engine knows no NVIDIA devices. Install the NVIDIA Container Toolkit, restart the engine, and see whether `docker run --gpus all` works; or start the worker without `--gpus`.',
  ],
  [
    /could not select device driver|CDI .*disabled/u,
    () =>
      'the engine knows no CDI, which Docker has from 25 on and where it is enabled. Write `driver: nvidia` for this device into the file of `--gpus`, or enable CDI.',
  ],
  [
    /CDI/u,
    ({ device }) =>
      `the engine has no CDI device nvidia.com/gpu=${device}. Make the list anew with \`nvidia-ctk cdi generate --device-name-strategy=uuid\`, and see whether \`nvidia-ctk cdi list\` names it.`,
  ],
  [
    /nvidia|hook/u,
    ({ device }) =>
      `the NVIDIA Container Toolkit could not give ${device} to a container. See whether \`nvidia-smi -L\` lists it and \`dmesg\` names an Xid; after an update of the driver, reboot.`,
  ],
];

/**
 * The engine's refusal to start a container with a GPU, with what the operator can do about it. Any other failure is
 * returned as it came.
 */
export function explainGpuRefusal(error: unknown, slot: GpuSlot): unknown {
  if (!(error instanceof PlatformError)) return error;
  const remedy = REMEDIES.find(([said]) => said.test(error.message))?.[1](slot);
  return remedy === undefined
    ? error
    : new GpuRefused(error.message, { cause: error.cause, remedy: `Operator: ${remedy}` });
}
