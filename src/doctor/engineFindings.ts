import type { Engine } from '../sandbox/engine.js';
import { imageNames } from '../sandbox/imageNames.js';
import { resolveImages } from '../sandbox/images.js';
import { PlatformError } from '../base/platformError.js';
import { describeEngine, type EngineDescription } from './describeEngine.js';
import type { Finding } from './finding.js';
import { floorFindings } from './floor.js';

/** The engine: whether it answers, how old it is, and what of the sandbox's promises it says that it keeps. */
export async function engineFindings(engine: Engine): Promise<Finding[]> {
  try {
    const described = await describeEngine(engine);
    return [...(await floorFindings(described)), ...infoFindings(described)];
  } catch (error) {
    const text = error instanceof PlatformError ? error.text : String(error);
    return [{ level: 'fail', subject: 'engine', text: `${text} Install or start it: \`npm run setup\` as root.` }];
  }
}

function infoFindings({ info }: EngineDescription): Finding[] {
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
      ? { level: 'ok', subject: 'seccomp', text: 'on, with Assay’s own profile' }
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
    const text = error instanceof PlatformError ? error.message : String(error);
    return [{ level: 'fail', subject: 'images', text }];
  }
}
