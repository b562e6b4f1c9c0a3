import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { privateFile } from '../base/privateFile.js';

const roleSchema = z.enum(['staff', 'worker']);
export type Role = z.infer<typeof roleSchema>;

const bearerKeySchema = z.strictObject({
  /** Whose it is; of staff, the log names the actor so. */
  name: z.string().regex(/^[A-Za-z0-9._@-]{1,64}$/u),
  role: roleSchema,
  /** Of the key's text: whoever reads this file cannot use it. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/u),
  createdAt: z.iso.datetime(),
  notAfter: z.iso.datetime().optional(),
});
export type BearerKey = z.infer<typeof bearerKeySchema>;

const fileSchema = z.strictObject({ schemaVersion: z.literal(1), keys: z.array(bearerKeySchema).max(10_000) });

/** Keys of people and workers, in `bearer-keys.json` of the state folder, as digests. */
export interface BearerKeys {
  list(): Promise<readonly BearerKey[]>;
  /** The key that an `Authorization` header bears, where it is valid now and of this role. */
  authenticate(authorization: string | undefined, role: Role, now: Date): Promise<BearerKey | undefined>;
  /** Makes a key and returns its text, which is kept nowhere. Another key of the same name stays valid. */
  create(name: string, role: Role, now: Date): Promise<string>;
  /** Ends all keys of a name and role. False where there is none. */
  retire(name: string, role: Role, notAfter: Date): Promise<boolean>;
}

const BEARER = /^Bearer ([0-9a-f]{64})$/u;

export function openBearerKeys(stateDir: string): BearerKeys {
  const file = privateFile(join(stateDir, 'bearer-keys.json'), fileSchema, { schemaVersion: 1, keys: [] });
  return {
    list: async () => (await file.read()).keys,
    async authenticate(authorization, role, now) {
      const text = BEARER.exec(authorization ?? '')?.[1];
      if (text === undefined) return undefined;
      const digest = sha256(text);
      const { keys } = await file.read();
      const found = keys.find((key) => timingSafeEqual(Buffer.from(key.sha256, 'hex'), digest));
      return found?.role === role && !hasEnded(found, now) ? found : undefined;
    },
    async create(name, role, now) {
      const text = randomBytes(32).toString('hex');
      const key = { name, role, sha256: sha256(text).toString('hex'), createdAt: now.toISOString() };
      await file.update(({ keys }) => ({ schemaVersion: 1, keys: [...keys, key] }));
      return text;
    },
    async retire(name, role, notAfter) {
      const isMeant = (key: BearerKey): boolean => key.name === name && key.role === role;
      if (!(await file.read()).keys.some(isMeant)) return false;
      await file.update(({ keys }) => ({
        schemaVersion: 1,
        keys: keys.map((key) => (isMeant(key) ? { ...key, notAfter: notAfter.toISOString() } : key)),
      }));
      return true;
    },
  };
}

/** Whether a key is past its end. */
export function hasEnded({ notAfter }: { readonly notAfter?: string | undefined }, now: Date): boolean {
  return notAfter !== undefined && now.getTime() >= Date.parse(notAfter);
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
