import { createHash, createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';

/** The secret that every request must be signed with. */
export const SECRET = 'ab'.repeat(32);

/** A request as it came, judged by the contract of the hook. */
export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly timestamp: number;
  readonly nonce: string;
  readonly body: Buffer;
  readonly contentType: string;
  readonly isSigned: boolean;
  readonly atMs: number;
}

/** Answers one request; `number` counts those of its assignment, from 0. */
export type Fault = (response: ServerResponse, request: SeenRequest, number: number) => void;

/**
 * A broken network and a failing server in one: what a request meets depends on its assignment. It stands in for what
 * cannot be had from a real server.
 */
export async function faultServer(faults: Readonly<Record<string, Fault>>) {
  const seen = new Map<string, SeenRequest[]>();
  const server = createServer((message, response) => {
    void (async () => {
      const assignment = /^\/v1\/hook\/gradescope\/([^/?]+)/u.exec(message.url ?? '')?.[1] ?? '';
      const request = await read(message);
      const before = seen.get(assignment) ?? [];
      seen.set(assignment, [...before, request]);
      const fault = faults[assignment];
      if (fault === undefined) throw new Error(`nobody foresaw a request for ${assignment}`);
      fault(response, request, before.length);
    })();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    requestsOf: (assignment: string): readonly SeenRequest[] => seen.get(assignment) ?? [],
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function read(message: IncomingMessage): Promise<SeenRequest> {
  const header = (name: string): string => String(message.headers[name] ?? '');
  const { method = '', url = '' } = message;
  const [timestamp, nonce, digest] = [header('assay-timestamp'), header('assay-nonce'), header('assay-body-digest')];
  const body = await buffer(message);
  const text = ['v1', method, url, timestamp, nonce, digest].join('\n');
  const signature = createHmac('sha256', Buffer.from(SECRET, 'hex')).update(text).digest('hex');
  return {
    method,
    url,
    timestamp: Number(timestamp),
    nonce,
    body,
    contentType: header('content-type'),
    isSigned: header('assay-signature') === signature && digest === createHash('sha256').update(body).digest('hex'),
    atMs: Date.now(),
  };
}

/** Answers with JSON, as the server does. */
export function json(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(JSON.stringify(body));
}
