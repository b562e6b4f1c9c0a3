import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { text } from 'node:stream/consumers';
import Docker from 'dockerode';
import { execa } from 'execa';
import { answers, connectEngine, type Engine, type EngineLimits } from '../../src/sandbox/engine.js';
import { testFolder } from './folder.js';
import { waitFor } from './waitFor.js';

/** A second Docker Engine, which a test may hurt: it shares nothing with the machine's own, not even the network. */
export interface OwnEngine extends AsyncDisposable {
  readonly engine: Engine;
  /** Stand-ins for the images, of a few MiB: Perl and what it needs, from this machine. */
  readonly images: { readonly student: string; readonly checker: string };
  /** Stops its process as SIGSTOP does: it is there, and answers nobody. */
  freeze(): void;
  thaw(): void;
  /** Kills its process at once; with SIGTERM, it ends its containers before. */
  kill(signal?: 'SIGKILL' | 'SIGTERM'): Promise<void>;
  start(): Promise<void>;
}

/** Why this machine cannot run a second engine, or `undefined`. */
export const NO_OWN_ENGINE = process.getuid?.() === 0 ? undefined : 'needs root, to start an engine of its own';

/**
 * Starts an engine with its own folders, socket and containerd, and builds the stand-ins on it.
 *
 * @param programs a folder in which it looks for programs before all others.
 */
export async function ownEngine(
  limits: EngineLimits,
  { programs }: { readonly programs?: string } = {},
): Promise<OwnEngine> {
  const folder = await testFolder();
  const at = (name: string): string => join(folder.path, name);
  await writeFile(at('config.json'), '{}');
  const options = {
    'config-file': at('config.json'),
    'data-root': at('data'),
    'exec-root': at('exec'),
    pidfile: at('pid'),
    host: `unix://${at('sock')}`,
    bridge: 'none',
    iptables: 'false',
    // Copies instead of mounts: a few MiB, on whatever file system the tests have.
    'storage-driver': 'vfs',
    'exec-opt': 'native.cgroupdriver=cgroupfs',
    // Where this machine has a containerd for all engines, this one's containers are in a room of their own.
    'containerd-namespace': 'assay-test',
    'containerd-plugins-namespace': 'assay-test-plugins',
  };
  const args = Object.entries(options).map(([name, value]) => `--${name}=${value}`);
  const engine = connectEngine(new Docker({ socketPath: at('sock') }), limits);
  const path = [...(programs === undefined ? [] : [programs]), process.env['PATH']].join(delimiter);
  // In a network of its own: an engine that is to have no bridge removes the one it finds, the machine's.
  const run = () =>
    execa('unshare', ['--net', 'dockerd', ...args], {
      env: { PATH: path },
      reject: false,
      stdio: ['ignore', 'ignore', { file: at('log') }],
    });
  let daemon: ReturnType<typeof run> | undefined;
  const start = async (): Promise<void> => {
    daemon = run();
    await waitFor('the second engine to answer', async () => {
      if (daemon?.exitCode !== null) throw new Error(`dockerd: ${await readFile(at('log'), 'utf8')}`);
      return answers(engine);
    });
  };
  const kill = async (signal: NodeJS.Signals = 'SIGKILL'): Promise<void> => {
    daemon?.kill(signal);
    await daemon;
    // Its containerd dies with it, a moment later; an engine that finds it half dead does not start.
    const pid = Number(await readFile(at('exec/containerd/containerd.pid'), 'utf8').catch(() => NaN));
    await waitFor('its containerd to end', () => !existsSync(`/proc/${pid}`));
  };
  await start();
  const images = await buildStandIns(engine.docker, at('root'));
  return {
    engine,
    images,
    freeze: () => daemon?.kill('SIGSTOP'),
    thaw: () => daemon?.kill('SIGCONT'),
    kill,
    start,
    async [Symbol.asyncDispose]() {
      daemon?.kill('SIGCONT');
      if (daemon?.exitCode !== null) await start();
      const { docker } = engine;
      for (const { Id } of await docker.listContainers({ all: true })) {
        await docker.getContainer(Id).remove({ force: true });
      }
      daemon?.kill('SIGTERM');
      await daemon;
      await execa('bash', ['-c', `grep -o '${folder.path}[^ ]*' /proc/mounts | xargs -r umount -l`], { reject: false });
      await folder[Symbol.asyncDispose]();
    },
  };
}

async function buildStandIns(docker: Docker, root: string): Promise<OwnEngine['images']> {
  await mkdir(root);
  await cp(join(import.meta.dirname, 'fake-images'), root, { recursive: true });
  const { stdout: linked } = await execa('ldd', ['/usr/bin/perl']);
  const files = ['/usr/bin/perl', ...(linked.match(/\/\S+\.so\S*/gu) ?? [])];
  await execa('cp', ['--parents', '--dereference', ...files, root]);
  const standIn = async (role: 'student' | 'checker'): Promise<string> => {
    const tar = execa('tar', ['-c', '--mode=a+rX', '-C', root, '.'], { buffer: false });
    // Without PERL_BADLANG, Perl complains on stderr that there are no locales. The last is in NVIDIA's own images.
    const changes = `ENTRYPOINT ["/usr/bin/perl", "/${role}.pl"]\nENV PERL_BADLANG=0 NVIDIA_VISIBLE_DEVICES=all`;
    await text(await docker.importImage(tar.stdout, { repo: role, changes }));
    return (await docker.getImage(role).inspect()).Id;
  };
  return { student: await standIn('student'), checker: await standIn('checker') };
}
