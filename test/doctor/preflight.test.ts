import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import Docker from 'dockerode';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { preflight, probeAfresh } from '../../src/doctor/preflight.js';
import type { GradingContext } from '../../src/grading/context.js';
import { connectEngine, type Engine } from '../../src/sandbox/engine.js';
import type { ContainerSpec } from '../../src/sandbox/spec.js';
import { containersOf, testContext } from '../support/engine.js';
import { testFolder, type TestFolder } from '../support/folder.js';

let folder: TestFolder;
let context: GradingContext;
beforeEach(async () => {
  folder = await testFolder();
  context = await testContext();
});
afterEach(async () => {
  expect(await containersOf(context)).toEqual([]);
  await folder[Symbol.asyncDispose]();
});

/** Containers of a probe: one to look around in, two that may end; of the controls: two notebooks, one checker. */
const PROBE = 3;
const CONTROLS = 3;

type Change = (spec: ContainerSpec) => Partial<ContainerSpec>;

/** The real engine, except that it creates another container than it was asked for. */
function engineThat(change: Change): Engine & { created: number } {
  const docker = new Docker();
  const dial = docker.modem.dial.bind(docker.modem);
  const engine = { ...connectEngine(docker), created: 0 };
  docker.modem.dial = (options, callback) => {
    if (options.path.startsWith('/containers/create')) {
      engine.created += 1;
      const body = options.options as { _body: ContainerSpec };
      body._body = { ...body._body, ...change(body._body) };
    }
    dial(options, callback);
  };
  return engine;
}

const brokenBy = async (change: Change): Promise<string[]> => {
  const promises = await probeAfresh({ ...context, engine: engineThat(change) }, folder.path);
  return promises.flatMap(({ name, kept }) => (kept ? [] : [name]));
};

describe('the probe', { timeout: 60_000 }, () => {
  it('passes here, and is not made again until something has changed', async () => {
    const engine = engineThat(() => ({}));
    const machine = { ...context, engine };
    const first = await preflight(machine, folder.path, {});
    expect(first).toMatchObject({ tier: 'T0', probe: 'passed' });
    expect(await preflight(machine, folder.path, {})).toEqual(first);
    expect(engine.created).toBe(PROBE + CONTROLS);
    const file = join(folder.path, 'preflight.json');
    await writeFile(file, (await readFile(file, 'utf8')).replace(/[0-9a-f]{8}/u, 'another '));
    expect(await preflight(machine, folder.path, {})).toEqual(first);
    expect(engine.created).toBe(2 * (PROBE + CONTROLS));
  });

  it('finds rights that a container has beyond what was asked', async () => {
    const change: Change = ({ HostConfig }) => {
      const more = { CapDrop: [], CapAdd: ['SYS_ADMIN'], SecurityOpt: ['seccomp=unconfined'], ReadonlyRootfs: false };
      return {
        User: '0:0',
        HostConfig: { ...HostConfig, ...more, Binds: ['/var/run/docker.sock:/var/run/docker.sock'] },
      };
    };
    expect(await brokenBy(change)).toEqual([
      'user',
      'capabilities',
      'privileges',
      'seccomp',
      'system calls',
      'root file system',
      'engine socket',
      'as asked',
      'nothing more',
    ]);
  });

  it('finds limits that are not there', async () => {
    const change: Change = ({ HostConfig }) => {
      const folders = Object.keys(HostConfig.Tmpfs as Record<string, string>);
      const Tmpfs = Object.fromEntries(folders.map((path) => [path, 'rw,mode=0777,size=64m']));
      const more = { PidsLimit: 200, Memory: 2 ** 29, MemorySwap: 2 ** 29, ShmSize: 2 ** 26, Ulimits: [], Tmpfs };
      return { HostConfig: { ...HostConfig, ...more } };
    };
    expect(await brokenBy(change)).toEqual('memory,processes,disk,files,file size,open files,as asked'.split(','));
  });

  it('finds checks that anything passes, and a secret that is shown', async () => {
    const easy = ['1.1 a', '1.2 b'].map((title) => `@check("${title}", points=1)\ndef _(nb, rng): pass\n`).join('');
    const open = '@check("1.3 c", points=1)\ndef _(nb, rng): raise Failed("It is CANARY-OF-THE-PROBE.")\n';
    await writeFile(join(folder.path, 'checks.py'), `from assay import Failed, check\n${easy}${open}`);
    await chmod(folder.path, 0o755);
    const mount = { Type: 'bind', Source: folder.path, Target: '/assignment', ReadOnly: true } as const;
    const change: Change = ({ Image, HostConfig }) =>
      Image === context.images.checker ? { HostConfig: { ...HostConfig, Mounts: [mount] } } : {};
    expect(await brokenBy(change)).toEqual(['a right notebook', 'a wrong notebook', 'secrets of the checks']);
  });

  it('that fails is remembered by nobody, and is in the record; so is that the operator does not mind', async () => {
    const engine = engineThat(({ HostConfig }) => ({ HostConfig: { ...HostConfig, SecurityOpt: [] } }));
    const machine = { ...context, engine };
    const failed = await preflight(machine, folder.path, {});
    expect(failed.probe).toBe('failed');
    expect(failed.findings.join('\n')).toMatch(/^privileges: no_new_privs 0$/mu);
    expect(failed.findings.join('\n')).toMatch(/^system calls: allowed: .*ptrace/mu);
    const overridden = await preflight(machine, folder.path, { ASSAY_ALLOW_UNPROBED: '1' });
    expect(overridden).toEqual({ ...failed, probe: 'overridden' });
    expect(engine.created).toBe(2 * PROBE);
  });

  it('that cannot be made has failed, with the engine’s reason', async () => {
    const images = { ...context.images, student: `sha256:${'0'.repeat(64)}` };
    const { probe, findings } = await preflight({ ...context, images }, folder.path, {});
    expect(probe).toBe('failed');
    expect(findings.at(-1)).toMatch(/could not create a container/u);
  });
});
