import { execa } from 'execa';
import type { EngineDescription } from './describeEngine.js';
import type { Finding } from './finding.js';

/**
 * The first releases with the fixes that a security claim needs. Engine: the copy and archive endpoints and the
 * blocked AF_ALG of 2026 (CVE-2026-41567, -41568, -42306, -17106, -31431). runc, by branch: the masked paths, the
 * console and procfs of 2025 (CVE-2025-31133, -52565, -52881). NVIDIA's toolkit: its hooks (CVE-2025-23266).
 */
const FLOOR = {
  engine: ['29.7.0'],
  runc: ['1.2.8', '1.3.3', '1.4.0'],
  toolkit: ['1.17.8'],
} as const;

const DEVELOPMENT = 'so without known fixes. Good for development, not for a security claim.';

/** The versions that are part of the boundary. Older than the floor is a warning, in every result's record too. */
export async function floorFindings({ version, api, runc, info }: EngineDescription): Promise<Finding[]> {
  const kernel = info.KernelVersion ?? 'unknown';
  return [
    versionFinding('engine', `Docker Engine ${version}, API ${api}`, version, FLOOR.engine),
    ...(runc === undefined ? [] : [versionFinding('runc', `runc ${runc}`, runc, FLOOR.runc)]),
    {
      level: 'ok',
      subject: 'kernel',
      text: `${kernel}; keep it patched: AF_ALG (CVE-2026-31431) is denied to sandboxes, the next flaw may not be`,
    },
    ...(await toolkitFinding()),
  ];
}

function versionFinding(subject: string, known: string, version: string, floors: readonly string[]): Finding {
  if (isAtLeast(version, floors)) return { level: 'ok', subject, text: known };
  return { level: 'warn', subject, text: `${known}: older than ${floors.join(', ')}, ${DEVELOPMENT}` };
}

/** NVIDIA's container toolkit, where there is one. */
async function toolkitFinding(): Promise<Finding[]> {
  const told = await execa('nvidia-ctk', ['--version'], { reject: false, timeout: 10_000, stdin: 'ignore' });
  const version = told.failed ? undefined : /(\d+\.\d+\.\d+)/u.exec(told.stdout)?.[1];
  if (version === undefined) return [];
  return [versionFinding('gpu toolkit', `NVIDIA Container Toolkit ${version}`, version, FLOOR.toolkit)];
}

/**
 * Whether a version has what one of the floors has: the floor of its own branch (`1.2.*`), or else the newest.
 *
 * @param floors from old to new, one a branch.
 */
export function isAtLeast(version: string, floors: readonly string[]): boolean {
  const parts = partsOf(version);
  const branch = floors.find((floor) => partsOf(floor).slice(0, 2).join('.') === parts.slice(0, 2).join('.'));
  const floor = partsOf(branch ?? floors.at(-1) ?? '');
  const difference = floor.map((part, index) => (parts[index] ?? 0) - part).find((step) => step !== 0);
  return (difference ?? 0) >= 0;
}

/** `20.10.24+dfsg1` → 20, 10, 24. A release candidate counts as its release. */
function partsOf(version: string): number[] {
  return (/^v?(\d+(?:\.\d+)*)/u.exec(version)?.[1] ?? '0').split('.').map(Number);
}
