import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { imageNames } from '../sandbox/imageNames.js';
import { defaultStateDir, openStateDir } from '../state/stateDir.js';

/** The package's own folder: two above this file, compiled or not. */
export const PACKAGE_DIR = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** The course that comes with the package. */
export const DEFAULT_COURSE_DIR = join(PACKAGE_DIR, 'graders');

export async function packageVersion(): Promise<string> {
  const text = await readFile(join(PACKAGE_DIR, 'package.json'), 'utf8');
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version;
}

/**
 * What grades, as one word: the package's version and the hashes of what runs in the containers, so that a change of
 * either makes a new grade of the same submission a new job.
 */
export async function graderVersion(): Promise<string> {
  const { student, checker } = await imageNames(PACKAGE_DIR);
  return [await packageVersion(), ...[student, checker].map((name) => name.split(':')[1])].join('-');
}

/** The state folder of this command, made if need be. */
export async function stateDir(env: NodeJS.ProcessEnv): Promise<string> {
  return openStateDir(defaultStateDir(env));
}

/** `--gpus`, or ASSAY_GPUS: a file of devices or `auto`; absent where this machine gives none to submissions. */
export function gpusSetting(option: string | undefined, env: NodeJS.ProcessEnv): string | undefined {
  const given = option ?? env['ASSAY_GPUS'];
  return given === '' ? undefined : given;
}
