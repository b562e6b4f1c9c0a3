import { describe, expect, it } from 'vitest';
import { limitsSchema } from '../../src/course/schema.js';
import { SECCOMP_PROFILE } from '../../src/sandbox/seccomp.js';
import { containerSpec, type ContainerSpec, type SandboxPurpose } from '../../src/sandbox/spec.js';
import { lease } from '../support/lease.js';

const limits = limitsSchema.parse({});
const image = `sha256:${'a'.repeat(64)}`;
const student: SandboxPurpose = { role: 'student', image, limits, labels: { worker: 'w', submission: 's' } };
const checker: SandboxPurpose = { ...student, role: 'checker', assignmentDir: '/course/hw1' };
const specs: [string, ContainerSpec][] = [
  ['student', containerSpec(student, 20_001)],
  ['checker', containerSpec(checker, 20_002)],
];

describe.each(specs)('the container of the %s', (_, spec) => {
  const { HostConfig: host } = spec;

  it('is this, to the last field', () => {
    const profile = `seccomp=${SECCOMP_PROFILE}`;
    const named = (option: string): string => (option === profile ? 'seccomp=docker/seccomp.json' : option);
    const SecurityOpt = (host.SecurityOpt as string[]).map(named);
    expect({ ...spec, HostConfig: { ...host, SecurityOpt } }).toMatchSnapshot();
  });

  it('has no network, no capability, no way to more rights, and no device', () => {
    expect(host).toMatchObject({ NetworkMode: 'none', CapDrop: ['ALL'], Privileged: false });
    expect(host.SecurityOpt).toContain('no-new-privileges:true');
    for (const absent of ['CapAdd', 'Devices', 'DeviceRequests', 'Binds', 'VolumesFrom', 'PortBindings', 'PidMode']) {
      expect(host).not.toHaveProperty(absent);
    }
  });

  it('runs as a user of its own, never as root', () => {
    expect(spec.User).toMatch(/^2000[12]:2000[12]$/u);
    expect(spec.name).toBe(`assay-u${spec.User?.split(':')[0] ?? ''}`);
  });

  it('writes to bounded memory alone, and to no disk', () => {
    expect(host.ReadonlyRootfs).toBe(true);
    expect(host.LogConfig?.Type).toBe('none');
    expect(host.MemorySwap).toBe(host.Memory);
    for (const options of Object.values((host.Tmpfs ?? {}) as Record<string, string>)) {
      expect(options).toMatch(/nosuid,nodev,.*size=\d+m,nr_inodes=\d+,mode=0700/u);
    }
  });

  it('has every limit', () => {
    expect(host).toMatchObject({
      Memory: 2048 * 1024 * 1024,
      NanoCpus: 1e9,
      PidsLimit: 256,
      ShmSize: 256 * 1024 * 1024,
    });
    expect(host.Ulimits?.map(({ Name }) => Name)).toEqual(['core', 'nofile', 'fsize', 'memlock']);
  });

  it('has an environment that is the same on every machine', () => {
    process.env['SECRET_OF_THE_WORKER'] = 'do not pass on';
    expect(JSON.stringify(containerSpec(student, 20_003))).not.toContain('do not pass on');
    delete process.env['SECRET_OF_THE_WORKER'];
  });
});

describe('what sets the two apart', () => {
  it('is the assignment, which the checker alone sees, and cannot change', () => {
    const [[, studentSpec], [, checkerSpec]] = specs as [(typeof specs)[0], (typeof specs)[0]];
    expect(studentSpec.HostConfig.Mounts).toEqual([]);
    expect(checkerSpec.HostConfig.Mounts).toMatchObject([
      { Type: 'bind', Source: '/course/hw1', Target: '/assignment', ReadOnly: true },
    ]);
  });

  it('is a folder that can hold programs, which the student alone has', () => {
    const folders = specs.map(([, spec]) => Object.keys((spec.HostConfig.Tmpfs ?? {}) as Record<string, string>));
    expect(folders).toEqual([
      ['/tmp', '/home/student', '/content'],
      ['/tmp', '/home/student'],
    ]);
  });

  it('follows the limits and the runtime that are asked for', () => {
    const small = { ...student, runtime: 'runsc', limits: { ...limits, memoryMiB: 128, cpus: 0.5, pids: 32 } };
    const { HostConfig: host, Env } = containerSpec(small, 20_004);
    expect(host).toMatchObject({ Runtime: 'runsc', Memory: 128 * 1024 * 1024, NanoCpus: 5e8, PidsLimit: 32 + 192 });
    expect(Env).toContain('OMP_NUM_THREADS=1');
    expect(containerSpec(student, 20_005).HostConfig).not.toHaveProperty('Runtime');
  });
});

