import type { ContainerCreateOptions, HostConfig } from 'dockerode';
import type { Limits } from '../course/schema.js';
import type { GpuLease } from './gpu.js';
import { gpuLimits, gpuSpec, NO_GPU } from './gpuSpec.js';
import { SECCOMP_PROFILE } from './seccomp.js';

const MIB = 1024 * 1024;
/** Where a notebook's stand-ins for downloading look; not below /content, whose files are the student's. */
const DATA_MOUNT = '/mnt/data';

/** What a container is for. Everything else about it follows from this and from `containerSpec`. */
export interface SandboxPurpose {
  readonly role: 'student' | 'checker';
  /** The image's digest, `sha256:…`: never a tag, which may have moved. */
  readonly image: string;
  readonly limits: Limits;
  /** Host folder that the checker sees read-only as `/assignment`. A student's container never does. */
  readonly assignmentDir?: string;
  /** Host folder that a student's container sees read-only: the assignment's data, which every student may read. */
  readonly dataDir?: string;
  /** Engine runtime, e.g. `runsc`; the engine's default where absent. */
  readonly runtime?: string;
  /** Its share of a processor that others want too, against the usual 1024, which it has where this is absent. */
  readonly cpuShares?: number;
  /** The GPU that a student's container sees; none where absent, and for a checker none in any case. */
  readonly gpu?: GpuLease;
  /** Who started it, which the reaper reads, and for what. */
  readonly labels: Readonly<Record<string, string>>;
}

/**
 * Threads of the runtime itself, which the kernel counts as the container's. gVisor has had 61 beside those of the
 * notebook, more with every fork, and dies of the one that it cannot make.
 */
const RUNTIME_PIDS: Readonly<Record<string, number>> = { runsc: 192 };

export const LABEL_PREFIX = 'org.assay.';

/** The engine's request body; `CgroupnsMode` is missing from the published types. */
export type ContainerSpec = ContainerCreateOptions & { HostConfig: HostConfig & { CgroupnsMode: 'private' } };

/** The host's user id for one running sandbox, and the container name that reserves it. */
const containerName = (uid: number): string => `assay-u${uid}`;

/**
 * The one place where a container's promises are made: for the student and for the checker, in development, in
 * the demo and in production.
 *
 * Deliberately absent: capabilities, devices (but for the one GPU of a student's), ports, volumes, `MaskedPaths` (a
 * list would replace the engine's own), a health check (it would run a binary of the container's), nproc limits (they
 * count per user id on the host, not per container), `AutoRemove` (the end must be inspected first) and swap.
 */
