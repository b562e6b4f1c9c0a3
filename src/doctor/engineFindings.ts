import type { Engine } from '../sandbox/engine.js';
import { imageNames, resolveImages } from '../sandbox/images.js';
import { PlatformError } from '../sandbox/platformError.js';
import type { Finding } from './finding.js';

/**
 * The first release with the fixes that a security claim needs: the copy and archive endpoints' and the blocked
 * AF_ALG of 2026 (CVE-2026-41567, -41568, -42306, -17106, -31431).
 */
const FLOOR = { version: '29.7.0', parts: [29, 7, 0] } as const;

/** The engine: whether it answers, how old it is, and what of the sandbox's promises it says that it keeps. */
export async function engineFindings(engine: Engine): Promise<Finding[]> {
  try {
    const version = await engine.request('tell its version', () => engine.docker.version(), 5_000);
    const info = (await engine.request('describe itself', () => engine.docker.info(), 5_000)) as EngineInfo;
    return [versionFinding(version.Version, version.ApiVersion), ...infoFindings(info)];
  } catch (error) {
    const text = error instanceof PlatformError ? error.message : String(error);
    return [{ level: 'fail', subject: 'engine', text: `${text} Install or start it: \`npm run setup\` as root.` }];
  }
}

interface EngineInfo {
  readonly MemoryLimit?: boolean;
  readonly SwapLimit?: boolean;
  readonly PidsLimit?: boolean;
  readonly CpuCfsQuota?: boolean;
  readonly CgroupVersion?: string;
  readonly SecurityOptions?: readonly string[];
  readonly DefaultRuntime?: string;
  readonly Runtimes?: Readonly<Record<string, unknown>>;
  readonly InitBinary?: string;
  readonly NCPU?: number;
  readonly MemTotal?: number;
}

function versionFinding(version: string, api: string): Finding {
  const parts = version.split(/[.+~-]/u).map(Number);
  const difference = FLOOR.parts.map((floor, index) => (parts[index] ?? 0) - floor).find((step) => step !== 0) ?? 0;
  const known = `Docker Engine ${version}, API ${api}`;
  if (difference >= 0) return { level: 'ok', subject: 'engine', text: known };
  const text = `${known}: older than ${FLOOR.version}, so without known fixes. Good for development, not for a security claim.`;
  return { level: 'warn', subject: 'engine', text };
}

function infoFindings(info: EngineInfo): Finding[] {
  const limits = { memory: info.MemoryLimit, swap: info.SwapLimit, pids: info.PidsLimit, cpu: info.CpuCfsQuota };
  const missing = Object.entries(limits).flatMap(([name, has]) => (has === true ? [] : [name]));
  const seccomp = info.SecurityOptions?.some((option) => option.includes('seccomp')) === true;
  const gib = ((info.MemTotal ?? 0) / 2 ** 30).toFixed(0);
  return [
    missing.length === 0
      ? { level: 'ok', subject: 'limits', text: `memory, swap, pids and cpu (cgroup v${info.CgroupVersion ?? '?'})` }
      : {
          level: 'fail',
          subject: 'limits',
          text: `the engine cannot limit ${missing.join(', ')}; boot with cgroup memory and swap accounting on.`,
        },
    seccomp
      ? { level: 'ok', subject: 'seccomp', text: 'on, with the engine’s default profile' }
      : { level: 'fail', subject: 'seccomp', text: 'off; use an engine and a kernel with seccomp.' },
    {
      level: 'ok',
      subject: 'machine',
      text: `${info.NCPU ?? 0} processors, ${gib} GiB; runtimes ${Object.keys(info.Runtimes ?? {}).join(', ')}`,
    },
  ];
}

/** The images of this very package. */
export async function imageFindings(engine: Engine, packageDir: string): Promise<Finding[]> {
  try {
    const names = await imageNames(packageDir);
    const digests = await resolveImages(engine, packageDir);
    return (['student', 'checker'] as const).map((role) => ({
      level: 'ok',
      subject: `${role} image`,
      text: `${names[role]}, ${digests[role].slice(0, 19)}`,
    }));
  } catch (error) {
    const text = error instanceof PlatformError ? `${error.message} ${error.remedy}` : String(error);
    return [{ level: 'fail', subject: 'images', text }];
  }
}
