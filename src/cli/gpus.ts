import type { Command } from '@commander-js/extra-typings';
import type { Redis } from 'ioredis';
import { findDevices, type GpuDevice } from '../gpu/devices.js';
import { openLeaseStore } from '../gpu/leaseStore.js';
import { clearQuarantine, readQuarantine, type Quarantined } from '../gpu/quarantine.js';
import { openQueueRedis } from '../queue/connection.js';
import { GPUS } from './arguments.js';
import { EXIT, UsageError, type ExitCode } from './exitCodes.js';
import { printJson, printLines } from './late/options.js';
import { gpusSetting, stateDir } from './setting.js';

/** Adds `gpus` and its subcommands. Running workers see what they change within seconds. */
export function gpusCommand(root: Command, end: (code: ExitCode) => void): void {
  const gpus = root.command('gpus').description('GPUs that workers give to submissions');
  gpus
    .command('list')
    .description('the devices of this machine, who holds them, and all that are set aside')
    .option(...GPUS)
    .option('--json', 'print JSON')
    .action(async (options) => {
      await listGpus(gpusSetting(options.gpus, process.env), options.json === true);
      end(EXIT.passed);
    });
  gpus
    .command('clear')
    .description('give a device that was set aside to submissions again, once it is in order')
    .argument('<device>', 'GPU-<uuid> or MIG-<uuid>')
    .action(async (device) => {
      await clearGpu(device);
      end(EXIT.passed);
    });
}

/** The devices that are set aside, on any machine. */
export async function readAside(state: string): Promise<Quarantined[]> {
  return onRedis(state, readQuarantine);
}

async function onRedis<T>(state: string, use: (redis: Redis) => Promise<T>): Promise<T> {
  await using queue = await openQueueRedis(state, process.env);
  const redis = queue.connect('failing');
  try {
    return await use(redis);
  } finally {
    redis.disconnect();
  }
}

interface GpuLine {
  readonly device: string;
  readonly name: string | null;
  readonly slots: number | null;
  readonly held: number | null;
  readonly quarantine: { readonly reason: string; readonly at: string } | null;
}

async function listGpus(setting: string | undefined, asJson: boolean): Promise<void> {
  const { devices } = setting === undefined ? { devices: [] } : await findDevices(setting);
  const [quarantined, held] = await onRedis(await stateDir(process.env), async (redis) => [
    await readQuarantine(redis),
    await openLeaseStore(redis, 0).held(devices.flatMap(({ slots }) => slots)),
  ]);
  const aside = new Map(quarantined.map(({ device, ...entry }) => [device, entry]));
  const here = devices.map((device) => lineOf(device, held.filter((slot) => slot.device === device.id).length, aside));
  const elsewhere = [...aside].filter(([id]) => !devices.some((device) => device.id === id));
  const all = [
    ...here,
    ...elsewhere.map(([device, quarantine]) => ({ device, name: null, slots: null, held: null, quarantine })),
  ];
  if (asJson) printJson(all);
  else if (all.length === 0) printLines(['No GPU is given to submissions here, and none is set aside.']);
  else printLines(all.map(textOf));
}

function lineOf(
  { id, name, slots }: GpuDevice,
  held: number,
  aside: ReadonlyMap<string, GpuLine['quarantine']>,
): GpuLine {
  return { device: id, name, slots: slots.length, held, quarantine: aside.get(id) ?? null };
}

function textOf({ device, name, slots, held, quarantine }: GpuLine): string {
  const use = slots === null ? 'not of this machine' : `${name ?? ''}, ${held ?? 0} of ${slots} slot(s) held`;
  return `${device}  ${use}${quarantine === null ? '' : `; set aside since ${quarantine.at}: ${quarantine.reason}`}`;
}

async function clearGpu(device: string): Promise<void> {
  const wasAside = await onRedis(await stateDir(process.env), (redis) => clearQuarantine(redis, device));
  if (!wasAside) throw new UsageError(`${device} is not set aside. See \`assay gpus list\`.`);
  printLines([`${device} is given to submissions again. It is looked at before the first one has it.`]);
}
