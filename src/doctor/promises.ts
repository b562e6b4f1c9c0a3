import { isDeepStrictEqual } from 'node:util';
import type { ContainerInspectInfo } from 'dockerode';
import type { Limits } from '../course/schema.js';
import type { Tier } from '../grade/grade.js';
import type { ContainerSpec } from '../sandbox/spec.js';
import type { Inside } from './inside.js';

/** One promise of the sandbox's, and whether the probe container kept it. */
export interface PromiseSeen {
  readonly name: string;
  readonly kept: boolean;
  /** What was seen, in a few words. */
  readonly seen: string;
}

/** All that is known of one probe container. */
export interface Evidence {
  readonly tier: Tier;
  readonly limits: Limits;
  readonly inside: Inside;
  readonly asked: ContainerSpec;
  readonly inspected: ContainerInspectInfo;
  /** Processes that could be made; `undefined` where making them ended the container. */
  readonly forks: number | undefined;
  /** The engine said that the container died for want of memory, when it did. */
  readonly oomFlagged: boolean;
  /** The engine has AppArmor profiles to give. */
  readonly hasAppArmor: boolean;
}

const MIB = 2 ** 20;

/** The one list of what a sandbox promises (docs/security.md), each judged by what a probe container showed. */
export function judgePromises(evidence: Evidence): PromiseSeen[] {
  return [...identity(evidence), ...reach(evidence), ...bounds(evidence), ...outside(evidence)];
}

function identity({ inside, tier }: Evidence): PromiseSeen[] {
  const noCapability = /^0+$/u;
  return [
    { name: 'user', kept: inside.uid !== 0, seen: `uid ${inside.uid}` },
    {
      name: 'capabilities',
      kept: noCapability.test(inside.capabilities) && noCapability.test(inside.boundingSet),
      seen: `effective ${inside.capabilities}, bounding ${inside.boundingSet}`,
    },
    // gVisor's kernel is no Linux: it filters its own calls, and shows neither of the two.
    { name: 'privileges', kept: inside.noNewPrivs === '1' || tier === 'T1', seen: `no_new_privs ${inside.noNewPrivs}` },
    { name: 'seccomp', kept: inside.seccomp === '2' || tier === 'T1', seen: `mode ${inside.seccomp}` },
    { name: 'system calls', ...allFail(tier === 'T1' ? callsOfHost(inside.calls) : inside.calls) },
  ];
}

/** gVisor answers these two itself, for processes and namespaces of its own alone: the host's kernel never hears them. */
function callsOfHost({ 'user namespace': _namespace, ptrace: _ptrace, ...calls }: Inside['calls']): Inside['calls'] {
  return calls;
}

function reach({ inside }: Evidence): PromiseSeen[] {
  return [
    { name: 'root file system', ...allFail(inside.writes) },
    {
      name: 'network',
      kept: isDeepStrictEqual(inside.interfaces, ['lo']) && inside.metadata !== 'done' && inside.resolver !== 'done',
      seen: `interfaces ${inside.interfaces.join(', ')}; metadata address ${inside.metadata}; resolver ${inside.resolver}`,
    },
    {
      name: 'engine socket',
      kept: inside.engineSockets.length === 0,
      seen: inside.engineSockets.join(', ') || 'not visible',
    },
  ];
}

