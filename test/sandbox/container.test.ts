import { createServer, type Server } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Docker from 'dockerode';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { limitsSchema } from '../../src/course/schema.js';
import type { GradingContext } from '../../src/grading/context.js';
import { SandboxContainer, type Received } from '../../src/sandbox/container.js';
import { connectEngine, statusOf, type Engine } from '../../src/sandbox/engine.js';
import { PlatformError } from '../../src/base/platformError.js';
import type { SandboxPurpose } from '../../src/sandbox/spec.js';
import { resolveImages } from '../../src/sandbox/images.js';
import { containersOf, testContext } from '../support/engine.js';

const SETUP = { op: 'setup', preload: [], seed: 0, threads: 1, arrays: 'numpy' };
const limits = limitsSchema.parse({ memoryMiB: 256, pids: 64, diskMiB: 16, shmMiB: 16 });

describe('a container', { timeout: 60_000 }, () => {
  let context: GradingContext;
  let purpose: SandboxPurpose;
  beforeAll(async () => {
    context = await testContext();
    purpose = { role: 'student', image: context.images.student, limits, labels: { worker: context.workerId } };
  });
  afterEach(async () => {
    expect(await containersOf(context)).toEqual([]);
  });

  const start = (): Promise<SandboxContainer> => SandboxContainer.start(context.engine, purpose, ['stdout']);
  const run = async (container: SandboxContainer, source: string): Promise<void> => {
    await container.send({ op: 'cell', index: 0 }, [Buffer.from(source)]);
  };

  it('takes frames, gives frames, can be interrupted, killed, and is gone when it is disposed of', async () => {
    await using container = await start();
    await container.send(SETUP);
    expect(headerOf(await container.receive(30_000))).toMatchObject({ op: 'ready' });
    await run(container, 'print("begun")\nwhile True: pass');
    expect(headerOf(await container.receive(30_000))).toMatchObject({ op: 'output', name: 'stdout' });
    expect(await container.receive(1)).toBe('timeout');
    await container.interrupt();
    const last: unknown[] = [];
    for (let header = headerOf(await container.receive(30_000)); ; header = headerOf(await container.receive(30_000))) {
      last.push(header);
      if (header.op === 'cell-done') break;
    }
    expect(last.at(-1)).toMatchObject({ op: 'cell-done', status: 'interrupted' });
    await container.kill();
    expect(await container.receive(30_000)).toBe('closed');
    expect(await container.end()).toEqual({ oomKilled: false, lost: undefined });
    // In any state, as often as one likes; what is sent to it goes nowhere.
    await container.kill();
    await container.interrupt();
    await container.send(SETUP);
    await container[Symbol.asyncDispose]();
  });

  it('is removed while it runs', async () => {
    const container = await start();
    expect(await containersOf(context)).toEqual(['student running']);
    await container[Symbol.asyncDispose]();
    expect(await container.receive(0)).toBe('closed');
  });

  it('reports what breaks the protocol, and can still be killed', async () => {
    await using container = await start();
    await container.send(SETUP);
    await container.receive(30_000);
    await run(container, 'open("/proc/1/fd/1", "wb").write(b"\\xff" * 100)');
    expect(await container.receive(30_000)).toEqual({ violation: 'the header length is out of range' });
    await container.kill();
    expect((await container.end()).lost).toBeUndefined();
  });

  it('is killed while it floods and nobody reads', async () => {
    await using container = await start();
    await container.send(SETUP);
    await container.receive(30_000);
    await run(
      container,
      'data = b"\\x0a\\0\\0\\0" + b\'{"op":"x"}\'\nwith open("/proc/1/fd/1", "wb") as f:\n    while True: f.write(data)',
    );
    await container.receive(30_000);
    await container.kill();
    expect((await container.end()).lost).toBeUndefined();
  });

  it('is killed when it does not read what it is sent', async () => {
    await using container = await start();
    await container.send(SETUP);
    await container.receive(30_000);
    await run(container, 'import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)');
    await container.send({ op: 'cell', index: 1 }, [Buffer.alloc(16 * 1024 * 1024)]);
    expect(await container.receive(30_000)).toBe('closed');
  });

  it('reports death by memory, and only that', async () => {
    await using container = await start();
    await container.send(SETUP);
    await container.receive(30_000);
    expect(await container.sawOutOfMemory()).toBe(false);
    await run(container, 'hog = []\nwhile True: hog.append(bytearray(4 << 20))');
    expect(await container.receive(30_000)).toBe('closed');
    expect(await container.end()).toEqual({ oomKilled: true, lost: undefined });
    expect(await container.sawOutOfMemory()).toBe(true);
  });

  it('keeps what it writes on other streams for the operator, bounded', async () => {
    await using container = await start();
    await container.send(SETUP);
    await container.receive(30_000);
    await run(container, 'with open("/proc/1/fd/2", "w") as f: f.write("x" * 200_000 + "the end")');
    expect(headerOf(await container.receive(30_000))).toMatchObject({ op: 'cell-done' });
    await container.kill();
    await container.end();
    expect(container.diagnostics).toMatch(/^x+the end$/u);
    expect(container.diagnostics.length).toBeLessThanOrEqual(64 * 1024);
  });

  it('never shares its user with another that runs', async () => {
    await using stack = new AsyncDisposableStackOf();
    const containers = await Promise.all(Array.from({ length: 4 }, start));
    for (const container of containers) stack.use(container);
    const users = await Promise.all(
      containers.map(async ({ id }) => (await context.engine.docker.getContainer(id).inspect()).Config.User),
    );
    expect(new Set(users).size).toBe(4);
    for (const user of users) expect(user).toMatch(/^[2-5]\d{4}:\d{5}$/u);
  });

  it('takes another user where one is taken already', async () => {
    let attempts = 0;
    const engine = engineThat((path) => {
      if (!path.startsWith('/containers/create')) return undefined;
      attempts += 1;
      return attempts <= 2 ? { status: 409, message: 'Conflict. The container name is already in use.' } : undefined;
    });
    await using container = await SandboxContainer.start(engine, purpose, ['stdout']);
    expect(attempts).toBe(3);
    expect(container.id).toMatch(/^[0-9a-f]{64}$/u);
  });

  it.each(['/attach', '/start'])('is not left behind where the engine fails at %s', async (step) => {
    const engine = engineThat((path) =>
      path.includes(step) ? { status: 500, message: 'the disk is full' } : undefined,
    );
    const starting = SandboxContainer.start(engine, purpose, ['stdout']);
    await expect(starting).rejects.toThrow(PlatformError);
    await expect(starting).rejects.toThrow('the disk is full');
  });

  it('is not started where the engine does not enforce a limit', async () => {
    const { docker } = context.engine;
    const original = docker.modem.dial.bind(docker.modem);
    const lenient = new Docker();
    lenient.modem.dial = (options, callback) => {
      original(options, (error, data: unknown) => {
        const isCreation = options.path.startsWith('/containers/create');
        callback?.(error, isCreation ? { ...(data as object), Warnings: ['no swap limit'] } : (data as object));
      });
    };
    const starting = SandboxContainer.start(connectEngine(lenient), purpose, ['stdout']);
    await expect(starting).rejects.toThrow('does not enforce a limit: no swap limit');
  });

  it('of an image that is missing is the platform’s failure', async () => {
    const missing = { ...purpose, image: `sha256:${'0'.repeat(64)}` };
    const starting = SandboxContainer.start(context.engine, missing, ['stdout']);
    await expect(starting).rejects.toThrow(PlatformError);
    expect(statusOf(await starting.catch((error: unknown) => error))).toBe(404);
  });
});

