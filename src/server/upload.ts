import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Busboy, type BusboyFileStream, type BusboyHeaders } from '@fastify/busboy';
import { contentDigestOf } from '../intake/contentDigest.js';
import { badRequest, HttpError, type RefusalStatus } from './httpError.js';
import type { ServerLimits } from './limits.js';
import { readBody, tooMuch } from './readBody.js';
import type { ReceivedFile } from './reader/jobs.js';
import { unauthorized } from './hook/signature.js';

/** One part of an upload. */
interface UploadedPart extends ReceivedFile {
  readonly sha256: string;
}

/** A received upload; disposing removes its files. */
export interface Upload extends AsyncDisposable {
  readonly metadata: UploadedPart;
  readonly files: readonly UploadedPart[];
  /** Of all files: the same ones under the same names give the same digest, in whatever order. */
  readonly filesDigest: string;
}

export interface UploadOptions {
  readonly spoolDir: string;
  /** What the sender signed; the body is judged by it when it is there. */
  readonly bodyDigest: string;
  readonly limits: ServerLimits;
  /** Aborted once the server is to stop. */
  readonly stopping: AbortSignal;
}

/**
 * Streams a multipart body to files with names of our own, and refuses it at the first limit. Memory use does not grow
 * with the body.
 *
 * @throws {HttpError} 400, 401, 408, 413, 415 or 503; nothing is left behind.
 */
export async function receiveUpload(incoming: IncomingMessage, options: UploadOptions): Promise<Upload> {
  const { spoolDir, bodyDigest } = options;
  const folder = join(spoolDir, randomUUID());
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    const { parts, sha256 } = await receiveParts(incoming, folder, options);
    if (sha256 !== bodyDigest) throw unauthorized('badDigest', 'The body is not the one that was signed.');
    const [metadata, ...files] = parts;
    if (metadata === undefined) throw badRequest('The upload has no parts.');
    return { metadata, files, filesDigest: contentDigestOf(files), [Symbol.asyncDispose]: remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function receiveParts(
  incoming: IncomingMessage,
  folder: string,
  { limits, stopping }: UploadOptions,
): Promise<{ parts: UploadedPart[]; sha256: string }> {
  let fail: (error: unknown) => void = () => undefined;
  const failed = new Promise<never>((_, reject) => (fail = reject));
  failed.catch(() => undefined);
  const parser = openParser(incoming, limits);
  const parts: Promise<UploadedPart>[] = [];
  const streams: BusboyFileStream[] = [];
  parser.on('file', (field, stream, name: string | undefined) => {
    const path = name ?? '';
    const number = parts.length;
    const fault = number === 0 ? field !== 'metadata' : field !== 'files' || path === '';
    if (fault) fail(badRequest('The upload’s parts are not “metadata” first and then “files” with names.'));
    const part = save(
      stream,
      join(folder, String(number)),
      path,
      number === 0 ? limits.metadataBytes : limits.fileBytes,
    );
    part.catch(fail);
    parts.push(part);
    streams.push(stream);
  });
  parser.on('partsLimit', () => {
    fail(tooMuch(`more than ${limits.files} files`));
  });
  parser.on('error', (cause) => {
    fail(notMultipart(400, cause));
  });
  try {
    const { uploadBytes: maxBytes, uploadMs: maxMs, stallMs, stallBytes } = limits;
    const body = { maxBytes, maxMs, stallMs, stallBytes, stopping };
    const write = (chunk: Buffer): Promise<unknown> | undefined =>
      parser.write(chunk) ? undefined : once(parser, 'drain');
    const { sha256 } = await readBody(incoming, body, write, failed);
    const finished = once(parser, 'finish');
    parser.end();
    await Promise.race([finished, failed]);
    return { parts: await Promise.race([Promise.all(parts), failed]), sha256 };
  } catch (error) {
    // Whoever still writes must be done before the folder is removed.
    for (const stream of streams) stream.destroy();
    await Promise.allSettled(parts);
    throw error;
  }
}

function openParser({ headers }: IncomingMessage, limits: ServerLimits) {
  try {
    return new Busboy({
      headers: headers as BusboyHeaders,
      preservePath: true,
      isPartAFile: () => true,
      limits: { parts: limits.files + 1, headerPairs: 8, headerSize: limits.partHeaderBytes },
    });
  } catch (cause) {
    throw notMultipart(415, cause);
  }
}

/** One part of a form, into a file. @throws {HttpError} 413 where it is larger than that. */
export async function save(
  stream: BusboyFileStream,
  file: string,
  path: string,
  maxBytes: number,
): Promise<UploadedPart> {
  const hash = createHash('sha256');
  let bytes = 0;
  const meter = async function* (source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of source) {
      bytes += chunk.length;
      if (bytes > maxBytes) throw tooMuch(`a file of more than ${Math.floor(maxBytes / 1_000_000)} MB`);
      hash.update(chunk);
      yield chunk;
    }
  };
  await pipeline(stream, meter, createWriteStream(file, { mode: 0o600, flags: 'wx' }));
  return { path, file, bytes, sha256: hash.digest('hex') };
}

function notMultipart(status: RefusalStatus, cause: unknown): HttpError {
  const message = 'The body is not a whole multipart/form-data.';
  const remedy = 'Make the autograder zip anew, and upload it to Gradescope.';
  return new HttpError(status, { code: 'notMultipart', message, whose: 'course staff', remedy }, { cause });
}
