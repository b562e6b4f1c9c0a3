import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { findStaleCharges, readCharges } from '../../src/ledger/charges.js';
import { headSeq } from '../../src/ledger/events.js';
import { openForReading } from '../../src/db/open.js';
import { openForWriting } from '../../src/ledger/open.js';
import { recordEvents } from '../../src/ledger/recordEvents.js';
import { write } from '../../src/db/store.js';
import { verifyLog } from '../../src/ledger/verifyLog.js';
import { PACKAGE_DIR } from '../support/engine.js';
import { testFolder } from '../support/folder.js';
import { beginCourse, COURSE, draft, newStore, now } from './sample.js';

describe('openForWriting', () => {
  test('sets what durability needs', async () => {
    await using ledger = await newStore();
    const pragma = (name: string): unknown => ledger.store.sqlite.pragma(name, { simple: true });
    expect(pragma('journal_mode')).toBe('wal');
    expect(pragma('synchronous')).toBe(2);
    expect(pragma('foreign_keys')).toBe(1);
    expect(pragma('busy_timeout')).toBeGreaterThan(0);
  });

  test('lets readers in, who see what is written', async () => {
    await using ledger = await newStore();
    const { store, file } = ledger;
    beginCourse(store);
    using reader = openForReading(file, { now });
    expect(headSeq(reader)).toBe(headSeq(store));
    recordEvents({ store, course: COURSE }, [draft({ type: 'budget_adjusted', student: 's1', deltaHours: 5 })]);
    expect(readCharges({ store: reader, course: COURSE }).map(({ charges }) => charges.budget)).toEqual([
      125, 120, 120,
    ]);
    expect(() =>
      recordEvents({ store: reader, course: COURSE }, [draft({ type: 'grades_released', assignment: 'hw1' })]),
    ).toThrow('readonly');
  });

  test('lets a command write beside the server: they take turns, and each sees what the other wrote', async () => {
    await using ledger = await newStore();
    const { store: server, file } = ledger;
    beginCourse(server);
    using command = openForWriting(file, { now, waitMs: 0 });
    recordEvents({ store: command, course: COURSE }, [
      draft({ type: 'budget_adjusted', student: 's1', deltaHours: 5 }),
    ]);
    recordEvents({ store: server, course: COURSE }, [draft({ type: 'budget_adjusted', student: 's1', deltaHours: 7 })]);
    for (const store of [server, command]) {
      expect(readCharges({ store, course: COURSE })[0]?.charges.budget).toBe(132);
      expect(verifyLog(store).faults).toEqual([]);
    }
  });

  test('says so where another process does not leave it a turn', async () => {
    await using ledger = await newStore();
    beginCourse(ledger.store);
    using hurried = openForWriting(ledger.file, { now, waitMs: 0 });
    const event = draft({ type: 'budget_adjusted', student: 's1', deltaHours: 5 });
    write(ledger.store, () => {
      expect(() => recordEvents({ store: hurried, course: COURSE }, [event])).toThrow('stayed busy');
    });
    recordEvents({ store: hurried, course: COURSE }, [event]);
    expect(readCharges({ store: ledger.store, course: COURSE })[0]?.charges.budget).toBe(125);
  });

  test('does not change the schema under one who has the ledger open', async () => {
    await using ledger = await newStore();
    ledger.store.sqlite.pragma('user_version = 0');
    expect(() => openForWriting(ledger.file, { now, waitMs: 0 })).toThrow('in use by another process');
  });

  test('lets the next writer in when one is done', async () => {
    await using ledger = await newStore();
    ledger.store[Symbol.dispose]();
    using again = openForWriting(ledger.file, { now, waitMs: 0 });
    expect(headSeq(again)).toBe(0);
  });

  test('of many processes that write at once, each has its say once', { timeout: 120_000 }, async () => {
    await using ledger = await newStore();
    beginCourse(ledger.store);
    const before = headSeq(ledger.store);
    ledger.store[Symbol.dispose]();
    const script = join(PACKAGE_DIR, 'test', 'ledger', 'appendShare.ts');
    const writer = (name: string) =>
      execa(process.execPath, ['--import', 'tsx', script, ledger.file, name, '15'], { cwd: PACKAGE_DIR });
    await Promise.all(['a', 'b', 'c', 'd'].map(writer));
    using store = openForWriting(ledger.file, { now });
    expect(headSeq(store) - before).toBe(4 * 15 + 15);
    expect(verifyLog(store).faults).toEqual([]);
    expect(findStaleCharges({ store, course: COURSE })).toEqual([]);
    expect(readCharges({ store, course: COURSE })[0]?.charges.budget).toBe(120 + 75);
  });

  test('says that a file is no ledger, or damaged', async () => {
    await using folder = await testFolder();
    const file = join(folder.path, 'ledger.db');
    expect(() => openForReading(file, { now })).toThrow('There is no ledger');
    await writeFile(file, 'not a database, '.repeat(1000));
    for (const open of [openForReading, openForWriting]) expect(() => open(file, { now })).toThrow('is damaged');
  });
});
