import { chmod, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { EngineLimits } from '../../src/sandbox/engine.js';
import { testFolder } from './folder.js';
import { ownEngine, type OwnEngine } from './ownEngine.js';

const askedSchema = z.object({ arguments: z.array(z.string()), id: z.string(), env: z.array(z.string()) });

/** What the toolkit was asked, just before a container began. */
interface Asked {
  readonly arguments: readonly string[];
  readonly container: string;
  /** The container's environment whose names begin with `NVIDIA_`: that is where the toolkit is told what to give. */
  readonly nvidia: readonly string[];
}

export interface GpuEngine extends AsyncDisposable {
  readonly own: OwnEngine;
  /** Everything that was asked since it began, in order. */
  asked(): Promise<Asked[]>;
  /** From now on no device is there, or all are again. */
  setGone(isGone: boolean): Promise<void>;
}

/** An engine of the test's own (see `ownEngine`) that takes this machine for one with the NVIDIA Container Toolkit. */
export async function gpuEngine(limits: EngineLimits): Promise<GpuEngine> {
  const folder = await testFolder(join(import.meta.dirname, 'fake-nvidia'));
  const at = (name: string): string => join(folder.path, name);
  await chmod(at('nvidia-container-runtime-hook'), 0o755);
  const own = await ownEngine(limits, { programs: folder.path });
  return {
    own,
    async asked() {
      const lines = await readFile(at('asked.jsonl'), 'utf8').catch(() => '');
      return lines.split('\n').flatMap((line) => {
        if (line === '') return [];
        const { id, env, ...rest } = askedSchema.parse(JSON.parse(line));
        return [{ ...rest, container: id, nvidia: env.filter((entry) => entry.startsWith('NVIDIA_')) }];
      });
    },
    setGone: (isGone) => (isGone ? writeFile(at('gone'), '') : rm(at('gone'), { force: true })),
    async [Symbol.asyncDispose]() {
      await own[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}
