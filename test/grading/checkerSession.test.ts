import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { limitsSchema } from '../../src/course/schema.js';
import { BrokenChecks } from '../../src/grading/brokenChecks.js';
import { CheckerSession } from '../../src/grading/checkerSession.js';
import type { GradingContext } from '../../src/grading/context.js';
import { SandboxContainer } from '../../src/sandbox/container.js';
import { containersOf, testContext } from '../support/engine.js';
import { testFolder, type TestFolder } from '../support/folder.js';

const limits = limitsSchema.parse({ memoryMiB: 256, pids: 48, diskMiB: 16, shmMiB: 16 });
const IMPORT_MS = 5_000;

let folder: TestFolder;
let context: GradingContext;
beforeEach(async () => {
  folder = await testFolder();
  context = await testContext();
});
afterEach(async () => {
  expect(await containersOf(context)).toEqual([]);
  await folder[Symbol.asyncDispose]();
});

describe('checks.py whose import', { timeout: 60_000 }, () => {
  it.each([
    ['does not end', 'import time\ntime.sleep(3600)', `took longer than ${IMPORT_MS / 1000} s`],
    ['ends the process', 'import os\nos._exit(0)', 'ended the Python process'],
    ['eats memory', 'hog = []\nwhile True: hog.append(bytearray(8 << 20))', 'used more memory than it may have'],
  ])('%s is the course’s to mend', async (_, source, reason) => {
    const assignmentDir = join(folder.path, 'a');
    await mkdir(assignmentDir);
    await writeFile(join(assignmentDir, 'checks.py'), source, { mode: 0o644 });
    const labels = { worker: context.workerId };
    const purpose = { role: 'checker', image: context.images.checker, limits, labels, assignmentDir } as const;
    await using container = await SandboxContainer.start(context.engine, purpose, ['stdout', 'stderr']);
    const settingUp = CheckerSession.setUp(container, IMPORT_MS);
    await expect(settingUp).rejects.toThrow(BrokenChecks);
    await expect(settingUp).rejects.toThrow(`Importing checks.py ${reason}.`);
  });
});
