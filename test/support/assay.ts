import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
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

/** What the commands of one test have learned of this machine's sandboxes, for those of the next. */
const SHARED_PREFLIGHT = join(PACKAGE_DIR, 'node_modules', '.cache', 'assay-preflight.json');

/** Runs a command in a process of its own, to its end: a failure is a result, not an exception. */
export function assay(args: readonly string[], { state, env = {}, cwd = PACKAGE_DIR }: AssayOptions) {
  const preflight = join(state, 'preflight.json');
  if (!existsSync(preflight) && existsSync(SHARED_PREFLIGHT)) {
    mkdirSync(state, { recursive: true, mode: 0o700 });
    copyFileSync(SHARED_PREFLIGHT, preflight);
  }
  const command = execa(process.execPath, [ASSAY, ...args], {
    cwd,
    env: { REDIS_URL: undefined, ASSAY_SECRET: undefined, ASSAY_STATE_DIR: state, ...env },
    stdin: 'ignore',
    reject: false,
    maxBuffer: 64 * 1024 * 1024,
    forceKillAfterDelay: false,
  });
  void command.then(() => {
    if (!existsSync(preflight)) return;
    mkdirSync(dirname(SHARED_PREFLIGHT), { recursive: true });
    copyFileSync(preflight, SHARED_PREFLIGHT);
  });
  return command;
}

/** A command that runs. Not a promise itself, so that functions may return it without waiting for its end. */
export interface AssayProcess {
  readonly pid: number;
  readonly ended: Promise<Awaited<ReturnType<typeof assay>>>;
  hasEnded(): boolean;
  kill(signal: NodeJS.Signals): void;
  /** Waits until the command has said `text` on stderr, now or before. */
  hasSaid(text: RegExp): Promise<void>;
  /** All that it has said on stderr so far. */
  said(): string;
}

/** Starts a command and lets it run. */
export function startAssay(args: readonly string[], options: AssayOptions): AssayProcess {
  const command = assay(args, options);
  let said = '';
  command.stderr.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')));
  const hasEnded = (): boolean => command.exitCode !== null || command.signalCode !== null;
  return {
    pid: command.pid ?? 0,
    ended: Promise.resolve(command),
    hasEnded,
    said: () => said,
    kill: (signal) => {
      command.kill(signal);
    },
    hasSaid: async (text) => {
      await waitFor(`${String(text)} on stderr`, () => {
        if (text.test(said)) return true;
        if (hasEnded()) throw new Error(`the command ended before it said ${String(text)}: ${said}`);
        return false;
      });
    },
  };
}
