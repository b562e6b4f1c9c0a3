import { chmod, rename, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { testFolder } from '../support/folder.js';

/** A device as the stand-in tells of it. */
interface FakeGpu {
  readonly id: string;
  readonly name?: string;
  readonly totalMiB?: number | string;
  readonly usedMiB?: number | string;
  readonly pstate?: string;
  /** MIG devices: id and profile. */
  readonly parts?: readonly (readonly [id: string, profile: string])[];
}

export const GPU_A = 'GPU-7fdaf0a5-179b-f636-d15d-daf243e3ff16';
export const GPU_B = 'GPU-2d540dd6-583b-cf11-80dd-cc28edc1dd62';
export const MIG_A = 'MIG-feb88891-0321-5fef-9c87-d4af3b54259e';
export const MIG_B = 'MIG-a25704ba-3a06-5299-a795-fd7cf4d13973';

export interface FakeSmi extends AsyncDisposable {
  /** The folder that it is in, to be put before all others in a search path. */
  readonly folder: string;
  /** A search path with it in front. */
  readonly path: string;
  /** From now on it tells this. */
  tells(gpus: readonly FakeGpu[], processes?: readonly (readonly [gpu: string, pid: number])[]): Promise<void>;
  /** From now on it is this shell script. */
  does(script: string): Promise<void>;
}

/** A program named `nvidia-smi` that answers in the forms of the real one. Until it is told more, it has no devices. */
export async function fakeSmi(): Promise<FakeSmi> {
  const folder = await testFolder();
  const file = join(folder.path, 'nvidia-smi');
  const does = async (script: string): Promise<void> => {
    // Whole at every moment, for somebody may be about to run it.
    await writeFile(`${file}.new`, `#!/bin/bash\n${script}\n`);
    await chmod(`${file}.new`, 0o755);
    await rename(`${file}.new`, file);
  };
  await does('echo "No devices were found"; exit 6');
  return {
    folder: folder.path,
    path: `${folder.path}${delimiter}${process.env['PATH'] ?? ''}`,
    does,
    tells: (gpus, processes = []) =>
      does(`case "$1" in
-L) cat <<'END'
${gpus.flatMap(listLines).join('\n')}
END
;;
--query-gpu=uuid,name,memory.total,memory.used,pstate) cat <<'END'
${gpus.map(queryLine).join('\n')}
END
;;
--query-compute-apps=gpu_uuid,pid,used_memory) cat <<'END'
${processes.map(([gpu, pid]) => `${gpu}, ${pid}, 512`).join('\n')}
END
;;
*) echo "Invalid combination of input arguments."; exit 2;;
esac`),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

function listLines({ id, name = 'NVIDIA A100-SXM4-80GB', parts = [] }: FakeGpu, index: number): string[] {
  return [
    `GPU ${index}: ${name} (UUID: ${id})`,
    ...parts.map(([part, profile], number) => `  MIG ${profile.padEnd(12)}Device  ${number}: (UUID: ${part})`),
  ];
}

function queryLine(gpu: FakeGpu): string {
  const { id, name = 'NVIDIA A100-SXM4-80GB', totalMiB = 81_920, usedMiB = 4, pstate = 'P0' } = gpu;
  return `${id}, ${name}, ${totalMiB}, ${usedMiB}, ${pstate}`;
}
