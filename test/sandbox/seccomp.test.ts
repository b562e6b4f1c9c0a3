import { randomInt } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { limitsSchema } from '../../src/course/schema.js';
import type { GradingContext } from '../../src/grading/context.js';
import { runCell } from '../../src/grading/runCell.js';
import { StudentSession } from '../../src/grading/studentSession.js';
import { SandboxContainer } from '../../src/sandbox/container.js';
import { containerSpec, type ContainerSpec } from '../../src/sandbox/spec.js';
import { containersOf, testContext } from '../support/engine.js';
import { runPython } from '../support/program.js';
import { ORDINARY_CELLS } from './ordinaryCells.js';

const limits = limitsSchema.parse({ memoryMiB: 256, pids: 64, diskMiB: 16, shmMiB: 16 });
/** Makes every call of denied_calls.py and prints its error, or `done`, by name. */
const PROGRAM = await readFile(join(import.meta.dirname, 'denied_calls.py'), 'utf8');

let context: GradingContext;
let session: StudentSession;
beforeAll(async () => {
  context = await testContext();
  const full = limitsSchema.parse({ cpus: 2 });
  const purpose = {
    role: 'student',
    image: context.images.student,
    limits: full,
    labels: { worker: context.workerId },
  } as const;
  const container = await SandboxContainer.start(context.engine, purpose, ['stdout']);
  session = await StudentSession.setUp(container, { preload: ['numpy'], seed: 0, threads: 1, arrays: 'numpy' });
});
afterAll(async () => {
  await session[Symbol.asyncDispose]();
  expect(await containersOf(context)).toEqual([]);
});

function spec(): ContainerSpec {
  const purpose = {
    role: 'student',
    image: context.images.student,
    limits,
    labels: { worker: context.workerId },
  } as const;
  return containerSpec(purpose, 60_000 + randomInt(1_000));
}

/** What the denied calls would otherwise be refused for want of. */
const CAPABILITIES =
  'SYS_ADMIN SYS_MODULE SYS_PTRACE SYS_BOOT SYS_TIME SYS_RAWIO SYS_CHROOT SYS_PACCT SYS_NICE SYSLOG DAC_READ_SEARCH NET_RAW NET_ADMIN';

/** Root with capabilities: nothing but the profile stands between such a process and the kernel. */
function almighty(securityOpt: string[]): ContainerSpec {
  const made = spec();
  const HostConfig = { ...made.HostConfig, CapDrop: [], CapAdd: CAPABILITIES.split(' '), SecurityOpt: securityOpt };
  return { ...made, User: '0:0', HostConfig };
}

interface Outcomes {
  /** By name of the call: the name of its error, or `done`. */
  readonly denied: Record<string, string>;
  /** The same for a harmless call under the numbers of another architecture. */
  readonly foreign: Record<string, string>;
}

const callsOf = async (of: ContainerSpec): Promise<Outcomes> =>
  JSON.parse(await runPython(context.engine, of, PROGRAM)) as Outcomes;

describe('system calls that the profile leaves out', { timeout: 60_000 }, () => {
  it('fail in a sandbox, and for root with capabilities, by the profile alone', async () => {
    const profile = (spec().HostConfig.SecurityOpt as string[]).filter((option) => option.startsWith('seccomp='));
    const [inside, asRoot, without] = await Promise.all([
      callsOf(spec()),
      callsOf(almighty(profile)),
      callsOf(almighty(['seccomp=unconfined'])),
    ]);
    const names = Object.keys(inside.denied);
    const denied = Object.fromEntries(names.map((name) => [name, name === 'clone3' ? 'ENOSYS' : 'EPERM']));
    expect(names.length).toBeGreaterThan(70);
    expect(inside.denied).toEqual(denied);
    expect(asRoot.denied).toEqual(denied);
    // The same calls without a profile get past where the profile stops them: it is nothing else that does.
    expect(names.filter((name) => without.denied[name] === denied[name])).toEqual([]);
    expect(Object.values(inside.foreign)).not.toContain('done');
  });
});

describe('what notebooks do', { timeout: 120_000 }, () => {
  it.each(Object.entries(ORDINARY_CELLS))('works: %s', async (_, source) => {
    const run = await runCell(session, { index: 0, number: 1, source }, { outputKiB: 64 }, 60_000);
    const error = run.outputs.error;
    expect(error && `${error.ename}: ${error.evalue}`).toBeUndefined();
    expect(run.status).toBe('ok');
  });
});
