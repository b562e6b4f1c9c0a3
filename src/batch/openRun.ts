import { randomBytes } from 'node:crypto';
import { Refusal } from '../base/refusal.js';
import type { LoadedAssignment } from '../course/load.js';
import type { BatchItem } from './items.js';
import type { RunFolder, RunRecord } from './runFolder.js';

export interface RunRequest {
  readonly folder: RunFolder;
  readonly loaded: LoadedAssignment;
  readonly graderVersion: string;
  readonly checks: readonly string[] | null;
  /** Names the source: the same command names the same one. */
  readonly source: string;
  readonly now: Date;
  /** Reads the source; not called where the run has begun before. */
  readonly read: () => Promise<readonly BatchItem[]>;
}

/**
 * The run in this folder: begun now, or gone on with. What a run is made of stays what it was when it began, so that all
 * of its grades can be compared.
 *
 * @throws {Refusal} `otherRun` where the folder holds a run of something else, or by another version; `sameName` where
 *   two items have one name.
 */
export async function openRun(request: RunRequest): Promise<RunRecord> {
  const { folder, loaded, graderVersion, checks, source, now } = request;
  const begun = await folder.readRun();
  const wanted = { assignment: loaded.assignment.id, assignmentDigest: loaded.digest, graderVersion, source };
  if (begun === undefined) {
    const items = [...(await request.read())];
    requireOneEach(items);
    const id = randomBytes(6).toString('hex');
    const own = checks === null ? null : [...checks];
    const run = { schemaVersion: 1, id, ...wanted, checks: own, startedAt: now.toISOString(), items } as const;
    for (const item of items) {
      if (item.problem !== null) await folder.writeProblem(item, { kind: 'badInput', message: item.problem });
    }
    await folder.writeRun(run);
    return run;
  }
  const other = Object.entries(wanted).find(([name, value]) => begun[name as keyof typeof wanted] !== value);
  const differs = other?.[0] ?? (JSON.stringify(begun.checks) === JSON.stringify(checks) ? undefined : 'checks');
  if (differs === undefined) return begun;
  throw new Refusal({
    code: 'otherRun',
    text: `${folder.path} holds a run that differs in its ${WORDS[differs] ?? differs}.`,
    remedy: 'Course staff: name another folder.',
  });
}

function requireOneEach(items: readonly BatchItem[]): void {
  const keys = items.map(({ key }) => key);
  const twice = keys.find((key, index) => keys.indexOf(key) !== index);
  if (twice === undefined) return;
  const remedy = 'Course staff: rename one, for results go by name.';
  throw new Refusal({ code: 'sameName', text: `Two submissions are named ${twice}.`, remedy });
}

const WORDS: Readonly<Record<string, string>> = {
  assignmentDigest: 'version of the assignment',
  graderVersion: 'version of the grader',
};
