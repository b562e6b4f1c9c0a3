import type { IncomingMessage } from 'node:http';
import { expect, it } from 'vitest';
import { publicUrl } from '../../../src/server/auth/publicUrl.js';
import { requireSameOrigin } from '../../../src/server/auth/sameOrigin.js';

const CAMPUS = publicUrl('https://assay.example.edu');
const HERE = publicUrl('http://127.0.0.1:8080');

const judge =
  (url: typeof CAMPUS, headers: Record<string, string>, method = 'POST') =>
  (): void => {
    requireSameOrigin({ method, headers } as unknown as IncomingMessage, url);
  };

it.each([
  [CAMPUS, { origin: 'https://assay.example.edu' }],
  [CAMPUS, { origin: 'null', host: 'assay.example.edu', 'sec-fetch-site': 'same-origin' }],
  [CAMPUS, { host: 'assay.example.edu', 'sec-fetch-site': 'same-origin' }],
  [HERE, { origin: 'http://localhost:8080' }],
  [HERE, { origin: 'null', host: 'localhost:8080', 'sec-fetch-site': 'same-origin' }],
])('lets a page of ours change something: %#', (url, headers) => {
  expect(judge(url, headers)).not.toThrow();
});

it.each([
  ['nothing said', CAMPUS, {}],
  ['another site', CAMPUS, { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }],
  ['another site that says it is ours', CAMPUS, { origin: 'https://evil.example', 'sec-fetch-site': 'same-origin' }],
  ['a sister site', CAMPUS, { origin: 'https://www.example.edu', 'sec-fetch-site': 'same-site' }],
  ['ours without TLS', CAMPUS, { origin: 'http://assay.example.edu' }],
  ['a sandboxed frame', CAMPUS, { origin: 'null', host: 'assay.example.edu', 'sec-fetch-site': 'cross-site' }],
  ['an address typed', CAMPUS, { origin: 'null', host: 'assay.example.edu', 'sec-fetch-site': 'none' }],
  ['a name that points here', HERE, { origin: 'null', host: 'evil.example:8080', 'sec-fetch-site': 'same-origin' }],
  ['a name that points here, said', HERE, { origin: 'http://evil.example:8080', 'sec-fetch-site': 'same-origin' }],
  ['another port here', HERE, { origin: 'http://localhost:9090' }],
  ['this machine, for a campus', CAMPUS, { origin: 'http://localhost:8080' }],
  ['no origin at all', CAMPUS, { origin: 'https://assay.example.edu/path' }],
] as const)('refuses %s', (_, url, headers) => {
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'ANYTHING'])
    expect(judge(url, headers, method)).toThrow('not sent from a page');
  expect(judge(url, headers, 'GET')).not.toThrow();
});
