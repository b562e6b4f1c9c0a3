import { mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where this machine keeps what outlives a command: the secret, blobs, the private Redis. */
export function defaultStateDir(env: NodeJS.ProcessEnv): string {
  return env['ASSAY_STATE_DIR'] ?? join(env['XDG_STATE_HOME'] ?? join(homedir(), '.local', 'state'), 'assay');
}

/** Makes the folder, readable by its owner alone: it holds a secret and students' work. */
export async function openStateDir(stateDir: string): Promise<string> {
  await mkdir(stateDir, { recursive: true, mode: 0o700 });
  return stateDir;
}
