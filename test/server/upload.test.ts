import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { buffer, text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ZipFile } from 'yazl';
import { listWork } from '../../src/work/status.js';
import { notebookFile } from '../support/notebook.js';
import { waitFor } from '../support/waitFor.js';
import {
  HOOK,
  metadataOf,
  multipart,
  scoredTests,
  send,
  sendSigned,
  signedHeaders,
  submission,
  type Answer,
  type Sent,
  type SubmissionParts,
} from './client.js';
import { bearerKey, testServer, type TestServer } from './harness.js';

let server: TestServer;
beforeAll(async () => {
  server = await testServer({
    uploadBytes: 300_000,
    fileBytes: 200_000,
    metadataBytes: 50_000,
    files: 20,
    uploadMs: 700,
    blobBytes: 100_000,
  });
});
afterAll(() => server[Symbol.asyncDispose]());

const codeOf = ({ status, body }: Answer): string => `${status} ${body.error?.code ?? ''}`;
const post = (parts: SubmissionParts): Promise<Answer> => sendSigned(server.port, server.key, submission(parts));
const postParts = (parts: Parameters<typeof multipart>[0]): Promise<Answer> =>
  sendSigned(server.port, server.key, { method: 'POST', target: HOOK, ...multipart(parts) });
const spooled = (): Promise<string[]> => readdir(join(server.stateDir, 'uploads'));
const admitted = (): number => listWork(server.store, { state: 'queued', limit: 100 }).length;

const METADATA = ['name="metadata"', JSON.stringify(metadataOf(1))] as const;
const deep = '['.repeat(100_000);

it.each([
  ['a file that is too large', () => post({ files: [['big.ipynb', Buffer.alloc(210_000)]] }), '413 tooLarge'],
  [
    'files that are too large together',
    () =>
      post({
        files: [
          ['a.bin', Buffer.alloc(199_000)],
          ['b.bin', Buffer.alloc(199_000)],
        ],
      }),
    '413 tooLarge',
  ],
  [
    'too many files',
    () => post({ files: Array.from({ length: 21 }, (_, n) => [`${n}.txt`, 'x'] as const) }),
    '413 tooLarge',
  ],
  ['metadata that are too large', () => post({ metadata: ' '.repeat(60_000) }), '413 tooLarge'],
  ['metadata nested without end', () => post({ metadata: deep.slice(0, 40_000) }), '422 metadata'],
  ['metadata that are no JSON', () => post({ metadata: '{' }), '422 metadata'],
  ['metadata without an id', () => post({ metadata: { ...metadataOf(1), id: null } }), '422 metadata'],
  ['a submission of nobody', () => post({ metadata: { ...metadataOf(1), users: [] } }), '422 noStudents'],
  ['no parts', () => postParts([]), '400 badRequest'],
  ['files before metadata', () => postParts([['name="files"; filename="a.txt"', 'x'], METADATA]), '400 badRequest'],
  ['metadata twice', () => postParts([METADATA, METADATA]), '400 badRequest'],
  ['a file without a name', () => postParts([METADATA, ['name="files"', 'x']]), '400 badRequest'],
  ['another field', () => postParts([METADATA, ['name="maxScore"', '100']]), '400 badRequest'],
] as [string, () => Promise<Answer>, string][])('refuses %s, and keeps nothing of it', async (_, ask, expected) => {
  expect(codeOf(await ask())).toBe(expected);
  expect(await spooled()).toEqual([]);
  expect(admitted()).toBe(0);
});

it.each([
  ['no multipart at all', { 'Content-Type': 'application/json' }, Buffer.from('{}'), '415 notMultipart'],
  [
    'a boundary that never comes',
    { 'Content-Type': 'multipart/form-data; boundary=x' },
    Buffer.from('y'),
    '400 notMultipart',
  ],
  ['no boundary', { 'Content-Type': 'multipart/form-data' }, Buffer.from('y'), '415 notMultipart'],
] as [string, Record<string, string>, Buffer, string][])('refuses %s', async (_, headers, body, expected) => {
  expect(codeOf(await sendSigned(server.port, server.key, { method: 'POST', target: HOOK, headers, body }))).toBe(
    expected,
  );
});

it('refuses a body beyond the limit by the length it says, and by the bytes that come without one', async () => {
  const sent = submission({ files: [['a.bin', Buffer.alloc(400_000)]] });
  expect(codeOf(await sendSigned(server.port, server.key, sent))).toBe('413 tooLarge');
  const headers = { 'Transfer-Encoding': 'chunked' };
  const chunked = { ...sent, headers: { ...sent.headers, ...headers } };
  expect(codeOf(await sendSigned(server.port, server.key, chunked))).toBe('413 tooLarge');
  expect(await spooled()).toEqual([]);
});