it('each container mounts the one folder of its role, read-only, and no other', () => {
  const both = { assignmentDir: '/course/hw1', dataDir: '/course/hw1/data' };
  const mounts = (role: SandboxPurpose['role']): unknown =>
    containerSpec({ ...student, ...both, role }, 20_007).HostConfig.Mounts?.map(
      ({ Source, Target, ReadOnly, BindOptions }) => ({ Source, Target, ReadOnly, BindOptions }),
    );
  const propagation = { Propagation: 'rprivate' };
  expect(mounts('checker')).toEqual([
    { Source: both.assignmentDir, Target: '/assignment', ReadOnly: true, BindOptions: propagation },
  ]);
  expect(mounts('student')).toEqual([
    { Source: both.dataDir, Target: '/mnt/data', ReadOnly: true, BindOptions: { ...propagation, NonRecursive: true } },
  ]);
  expect(containerSpec(student, 20_007).HostConfig.Mounts).toEqual([]);
});

describe('a student’s container with a GPU', () => {
  const MIB = 1024 * 1024;
  const plain = containerSpec(student, 20_006);
  const withGpu = containerSpec({ ...student, gpu: lease() }, 20_006);

  it('asks for this device and no other, to compute with', () => {
    expect(withGpu.HostConfig.DeviceRequests).toEqual([
      { Driver: 'nvidia', Count: 0, DeviceIDs: [lease().slot.device], Capabilities: [['gpu', 'compute', 'utility']] },
    ]);
    expect(withGpu.Env).toContain('NVIDIA_DRIVER_CAPABILITIES=compute,utility');
    const cdi = containerSpec({ ...student, gpu: lease({ slot: { ...lease().slot, driver: 'cdi' } }) }, 20_006);
    expect(cdi.HostConfig.DeviceRequests).toEqual([
      { Driver: 'cdi', DeviceIDs: [`nvidia.com/gpu=${lease().slot.device}`] },
    ]);
  });

  it('has room for CUDA, and no less than the assignment gives', () => {
    const [memoryMiB, pids, shmMiB] = [16_384, 1024, 2048];
    const large = containerSpec({ ...student, gpu: lease(), limits: { ...limits, memoryMiB, pids, shmMiB } }, 20_006);
    const rooms = ({ HostConfig: { Memory, MemorySwap, PidsLimit, ShmSize } }: ContainerSpec) =>
      [Memory, MemorySwap, PidsLimit, ShmSize].map(Number);
    expect(rooms(withGpu)).toEqual([8192 * MIB, 8192 * MIB, 512, 1024 * MIB]);
    expect(rooms(large)).toEqual([memoryMiB * MIB, memoryMiB * MIB, pids, shmMiB * MIB]);
    expect(withGpu.HostConfig.Ulimits).toContainEqual({ Name: 'nofile', Soft: 4096, Hard: 4096 });
  });

  it('keeps what it compiles where it can be written, and what is loaded where that may be', () => {
    const folderOf = (name: string) => withGpu.Env?.find((entry) => entry.startsWith(`${name}=`))?.split(/[=/]/u)[2];
    expect(['CUDA_CACHE_PATH', 'TRITON_CACHE_DIR', 'TORCHINDUCTOR_CACHE_DIR'].map(folderOf)).toEqual([
      'home',
      'content',
      'content',
    ]);
  });

  it('differs from one without in nothing else', () => {
    const changed = (one: object, other: object) =>
      Object.entries(one).flatMap(([field, value]) =>
        JSON.stringify(value) === JSON.stringify((other as Record<string, unknown>)[field]) ? [] : [field],
      );
    expect(changed(withGpu, plain)).toEqual(['Env', 'Labels', 'HostConfig']);
    expect(changed(withGpu.HostConfig, plain.HostConfig)).toEqual([
      ...['Memory', 'MemorySwap', 'PidsLimit', 'ShmSize', 'Ulimits', 'DeviceRequests'],
    ]);
    expect(changed(withGpu.Labels ?? {}, plain.Labels ?? {})).toEqual(
      ['gpu', 'gpu-slot', 'gpu-token'].map((name) => `org.assay.${name}`),
    );
  });

  it('is never a checker’s', () => {
    expect(containerSpec({ ...checker, gpu: lease() }, 20_002)).toEqual(containerSpec(checker, 20_002));
  });
});
