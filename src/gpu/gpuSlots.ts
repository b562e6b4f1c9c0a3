import { performance } from 'node:perf_hooks';
import type { Redis } from 'ioredis';
import type { Engine } from '../sandbox/engine.js';
import type { GpuLease, GpuSlot } from '../sandbox/gpu.js';
import { PlatformError } from '../base/platformError.js';
import type { GpuDevice, MachineGpus } from './devices.js';
import { removeEarlierHolders } from './fence.js';
import { HeldLease } from './heldLease.js';
import { openLeaseStore } from './leaseStore.js';
import { readGpus } from './nvidiaSmi.js';
import { quarantine, readQuarantine } from './quarantine.js';
import { waitForVacancy } from './vacancy.js';

/** How long a slot stays its holder's without a sign of life. */
const TTL_MS = 30_000;
/** How long a device may take to be empty after a submission. With one more look, less than a killed worker has. */
const VACANCY_MS = 15_000;

export interface GpuSlotsOptions {
  readonly machine: MachineGpus;
  readonly engine: Engine;
  /** Must fail a command that is not answered in time. Stays the caller's to close. */
  readonly redis: Redis;
  /** A device has been set aside: the operator's turn. */
  readonly onQuarantine?: (device: string, reason: string) => void;
  readonly ttlMs?: number;
  readonly vacancyMs?: number;
}

/** The GPU slots of this machine, which its workers share through Redis. */
export class GpuSlots {
  /** All of them, whoever holds them. */
  readonly slots: readonly GpuSlot[];
  readonly #options: GpuSlotsOptions;
  readonly #store;
  readonly #ttlMs: number;
  readonly #own = new Set<GpuSlot>();

  constructor(options: GpuSlotsOptions) {
    this.#options = options;
    this.#ttlMs = options.ttlMs ?? TTL_MS;
    this.#store = openLeaseStore(options.redis, this.#ttlMs);
    this.slots = options.machine.devices.flatMap(({ slots }) => slots);
  }

  /**
   * Holds a slot whose device was found empty and where no earlier holder's container is left; `undefined` where none
   * can be had now. Dispose of it once its containers are gone.
   *
   * @throws {PlatformError} where the engine cannot remove what an earlier holder left, or a later one left something.
   */
  async take(): Promise<GpuLease | undefined> {
    for (const device of this.#options.machine.devices) {
      for (const slot of device.slots) {
        const lease = await this.#takeSlot(device, slot);
        if (lease !== undefined) return lease;
      }
    }
    return undefined;
  }

  /** How many slots this process holds or could take now. */
  async countUsable(): Promise<number> {
    const aside = new Set((await readQuarantine(this.#options.redis)).map(({ device }) => device));
    const held = new Set(await this.#store.held(this.slots));
    return this.slots.filter((slot) => !aside.has(slot.device) && (!held.has(slot) || this.#own.has(slot))).length;
  }

  async #takeSlot(device: GpuDevice, slot: GpuSlot): Promise<GpuLease | undefined> {
    const askedAt = performance.now();
    const token = await this.#store.take(slot);
    if (token === undefined) return undefined;
    const lease = new HeldLease({ store: this.#store, slot, token, askedAt, ttlMs: this.#ttlMs });
    this.#own.add(slot);
    try {
      if (!(await removeEarlierHolders(this.#options.engine, slot, token))) {
        await lease.confirm();
        throw outOfOrder(slot);
      }
      if (await this.#isFit(device, lease)) return this.#given(device, lease);
    } catch (error) {
      await this.#giveBack(lease);
      throw error;
    }
    await this.#giveBack(lease);
    return undefined;
  }

  /** What whoever runs a submission gets: giving it back looks at the device first, while the slot is held. */
  #given(device: GpuDevice, lease: HeldLease): GpuLease {
    let returned: Promise<void> | undefined;
    const { slot, token, lost } = lease;
    const end = async (): Promise<void> => {
      // Of what cannot be told now the next one to take the slot is told, who looks as well.
      await this.#isFit(device, lease).catch(() => undefined);
      await this.#giveBack(lease);
    };
    return {
      ...{ slot, token, lost },
      confirm: () => lease.confirm(),
      setAside: (reason) => this.#setAside(device, reason),
      [Symbol.asyncDispose]: () => (returned ??= end()),
    };
  }

  async #giveBack(lease: HeldLease): Promise<void> {
    await lease[Symbol.asyncDispose]();
    this.#own.delete(lease.slot);
  }

  /** Whether the slot's device may be used by its next holder. One that may not is set aside. */
  async #isFit(device: GpuDevice, lease: HeldLease): Promise<boolean> {
    const { machine, vacancyMs = VACANCY_MS } = this.#options;
    if (!machine.canBeSeen) return true;
    const vacancy = await waitForVacancy({
      device,
      read: readGpus,
      isShared: async (scope) => (await this.#store.held(this.#companions(device, lease.slot, scope))).length > 0,
      limitMs: vacancyMs,
      signal: lease.lost,
    });
    if (lease.lost.aborted) return false;
    if (vacancy.kind !== 'unfit') return true;
    await this.#setAside(device, vacancy.reason);
    return false;
  }

  async #setAside({ id: device }: GpuDevice, reason: string): Promise<void> {
    const { redis, onQuarantine } = this.#options;
    onQuarantine?.(device, reason);
    await quarantine(redis, { device, reason, at: new Date().toISOString() });
  }

  #companions({ id, physical }: GpuDevice, own: GpuSlot, scope: 'device' | 'physical'): GpuSlot[] {
    return this.#options.machine.devices
      .filter((other) => (scope === 'device' ? other.id === id : other.physical === physical))
      .flatMap(({ slots }) => slots)
      .filter((slot) => slot !== own);
  }
}

/** Tokens follow Redis's clock where Redis has forgotten them: only a clock that was set back then puts them out of order. */
function outOfOrder({ device, slot }: GpuSlot): PlatformError {
  return new PlatformError(
    `There is a container in slot ${slot} of ${device} with a later token than Redis gives out.`,
    {
      remedy:
        'Operator: set the clock of the Redis server right. If no other worker uses the slot, remove the container: ' +
        `docker ps -a --filter label=org.assay.gpu=${device}`,
    },
  );
}
