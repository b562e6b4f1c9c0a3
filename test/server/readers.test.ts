import { randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readNotebook } from '../../src/intake/readNotebook.js';
import type { ReaderJobs, StoredNotebook } from '../../src/server/reader/jobs.js';
import { openReaders, READER_LIMITS, type Readers } from '../../src/server/reader/readers.js';
import { testFolder, type TestFolder } from '../support/folder.js';
import { metadataOf } from '../support/metadata.js';
import { notebookFile } from '../support/notebook.js';

let folder: TestFolder;
beforeAll(async () => void (folder = await testFolder()));
afterAll(() => folder[Symbol.asyncDispose]());

const ONE = notebookFile(['x = 1']);
/** 48 MB whose outputs are 24 million numbers: seconds of work, and no more memory than its text. */
const SLOW = withOutputs(`[${'1,'.repeat(24_000_000)}1]`);
/** As much of a heap as a notebook may take: a source in lists of lines, in two-byte characters. */
const LARGE = Buffer.from(
  JSON.stringify({
    nbformat: 4,
    cells: Array.from({ length: 900 }, () => ({
      cell_type: 'code',
      source: Array<string>(270).fill(`${'x€'.repeat(45)}\n`),
    })),
  }),
);

function withOutputs(outputs: string): Buffer {
  const cell = `{"cell_type": "code", "source": "x = 1", "outputs": ${outputs}}`;
  return Buffer.from(`{"nbformat": 4, "metadata": {}, "cells": [${cell}]}`);
}

/** What a reader is asked about these files. */
async function asked(...named: (readonly [string, Buffer])[]): Promise<ReaderJobs['notebook']['ask']> {
  const files = named.map(([path, bytes]) => ({ path, file: join(folder.path, randomUUID()), bytes: bytes.length }));
  for (const [index, { file }] of files.entries()) await writeFile(file, named[index]?.[1] ?? '');
  return { files, named: undefined, blobs: join(folder.path, 'blobs') };
}

async function read(readers: Readers, bytes: Buffer): Promise<StoredNotebook> {
  return readers.read('notebook', await asked(['hw.ipynb', bytes]));
}

/** The processes that this one has started and that live. */
async function children(): Promise<string[]> {
  const listed = await readFile(`/proc/${process.pid}/task/${process.pid}/children`, 'utf8');
  return listed.split(' ').filter((pid) => pid !== '');
}

describe('readers', () => {
  it('store the notebook, read metadata, and refuse in the same words as everywhere', async () => {
    await using readers = openReaders();
    const { blob, digest, path } = await read(readers, ONE);
    expect({ digest, path }).toEqual({ digest: readNotebook(ONE, 'x').digest, path: 'hw.ipynb' });
    expect(await readFile(join(folder.path, 'blobs', blob.slice(0, 2), blob))).toEqual(ONE);
    const file = join(folder.path, 'metadata.json');
    await writeFile(file, JSON.stringify(metadataOf()));
    const submitted = await readers.read('metadata', { file });
    expect(submitted).toMatchObject({ submissionId: '2001', courseId: '77', users: [{}] });
    expect(submitted).not.toHaveProperty('previousSubmissions');
    await writeFile(file, '{"id": 7}');
    const refused = { name: 'IntakeError', code: 'metadata', whoseTurn: 'course' };
    await expect(readers.read('metadata', { file })).rejects.toMatchObject(refused);
    await expect(read(readers, Buffer.from(''))).rejects.toMatchObject({
      ...{ name: 'IntakeError', code: 'empty', whoseTurn: 'student' },
      message: 'hw.ipynb is empty. Save your notebook and upload it again.',
    });
    await expect(readers.read('metadata', { file: '/nowhere' })).rejects.toMatchObject({ name: 'PlatformError' });
    expect(await children()).toHaveLength(1);
  });

  it('refuse what takes more memory than there is, and go on', async () => {
    await using readers = openReaders({ ...READER_LIMITS, heapMiB: 60 });
    const message = expect.stringContaining('more memory') as string;
    const refused = { name: 'IntakeError', code: 'tooLarge', whoseTurn: 'student', message };
    await expect(read(readers, LARGE)).rejects.toMatchObject(refused);
    expect((await read(readers, ONE)).path).toBe('hw.ipynb');
    const file = join(folder.path, 'metadata.json');
    await writeFile(file, `{"id": 1, "x": [${`{"a":["${'x€'.repeat(30)}"]},`.repeat(220_000)}1]}`);
    const tooDear = { name: 'IntakeError', code: 'metadata', whoseTurn: 'course', message };
    await expect(readers.read('metadata', { file })).rejects.toMatchObject(tooDear);
  });

  it('refuse what takes more time than there is, and go on', async () => {
    await using readers = openReaders({ ...READER_LIMITS, cpuSeconds: 1.5 });
    const message = expect.stringContaining('more time') as string;
    const refused = { name: 'IntakeError', code: 'tooLarge', whoseTurn: 'student', message };
    const ask = await asked(['a.ipynb', SLOW], ['b.ipynb', SLOW], ['c.ipynb', SLOW]);
    await expect(readers.read('notebook', ask)).rejects.toMatchObject(refused);
    expect((await read(readers, ONE)).path).toBe('hw.ipynb');
  });

  it('call it the platform’s failure where somebody else ended the process', async () => {
    await using readers = openReaders();
    await read(readers, ONE);
    const [pid] = await children();
    const reading = readers.read('notebook', await asked(['hw.ipynb', SLOW]));
    process.kill(Number(pid), 'SIGKILL');
    const message = expect.stringContaining('SIGKILL') as string;
    await expect(reading).rejects.toMatchObject({ name: 'PlatformError', message });
    expect((await read(readers, ONE)).path).toBe('hw.ipynb');
  });

  it('do not keep what a dear upload took', async () => {
    await using readers = openReaders();
    await read(readers, LARGE);
    await read(readers, ONE);
    const [pid] = await children();
    expect(await children()).toHaveLength(1);
    const status = await readFile(`/proc/${pid}/status`, 'utf8');
    expect(Number(/VmRSS:\s+(\d+)/u.exec(status)?.[1])).toBeLessThan(READER_LIMITS.keptBytes / 1_000);
  });
});

it('two of the slowest files at once leave the event loop free', { timeout: 120_000 }, async () => {
  await using readers = openReaders();
  const both = (): Promise<unknown> => Promise.all([SLOW, LARGE].map((bytes) => read(readers, bytes)));
  // A neighbour on this machine can hold the loop up; only what is read on it does so each time.
  const delays: number[] = [];
  for (let round = 0; round < 3 && !delays.some((ms) => ms <= 100); round++) delays.push(await delayDuring(both));
  expect(Math.min(...delays)).toBeLessThanOrEqual(100);
  const onLoop = (): Promise<unknown> => Promise.resolve(readNotebook(SLOW, 'hw.ipynb'));
  expect(await delayDuring(onLoop)).toBeGreaterThan(100);
});

/** The 99th percentile of the event loop's delay, in milliseconds. */
async function delayDuring(work: () => Promise<unknown>): Promise<number> {
  const histogram = monitorEventLoopDelay({ resolution: 10 });
  histogram.enable();
  await new Promise((resolve) => setTimeout(resolve, 20));
  await work();
  await new Promise((resolve) => setTimeout(resolve, 20));
  histogram.disable();
  return histogram.percentile(99) / 1e6;
}
