import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import { findJsonFault } from '../intake/jsonScan.js';
import { badRequest, HttpError } from './httpError.js';
import { readBody } from './readBody.js';

const BOUNDS = { maxDepth: 16, maxValues: 1_000 };
const MAX_MS = 10_000;

/**
 * A small JSON body of this shape; bounded before it is parsed.
 *
 * @throws {HttpError} 415, 413, 408 or 400.
 */
export async function readJson<Schema extends z.ZodType>(
  incoming: IncomingMessage,
  maxBytes: number,
  schema: Schema,
): Promise<z.output<Schema>> {
  if (!/^application\/json(;|$)/iu.test(incoming.headers['content-type'] ?? '')) {
    throw new HttpError(415, {
      code: 'notJson',
      message: 'The body’s Content-Type is not application/json.',
      whose: 'course staff',
      remedy: 'Send JSON.',
    });
  }
  const chunks: Buffer[] = [];
  await readBody(incoming, { maxBytes, maxMs: MAX_MS }, (chunk) => {
    chunks.push(chunk);
    return undefined;
  });
  const text = Buffer.concat(chunks).toString('utf8');
  if (findJsonFault(text, BOUNDS) !== undefined) throw badRequest('The body is not JSON, or nested too deeply.');
  const result = schema.safeParse(JSON.parse(text));
  if (result.success) return result.data;
  throw badRequest(`The body is not as it must be: ${z.prettifyError(result.error)}`, 'See /openapi.json.');
}
