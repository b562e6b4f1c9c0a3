import { truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { testFolder } from '../support/folder.js';
import { FAULTS, GRADED } from './faults.js';
import { faultServer } from './faultServer.js';
import { autograders, metadata, runOnPlatform, submission } from './platform.js';

const MAX_FILES = 500;
const MAX_BYTES = 100_000_000;

/** A submission of `count` files with `bytes` in all. */
async function filesOf(folder: string, [count, bytes]: readonly [number, number]): Promise<string> {
  const names = Array.from({ length: count }, (_, number) => `data/${number}.txt`);
  const files = await submission(folder, Object.fromEntries(names.map((name) => [name, ''])));
  await truncate(join(files, names[0] ?? ''), bytes);
  return files;
}

describe('of a large submission, the forwarder', () => {
  it('sends what is at its limits, and says what is beyond them without sending it', async () => {
    await using folder = await testFolder();
    await using server = await faultServer(FAULTS);
    const sizes = { known: [MAX_FILES, MAX_BYTES], good: [MAX_FILES + 1, 0], silent: [1, MAX_BYTES + 1] } as const;
    const names = Object.keys(sizes) as (keyof typeof sizes)[];
    const roots = await autograders(
      folder.path,
      names.map((assignment) => ({ server: server.url, assignment })),
    );
    const runs = await Promise.all(
      names.map(async (name, index) => ({
        root: roots[index] ?? '',
        metadata: metadata(),
        files: await filesOf(join(folder.path, `files-of-${name}`), sizes[name]),
        timeout: 600,
      })),
    );
    const [largest, ...refused] = await runOnPlatform(runs);

    expect(largest?.results).toEqual(GRADED);
    expect(server.requestsOf('known').map(({ isSigned }) => isSigned)).toEqual([true]);
    for (const { results, error_code: error, stdout } of refused) {
      expect({ error, stdout }).toEqual({ error: null, stdout: 'done: refused\n' });
      expect(results?.output).toContain('more than 500 files or 100 MB');
      expect(results).toMatchObject({ extra_data: { ungraded: true }, tests: [{ score: 0, max_score: 0 }] });
    }
    expect([...server.requestsOf('good'), ...server.requestsOf('silent')]).toEqual([]);
  });
});
