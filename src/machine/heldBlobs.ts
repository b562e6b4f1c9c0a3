import { access, mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { writeWhole } from '../base/writeWhole.js';

/** Blobs that something outside the ledger refers to. */
const holdSchema = z.strictObject({
  /** They are held as long as this file is there. */
  file: z.string(),
  digests: z.array(z.string().regex(/^[0-9a-f]{64}$/u)),
});

/**
 * Notes in the state folder that a file refers to blobs, so that they are kept for it.
 *
 * @param name the holder's: letters and digits.
 */
export async function holdBlobs(stateDir: string, name: string, hold: z.infer<typeof holdSchema>): Promise<void> {
  const folder = holdsDir(stateDir);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeWhole(join(folder, `${name}.json`), JSON.stringify(hold));
}

/** All digests that are held. A note from before `before` whose file is gone is removed. */
export async function readHeldBlobs(stateDir: string, before: Date): Promise<Set<string>> {
  const folder = holdsDir(stateDir);
  const names = await readdir(folder).catch(() => []);
  const held = new Set<string>();
  for (const name of names.filter((one) => one.endsWith('.json'))) {
    const note = join(folder, name);
    const hold = holdSchema.parse(JSON.parse(await readFile(note, 'utf8')));
    if ((await isGone(hold.file)) && (await stat(note)).mtimeMs < before.getTime()) await rm(note, { force: true });
    else for (const digest of hold.digests) held.add(digest);
  }
  return held;
}

/** What cannot be looked at may be there. */
async function isGone(file: string): Promise<boolean> {
  return access(file).then(
    () => false,
    (error: unknown) => (error as NodeJS.ErrnoException).code === 'ENOENT',
  );
}

function holdsDir(stateDir: string): string {
  return join(stateDir, 'holds');
}
