import { execa } from 'execa';
import { expect, it } from 'vitest';
import { limitsSchema } from '../../src/course/schema.js';
import { SandboxContainer } from '../../src/sandbox/container.js';
import { testContext } from '../support/engine.js';

const LIMIT_MS = 1_000;
/** Half of a limit, of a processor and not of a clock. */
const WORKS = 'import time\nend = time.process_time() + 0.5\nwhile time.process_time() < end: pass';
const SLEEPS = 'import time\ntime.sleep(60)';

it('a container that others keep from the processor has its time; one that sleeps beside them has not', async () => {
  const { engine, images, workerId } = await testContext();
  const limits = limitsSchema.parse({ memoryMiB: 256, pids: 64, diskMiB: 16, shmMiB: 16 });
  const purpose = { role: 'student', image: images.student, limits, labels: { worker: workerId } } as const;
  await using container = await SandboxContainer.start(engine, purpose, ['stdout']);
  const answer = async (index: number, source: string) => {
    await container.send({ op: 'cell', index }, [Buffer.from(source)]);
    const received = await container.receive(container.deadline(LIMIT_MS));
    return typeof received === 'object' && 'frame' in received ? received.frame.header.op : received;
  };
  await container.send({ op: 'setup', preload: [], seed: 0, threads: 1, arrays: 'numpy' });
  await container.receive(30_000);
  await engine.docker.getContainer(container.id).update({ CpusetCpus: '0' });
  const hogs = Array.from({ length: 3 }, () =>
    execa('taskset', ['--cpu-list', '0', 'timeout', '40', 'sh', '-c', 'while :; do :; done'], { reject: false }),
  );
  try {
    expect(await answer(0, WORKS)).toBe('cell-done');
    expect(await answer(1, SLEEPS)).toBe('timeout');
  } finally {
    for (const hog of hogs) hog.kill();
    await Promise.all(hogs);
  }
}, 60_000);
