import { execa } from 'execa';
import { expect, it } from 'vitest';
import { workerFates, workerIdOf } from '../../src/machine/workerId.js';

it('knows by its process what has become of a worker of this place, and doubts every other', async () => {
  const fateOf = await workerFates();
  const own = await workerIdOf(process.pid);
  const child = execa('sleep', ['60'], { reject: false });
  const other = await workerIdOf(child.pid ?? 0);
  expect([fateOf(own), fateOf(other)]).toEqual(['lives', 'lives']);
  child.kill();
  await child;
  expect(fateOf(other)).toBe('ended');
  // Its number has come again, for another process.
  expect(fateOf(own.replace(/\d+$/u, '1'))).toBe('ended');
  // Another machine's process of the same number may be alive and well.
  expect(fateOf(`elsewhere.${other}`)).toBe('unknown');
  for (const odd of ['', own.replace(/\d+\.\d+$/u, ''), own.replace(/\d+\.\d+$/u, '0.1'), `${own}x`])
    expect(fateOf(odd)).toBe('unknown');
});
