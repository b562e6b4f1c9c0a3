import { once } from 'node:events';
import { execa } from 'execa';
import { PlatformError } from '../sandbox/platformError.js';

const WAIT_SECONDS = 30;

/**
 * A lock among the processes of this machine, held until it is disposed of.
 *
 * The kernel's own lock, through flock(1), which Node.js has no call for: it ends with its holder, however that ends,
 * so that there are no stale locks to judge. `cat` runs for as long as we keep its input open.
 *
 * @throws {PlatformError} where another process has held it for 30 s, or where there is no flock command.
 */
export async function takeLock(file: string): Promise<AsyncDisposable> {
  const holder = execa('flock', ['--timeout', String(WAIT_SECONDS), file, 'cat'], {
    // Ctrl-C in a terminal goes to the whole group; the lock's end is ours to say.
    detached: true,
    buffer: false,
    reject: false,
  });
  holder.stdin.on('error', () => undefined);
  holder.stdin.write('\n');
  const taken = await Promise.race([once(holder.stdout, 'data').then(() => true), holder.then(() => false)]);
  if (!taken) {
    const reason = holder.pid === undefined ? 'there is no flock command' : `it stayed taken for ${WAIT_SECONDS} s`;
    throw new PlatformError(`The lock ${file} cannot be taken: ${reason}.`, {
      remedy: 'Operator: install util-linux, or end the process that `fuser` names for this file.',
    });
  }
  return {
    async [Symbol.asyncDispose]() {
      holder.stdin.end();
      await holder;
    },
  };
}
