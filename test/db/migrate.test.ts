import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { canonicalJson } from '../../src/base/canonicalJson.js';
import { CHAIN_START, eventHash } from '../../src/ledger/chain.js';
import { readCharges } from '../../src/ledger/charges.js';
import { migrate } from '../../src/db/migrate.js';
import { MIGRATIONS } from '../../src/db/migrations.js';
import { openForReading } from '../../src/db/open.js';
import { openForWriting } from '../../src/ledger/open.js';
import { openAttempt } from '../../src/ledger/attempts.js';
import { readEvents } from '../../src/ledger/events.js';
import { membersOf } from '../../src/ledger/subjects.js';
import { verifyLog } from '../../src/ledger/verifyLog.js';
import { testFolder } from '../support/folder.js';
import { COURSE, homework, newStore, now, received } from '../ledger/sample.js';

/** A ledger as the first version left it: a roster and a log, nothing else. */
function firstVersion(file: string): void {
  const sqlite = new Database(file);
  migrate(sqlite, file, MIGRATIONS.slice(0, 1));
  sqlite.prepare('INSERT INTO students VALUES (?, ?, NULL, NULL, NULL, NULL)').run(COURSE, 's1');
  let prevHash = CHAIN_START;
  const contents = [
    { type: 'student_enrolled', student: 's1' },
    homework('hw1', '2027-02-10T23:59:00'),
    received('7', 'hw1', ['s1'], '2027-02-11T06:30:00Z').content,
  ];
  contents.forEach(({ type, ...fields }, index) => {
    const seq = index + 1;
    const row = {
      seq,
      eventId: `e${seq}`,
      course: COURSE,
      key: `k${seq}`,
      type,
      schemaVersion: 1,
      occurredAt: '2027-02-11T06:30:00Z',
      recordedAt: '2027-02-11T06:30:00Z',
      actor: 'system',
      reason: null,
      evidenceRef: null,
      payload: canonicalJson(fields),
      prevHash,
    };
    prevHash = eventHash(row);
    const columns = Object.keys(row).map((name) => `@${name}`);
    sqlite.prepare(`INSERT INTO events VALUES (${columns.join(', ')}, @hash)`).run({ ...row, hash: prevHash });
    if (type !== homework('', '').type) {
      sqlite.prepare('INSERT INTO eventStudents VALUES (?, ?, ?)').run(seq, COURSE, 's1');
    }
  });
  sqlite.close();
}

test('an older ledger is brought up to date: its log as it was, indexes and charges made from it', async () => {
  await using folder = await testFolder();
  const file = join(folder.path, 'ledger.db');
  firstVersion(file);
  expect(() => openForReading(file, { now })).toThrow('has schema 1');
  using store = openForWriting(file, { now });
  expect(verifyLog(store)).toMatchObject({ events: 3, faults: [] });
  expect(readEvents({ store, course: COURSE }).map(({ eventId }) => eventId)).toEqual(['e1', 'e2', 'e3']);
  expect(readCharges({ store, course: COURSE })[0]?.charges.assignments['hw1']).toMatchObject({
    hoursUsed: 2,
    submissionId: '7',
  });
  expect(membersOf({ store, course: COURSE }, '7')).toEqual(['s1']);
  expect(openAttempt({ store, course: COURSE }, '7').attempt).toBe(1);
  using reader = openForReading(file, { now });
  expect(readEvents({ store: reader, course: COURSE })).toHaveLength(3);
});

test('rows of work, and what was decided of them, are the same after their table was made anew for regrades', async () => {
  await using folder = await testFolder();
  const file = join(folder.path, 'ledger.db');
  const sqlite = new Database(file);
  const before = MIGRATIONS.findIndex(({ name }) => name === 'regrades');
  migrate(sqlite, file, MIGRATIONS.slice(0, before));
  sqlite.exec(`
    INSERT INTO work (seq, id, course, submissionId, graderVersion, assignment, assignmentDigest, party, source,
      workClass, lane, createdAt, admittedAt, changedAt, contentDigest, notebook, notebookDigest, fileName, state, turn,
      attempt, feedbackGrade)
    VALUES (7, 'w7', 'c', '1', 'v', 'hw1', 'd', 's1', 'gradescope', 'feedback', 'cpu', 't1', 't2', 't3', 'cd', 'n',
      'nd', 'f', 'graded', 3, 2, '{}');
    INSERT INTO workDecisions VALUES (5, 'w7', 'force', 'staff:ada', 'why', 't4');`);
  sqlite.close();
  using store = openForWriting(file, { now });
  expect(store.sqlite.prepare('SELECT * FROM work').all()).toMatchObject([
    { seq: 7, id: 'w7', run: '', checks: null, state: 'graded', turn: 3, attempt: 2, heldGrade: '{}' },
  ]);
  expect(store.sqlite.prepare('SELECT * FROM workDecisions').all()).toMatchObject([{ seq: 5, workId: 'w7' }]);
  expect(store.sqlite.pragma('foreign_key_check')).toEqual([]);
});

test('a step that fails leaves the ledger as it was', async () => {
  await using folder = await testFolder();
  const file = join(folder.path, 'ledger.db');
  const sqlite = new Database(file);
  const broken = [...MIGRATIONS.slice(0, 2), { name: 'broken', sql: 'CREATE TABLE half (x); CREATE TABEL y' }];
  expect(() => migrate(sqlite, file, broken)).toThrow('syntax error');
  expect(sqlite.pragma('user_version', { simple: true })).toBe(0);
  expect(sqlite.prepare('SELECT name FROM sqlite_master').all()).toEqual([]);
  sqlite.close();
});

test('a ledger of a newer version is left alone', async () => {
  await using ledger = await newStore();
  ledger.store.sqlite.pragma('user_version = 99');
  ledger.store[Symbol.dispose]();
  for (const open of [openForReading, openForWriting]) {
    expect(() => open(ledger.file, { now })).toThrow(`has schema 99, and this version of Assay knows up to`);
  }
});
