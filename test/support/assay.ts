import { join } from 'node:path';
import { execa } from 'execa';
import { PACKAGE_DIR } from './engine.js';
import { waitFor } from './waitFor.js';

/** The compiled command line, as `npx assay` starts it. */
export const ASSAY = join(PACKAGE_DIR, 'dist', 'cli', 'main.js');

export interface AssayOptions {
  /** State folder of the command. */
  readonly state: string;
  /** Added to the environment; `undefined` takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
}

export type AssayProcess = ReturnType<typeof assay>;

/** Starts a command in a process of its own. Await it for its end: a failure is a result, not an exception. */
export function assay(args: readonly string[], { state, env = {}, cwd = PACKAGE_DIR }: AssayOptions) {
  return execa(process.execPath, [ASSAY, ...args], {
    cwd,
    env: { REDIS_URL: undefined, ASSAY_SECRET: undefined, ASSAY_STATE_DIR: state, ...env },
    stdin: 'ignore',
    reject: false,
    maxBuffer: 64 * 1024 * 1024,
    forceKillAfterDelay: false,
  });
}

/** Waits until the command has said `text` on stderr. */
export async function hasSaid(command: AssayProcess, text: RegExp): Promise<void> {
  let said = '';
  command.stderr.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')));
  await waitFor(`${String(text)} in “${said}”`, () => {
    if (command.exitCode !== null) throw new Error(`the command ended before it said ${String(text)}: ${said}`);
    return text.test(said);
  });
}
