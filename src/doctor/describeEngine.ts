import type { Engine } from '../sandbox/engine.js';

/** What the engine says of itself; only what is looked at here, and any of it may be missing. */
export interface EngineDescription {
  readonly version: string;
  readonly api: string;
  /** The version of runc, where that is what starts containers by default. */
  readonly runc: string | undefined;
  readonly info: EngineInfo;
}

interface EngineInfo {
  readonly ID?: string;
  readonly KernelVersion?: string;
  readonly MemoryLimit?: boolean;
  readonly SwapLimit?: boolean;
  readonly PidsLimit?: boolean;
  readonly CpuCfsQuota?: boolean;
  readonly CgroupVersion?: string;
  readonly SecurityOptions?: readonly string[];
  readonly DefaultRuntime?: string;
  readonly Runtimes?: Readonly<Record<string, unknown>>;
  readonly NCPU?: number;
  readonly MemTotal?: number;
}

/** @throws {PlatformError} where the engine does not answer. */
export async function describeEngine(engine: Engine): Promise<EngineDescription> {
  const version = await engine.request('tell its version', () => engine.docker.version(), 5_000);
  const info = (await engine.request('describe itself', () => engine.docker.info(), 5_000)) as EngineInfo;
  const components = (version as { Components?: readonly { Name: string; Version: string }[] }).Components ?? [];
  const runc = components.find(({ Name }) => Name === 'runc')?.Version;
  return { version: version.Version, api: version.ApiVersion, runc, info };
}
