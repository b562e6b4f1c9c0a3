import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { findDevices } from '../../src/gpu/devices.js';
import { testFolder, type TestFolder } from '../support/folder.js';
import { fakeSmi, GPU_A, GPU_B, MIG_A, type FakeSmi } from './fakeSmi.js';

let smi: FakeSmi;
let folder: TestFolder;
let file: string;
beforeEach(async () => {
  smi = await fakeSmi();
  vi.stubEnv('PATH', smi.path);
  folder = await testFolder();
  file = join(folder.path, 'gpus.yaml');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await folder[Symbol.asyncDispose]();
  await smi[Symbol.asyncDispose]();
});

/** What the file with these lines means; the first line is `devices:`. */
async function found(...lines: readonly string[]) {
  await writeFile(file, ['devices:', ...lines].map((line) => `${line}\n`).join(''));
  return findDevices(file);
}

describe('a machine file', () => {
  it('names devices; what it leaves out is as one expects', async () => {
    await smi.tells([{ id: GPU_A }, { id: GPU_B }]);
    const machine = await found(`  - id: ${GPU_A}`, `  - { id: ${GPU_B}, slots: 2, driver: cdi, idleMiB: 300 }`);
    const whole = { device: GPU_A, slot: 0, driver: 'nvidia', deviceMiB: 81_920, slotMiB: 81_920 };
    const half = { device: GPU_B, driver: 'cdi', deviceMiB: 81_920, slotMiB: 40_960 };
    expect(machine.canBeSeen).toBe(true);
    expect(machine.devices).toMatchObject([
      { id: GPU_A, slots: [whole], idleMiB: 1024 },
      {
        id: GPU_B,
        slots: [
          { ...half, slot: 0 },
          { ...half, slot: 1 },
        ],
        idleMiB: 300,
      },
    ]);
  });

  it('needs no nvidia-smi where it tells the memory itself', async () => {
    vi.stubEnv('PATH', '/nowhere');
    const machine = await found(`  - { id: ${GPU_A}, driver: cdi, memoryMiB: 24000 }`);
    expect(machine).toMatchObject({ canBeSeen: false, devices: [{ slots: [{ deviceMiB: 24_000 }] }] });
    await expect(found(`  - { id: ${GPU_A}, driver: cdi }`)).rejects.toThrow(/:2:11: .*add memoryMiB/u);
  });

  it.each([
    ['an index', '  - id: 0', /:2:9: devices\[0\]\.id: 0 is a number.*Operator: /u],
    ['a name', '  - id: GPU-0', /:2:9: devices\[0\]\.id: “GPU-0” is not GPU-<uuid> or MIG-<uuid>.*Operator: /u],
    ['a key too many', `  - { id: ${GPU_A}, slot: 2 }`, /:2:53: .*Did you mean slots\?.*Operator: rename/u],
    ['no slots', `  - { id: ${GPU_A}, slots: 0 }`, /:2:60: .*less than the floor of 1.*Operator: raise it/u],
    ['what is no YAML', '  - id: [', /:\d+:\d+: .* Operator: correct it\./u],
    [
      'too much for it',
      `  - { id: ${GPU_A}, slots: 2, slotMiB: 50000 }`,
      /:2:11: 2 slot\(s\) of 50000 MiB are more than the 81920/u,
    ],
  ])('with %s is refused, with its place', async (_name, line, message) => {
    await smi.tells([{ id: GPU_A }]);
    await expect(found(line)).rejects.toThrow(message);
  });

  it('with a device twice, or none, is refused', async () => {
    await expect(found(`  - id: ${GPU_A}`, `  - id: ${GPU_A}`)).rejects.toThrow(/:3:9: .*second time/u);
    await writeFile(file, 'devices: []\n');
    await expect(findDevices(file)).rejects.toThrow(/:1:10: devices: needs at least 1 item/u);
    await expect(findDevices('/nowhere/gpus.yaml')).rejects.toThrow(/^\/nowhere\/gpus\.yaml: cannot be read/u);
  });

  it('with a device that is not there is refused, and told which are', async () => {
    await smi.tells([{ id: GPU_B }]);
    const refusal = new RegExp(`:2:9: ${GPU_A} is not on this machine; nvidia-smi lists ${GPU_B}\\. Operator: `, 'u');
    await expect(found(`  - id: ${GPU_A}`)).rejects.toThrow(refusal);
  });

  it('with a GPU that is divided is refused', async () => {
    await smi.tells([{ id: GPU_A, parts: [[MIG_A, '1g.10gb']] }]);
    await expect(found(`  - id: ${GPU_A}`)).rejects.toThrow(/is divided into MIG devices.*lists MIG-feb88891/u);
    expect(await found(`  - id: ${MIG_A}`)).toMatchObject({ devices: [{ id: MIG_A, physical: GPU_A }] });
  });

  it('is refused where nvidia-smi does not work', async () => {
    await smi.does('exit 1');
    await expect(found(`  - id: ${GPU_A}`)).rejects.toThrow(/nvidia-smi .* failed/u);
  });
});

describe('auto', () => {
  it('is every device, one slot each', async () => {
    await smi.tells([{ id: GPU_A, parts: [[MIG_A, '1g.10gb']] }, { id: GPU_B }]);
    const { devices } = await findDevices('auto');
    expect(devices.map(({ id, slots }) => [id, slots.length])).toEqual([
      [MIG_A, 1],
      [GPU_B, 1],
    ]);
  });

  it('is nothing where there is none', async () => {
    await expect(findDevices('auto')).rejects.toThrow(/lists no GPU here/u);
    vi.stubEnv('PATH', '/nowhere');
    await expect(findDevices('auto')).rejects.toThrow(/lists no GPU here/u);
  });
});