it('gives up on a body that trickles, and on one that breaks off', async () => {
  const sent = submission();
  expect(await raw(sent, (sent.body?.length ?? 0) + 10)).toMatch(/^HTTP\/1\.1 408 /u);
  const socket = connect(server.port, '127.0.0.1');
  socket.write(head(sent, sent.body?.length ?? 0));
  socket.write(sent.body?.subarray(0, 100) ?? '');
  await waitFor('the upload to begin', async () => (await spooled()).length > 0);
  socket.destroy();
  await waitFor('the upload to be given up', async () => (await spooled()).length === 0);
  expect(admitted()).toBe(0);
});

it('reads bytes beyond the length that a body says as no part of it', async () => {
  const sent = submission({ id: 90 });
  const longer = {
    ...sent,
    body: Buffer.concat([sent.body ?? Buffer.alloc(0), Buffer.from('GET /v1/staff/work HTTP/1.1\r\nHost: x\r\n\r\n')]),
  };
  const said = await raw(sent, sent.body?.length ?? 0, longer.body);
  expect(said).toMatch(/^HTTP\/1\.1 202 /u);
  expect(said).toMatch(/HTTP\/1\.1 401 /u);
});

it('never uses a name that was sent as a path', async () => {
  const names = ['../../../evil.ipynb', '/etc/cron.d/evil.ipynb', '..\\..\\evil.ipynb', `${'a/'.repeat(200)}n.ipynb`];
  const file = notebookFile(['x = 1']);
  const answer = await post({ id: 91, files: names.map((name) => [name, file] as const) });
  expect(answer.status).toBe(202);
  const found = await readdir(server.stateDir, { recursive: true });
  expect(found.filter((path) => path.includes('evil'))).toEqual([]);
});

it('answers a zip bomb as the student’s to mend, with a results document that costs nothing', async () => {
  const zip = new ZipFile();
  zip.addBuffer(Buffer.alloc(60_000_000), 'hw.ipynb');
  zip.end();
  const bomb = await buffer(zip.outputStream);
  const answer = await post({ id: 92, files: [['work.zip', bomb]] });
  const { status, body } = answer;
  expect({ status, state: body.state }).toEqual({ status: 200, state: 'unreadable' });
  expect(scoredTests(answer)).toEqual([]);
  expect(JSON.stringify(body.results)).toContain('Upload the notebook itself');
});

it('takes blobs from workers whole, and no others', async () => {
  const key = await bearerKey(server, 'worker');
  const bytes = Buffer.from('a grade');
  const digest = createHash('sha256').update(bytes).digest('hex');
  const ask = (method: string, target: string, body?: Buffer): Promise<Answer> =>
    send(server.port, { method, target, headers: { Authorization: `Bearer ${key}` }, ...(body ? { body } : {}) });
  expect((await ask('PUT', `/v1/blobs/${digest}`, bytes)).status).toBe(204);
  expect((await ask('GET', `/v1/blobs/${digest}`)).body).toEqual({ text: 'a grade' });
  const other = digest.replace(/^../u, digest.startsWith('00') ? '11' : '00');
  expect(codeOf(await ask('PUT', `/v1/blobs/${other}`, bytes))).toBe('422 wrongDigest');
  expect(codeOf(await ask('PUT', `/v1/blobs/${other}`, Buffer.alloc(100_001)))).toBe('413 tooLarge');
  expect(codeOf(await ask('GET', `/v1/blobs/${other}`))).toBe('404 notFound');
  for (const name of ['..%2f..%2fsecret', digest.toUpperCase(), `${digest}0`]) {
    expect(codeOf(await ask('GET', `/v1/blobs/${name}`))).toBe('404 notFound');
  }
  expect(await readdir(join(server.stateDir, 'blobs', digest.slice(0, 2)))).toEqual([digest, `${digest}.worker`]);
});

function head(sent: Sent, length: number): string {
  const headers = { Host: 'x', ...sent.headers, ...signedHeaders(server.key, sent), 'Content-Length': String(length) };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return [`${sent.method} ${sent.target} HTTP/1.1`, ...lines, '', ''].join('\r\n');
}

/** What comes back on a bare connection that stays open for a while. */
async function raw(sent: Sent, length: number, body = sent.body): Promise<string> {
  const socket = connect(server.port, '127.0.0.1');
  socket.write(head(sent, length));
  socket.write(body ?? '');
  setTimeout(() => socket.end(), 1_500);
  return text(socket);
}
