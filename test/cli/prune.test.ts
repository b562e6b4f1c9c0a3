import { readdir, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { blobFile, folderBlobStore } from '../../src/machine/blobStore.js';
import { openForWriting } from '../../src/ledger/open.js';
import { assay } from '../support/assay.js';
import { testFolder } from '../support/folder.js';

test('assay prune says what would go, lists it, and removes it; never by a ledger that is not there', async () => {
  await using folder = await testFolder();
  const { path: state } = folder;
  const blobsDir = join(state, 'blobs');
  const digest = await folderBlobStore(blobsDir).put(Buffer.from('stray'));
  const longAgo = new Date(Date.now() - 40 * 86_400_000);
  await utimes(blobFile(blobsDir, digest), longAgo, longAgo);
  const files = (): Promise<string[]> => readdir(join(blobsDir, digest.slice(0, 2)));
  const prune = (...args: string[]) => assay(['prune', ...args], { state });

  const without = await prune();
  expect(without).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('There is no ledger') as string });
  openForWriting(join(state, 'ledger.db'), { now: () => new Date() })[Symbol.dispose]();
  expect((await prune('--keep-file-days', '1')).stderr).toContain('It must be 2 or more');
  expect((await prune('--keep-file-days', '50', '--json')).stdout).toContain('"count": 0');

  const would = await prune('--dry-run', '--list');
  expect(would.stdout).toContain(`blob ${digest} 5 bytes\nWould remove (nothing was removed):\n`);
  expect(await files()).toEqual([digest]);
  const done = JSON.parse((await prune('--json', '--list')).stdout) as unknown;
  const tally = { feedback: { count: 0, bytes: 0 }, blob: { count: 1, bytes: 5 }, draft: { count: 0, bytes: 0 } };
  const list = [{ kind: 'blob', id: digest, bytes: 5 }];
  expect(done).toEqual({ dryRun: false, feedbackDays: 180, fileDays: 30, ...tally, list });
  expect(await files()).toEqual([]);
});