function bounds({ inside, limits, asked, forks, oomFlagged, tier }: Evidence): PromiseSeen[] {
  const nofile = asked.HostConfig.Ulimits?.find(({ Name }) => Name === 'nofile')?.Soft ?? 0;
  const rooms = Object.entries(inside.room).map(([folder, bytes]) => `${folder} ${bytes / MIB} MiB`);
  const files = Object.entries(inside.files).map(([folder, count]) => `${folder} ${count}`);
  const memoryBytes = limits.memoryMiB * MIB;
  return [
    { name: 'memory', kept: inside.memoryBytes === String(memoryBytes) || tier === 'T1', seen: inside.memoryBytes },
    { name: 'out of memory', kept: oomFlagged, seen: oomFlagged ? 'flagged by the engine' : 'not flagged' },
    // A gVisor that wants one thread too many dies of it; nothing outside does.
    {
      name: 'processes',
      kept: forks === undefined ? tier === 'T1' : forks > 0 && forks < (asked.HostConfig.PidsLimit ?? 0),
      seen: `limit ${inside.pids}, ${forks === undefined ? 'the container ended' : `${forks} forks`}`,
    },
    {
      name: 'disk',
      kept: Object.entries(inside.room).every(([folder, bytes]) => bytes > 0 && bytes <= roomAllowed(folder, limits)),
      seen: rooms.join(', '),
    },
    // gVisor does not count inodes; the memory that they take is bounded all the same.
    {
      name: 'files',
      kept: Object.values(inside.files).every((count) => count > 0 && count <= limits.diskMiB * 100) || tier === 'T1',
      seen: files.join(', '),
    },
    {
      name: 'file size',
      kept: inside.longestFile > 0 && inside.longestFile <= limits.diskMiB * MIB,
      seen: `${Math.ceil(inside.longestFile / MIB)} MiB`,
    },
    { name: 'open files', kept: inside.openFiles > 0 && inside.openFiles <= nofile, seen: String(inside.openFiles) },
  ];
}

/** What the engine says of the container that it made: the items of the CIS Docker benchmark's section 5 that apply. */
function outside({ asked, inspected, hasAppArmor }: Evidence): PromiseSeen[] {
  const host = inspected.HostConfig as unknown as Record<string, unknown>;
  const differing = Object.entries(asked.HostConfig)
    .filter(([field, value]) => !isAsAsked(host[field], value))
    .map(([field]) => field);
  const given = ['CapAdd', 'Devices', 'DeviceRequests', 'DeviceCgroupRules', 'Binds', 'VolumesFrom', 'PortBindings']
    .concat(['ExtraHosts', 'Dns', 'Links', 'Sysctls', 'PidMode', 'UTSMode', 'PublishAllPorts', 'OomKillDisable'])
    .filter((field) => orAbsent(host[field]) !== undefined);
  const isUserHost = host['UsernsMode'] === 'host';
  const { AppArmorProfile: profile = '' } = inspected as { AppArmorProfile?: string };
  return [
    { name: 'as asked', kept: differing.length === 0, seen: differing.join(', ') || 'inspected, every field' },
    { name: 'nothing more', kept: given.length === 0 && !isUserHost, seen: given.join(', ') || 'no other right given' },
    {
      name: 'masked paths',
      kept: [host['MaskedPaths'], host['ReadonlyPaths']].every((paths) => Array.isArray(paths) && paths.length > 0),
      seen: 'the engine’s own list',
    },
    {
      name: 'AppArmor',
      kept: !hasAppArmor || (profile !== '' && profile !== 'unconfined'),
      seen: hasAppArmor ? profile : 'not on this machine',
    },
  ];
}

function allFail(errors: Readonly<Record<string, string>>): { kept: boolean; seen: string } {
  const done = Object.entries(errors).flatMap(([name, error]) => (error === 'done' ? [name] : []));
  const names = Object.keys(errors).join(', ');
  return done.length === 0
    ? { kept: true, seen: `refused: ${names}` }
    : { kept: false, seen: `allowed: ${done.join(', ')}` };
}

function roomAllowed(folder: string, limits: Limits): number {
  if (folder === '/dev/shm') return limits.shmMiB * MIB;
  return (folder === '/content' ? limits.diskMiB : Math.max(16, Math.floor(limits.diskMiB / 4))) * MIB;
}

/** Whether what the engine holds is what was asked for; it may add fields of its own, which are looked at elsewhere. */
function isAsAsked(held: unknown, asked: unknown): boolean {
  if (orAbsent(asked) === undefined) return orAbsent(held) === undefined;
  if (typeof asked !== 'object' || asked === null) return held === asked;
  if (typeof held !== 'object' || held === null || Array.isArray(asked) !== Array.isArray(held)) return false;
  if (Array.isArray(asked) && asked.length !== (held as unknown[]).length) return false;
  return Object.entries(asked).every(([key, value]) => isAsAsked((held as Record<string, unknown>)[key], value));
}

/** The engine writes "nothing" in many ways. */
function orAbsent(value: unknown): unknown {
  const isEmpty = value === null || value === '' || value === false || value === 0;
  const isEmptyList = typeof value === 'object' && value !== null && Object.keys(value).length === 0;
  return isEmpty || isEmptyList ? undefined : value;
}
