import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PlatformError } from '../base/platformError.js';
import { writeNew } from '../base/writeWhole.js';

const SECRET_BYTES = 32;

/**
 * The machine's grading secret, made on first use. It keys the checks' random inputs: with the same secret a second
 * run of a submission draws the same numbers. `ASSAY_SECRET` (64 hex digits) shares one among several machines.
 *
 * @throws {PlatformError} where `ASSAY_SECRET` is something else, or the stored secret is damaged: with another one,
 *   every submission would draw other numbers than before.
 */
export async function loadSecret(stateDir: string, env: NodeJS.ProcessEnv): Promise<Uint8Array> {
  const given = env['ASSAY_SECRET'];
  if (given !== undefined) {
    if (!/^[0-9a-f]{64}$/u.test(given)) {
      throw new PlatformError('ASSAY_SECRET is not 64 lower-case hex digits.', {
        remedy: 'Operator: correct it, or unset it to use a secret of this machine’s own.',
      });
    }
    return Buffer.from(given, 'hex');
  }
  const file = join(stateDir, 'secret');
  const stored = await readFile(file).catch(() => undefined);
  if (stored) return checked(stored, file);
  // Of two first commands at once, both use the one that came first.
  await writeNew(file, randomBytes(SECRET_BYTES)).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  });
  return checked(await readFile(file), file);
}

function checked(secret: Buffer, file: string): Buffer {
  if (secret.length === SECRET_BYTES) return secret;
  throw new PlatformError(`The secret in ${file} is damaged.`, {
    remedy: 'Operator: restore it from a backup, or remove it: checks then draw new random inputs.',
  });
}
