import { z } from 'zod';
import { idSchema } from '../course/fields.js';

const LOOPBACK: readonly string[] = ['localhost', '127.0.0.1', '[::1]'];

/**
 * Where the forwarder sends submissions: the server's origin and nothing behind it, for the signature covers the path as
 * the server sees it. Without TLS only on one machine: submissions and names travel readable otherwise.
 */
export const serverSchema = z.url({ protocol: /^https?$/u }).transform((text, context) => {
  const url = new URL(text);
  if (text.replace(/\/$/u, '').toLowerCase() !== url.origin) {
    context.addIssue('It must be like https://assay.example.edu, without a path.');
  }
  if (url.protocol === 'http:' && !LOOPBACK.includes(url.hostname)) context.addIssue('It must begin with https://.');
  return url.origin;
});

/** `assay.json` in the autograder zip, as `forward.py` reads it. */
export const forwarderConfigSchema = z.strictObject({
  server: serverSchema,
  assignment: idSchema,
  kid: z.string(),
  /** The key, in hex. */
  secret: z.string().regex(/^[0-9a-f]{64}$/u),
  /** A file of the zip with the certificates to trust. */
  caFile: z.string().optional(),
  /** What stands in for a grade that is not there in time: the score of the submission before, or none. */
  onPending: z.enum(['previous', 'none']),
});
export type ForwarderConfig = z.infer<typeof forwarderConfigSchema>;
