import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { privateFile } from '../base/privateFile.js';

/** Secrets that sign webhooks, one a channel, so that no receiver can speak for Assay to another. */
export interface WebhookSecrets {
  /** The secret of a channel, made on first use. @throws {PlatformError} where the file is damaged or open to others. */
  of(channel: string): Promise<string>;
  /** Another secret from now on. */
  renew(channel: string): Promise<string>;
}

const secretsSchema = z.record(z.string(), z.string().regex(/^[0-9a-f]{64}$/u));

export function openWebhookSecrets(stateDir: string): WebhookSecrets {
  const file = privateFile(join(stateDir, 'webhook-secrets.json'), secretsSchema, {});
  const put = async (channel: string, keep: boolean): Promise<string> => {
    const fresh = randomBytes(32).toString('hex');
    const all = await file.update((known) => ({ ...known, [channel]: (keep ? known[channel] : undefined) ?? fresh }));
    return all[channel] ?? fresh;
  };
  return {
    of: async (channel) => (await file.read())[channel] ?? (await put(channel, true)),
    renew: (channel) => put(channel, false),
  };
}
