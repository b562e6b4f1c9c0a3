import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { imageNames } from '../sandbox/imageNames.js';
import { defaultStateDir, openStateDir } from '../machine/stateDir.js';

/** The package's own folder: two above this file, compiled or not. */
export const PACKAGE_DIR = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** The course that comes with the package. */
export const DEFAULT_COURSE_DIR = join(PACKAGE_DIR, 'graders');

export async function packageVersion(packageDir = PACKAGE_DIR): Promise<string> {
  const text = await readFile(join(packageDir, 'package.json'), 'utf8');
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version;
}

/**
 * What grades, whatever the assignment, as one word: the package's version and the hashes of what runs in the containers.
 * They are those of the sources that come with the package, so a server that has no engine knows them as well as a
 * worker; `graderVersion` adds the assignment.
 */
export async function thisGrader(packageDir = PACKAGE_DIR): Promise<string> {
  const { student, checker } = await imageNames(packageDir);
  return [await packageVersion(packageDir), ...[student, checker].map((name) => name.split(':')[1])].join('-');
}

/** The state folder of this command, made if need be. */
export async function stateDir(env: NodeJS.ProcessEnv): Promise<string> {
  return openStateDir(defaultStateDir(env));
}

/**
 * Where versions of assignments are unpacked: `ASSAY_ASSIGNMENTS_DIR`, or in the state folder. The engine mounts folders
 * of it into sandboxes, so a command that runs in a container needs one that has the same path outside.
 */
export function assignmentsDir(state: string, env: NodeJS.ProcessEnv): string {
  const given = env['ASSAY_ASSIGNMENTS_DIR'] ?? '';
  return given === '' ? join(state, 'assignments') : given;
}

/** `--gpus`, or ASSAY_GPUS: a file of devices or `auto`; absent where this machine gives none to submissions. */
export function gpusSetting(option: string | undefined, env: NodeJS.ProcessEnv): string | undefined {
  const given = option ?? env['ASSAY_GPUS'];
  return given === '' ? undefined : given;
}
