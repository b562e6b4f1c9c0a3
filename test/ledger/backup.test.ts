import { existsSync } from 'node:fs';
import { open, readFile, stat, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { backUp, restore } from '../../src/ledger/backup.js';
import { findStaleCharges } from '../../src/ledger/charges.js';
import { headSeq, readEvents } from '../../src/ledger/events.js';
import { openForReading } from '../../src/db/open.js';
import { openForWriting } from '../../src/ledger/open.js';
import { recordEvents } from '../../src/ledger/recordEvents.js';
import type { Store } from '../../src/db/store.js';
import { verifyLog } from '../../src/ledger/verifyLog.js';
import { beginCourse, COURSE, draft, newStore, now } from './sample.js';

function grant(store: Store, times: number): void {
  for (let time = 0; time < times; time++) {
    recordEvents({ store, course: COURSE }, [draft({ type: 'budget_adjusted', student: 's1', deltaHours: 1 })]);
  }
}

test('a backup is taken while the ledger is written to, and is sound', async () => {
  await using ledger = await newStore();
  const { store, file } = ledger;
  beginCourse(store);
  grant(store, 50);
  const taken = backUp(store, `${file}.backup`);
  grant(store, 20);
  const { head } = await taken;
  using copy = openForReading(`${file}.backup`, { now });
  expect(headSeq(copy)).toBe(head.seq);
  expect(head.seq).toBeGreaterThanOrEqual(56);
  expect(findStaleCharges({ store: copy, course: COURSE })).toEqual([]);
  expect(existsSync(`${file}.backup.partial`)).toBe(false);
  for (const name of [file, `${file}-wal`, `${file}.backup`]) expect((await stat(name)).mode & 0o777).toBe(0o600);
  await expect(backUp(store, `${file}.backup`)).rejects.toThrow('exists already');
});

test('a restore replaces a damaged ledger, whose write-ahead log does not get into it', async () => {
  await using ledger = await newStore();
  const { store, file } = ledger;
  beginCourse(store);
  grant(store, 300);
  const { head } = await backUp(store, `${file}.backup`);
  const eventsThen = readEvents({ store, course: COURSE });
  grant(store, 5);
  // As a crash leaves it: later events in the write-ahead log, and a disk that lost pages of the ledger.
  const wal = await readFile(`${file}-wal`);
  store[Symbol.dispose]();
  const { size } = await stat(file);
  const handle = await open(file, 'r+');
  for (let at = 4096; at < size; at += 4096) await handle.write(Buffer.alloc(1024, 0xa5), 0, 1024, at);
  await handle.close();
  await writeFile(`${file}-wal`, wal.subarray(0, wal.length - 100));
  expect(() => {
    using damaged = openForReading(file, { now });
    const { faults } = verifyLog(damaged);
    if (faults.length > 0) throw new Error('is damaged');
  }).toThrow('damaged');

  const { report, kept } = restore(file, `${file}.backup`, { now });
  expect(report.head).toEqual(head);
  expect(kept !== null && existsSync(kept)).toBe(true);
  using restored = openForWriting(file, { now });
  expect(verifyLog(restored)).toMatchObject({ head, faults: [] });
  expect(readEvents({ store: restored, course: COURSE })).toEqual(eventsThen);
  expect(findStaleCharges({ store: restored, course: COURSE })).toEqual([]);
  grant(restored, 1);
  expect(headSeq(restored)).toBe(head.seq + 1);
});

test('a restore makes a ledger that is not there', async () => {
  await using ledger = await newStore();
  beginCourse(ledger.store);
  await backUp(ledger.store, `${ledger.file}.backup`);
  const elsewhere = `${ledger.file}.elsewhere`;
  expect(restore(elsewhere, `${ledger.file}.backup`, { now }).kept).toBeNull();
  using restored = openForReading(elsewhere, { now });
  expect(headSeq(restored)).toBe(6);
});

test('a backup that is not sound, or not there, replaces nothing; neither does any while somebody writes', async () => {
  await using ledger = await newStore();
  const { store, file } = ledger;
  beginCourse(store);
  await backUp(store, `${file}.backup`);
  expect(() => restore(file, `${file}.backup`, { now })).toThrow('in use by another process');
  store[Symbol.dispose]();
  expect(() => restore(file, `${file}.none`, { now })).toThrow('There is no backup');
  await writeFile(`${file}.garbage`, 'garbage '.repeat(1000));
  expect(() => restore(file, `${file}.garbage`, { now })).toThrow('damaged');
  {
    using tampered = openForWriting(`${file}.backup`, { now });
    tampered.sqlite.exec("DROP TRIGGER eventsAreNotChanged; UPDATE events SET actor = 'staff:eve' WHERE seq = 2");
  }
  expect(() => restore(file, `${file}.backup`, { now })).toThrow('is not sound');
  using untouched = openForWriting(file, { now });
  expect(verifyLog(untouched)).toMatchObject({ events: 6, faults: [] });
});
