import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PlatformError } from '../../src/base/platformError.js';
import { readGpus } from '../../src/gpu/nvidiaSmi.js';
import { fakeSmi, GPU_A, GPU_B, MIG_A, MIG_B, type FakeSmi } from './fakeSmi.js';

let smi: FakeSmi;
beforeEach(async () => {
  smi = await fakeSmi();
  vi.stubEnv('PATH', smi.path);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await smi[Symbol.asyncDispose]();
});

describe('what nvidia-smi tells', () => {
  it('are devices, their memory, and who uses them', async () => {
    await smi.tells(
      [
        { id: GPU_A, usedMiB: 530 },
        { id: GPU_B, name: 'Tesla T4', totalMiB: 15_360 },
      ],
      [[GPU_A, 4711]],
    );
    expect(await readGpus()).toEqual({
      gpus: [
        { id: GPU_A, physical: GPU_A, name: 'NVIDIA A100-SXM4-80GB', memoryMiB: 81_920, usedMiB: 530 },
        { id: GPU_B, physical: GPU_B, name: 'Tesla T4', memoryMiB: 15_360, usedMiB: 4 },
      ],
      processes: [{ gpu: GPU_A, pid: '4711' }],
    });
  });

  it('the parts of a divided GPU are devices, and it is none', async () => {
    const parts = [
      [MIG_A, '1g.10gb'],
      [MIG_B, '1c.3g.40gb'],
    ] as const;
    await smi.tells([{ id: GPU_A, parts }, { id: GPU_B }]);
    const reading = await readGpus();
    expect(reading?.gpus.map(({ id, physical, memoryMiB }) => [id, physical, memoryMiB])).toEqual([
      [MIG_A, GPU_A, 9728],
      [MIG_B, GPU_A, 38_912],
      [GPU_B, GPU_B, 81_920],
    ]);
  });

  it('what it does not tell is left open', async () => {
    await smi.tells([{ id: GPU_A, totalMiB: '[N/A]', usedMiB: '[Insufficient Permissions]', pstate: '[N/A]' }]);
    expect((await readGpus())?.gpus).toEqual([{ id: GPU_A, physical: GPU_A, name: 'NVIDIA A100-SXM4-80GB' }]);
  });

  it('a device that does not work keeps its words', async () => {
    await smi.tells([{ id: GPU_A, usedMiB: 0, pstate: '[GPU requires reset]' }]);
    expect((await readGpus())?.gpus[0]?.fault).toBe('[GPU requires reset]');
  });

  it('no devices are no failure', async () => {
    expect(await readGpus()).toEqual({ gpus: [], processes: [] });
  });

  it('a lost device among others does not hide these', async () => {
    await smi.does(`case "$1" in
      -L) echo "Unable to determine the device handle for gpu 0000:3B:00.0: GPU is lost.  Reboot the system to recover this GPU"
          echo "GPU 1: Tesla T4 (UUID: ${GPU_B})";;
      --query-gpu*) echo "${GPU_B}, Tesla T4, 15360, 0, P8";;
    esac`);
    expect((await readGpus())?.gpus.map(({ id }) => id)).toEqual([GPU_B]);
  });
});

describe('a tool that fails', () => {
  it('is absent: nothing can be looked at', async () => {
    vi.stubEnv('PATH', '/nowhere');
    expect(await readGpus()).toBeUndefined();
  });

  it('ends with another code than 0, and its words are passed on', async () => {
    await smi.does('echo "NVIDIA-SMI has failed because it could not communicate with the driver."; exit 9');
    await expect(readGpus()).rejects.toThrow(
      /nvidia-smi -L failed: NVIDIA-SMI has failed because .* driver\. Operator: /u,
    );
  });

  it.each([
    ['words', '<html>not what you think</html>'],
    ['a device in another form', 'GPU-1, T4, 1, 2, P0'],
    ['bytes', '$(head -c 2000 /dev/urandom)'],
  ])('answers %s that are not understood', async (_name, text) => {
    await smi.does(`echo "x${text}"`);
    await expect(readGpus()).rejects.toThrow(/^nvidia-smi says what is not understood: “x/u);
  });

  it('hangs, even where it does not die, and nobody waits for it', async () => {
    await smi.does('trap "" TERM; sleep 3 & wait');
    await expect(readGpus(300)).rejects.toThrow(/no answer within 0\.3 s/u);
  });

  it('says so as a failure of the platform, with what to do', async () => {
    await smi.does('exit 1');
    const failure = await readGpus().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(PlatformError);
    expect((failure as PlatformError).remedy).toMatch(/^Operator: /u);
  });
});