describe('images that are missing', () => {
  it('are named, with what to do', async () => {
    const docker = engineThat((path) =>
      path.includes('/images/') ? { status: 404, message: 'no such image' } : undefined,
    );
    const error: unknown = await resolveImages(docker, join(import.meta.dirname, '..', '..')).catch(
      (cause: unknown) => cause,
    );
    expect(error).toBeInstanceOf(PlatformError);
    expect(error).toMatchObject({
      message: expect.stringMatching(/assay-(student|checker):[0-9a-f]{12} is missing/u) as string,
    });
    expect((error as PlatformError).remedy).toContain('npm run setup');
  });
});

describe('an engine that does not answer', () => {
  let server: Server;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'assay-engine-'));
    server = createServer(() => undefined);
    await new Promise<void>((resolve) => server.listen(join(folder, 'docker.sock'), resolve));
  });
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await rm(folder, { recursive: true });
  });

  it('is given up, with a word to the operator', async () => {
    const engine = connectEngine(new Docker({ socketPath: join(folder, 'docker.sock') }));
    const asking = engine.request('tell its version', () => engine.docker.version(), 200);
    await expect(asking).rejects.toThrow('The container engine could not tell its version: no answer within 0.2 s.');
    const error: unknown = await asking.catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(PlatformError);
    expect((error as PlatformError).remedy).toContain('assay doctor');
  });

  it('that is not there at all is the platform’s failure too', async () => {
    const engine = connectEngine(new Docker({ socketPath: join(folder, 'nothing.sock') }));
    await expect(engine.request('tell its version', () => engine.docker.version())).rejects.toThrow(PlatformError);
  });
});

/** The real engine, except for the requests that `refuse` answers with an error. */
function engineThat(refuse: (path: string) => { status: number; message: string } | undefined): Engine {
  const docker = new Docker();
  const dial = docker.modem.dial.bind(docker.modem);
  docker.modem.dial = (options, callback) => {
    const refusal = refuse(options.path);
    if (refusal) callback?.(Object.assign(new Error(refusal.message), { statusCode: refusal.status }), null);
    else dial(options, callback);
  };
  return connectEngine(docker);
}

function headerOf(received: Received | 'closed' | 'timeout'): { op: string } {
  if (typeof received !== 'object' || !('frame' in received))
    throw new Error(`no frame but ${JSON.stringify(received)}`);
  return received.frame.header;
}

/** `AsyncDisposableStack`, which Node 20 does not have. */
class AsyncDisposableStackOf implements AsyncDisposable {
  readonly #items: AsyncDisposable[] = [];
  use(item: AsyncDisposable): void {
    this.#items.push(item);
  }
  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#items.map((item) => item[Symbol.asyncDispose]()));
  }
}
