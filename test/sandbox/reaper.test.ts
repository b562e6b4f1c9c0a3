import { afterAll, beforeAll, expect, it } from 'vitest';
import type { GradingContext } from '../../src/grading/context.js';
import { limitsSchema } from '../../src/course/schema.js';
import { createContainer } from '../../src/sandbox/create.js';
import { reap } from '../../src/sandbox/reaper.js';
import { containersOf, testContext } from '../support/engine.js';

const NOW = Date.parse('2027-01-01T12:00:00Z');
let context: GradingContext;

/** A created container is enough: the reaper asks for labels, not for states. */
async function leave(labels: Record<string, string>): Promise<string> {
  const purpose = { role: 'student', image: context.images.student, limits: limitsSchema.parse({}) } as const;
  const { id } = await createContainer(context.engine, {
    ...purpose,
    labels: { worker: context.workerId, ...labels },
  });
  return id;
}

beforeAll(async () => {
  context = await testContext();
});

afterAll(async () => {
  const { docker } = context.engine;
  const filters = { label: [`org.assay.worker=${context.workerId}`] };
  for (const { Id } of await docker.listContainers({ all: true, filters })) await docker.getContainer(Id).remove();
});

it('removes what has outlived its lease, and nothing else', { timeout: 60_000 }, async () => {
  // Long ago for the real clock too: no sandbox of another test's has such a lease, so none of them is removed here.
  const past = Date.parse('2001-01-01T00:00:00Z');
  const abandoned = await leave({ 'lease-expires': new Date(past - 1).toISOString() });
  await leave({ 'lease-expires': new Date(NOW).toISOString() });
  await leave({ 'lease-expires': 'no time at all' });
  await leave({});
  const nobody = () => false;
  expect(await reap(context.engine, past, nobody)).toEqual([abandoned]);
  expect(await containersOf(context)).toHaveLength(3);
  expect(await reap(context.engine, past, nobody)).toEqual([]);
});

it('removes the leased sandboxes of a worker that has ended', { timeout: 60_000 }, async () => {
  const lease = { 'lease-expires': new Date(NOW).toISOString() };
  const ended = await leave({ worker: 'ended', ...lease });
  const living = await leave({ worker: 'living', ...lease });
  expect(await reap(context.engine, 0, (worker) => worker === 'ended')).toEqual([ended]);
  await context.engine.docker.getContainer(living).remove();
});
