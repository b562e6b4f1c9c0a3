import type { IncomingMessage } from 'node:http';
import type { z } from 'zod';
import { badRequest, HttpError } from '../httpError.js';
import { readBody } from '../readBody.js';

const MAX_BYTES = 16_384;
const MAX_MS = 10_000;

/** What a small form says, by this shape; each field once. @throws {HttpError} 415, 413, 408 or 400. */
export async function readForm<Schema extends z.ZodType>(
  incoming: IncomingMessage,
  schema: Schema,
): Promise<z.output<Schema>> {
  if (!/^application\/x-www-form-urlencoded(;|$)/iu.test(incoming.headers['content-type'] ?? '')) {
    throw new HttpError(415, {
      code: 'notForm',
      message: 'This is not what a form of this server sends.',
      whose: 'student',
      remedy: 'Use the page’s own button.',
    });
  }
  const chunks: Buffer[] = [];
  await readBody(incoming, { maxBytes: MAX_BYTES, maxMs: MAX_MS }, (chunk) => {
    chunks.push(chunk);
    return undefined;
  });
  const fields = [...new URLSearchParams(Buffer.concat(chunks).toString('utf8'))];
  const byName = Object.fromEntries(fields);
  const result = schema.safeParse(byName);
  if (result.success && Object.keys(byName).length === fields.length) return result.data;
  throw badRequest('The form is not as it must be.', 'Open the page again, and use its own button.');
}
