import { resolve } from 'node:path';
import { InvalidArgumentError, type Command } from '@commander-js/extra-typings';
import { serverSchema } from '../gradescope/forwarderConfig.js';
import type { ExitCode } from './exitCodes.js';
import { DEFAULT_COURSE_DIR } from './setting.js';

/** Adds one command, or a family of them, to the program. `end` gets the exit code. */
export type AddCommand = (root: Command, end: (code: ExitCode) => void) => void;

// Absolute: the engine mounts an assignment's folder, and knows nothing of where a command was typed.
export const COURSE = [
  '--course <dir>',
  'the course folder',
  (dir: string) => resolve(dir),
  DEFAULT_COURSE_DIR,
] as const;
export const ASSIGNMENT = ['<assignment>', 'its id, e.g. hw4'] as const;
export const GPUS = ['--gpus <file>', 'devices for submissions: a YAML file, or auto; ASSAY_GPUS, or none'] as const;

export function whole(text: string): number {
  if (!/^\d{1,15}$/u.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
}

export function positive(text: string): number {
  const value = whole(text);
  if (value === 0) throw new InvalidArgumentError('It must be a whole number above 0.');
  return value;
}

/** `<host>:<port>`. */
export function address(text: string): { host: string; port: number } {
  const [, host = '', port = ''] = /^\[?([^\]]+)\]?:(\d{1,5})$/u.exec(text) ?? [];
  if (host === '' || Number(port) > 65_535) throw new InvalidArgumentError('It must be <host>:<port>.');
  return { host, port: Number(port) };
}

/** A server's address as others reach it: an origin, with TLS unless it is this machine. */
export function serverAddress(text: string): string {
  const { success, data, error } = serverSchema.safeParse(text);
  if (!success) throw new InvalidArgumentError(error.issues.map(({ message }) => message).join(' '));
  return data;
}

/** What stands between commas. */
export function words(text: string): string[] {
  return text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
}
