import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { CourseError, type CoursePlace } from '../course/courseError.js';
import { parseYamlFile } from '../course/yamlFile.js';

const uuid = '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const mebibytes = z.int().min(1).max(4_194_304);

const deviceSchema = z.strictObject({
  id: z
    .string()
    .regex(new RegExp(`^(GPU|MIG)-${uuid}$`, 'u'), 'is not GPU-<uuid> or MIG-<uuid>, as nvidia-smi -L has it'),
  /** Submissions at once. With more than one, nothing keeps them out of each other's memory of the device. */
  slots: z.int().min(1).max(16).default(1),
  /** What a submission may use of it; by default an equal share. */
  slotMiB: mebibytes.optional(),
  /** Where `nvidia-smi` does not tell. */
  memoryMiB: mebibytes.optional(),
  driver: z.enum(['nvidia', 'cdi']).default('nvidia'),
  /** What may be in use while nobody uses it: a display, or what the driver keeps. */
  idleMiB: z.int().min(0).max(4_194_304).default(1024),
});

const machineSchema = z.strictObject({ devices: z.array(deviceSchema).min(1).max(64) });

/** A device as the operator wrote it, and where. */
export interface WantedDevice extends z.infer<typeof deviceSchema> {
  readonly place: CoursePlace;
}

/**
 * The devices that this machine gives to submissions, from a YAML file of the operator's.
 *
 * @throws {CourseError} with one line per problem, each with its line and column.
 */
export async function readMachineFile(file: string): Promise<WantedDevice[]> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new CourseError([
      { place: { file }, text: `cannot be read: ${String(error)}. Operator: name another file.` },
    ]);
  });
  const { value, placeOf } = parseYamlFile(text, file, machineSchema, 'Operator');
  const devices = value.devices.map((device, index) => ({ ...device, place: placeOf(['devices', index, 'id']) }));
  const twice = devices.filter(({ id }, index) => devices.findIndex((other) => other.id === id) < index);
  if (twice.length === 0) return devices;
  throw new CourseError(
    twice.map(({ place, id }) => ({ place, text: `${id} is here for the second time. Operator: take one away.` })),
  );
}