export function containerSpec(purpose: SandboxPurpose, uid: number): ContainerSpec {
  const { role } = purpose;
  const gpu = role === 'student' && purpose.gpu ? gpuSpec(purpose.gpu) : undefined;
  const limits = gpu ? gpuLimits(purpose.limits) : purpose.limits;
  const memoryBytes = limits.memoryMiB * MIB;
  const scratch = (mib: number, flags: string): string =>
    `rw,nosuid,nodev,${flags},size=${mib}m,nr_inodes=${limits.diskMiB * 100},mode=0700,uid=${uid},gid=${uid}`;
  const smallMiB = Math.max(16, Math.floor(limits.diskMiB / 4));
  return {
    name: containerName(uid),
    Image: purpose.image,
    User: `${uid}:${uid}`,
    Env: environment(limits.cpus, gpu?.environment ?? NO_GPU),
    Hostname: 'sandbox',
    Labels: prefixed({ ...purpose.labels, ...gpu?.labels, role, uid: String(uid) }),
    Tty: false,
    OpenStdin: true,
    StdinOnce: true,
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
    NetworkDisabled: true,
    Healthcheck: { Test: ['NONE'] },
    HostConfig: {
      NetworkMode: 'none',
      IpcMode: 'private',
      CgroupnsMode: 'private',
      ReadonlyRootfs: true,
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges:true', `seccomp=${SECCOMP_PROFILE}`],
      Privileged: false,
      Init: true,
      Memory: memoryBytes,
      MemorySwap: memoryBytes,
      OomScoreAdj: 500,
      NanoCpus: Math.round(limits.cpus * 1e9),
      ...(purpose.cpuShares === undefined ? {} : { CpuShares: purpose.cpuShares }),
      PidsLimit: limits.pids + (RUNTIME_PIDS[purpose.runtime ?? ''] ?? 0),
      ShmSize: limits.shmMiB * MIB,
      Ulimits: [
        { Name: 'core', Soft: 0, Hard: 0 },
        { Name: 'nofile', Soft: gpu?.nofile ?? 1024, Hard: 4096 },
        { Name: 'fsize', Soft: limits.diskMiB * MIB, Hard: limits.diskMiB * MIB },
        { Name: 'memlock', Soft: 65_536, Hard: 65_536 },
      ],
      Tmpfs: {
        '/tmp': scratch(smallMiB, 'noexec'),
        '/home/student': scratch(smallMiB, 'noexec'),
        ...(role === 'student' ? { '/content': scratch(limits.diskMiB, 'exec') } : {}),
      },
      Mounts: mounts(purpose),
      LogConfig: { Type: 'none', Config: {} },
      RestartPolicy: { Name: 'no' },
      AutoRemove: false,
      ...(gpu ? { DeviceRequests: gpu.deviceRequests } : {}),
      ...(purpose.runtime === undefined ? {} : { Runtime: purpose.runtime }),
    },
  };
}

/** Each role has the one folder of its own, whatever else the purpose names. */
function mounts({ role, assignmentDir, dataDir }: SandboxPurpose): NonNullable<HostConfig['Mounts']> {
  const source = role === 'checker' ? assignmentDir : dataDir;
  if (source === undefined) return [];
  return [
    {
      Type: 'bind',
      Source: source,
      Target: role === 'checker' ? '/assignment' : DATA_MOUNT,
      ReadOnly: true,
      // What is mounted below the folder would not be read-only on older kernels, so a student does not get it.
      BindOptions: { Propagation: 'rprivate', ...(role === 'checker' ? {} : { NonRecursive: true }) },
    },
  ];
}

function prefixed(labels: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).map(([key, value]) => [`${LABEL_PREFIX}${key}`, value]));
}

/** The whole environment: nothing of the host's passes through, and nothing in it is a secret. */
function environment(cpus: number, ofGpu: Readonly<Record<string, string>>): string[] {
  const threads = String(Math.max(1, Math.ceil(cpus)));
  const home = '/home/student';
  return Object.entries({
    HOME: home,
    // getpass asks the environment first; passwd has an entry for every uid as well.
    USER: 'student',
    LOGNAME: 'student',
    PATH: '/opt/venv/bin:/usr/local/bin:/usr/bin:/bin',
    LANG: 'en_US.UTF-8',
    TMPDIR: '/tmp',
    MPLBACKEND: 'Agg',
    MPLCONFIGDIR: `${home}/.mpl`,
    XDG_CACHE_HOME: `${home}/.cache`,
    IPYTHONDIR: `${home}/.ipython`,
    TORCH_HOME: `${home}/.cache/torch`,
    TORCHINDUCTOR_CACHE_DIR: '/tmp/inductor',
    HF_HUB_OFFLINE: '1',
    // The container sees every core of the host; without these, BLAS starts a thread for each and spins.
    OMP_NUM_THREADS: threads,
    MKL_NUM_THREADS: threads,
    OPENBLAS_NUM_THREADS: threads,
    NUMEXPR_NUM_THREADS: threads,
    PYTHONDONTWRITEBYTECODE: '1',
    PYTHONUNBUFFERED: '1',
    PYTHONHASHSEED: '0',
    // Large pages for the heap: a fork then copies a tenth of the page tables. Without effect where the host has none.
    GLIBC_TUNABLES: 'glibc.malloc.hugetlb=1',
    ...ofGpu,
  }).map(([key, value]) => `${key}=${value}`);
}
