import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { execa } from 'execa';
import { waitFor } from '../support/waitFor.js';

export interface HolderProcess extends AsyncDisposable {
  /** Sends a command and waits for its answer. */
  ask(command: string): Promise<unknown>;
  /** Tokens whose loss it has told of. */
  readonly lost: number[];
  kill(signal: NodeJS.Signals): void;
  readonly ended: Promise<unknown>;
}

/** Starts holder.ts on these devices. One command at a time. */
export function startHolder(
  url: string,
  devices: Readonly<Record<string, number>>,
  ttlMs: number,
  image = '',
): HolderProcess {
  const script = join(import.meta.dirname, 'holder.ts');
  const args = ['--import', 'tsx', script, url, JSON.stringify(devices), String(ttlMs), image];
  const child = execa(process.execPath, args, { reject: false, buffer: false, stderr: 'inherit' });
  const answers: unknown[] = [];
  const lost: number[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => {
    const value: unknown = JSON.parse(line);
    const token = (value as { lost?: number } | null)?.lost;
    if (token === undefined) answers.push({ value });
    else lost.push(token);
  });
  return {
    lost,
    async ask(command) {
      child.stdin.write(`${command}\n`);
      const answer = await waitFor(`an answer to ${command}`, () => {
        if (child.exitCode !== null || child.signalCode !== null) throw new Error('the holder has ended');
        return answers.shift();
      });
      return (answer as { value: unknown }).value;
    },
    kill: (signal) => {
      child.kill(signal);
    },
    ended: child,
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await child;
    },
  };
}
