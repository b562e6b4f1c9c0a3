import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Security, Tier } from '../grade/grade.js';
import { PlatformError } from '../base/platformError.js';
import { containerSpec } from '../sandbox/spec.js';
import { writeWhole } from '../base/writeWhole.js';
import { describeEngine, type EngineDescription } from './describeEngine.js';
import { gradeControls } from './controls.js';
import { floorFindings } from './floor.js';
import { probe, probePurpose, type Probed } from './probe.js';
import { PROGRAMS } from './programs.js';
import type { PromiseSeen } from './promises.js';

/**
 * Looks whether this machine's sandboxes keep their promises, before anything is graded. A probe that passed is
 * remembered in the state folder for as long as engine, kernel, boot, image and specification are the same; one that
 * failed is made again every time.
 *
 * @throws {PlatformError} where the engine does not answer. A probe that fails is a finding, not an error.
 */
export async function preflight(machine: Probed, state: string, env: NodeJS.ProcessEnv): Promise<Security> {
  const engine = await describeEngine(machine.engine);
  const floor = (await floorFindings(engine)).flatMap(({ level, text }) => (level === 'ok' ? [] : [text]));
  const tier = tierOf(machine.runtime ?? engine.info.DefaultRuntime ?? '');
  const key = await probeKey(machine, engine);
  if (await isRemembered(state, key)) return { tier, probe: 'passed', findings: floor };
  const broken = await brokenPromises(machine, engine, tier);
  if (broken.length === 0) await remember(state, key);
  const failed = env['ASSAY_ALLOW_UNPROBED'] === '1' ? 'overridden' : 'failed';
  return { tier, probe: broken.length === 0 ? 'passed' : failed, findings: [...floor, ...broken] };
}

/** The probe afresh, promise by promise; a pass is remembered. @throws {PlatformError} where it cannot be made. */
export async function probeAfresh(machine: Probed, state: string): Promise<PromiseSeen[]> {
  const engine = await describeEngine(machine.engine);
  const tier = tierOf(machine.runtime ?? engine.info.DefaultRuntime ?? '');
  const promises = await probeAndGrade(machine, tier, hasAppArmor(engine));
  if (promises.every(({ kept }) => kept)) await remember(state, await probeKey(machine, engine));
  return promises;
}

/** By the runtime's name. A virtual machine for every worker (T2) cannot be seen from here. */
export function tierOf(runtime: string): Tier {
  if (/runsc|gvisor/iu.test(runtime)) return 'T1';
  return /kata|firecracker/iu.test(runtime) ? 'T3' : 'T0';
}

async function brokenPromises(machine: Probed, engine: EngineDescription, tier: Tier): Promise<string[]> {
  try {
    const promises = await probeAndGrade(machine, tier, hasAppArmor(engine));
    return promises.flatMap(({ name, kept, seen }) => (kept ? [] : [`${name}: ${seen}`]));
  } catch (error) {
    if (error instanceof PlatformError) return [error.text];
    throw error;
  }
}

/** The controls say something of a sandbox only that keeps its other promises. */
async function probeAndGrade(...[machine, ...how]: Parameters<typeof probe>): Promise<PromiseSeen[]> {
  const promises = await probe(machine, ...how);
  return promises.every(({ kept }) => kept) ? [...promises, ...(await gradeControls(machine))] : promises;
}

function hasAppArmor({ info }: EngineDescription): boolean {
  return info.SecurityOptions?.some((option) => option.includes('apparmor')) === true;
}

/** Everything that a probe's outcome depends on, as one word. */
async function probeKey(machine: Probed, { version, info }: EngineDescription): Promise<string> {
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '');
  // Without labels, which name the process: they are no part of what is promised.
  const spec = containerSpec({ ...probePurpose(machine), labels: {} }, 0);
  const parts = [info.ID, version, info.KernelVersion, info.DefaultRuntime, boot.trim(), spec, machine.images.checker];
  return createHash('sha256')
    .update(JSON.stringify([...parts, PROGRAMS]))
    .digest('hex');
}

const rememberedSchema = z.object({ passed: z.string() });

async function isRemembered(state: string, key: string): Promise<boolean> {
  const text = await readFile(fileIn(state), 'utf8').catch(() => '{}');
  try {
    return rememberedSchema.parse(JSON.parse(text)).passed === key;
  } catch {
    return false;
  }
}

async function remember(state: string, key: string): Promise<void> {
  await writeWhole(fileIn(state), JSON.stringify({ passed: key }));
}

const fileIn = (state: string): string => join(state, 'preflight.json');
