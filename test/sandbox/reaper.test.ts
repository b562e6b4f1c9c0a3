import { randomUUID } from 'node:crypto';
import Docker from 'dockerode';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { GradingContext } from '../../src/grading/context.js';
import { limitsSchema } from '../../src/course/schema.js';
import { createContainer, removeContainer } from '../../src/sandbox/create.js';
import { connectEngine, type Engine } from '../../src/sandbox/engine.js';
import { reap, startReaper } from '../../src/sandbox/reaper.js';
import { containersOf, testContext } from '../support/engine.js';
import { waitFor } from '../support/waitFor.js';

// By no real clock has any of these leases run out: the workers of other files on this engine leave them alone.
const NOW = Date.parse('2199-01-01T12:00:00Z');
const RUN_OUT = new Date(NOW - 1).toISOString();
const VALID = new Date(NOW).toISOString();
const MARK = `reaper-${randomUUID()}`;
let context: GradingContext;
let engine: Engine;

/** A created container is enough: the reaper asks for labels, not for states. */
async function leave(labels: Record<string, string>): Promise<string> {
  const purpose = { role: 'student', image: context.images.student, limits: limitsSchema.parse({}) } as const;
  const { id } = await createContainer(context.engine, {
    ...purpose,
    labels: { worker: context.workerId, submission: MARK, ...labels },
  });
  return id;
}

/** The engine with this file's containers alone: by such a clock the leases of all others have run out. */
function ownEngine(docker: Docker): Engine {
  const list = docker.listContainers.bind(docker);
  docker.listContainers = (({ filters, ...options }: { filters: { label: string[] } }) =>
    list({
      ...options,
      filters: { label: [...filters.label, `org.assay.submission=${MARK}`] },
    })) as Docker['listContainers'];
  return connectEngine(docker);
}

beforeAll(async () => {
  context = await testContext();
  engine = ownEngine(new Docker());
});

afterAll(async () => {
  const { docker } = context.engine;
  const filters = { label: [`org.assay.worker=${context.workerId}`] };
  for (const { Id } of await docker.listContainers({ all: true, filters })) await docker.getContainer(Id).remove();
});

it('removes what has outlived its lease, and nothing else', { timeout: 60_000 }, async () => {
  const abandoned = await leave({ 'lease-expires': RUN_OUT });
  await leave({ 'lease-expires': VALID });
  await leave({ 'lease-expires': 'no time at all' });
  await leave({});
  const nobody = { hasEnded: () => false };
  expect(await reap(engine, NOW, nobody)).toEqual([abandoned]);
  expect(await containersOf(context)).toHaveLength(3);
  expect(await reap(engine, NOW, nobody)).toEqual([]);
});

it('removes the leased sandboxes of a worker that has ended', { timeout: 60_000 }, async () => {
  const lease = { 'lease-expires': VALID };
  const ended = await leave({ worker: 'ended', ...lease });
  const living = await leave({ worker: 'living', ...lease });
  expect(await reap(engine, NOW, { hasEnded: (worker) => worker === 'ended' })).toEqual([ended]);
  await context.engine.docker.getContainer(living).remove();
});

it('never takes from its own worker, whose checkers may outlive a lease', { timeout: 60_000 }, async () => {
  const own = await leave({ 'lease-expires': RUN_OUT });
  const workers = { own: context.workerId, hasEnded: () => false };
  expect(await reap(engine, NOW, workers)).toEqual([]);
  await removeContainer(context.engine, context.engine.docker.getContainer(own));
});

it('takes a running sandbox, and no container of others that looks like one', { timeout: 60_000 }, async () => {
  const { docker } = context.engine;
  const abandoned = await leave({ worker: 'foreign', 'lease-expires': RUN_OUT });
  await docker.getContainer(abandoned).start();
  // Another program's: it has a name and a lease like ours, but not our labels.
  const labels = {
    worker: 'ended',
    'lease-expires': RUN_OUT,
    'org.assayer.lease-expires': '0',
    'org.assay.submission': MARK,
  };
  const other = await docker.createContainer({ Image: context.images.student, Labels: labels });
  try {
    expect(await reap(engine, NOW, { hasEnded: (worker) => worker === 'ended' })).toEqual([abandoned]);
    expect((await other.inspect()).State.Status).toBe('created');
  } finally {
    await other.remove();
  }
});

it('removes the others where one cannot be removed, and says so', { timeout: 60_000 }, async () => {
  const stale = { worker: 'foreign', 'lease-expires': RUN_OUT };
  const ids = [await leave(stale), await leave(stale), await leave(stale)];
  const docker = new Docker();
  const dial = docker.modem.dial.bind(docker.modem);
  docker.modem.dial = (options, callback) => {
    const isStuck = options.method === 'DELETE' && options.path.includes(ids[1] ?? '');
    if (isStuck) callback?.(Object.assign(new Error('device or resource busy'), { statusCode: 500 }), null);
    else dial(options, callback);
  };
  const reaping = reap(ownEngine(docker), NOW, { hasEnded: () => false });
  await expect(reaping).rejects.toThrow('device or resource busy');
  expect(await reap(engine, NOW, { hasEnded: () => false })).toEqual([ids[1]]);
});

it('begins at once, and goes on', { timeout: 60_000 }, async () => {
  const ended = `ended-${randomUUID()}`;
  const lease = { worker: ended, 'lease-expires': VALID };
  const isThere = async (id: string): Promise<boolean> =>
    context.engine.docker
      .getContainer(id)
      .inspect()
      .then(
        () => true,
        () => false,
      );
  const before = await leave(lease);
  using _reaper = startReaper(context.engine, { hasEnded: (worker) => worker === ended }, () => undefined, 200);
  await waitFor('the first to go', async () => !(await isThere(before)));
  const later = await leave(lease);
  await waitFor('the second to go', async () => !(await isThere(later)));
});
