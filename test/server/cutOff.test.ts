import { readdir } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { notebookFile } from '../support/notebook.js';
import { waitFor } from '../support/waitFor.js';
import { sendSigned, signedHeaders, submission, type Sent } from './client.js';
import { testServer, type TestServer } from './harness.js';

let server: TestServer;
afterEach(() => server[Symbol.asyncDispose]());

const spooled = (): Promise<string[]> => readdir(join(server.stateDir, 'uploads'));

/** Sends the beginning of an upload on a connection of its own. */
function begin(sent: Sent, part = 0.5): Socket {
  const socket = connect(server.port, '127.0.0.1').on('error', () => undefined);
  const { length } = sent.body ?? Buffer.alloc(0);
  const headers = { Host: 'x', ...sent.headers, ...signedHeaders(server.key, sent), 'Content-Length': String(length) };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  socket.write([`${sent.method} ${sent.target} HTTP/1.1`, ...lines, '', ''].join('\r\n'));
  socket.write(sent.body?.subarray(0, Math.floor(length * part)) ?? '');
  return socket;
}

const large = (id: number): Sent =>
  submission({ id, files: [['hw.ipynb', notebookFile([`# ${'x'.repeat(300_000)}`])]] });

async function beginMany(count: number): Promise<Socket[]> {
  const sockets = Array.from({ length: count }, (_, id) => begin(large(id)));
  await waitFor('all of them to be received', async () => (await spooled()).length === count);
  return sockets;
}

describe('uploads that are cut off', () => {
  beforeEach(async () => (server = await testServer()));

  it.each(['destroyed', 'ended'] as const)('64 that were %s free their places at once', async (how) => {
    const sockets = await beginMany(64);
    expect((await sendSigned(server.port, server.key, submission())).body.error?.code).toBe('unavailable');
    for (const socket of sockets) {
      if (how === 'destroyed') socket.destroy();
      else socket.end();
    }
    const startedAt = performance.now();
    await waitFor('the places to be free', async () => (await spooled()).length === 0);
    expect(performance.now() - startedAt).toBeLessThan(3_000);
    expect((await sendSigned(server.port, server.key, submission())).status).toBe(202);
  });

  it('while their senders were judged, free their places at once', async () => {
    // Whether a request is new is asked of Redis.
    await server.redisClient.call('CLIENT', 'PAUSE', '1500');
    const sockets = Array.from({ length: 64 }, (_, id) => begin(submission({ id })));
    await sleep(500);
    for (const socket of sockets) socket.destroy();
    await sleep(1_500);
    expect((await sendSigned(server.port, server.key, submission())).status).toBe(202);
    expect(await spooled()).toEqual([]);
  });

  it('hold up no stop: who is still sending is told to come again', async () => {
    const sockets = await beginMany(8);
    const answers = sockets.map((socket) => text(socket).catch(() => ''));
    const startedAt = performance.now();
    await server.stop(20_000);
    expect(performance.now() - startedAt).toBeLessThan(8_000);
    for (const answer of await Promise.all(answers)) expect(answer).toMatch(/^HTTP\/1\.1 503 /u);
    expect(await spooled()).toEqual([]);
  });
});

describe('uploads that drip', () => {
  it('end when less than the least rate came; one that is slow and goes on does not', async () => {
    server = await testServer({ stallMs: 600, stallBytes: 12_000 });
    const dripping = begin(large(1), 0.01);
    const answer = text(dripping).catch(() => '');
    const drip = setInterval(() => dripping.write('x'), 50);
    try {
      expect(await answer).toMatch(/^HTTP\/1\.1 408 /u);
    } finally {
      clearInterval(drip);
    }
    const slow = large(2);
    const body = slow.body ?? Buffer.alloc(0);
    const socket = begin(slow, 0);
    const said = text(socket);
    for (let at = 0; at < body.length; at += 15_000) {
      socket.write(body.subarray(at, at + 15_000));
      await sleep(100);
    }
    socket.once('data', () => socket.end());
    expect(await said).toMatch(/^HTTP\/1\.1 202 /u);
  });
});
