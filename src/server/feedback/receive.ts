import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { Busboy, type BusboyFileStream, type BusboyHeaders } from '@fastify/busboy';
import type { ServerDeps } from '../deps.js';
import { badRequest, HttpError } from '../httpError.js';
import { readBody, tooMuch } from '../readBody.js';
import type { ReceivedFile } from '../reader/jobs.js';
import { save } from '../upload.js';

/** What somebody sent, in a file of ours; disposing removes it. */
export type ReceivedNotebook = ReceivedFile & AsyncDisposable;

type Deps = Pick<ServerDeps, 'limits' | 'spoolDir' | 'stopping'>;

const TYPES: Readonly<Record<string, string>> = {
  'application/x-ipynb+json': 'notebook.ipynb',
  'application/json': 'notebook.ipynb',
  'application/zip': 'notebook.zip',
};
/** A field's own headers, the boundaries: beside the file. */
const FORM_BYTES = 16_384;

/** A body that is the notebook itself, or a zip with it. @throws {HttpError} 400, 408, 413 or 415. */
export async function receiveNotebook(incoming: IncomingMessage, deps: Deps): Promise<ReceivedNotebook> {
  const { limits } = deps;
  const { 'content-type': type = '', 'content-encoding': encoding = 'identity' } = incoming.headers;
  const path = TYPES[type.split(';')[0]?.trim().toLowerCase() ?? ''];
  if (path === undefined || !['identity', 'gzip'].includes(encoding)) throw notANotebook();
  const maxBytes = path.endsWith('.zip') ? limits.feedbackFileBytes : limits.feedbackBytes;
  const chunks: Buffer[] = [];
  await readBody(incoming, boundsOf(deps, maxBytes), (chunk) => {
    chunks.push(chunk);
    return undefined;
  });
  const body = Buffer.concat(chunks);
  const bytes = encoding === 'gzip' ? await unpacked(body, maxBytes) : body;
  const file = join(deps.spoolDir, randomUUID());
  await pipeline([bytes], createWriteStream(file, { mode: 0o600, flags: 'wx' }));
  return disposable({ path, file, bytes: bytes.length });
}

/** A form with one file, in the field `notebook`. @throws {HttpError} 400, 408, 413 or 415. */
export async function receiveForm(incoming: IncomingMessage, deps: Deps): Promise<ReceivedNotebook> {
  const { limits, spoolDir } = deps;
  const file = join(spoolDir, randomUUID());
  const parser = openParser(incoming, limits);
  let fail: (error: unknown) => void = () => undefined;
  const failed = new Promise<never>((_, reject) => (fail = reject));
  failed.catch(() => undefined);
  let part: ReturnType<typeof save> | undefined;
  let stream: BusboyFileStream | undefined;
  parser.on('error', () => {
    fail(badRequest('The form did not arrive whole.', 'Send it again.'));
  });
  // Of two, one would be run and the other forgotten.
  for (const limit of ['partsLimit', 'filesLimit'] as const) {
    parser.on(limit, () => {
      fail(badRequest('More than one file was sent.', 'Send the notebook alone, or one zip with it.'));
    });
  }
  parser.on('file', (_, source, name: string | undefined) => {
    stream = source;
    part = save(source, file, name ?? '', limits.feedbackFileBytes);
    part.catch(fail);
  });
  try {
    const write = (chunk: Buffer): Promise<unknown> | undefined =>
      parser.write(chunk) ? undefined : once(parser, 'drain');
    await readBody(incoming, boundsOf(deps, limits.feedbackFileBytes + FORM_BYTES), write, failed);
    const finished = once(parser, 'finish');
    parser.end();
    await Promise.race([finished, failed]);
    const saved = await Promise.race([part, failed]);
    if (saved === undefined || (saved.bytes === 0 && saved.path === '')) throw noFile();
    if (saved.bytes === 0) throw emptyFile();
    return disposable({ path: saved.path || 'notebook.ipynb', file, bytes: saved.bytes });
  } catch (error) {
    stream?.destroy();
    await Promise.allSettled([part]);
    await rm(file, { force: true });
    throw error;
  }
}

function openParser({ headers }: IncomingMessage, { partHeaderBytes: headerSize }: Deps['limits']) {
  try {
    return new Busboy({
      headers: headers as BusboyHeaders,
      limits: { parts: 1, files: 1, headerPairs: 8, headerSize },
    });
  } catch {
    throw notANotebook();
  }
}

function boundsOf({ limits, stopping }: Deps, maxBytes: number) {
  const { uploadMs: maxMs, stallMs, stallBytes } = limits;
  return { maxBytes, maxMs, stallMs, stallBytes, stopping };
}

async function unpacked(body: Buffer, maxOutputLength: number): Promise<Buffer> {
  try {
    return await promisify(gunzip)(body, { maxOutputLength });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') {
      throw tooMuch(`more than ${Math.floor(maxOutputLength / 1_000_000)} MB`);
    }
    throw badRequest('The body is not gzip, as it says it is.', 'Send it again.');
  }
}

function disposable(file: ReceivedFile): ReceivedNotebook {
  return { ...file, [Symbol.asyncDispose]: () => rm(file.file, { force: true }) };
}

function noFile(): HttpError {
  return new HttpError(422, {
    code: 'noFile',
    message: 'No file was chosen.',
    whose: 'student',
    remedy: 'Choose your notebook (the .ipynb file), then send it.',
  });
}

function emptyFile(): HttpError {
  return new HttpError(422, {
    code: 'emptyFile',
    message: 'The file is empty: there is nothing in it to run.',
    whose: 'student',
    remedy: 'Save or download your notebook once more, then send that.',
  });
}

function notANotebook(): HttpError {
  return new HttpError(415, {
    code: 'notANotebook',
    message: 'The body is neither a notebook nor a zip, by its Content-Type and Content-Encoding.',
    whose: 'student',
    remedy: 'Send the .ipynb file itself, or use the page.',
  });
}
