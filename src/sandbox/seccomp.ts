import { readFileSync } from 'node:fs';

/**
 * The system calls that a sandbox may make, as the engine's API takes them: the profile's text, not its path. What it
 * leaves out, and why, is in docs/security.md. Two folders above this file, compiled or not.
 */
export const SECCOMP_PROFILE: string = JSON.stringify(
  JSON.parse(readFileSync(new URL('../../docker/seccomp.json', import.meta.url), 'utf8')),
);
