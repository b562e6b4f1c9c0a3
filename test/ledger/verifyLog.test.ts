import { describe, expect, test } from 'vitest';
import { appendEvent } from '../../src/ledger/append.js';
import type { Store } from '../../src/db/store.js';
import { continues, verifyLog } from '../../src/ledger/verifyLog.js';
import { beginCourse, COURSE, draft, newStore } from './sample.js';

function waive(store: Store, hours: number): number {
  const content = { type: 'hours_waived', student: 's1', assignment: 'hw1', hours } as const;
  return appendEvent({ store, course: COURSE }, draft(content)).event.seq;
}

/** What somebody with the file and a shell can do. */
function tamper(store: Store, ...statements: string[]): void {
  store.sqlite.pragma('foreign_keys = OFF');
  for (const name of ['eventsAreNotChanged', 'eventsAreNotDeleted']) store.sqlite.exec(`DROP TRIGGER ${name}`);
  for (const statement of statements) store.sqlite.exec(statement);
}

describe('the guards of the log', () => {
  test.each([
    ['change', 'UPDATE events SET reason = NULL WHERE seq = 2'],
    ['delete', 'DELETE FROM events WHERE seq = 2'],
    ['delete all', 'DELETE FROM events'],
    ['replace', 'INSERT OR REPLACE INTO events SELECT * FROM events WHERE seq = 2'],
    [
      'replace by key',
      `INSERT OR REPLACE INTO events SELECT 8, 'x', course, key, type, 1, occurredAt, recordedAt, actor, reason,
       evidenceRef, payload, (SELECT hash FROM events WHERE seq = 7), 'y' FROM events WHERE seq = 2`,
    ],
    ['upsert', "INSERT INTO events SELECT * FROM events WHERE seq = 2 ON CONFLICT DO UPDATE SET actor = 'staff:eve'"],
    [
      'break the chain',
      `INSERT INTO events SELECT 8, 'x', course, 'k', type, 1, occurredAt, recordedAt, actor, reason, evidenceRef,
       payload, 'z', 'y' FROM events WHERE seq = 2`,
    ],
    [
      'leave a gap',
      `INSERT INTO events SELECT 9, 'x', course, 'k', type, 1, occurredAt, recordedAt, actor, reason, evidenceRef,
       payload, (SELECT hash FROM events WHERE seq = 7), 'y' FROM events WHERE seq = 2`,
    ],
  ])('refuse to %s', async (_, statement) => {
    await using ledger = await newStore();
    beginCourse(ledger.store);
    waive(ledger.store, 1);
    const before = verifyLog(ledger.store);
    expect(() => ledger.store.sqlite.exec(statement)).toThrow(/never|continues the chain/);
    expect(verifyLog(ledger.store)).toEqual(before);
    expect(before).toMatchObject({ events: 7, head: { seq: 7 }, faults: [] });
  });
});

describe('verifyLog', () => {
  test('names the event that was changed, and that the guards are gone', async () => {
    await using ledger = await newStore();
    const { store } = ledger;
    beginCourse(store);
    const seq = waive(store, 1);
    waive(store, 2);
    tamper(store, `UPDATE events SET payload = replace(payload, '"hours":1', '"hours":100') WHERE seq = ${seq}`);
    const { faults } = verifyLog(store);
    expect(faults.find((fault) => fault.seq === seq)?.reason).toContain('changed after it was recorded');
    expect(faults.filter((fault) => fault.seq === null).map(({ reason }) => reason)).toHaveLength(2);
    expect(faults).toHaveLength(3);
  });

  test.each(['actor', 'reason', 'occurredAt', 'recordedAt', 'key', 'course', 'eventId', 'type', 'evidenceRef'])(
    'sees a change of %s',
    async (column) => {
      await using ledger = await newStore();
      const { store } = ledger;
      beginCourse(store);
      const seq = waive(store, 1);
      tamper(store, `UPDATE events SET ${column} = 'changed' WHERE seq = ${seq}`);
      expect(verifyLog(store).faults.map((fault) => fault.seq)).toContain(seq);
    },
  );

  test('sees a change whose hash was computed anew, by the event behind it', async () => {
    await using ledger = await newStore();
    const { store } = ledger;
    beginCourse(store);
    const seq = waive(store, 1);
    const next = waive(store, 2);
    tamper(store, `UPDATE events SET hash = '${'1'.repeat(64)}' WHERE seq = ${seq}`);
    expect(verifyLog(store).faults).toContainEqual({
      seq: next,
      reason: `it does not follow event ${seq}: that one was changed`,
    });
  });

  test('sees a gap', async () => {
    await using ledger = await newStore();
    const { store } = ledger;
    beginCourse(store);
    const seq = waive(store, 1);
    const next = waive(store, 2);
    tamper(store, `DELETE FROM events WHERE seq = ${seq}`);
    expect(verifyLog(store).faults).toContainEqual({ seq: next, reason: `event ${seq} is missing before it` });
  });

  test('an end cut off shows against a head that was kept elsewhere', async () => {
    await using ledger = await newStore();
    const { store } = ledger;
    beginCourse(store);
    const seq = waive(store, 1);
    const { head } = verifyLog(store);
    waive(store, 2);
    expect(continues(store, head)).toBe(true);
    tamper(store, `DELETE FROM events WHERE seq >= ${seq}`);
    expect(continues(store, head)).toBe(false);
  });
});
