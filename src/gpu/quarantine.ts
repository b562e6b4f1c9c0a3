import type { Redis } from 'ioredis';
import { z } from 'zod';

/** A hash in Redis, for all workers: device → why it is given to nobody, and since when. */
export const QUARANTINE_KEY = 'assay:gpu:quarantine';

const entrySchema = z.object({ reason: z.string(), at: z.iso.datetime() });

/** A device that is given to nobody until an operator has looked at it. */
export interface Quarantined extends z.infer<typeof entrySchema> {
  readonly device: string;
}

/** Sets a device aside. Where it is already, the first reason stays, for the later ones may follow from it. */
export async function quarantine(redis: Redis, { device, ...entry }: Quarantined): Promise<void> {
  await redis.hsetnx(QUARANTINE_KEY, device, JSON.stringify(entrySchema.parse(entry)));
}

export async function readQuarantine(redis: Redis): Promise<Quarantined[]> {
  return Object.entries(await redis.hgetall(QUARANTINE_KEY)).map(([device, text]) => ({
    device,
    ...entrySchema.parse(JSON.parse(text)),
  }));
}

/** The operator's word that the device is in order. False where it was not set aside. */
export async function clearQuarantine(redis: Redis, device: string): Promise<boolean> {
  return (await redis.hdel(QUARANTINE_KEY, device)) === 1;
}
