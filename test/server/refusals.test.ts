import { OpenAPIHono } from '@hono/zod-openapi';
import pino from 'pino';
import { expect, it } from 'vitest';
import { CourseError } from '../../src/course/courseError.js';
import { BrokenChecks } from '../../src/grading/brokenChecks.js';
import { PlatformError } from '../../src/base/platformError.js';
import type { AppEnv } from '../../src/server/deps.js';
import { createMetrics } from '../../src/server/metrics.js';
import { onError } from '../../src/server/refusals.js';
import { newStore } from '../ledger/sample.js';

it.each([
  ['the platform', new PlatformError('/secret/ledger.db is full.', { remedy: 'Operator: look at /secret.' })],
  ['the course’s files', new CourseError([{ place: { file: '/secret/assignment.yaml', line: 3 }, text: 'is wrong.' }])],
  ['checks', new BrokenChecks('/secret/checks.py, line 3')],
])('says nothing of a failure of %s to who sent the request, and all of it to the log', async (_name, error) => {
  await using ledger = await newStore();
  let logged = '';
  const log = pino({}, { write: (line: string) => (logged += line) });
  const app = new OpenAPIHono<AppEnv>();
  // The course is for pages; what is asked here answers in JSON.
  const deps = { log, metrics: createMetrics(ledger.store), store: ledger.store } as Parameters<typeof onError>[0];
  app.onError(onError(deps));
  app.get('/', () => {
    throw error;
  });
  const response = await app.request('/');
  expect(response.status).toBe(503);
  expect(await response.text()).not.toContain('secret');
  expect(logged).toContain('/secret/');
});
