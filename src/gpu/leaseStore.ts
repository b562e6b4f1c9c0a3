import type { Redis } from 'ioredis';
import { z } from 'zod';
import type { GpuSlot } from '../sandbox/gpu.js';
import { QUARANTINE_KEY } from './quarantine.js';

/** Who holds which slot, in Redis: one key a slot, whose value is the holder's token and which expires by itself. */
export interface LeaseStore {
  /** A new token, or `undefined` where the slot is held or its device in quarantine. */
  take(slot: GpuSlot): Promise<number | undefined>;
  /** Holds the slot for another `ttlMs` from now. False where it is not this token's any more: then nothing changes. */
  renew(slot: GpuSlot, token: number): Promise<boolean>;
  /** Whether the slot is this token's at this moment. */
  isHeldBy(slot: GpuSlot, token: number): Promise<boolean>;
  /** Gives the slot back; of one that is another's, nothing. */
  release(slot: GpuSlot, token: number): Promise<void>;
  /** Which of these slots are held, by whomever. */
  held(slots: readonly GpuSlot[]): Promise<GpuSlot[]>;
}

/**
 * A token is larger than every earlier one of the slot. In a Redis that was emptied the last one is forgotten, so the
 * server's clock, in microseconds, is a floor: it is far ahead of one lease a microsecond.
 */
const TAKE = `
  if redis.call('HEXISTS', KEYS[3], ARGV[1]) == 1 or redis.call('EXISTS', KEYS[1]) == 1 then return false end
  local time = redis.call('TIME')
  local token = math.max(tonumber(redis.call('GET', KEYS[2]) or '0') + 1, time[1] * 1000000 + time[2])
  local text = string.format('%.0f', token)
  redis.call('SET', KEYS[1], text, 'PX', ARGV[2])
  redis.call('SET', KEYS[2], text)
  return text`;
const RENEW = `
  if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
  return redis.call('PEXPIRE', KEYS[1], ARGV[2])`;
const RELEASE = `
  if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
  return redis.call('DEL', KEYS[1])`;

/** Commands that `defineCommand` adds, which ioredis has no types for. */
interface Scripts {
  assayGpuTake(...args: (string | number)[]): Promise<unknown>;
  assayGpuRenew(...args: (string | number)[]): Promise<unknown>;
  assayGpuRelease(...args: (string | number)[]): Promise<unknown>;
}

const tokenSchema = z.coerce.number().int().positive();

/** @param redis must fail a command that is not answered in time, rather than wait. */
export function openLeaseStore(redis: Redis, ttlMs: number): LeaseStore {
  redis.defineCommand('assayGpuTake', { numberOfKeys: 3, lua: TAKE });
  redis.defineCommand('assayGpuRenew', { numberOfKeys: 1, lua: RENEW });
  redis.defineCommand('assayGpuRelease', { numberOfKeys: 1, lua: RELEASE });
  const scripts = redis as unknown as Scripts;
  return {
    async take(slot) {
      const keys = [slotKey(slot), `${slotKey(slot)}:token`, QUARANTINE_KEY];
      const answer = await scripts.assayGpuTake(...keys, slot.device, ttlMs);
      return answer === null ? undefined : tokenSchema.parse(answer);
    },
    renew: async (slot, token) => (await scripts.assayGpuRenew(slotKey(slot), token, ttlMs)) === 1,
    isHeldBy: async (slot, token) => (await redis.get(slotKey(slot))) === String(token),
    async release(slot, token) {
      await scripts.assayGpuRelease(slotKey(slot), token);
    },
    async held(slots) {
      if (slots.length === 0) return [];
      const values = await redis.mget(slots.map(slotKey));
      return slots.filter((_, index) => values[index] !== null);
    },
  };
}

const slotKey = ({ device, slot }: GpuSlot): string => `assay:gpu:${device}:${slot}`;
