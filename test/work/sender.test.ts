import { expect, test } from 'vitest';
import { putOutbox, readPending } from '../../src/store/outbox.js';
import { startSender } from '../../src/work/sender.js';
import { COURSE, newStore } from '../store/sample.js';
import { waitFor } from '../support/waitFor.js';

test('each message is sent in order to the handler of its kind, once it succeeds not again', async () => {
  await using ledger = await newStore();
  const { store } = ledger;
  const put = (kind: string, key: string): void => {
    putOutbox(store, { course: COURSE, kind, key, body: { key } });
  };
  for (const [kind, key] of [
    ['bad', 'b1'],
    ['good', 'g1'],
    ['good', 'g1'],
    ['other', 'o1'],
  ] as const) {
    put(kind, key);
  }
  const told: string[] = [];
  const errors: unknown[] = [];
  let isMended = false;
  await using sender = startSender({
    store,
    handlers: {
      good: ({ key, body }) => void told.push(`${key} ${String(body['key'])}`),
      bad: ({ key }) => (isMended ? void told.push(key) : Promise.reject(new Error('away'))),
    },
    otherwise: ({ kind }) => void told.push(kind),
    onError: (error) => errors.push(error),
    everyMs: 60_000,
  });
  await waitFor('the sound ones', () => told.length === 2);
  expect(told).toEqual(['g1 g1', 'other']);
  expect(errors).toEqual([new Error('away')]);
  expect(readPending(store, 10).map(({ key }) => key)).toEqual(['b1']);
  isMended = true;
  put('good', 'g2');
  sender.wake();
  await waitFor('the others', () => told.length === 4);
  expect(told.slice(2)).toEqual(['b1', 'g2 g2']);
  expect(readPending(store, 10)).toEqual([]);
});
