import { text } from 'node:stream/consumers';
import { PassThrough } from 'node:stream';
import type { Engine } from '../../src/sandbox/engine.js';
import type { ContainerSpec } from '../../src/sandbox/spec.js';

/** Runs a Python program in a container of this spec, to its end, and returns what it printed. */
export async function runPython({ docker }: Engine, spec: ContainerSpec, program: string): Promise<string> {
  const container = await docker.createContainer({
    ...spec,
    Entrypoint: ['/opt/venv/bin/python', '-I', '-u', '-c', program],
  });
  try {
    const streams = await container.attach({ stream: true, stdout: true, stderr: true, hijack: true, stdin: true });
    const output = new PassThrough();
    docker.modem.demuxStream(streams, output, output);
    streams.on('end', () => output.end());
    await container.start();
    return await text(output);
  } finally {
    await container.remove({ force: true, v: true });
  }
}
