import { createHash, randomBytes } from 'node:crypto';
import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { writtenResultsSchema } from '../../src/results/gradescope.js';
import type { HookKey } from '../../src/machine/hookKeys.js';
import type { StatusBody } from '../../src/server/api/schemas.js';
import { signatureOf } from '../../src/server/hook/signature.js';
import { notebookFile } from '../support/notebook.js';

/** An answer, its body as JSON where it is some. */
export interface Answer {
  readonly status: number;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly body: StatusBody & {
    readonly error?: { code: string; message: string; whose: string; remedy: string };
  };
}

/** The tests with a score in an answer's results document. */
export function scoredTests({ body }: Answer): unknown[] {
  return writtenResultsSchema.parse(body.results).tests.filter(({ score }) => score !== undefined);
}

export interface Sent {
  readonly method: string;
  readonly target: string;
  readonly headers?: Readonly<Record<string, string | string[]>>;
  readonly body?: Buffer;
}

/** Sends one request on a connection of its own. */
export function send(port: number, { method, target, headers = {}, body }: Sent): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request({ port, method, path: target, headers, agent: false }, (response) => {
      text(response).then((said) => {
        const isJson = response.headers['content-type']?.includes('json') === true;
        const parsed = (isJson ? JSON.parse(said) : { text: said }) as Answer['body'];
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: parsed });
      }, reject);
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** What a sender may get wrong. */
export interface Forgery {
  readonly secret?: string;
  readonly timestamp?: string;
  readonly nonce?: string;
  readonly bodyDigest?: string;
  readonly headers?: Readonly<Record<string, string | string[]>>;
}

/** The headers of a hook request. */
export function signedHeaders(key: HookKey, { method, target, body }: Sent, forgery: Forgery = {}) {
  const {
    secret = key.secret,
    timestamp = String(Math.floor(Date.now() / 1000)),
    nonce = randomBytes(16).toString('hex'),
    bodyDigest = createHash('sha256')
      .update(body ?? '')
      .digest('hex'),
  } = forgery;
  const signature = signatureOf(secret, { method, target, timestamp, nonce, bodyDigest }).toString('hex');
  return {
    'Assay-Key': key.kid,
    'Assay-Timestamp': timestamp,
    'Assay-Nonce': nonce,
    'Assay-Body-Digest': bodyDigest,
    'Assay-Signature': signature,
    ...forgery.headers,
  };
}

/** Sends a signed request. */
export function sendSigned(port: number, key: HookKey, sent: Sent, forgery?: Forgery): Promise<Answer> {
  return send(port, { ...sent, headers: { ...sent.headers, ...signedHeaders(key, sent, forgery) } });
}

export const HOOK = '/v1/hook/gradescope/quick';

export interface SubmissionParts {
  readonly id?: number;
  readonly metadata?: object | string;
  readonly files?: readonly (readonly [name: string, content: string | Buffer])[];
}

/** A submission as the forwarder sends it. */
export function submission({ id = 1001, metadata, files }: SubmissionParts = {}): Sent {
  const described = metadata ?? metadataOf(id);
  const parts: [string, string | Buffer][] = [
    [
      'name="metadata"\r\nContent-Type: application/json',
      typeof described === 'string' ? described : JSON.stringify(described),
    ],
    ...(files ?? [['hw.ipynb', notebookFile(['def double(x):\n    return 2 * x', 'answer = 42'])]]).map(
      ([name, content]): [string, string | Buffer] => [
        `name="files"; filename="${name}"\r\nContent-Type: application/octet-stream`,
        content,
      ],
    ),
  ];
  return { method: 'POST', target: HOOK, ...multipart(parts) };
}

export function multipart(parts: readonly (readonly [disposition: string, content: string | Buffer])[]) {
  const boundary = 'a-boundary-of-the-tests';
  const body = Buffer.concat([
    ...parts.flatMap(([disposition, content]) => [
      Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; ${disposition}\r\n\r\n`),
      Buffer.from(content),
      Buffer.from('\r\n'),
    ]),
    Buffer.from(`--${boundary}--\r\n`),
  ]);
  return { body, headers: { 'Content-Type': `multipart/form-data; boundary=${boundary}` } };
}

/** Metadata as the platform writes them; every submission is another student's. */
export function metadataOf(id: number, changes: object = {}): Record<string, unknown> {
  return {
    id,
    created_at: '2027-04-10T10:00:00.000000-07:00',
    assignment_id: null,
    submission_method: 'upload',
    users: [{ id: 7, email: `Ada.${id}@Example.edu`, name: 'Ada Lovelace', sid: `S${id}`, assignment: {} }],
    assignment: { id: 555, course_id: 44, title: 'Quick', total_points: '3.0', outline: [], ...changes },
    previous_submissions: [],
  };
}
