import { randomUUID } from 'node:crypto';
import Docker from 'dockerode';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { GradingContext } from '../../src/grading/context.js';
import { limitsSchema } from '../../src/course/schema.js';
import { createContainer } from '../../src/sandbox/create.js';
import { connectEngine, type Engine } from '../../src/sandbox/engine.js';
import { Reaper, startReaper, type FateOf } from '../../src/sandbox/reaper.js';
import { testContext } from '../support/engine.js';
import { waitFor } from '../support/waitFor.js';

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

/** The engine with this file's containers alone: those of other files are left to them. */
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

const fateOf: FateOf = (worker) =>
  worker.startsWith('ended') ? 'ended' : worker === 'elsewhere' ? 'unknown' : 'lives';
const isThere = async (id: string): Promise<boolean> =>
  context.engine.docker
    .getContainer(id)
    .inspect()
    .then(
      () => true,
      () => false,
    );

it(
  'removes the sandboxes of a worker that has ended, and of no other, whatever a clock says',
  { timeout: 60_000 },
  async () => {
    const reaper = new Reaper(engine, fateOf);
    const ended = await leave({ worker: 'ended' });
    const [living, doubtful] = [await leave({}), await leave({ worker: 'elsewhere' })];
    vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2199-01-01T12:00:00Z') });
    try {
      expect(await reaper.look()).toEqual([ended]);
      expect(await reaper.look()).toEqual([]);
    } finally {
      vi.useRealTimers();
    }
    expect([await isThere(living), await isThere(doubtful)]).toEqual([true, true]);
    for (const id of [living, doubtful]) await context.engine.docker.getContainer(id).remove();
  },
);

it(
  'leaves a living worker’s containers to it, for ever; of another place’s, what it has seen too often goes',
  { timeout: 60_000 },
  async () => {
    const reaper = new Reaper(engine, fateOf, 2);
    const [living, doubtful] = [await leave({}), await leave({ worker: 'elsewhere' })];
    const looks = [await reaper.look(), await reaper.look(), await reaper.look(), await reaper.look()];
    expect(looks).toEqual([[], [], [doubtful], []]);
    await context.engine.docker.getContainer(living).remove();
  },
);

it('takes a running sandbox, and no container of others that looks like one', { timeout: 60_000 }, async () => {
  const { docker } = context.engine;
  const abandoned = await leave({ worker: 'ended' });
  await docker.getContainer(abandoned).start();
  // Another program's: it has a worker like ours, but not our label.
  const labels = { worker: 'ended', 'org.assayer.worker': 'ended', 'org.assay.submission': MARK };
  const other = await docker.createContainer({ Image: context.images.student, Labels: labels });
  try {
    expect(await new Reaper(engine, fateOf).look()).toEqual([abandoned]);
    expect((await other.inspect()).State.Status).toBe('created');
  } finally {
    await other.remove();
  }
});

it('removes the others where one cannot be removed, and says so', { timeout: 60_000 }, async () => {
  const stale = { worker: 'ended' };
  const ids = [await leave(stale), await leave(stale), await leave(stale)];
  const docker = new Docker();
  const dial = docker.modem.dial.bind(docker.modem);
  docker.modem.dial = (options, callback) => {
    const isStuck = options.method === 'DELETE' && options.path.includes(ids[1] ?? '');
    if (isStuck) callback?.(Object.assign(new Error('device or resource busy'), { statusCode: 500 }), null);
    else dial(options, callback);
  };
  const reaping = new Reaper(ownEngine(docker), fateOf).look();
  await expect(reaping).rejects.toThrow('device or resource busy');
  expect(await new Reaper(engine, fateOf).look()).toEqual([ids[1]]);
});

it('begins at once, and goes on', { timeout: 60_000 }, async () => {
  const stale = { worker: 'ended' };
  const before = await leave(stale);
  using _reaper = startReaper(new Reaper(engine, fateOf), () => undefined, 200);
  await waitFor('the first to go', async () => !(await isThere(before)));
  const later = await leave(stale);
  await waitFor('the second to go', async () => !(await isThere(later)));
});
