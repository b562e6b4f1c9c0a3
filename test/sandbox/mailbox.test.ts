import { describe, expect, it } from 'vitest';
import { Mailbox } from '../../src/sandbox/mailbox.js';

/** Whether a promise has settled once everything that is ready to run has run. */
async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  const pending = Symbol('pending');
  const turn = new Promise((resolve) => setImmediate(resolve, pending));
  return (await Promise.race([promise, turn])) !== pending;
}

describe('Mailbox', () => {
  it('hands items over in order, whoever comes first', async () => {
    const mailbox = new Mailbox<number>({ items: 4, bytes: 100 });
    const early = mailbox.take(60_000);
    await mailbox.put(1, 0);
    await mailbox.put(2, 0);
    expect(await early).toBe(1);
    expect(await mailbox.take(0)).toBe(2);
  });

  it('says that nothing came in time, and can be asked again', async () => {
    const mailbox = new Mailbox<number>({ items: 4, bytes: 100 });
    expect(await mailbox.take(1)).toBe('timeout');
    expect(await mailbox.take(0)).toBe('timeout');
    await mailbox.put(7, 0);
    expect(await mailbox.take(1)).toBe(7);
  });

  it('holds the producer up when it has enough items, until one is taken', async () => {
    const mailbox = new Mailbox<number>({ items: 2, bytes: 100 });
    await mailbox.put(1, 0);
    await mailbox.put(2, 0);
    const third = mailbox.put(3, 0);
    expect(await isSettled(third)).toBe(false);
    expect(await mailbox.take(0)).toBe(1);
    await third;
    expect([await mailbox.take(0), await mailbox.take(0)]).toEqual([2, 3]);
  });

  it('holds the producer up when it has enough bytes; one item of any size fits', async () => {
    const mailbox = new Mailbox<string>({ items: 10, bytes: 100 });
    await mailbox.put('huge', 1_000_000);
    const next = mailbox.put('small', 1);
    expect(await isSettled(next)).toBe(false);
    expect(await mailbox.take(0)).toBe('huge');
    await next;
    await mailbox.put('fits', 99);
    expect(await isSettled(mailbox.put('does not', 1))).toBe(false);
  });

  it('closed: gives what it has, then says so; a waiting producer and a waiting consumer go on', async () => {
    const mailbox = new Mailbox<number>({ items: 1, bytes: 100 });
    await mailbox.put(1, 0);
    const blocked = mailbox.put(2, 0);
    mailbox.close();
    await blocked;
    expect([await mailbox.take(60_000), await mailbox.take(60_000)]).toEqual([1, 'closed']);

    const empty = new Mailbox<number>({ items: 1, bytes: 100 });
    const waiting = empty.take(60_000);
    empty.close();
    expect(await waiting).toBe('closed');
    await empty.put(3, 0);
    expect(await empty.take(0)).toBe('closed');
  });
});
