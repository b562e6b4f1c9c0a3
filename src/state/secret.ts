import { randomBytes } from 'node:crypto';
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const SECRET_BYTES = 32;

/**
 * The machine's grading secret, made on first use. It keys the checks' random inputs: with the same secret a second
 * run of a submission draws the same numbers. `ASSAY_SECRET` (64 hex digits) shares one among several machines.
 */
export async function loadSecret(stateDir: string, env: NodeJS.ProcessEnv): Promise<Uint8Array> {
  const given = env['ASSAY_SECRET'];
  if (given !== undefined) {
    if (!/^[0-9a-f]{64}$/u.test(given))
      throw new Error('ASSAY_SECRET is not 64 hex digits. Operator: set or unset it.');
    return Buffer.from(given, 'hex');
  }
  const file = join(stateDir, 'secret');
  const stored = await readFile(file).catch(() => undefined);
  if (stored?.length === SECRET_BYTES) return stored;
  // Written beside and linked into place: of two first commands at once, both use the one that came first.
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  await writeFile(draft, randomBytes(SECRET_BYTES), { mode: 0o600 });
  await link(draft, file).catch(() => undefined);
  await rm(draft);
  return readFile(file);
}
