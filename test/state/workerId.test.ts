import { execa } from 'execa';
import { expect, it } from 'vitest';
import { endedWorkers, workerIdOf } from '../../src/state/workerId.js';

it('knows a worker of this place that has ended, and doubts every other', async () => {
  const hasEnded = await endedWorkers();
  const own = await workerIdOf(process.pid);
  const child = execa('true');
  const ended = own.replace(/\d+$/u, String(child.pid));
  await child;
  expect(hasEnded(ended)).toBe(true);
  expect(hasEnded(own)).toBe(false);
  // Another machine's process of the same number may be alive and well.
  expect(hasEnded(`elsewhere.${ended}`)).toBe(false);
  for (const odd of ['', own.replace(/\d+$/u, ''), own.replace(/\d+$/u, '0'), `${own}x`])
    expect(hasEnded(odd)).toBe(false);
});
