import { join } from 'node:path';
import { expect, test } from 'vitest';
import { claimDelivery, endDelivery, planDeliveries, reviveDead, type Delivery } from '../../src/ledger/deliveries.js';
import { openForWriting } from '../../src/ledger/open.js';
import { putOutbox, readItems, readPending } from '../../src/ledger/outbox.js';
import type { Store } from '../../src/db/store.js';
import { testFolder } from '../support/folder.js';

const DIGEST = { course: 'dgm', kind: 'needsStaff', channel: 'chat', recipient: '', digestMs: 1 } as const;

function plan(store: Store, key: string): void {
  putOutbox(store, { course: 'dgm', kind: 'needs_staff', key, body: {} });
  for (const { id } of readPending(store, 10, 'dgm')) planDeliveries(store, id, [{ ...DIGEST, key: `digest-${key}` }]);
}

const keysOf = (store: Store, { id }: Delivery): string[] => readItems(store, id).map(({ key }) => key);

test('nothing new joins a digest that was sent before and is sent again', async () => {
  await using folder = await testFolder();
  let nowMs = Date.parse('2027-02-01T12:00:00Z');
  using store = openForWriting(join(folder.path, 'ledger.db'), { now: () => new Date(nowMs) });
  plan(store, 'a');
  nowMs += 60_000;
  const sent = claimDelivery(store, { course: 'dgm', channel: 'chat', pauseMs: () => 1 });
  if (sent === undefined) throw new Error('nothing was due');
  endDelivery(store, sent, { state: 'dead', lastError: 'refused' });
  expect(reviveDead(store)).toBe(1);
  plan(store, 'b');
  expect(keysOf(store, sent)).toEqual(['a']);
});
