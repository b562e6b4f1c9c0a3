import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { readOpenAttempts } from '../../src/ledger/attempts.js';
import { findStaleCharges } from '../../src/ledger/charges.js';
import { readEvents } from '../../src/ledger/events.js';
import { openForWriting } from '../../src/ledger/open.js';
import { readPending } from '../../src/ledger/outbox.js';
import { verifyLog } from '../../src/ledger/verifyLog.js';
import { PACKAGE_DIR } from '../support/engine.js';
import { beginCourse, COURSE, newStore, now } from './sample.js';

const ROUNDS = 30;
const LONGEST_MS = 120;

/** Runs the loop, kills it some moments after its first word, and returns all that it said. */
async function killedLoop(file: string, round: number): Promise<string[]> {
  const script = join(PACKAGE_DIR, 'test', 'ledger', 'appendLoop.ts');
  const loop = execa(process.execPath, ['--import', 'tsx', script, file, String(round + 100)], {
    cwd: PACKAGE_DIR,
    reject: false,
  });
  await Promise.race([new Promise((resolve) => loop.stdout.once('data', resolve)), loop]);
  await sleep(Math.random() * LONGEST_MS);
  loop.kill('SIGKILL');
  const { stdout, stderr, signal } = await loop;
  expect(signal, stderr).toBe('SIGKILL');
  return stdout.split('\n').filter((line) => line !== '');
}

test(
  'killed at any instruction, the ledger is whole and has all that was acknowledged, once',
  { timeout: 300_000 },
  async () => {
    await using ledger = await newStore();
    beginCourse(ledger.store);
    ledger.store[Symbol.dispose]();
    const acknowledged: string[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const said = await killedLoop(ledger.file, round);
      expect(said.length).toBeGreaterThan(0);
      acknowledged.push(...said);
      using store = openForWriting(ledger.file, { now });
      expect(verifyLog(store).faults).toEqual([]);
      expect(findStaleCharges({ store, course: COURSE })).toEqual([]);
      const events = readEvents({ store, course: COURSE });
      const keys = events.map(({ key }) => key);
      expect(new Set(keys).size).toBe(keys.length);
      expect(acknowledged.filter((key) => !keys.includes(key))).toEqual([]);
      // What one transaction stores is there together or not at all.
      const graded = keys.filter((key) => key.startsWith('graded:'));
      const waived = keys.filter((key) => key.endsWith(':hours_waived'));
      const granted = keys.filter((key) => key.endsWith(':budget_adjusted'));
      expect(waived.length).toBe(granted.length);
      expect(readPending(store, 1_000_000)).toHaveLength(graded.length);
      // A round leaves at most one attempt without its grade: the one at which it was killed.
      expect(readOpenAttempts({ store, course: COURSE }).length).toBeLessThanOrEqual(round + 1);
    }
  },
);
