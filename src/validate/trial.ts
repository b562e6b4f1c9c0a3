import type { Attempt } from './desk.js';
import type { CheckEntry, Subject } from './subject.js';
import type { TriedNotebook } from './triedNotebook.js';
import type { Tries } from './tries.js';

/** A subject, the means to try it, and what its checks said of the solution with the first random numbers. */
export interface Trial {
  readonly subject: Subject;
  readonly tries: Tries;
  readonly solution: TriedNotebook;
  readonly first: ReadonlyMap<string, Attempt>;
  /** Whether only what every change has to pass is tried, not what is worth minutes before publication. */
  readonly isQuick: boolean;
}

/** What a check says of the solution with this cell at its end, with the first random numbers. */
export async function tryPatch({ tries, solution }: Trial, check: CheckEntry, patch: string): Promise<Attempt> {
  return tries.attempt({ notebook: solution, check, seed: 1, patch });
}

/** The names of the notebook that a check asks for. */
export function askedBy({ id }: CheckEntry, { first }: Trial): readonly string[] {
  return first.get(id)?.asked ?? [];
}

const SLOW_MS = 200;

/** Training, mostly: tried less often than the others. */
export function isSlow(check: CheckEntry, trial: Trial): boolean {
  return cpuMsOf(check, trial) > SLOW_MS;
}

/** The checks that a change of these names may show in: first those that ask for them, and of these the quick ones. */
export function checksOf(names: readonly string[], trial: Trial): readonly CheckEntry[] {
  const reached = reachedFrom(names, trial.subject.solved);
  const isIndirect = (check: CheckEntry): number => (asksFor(check, names, trial) ? 0 : 1);
  return trial.subject.checks
    .filter((check) => askedBy(check, trial).some((name) => reached.has(name)))
    .sort((a, b) => isIndirect(a) - isIndirect(b) || cpuMsOf(a, trial) - cpuMsOf(b, trial));
}

/** Whether it asks for one of these names itself, and not only for what depends on it. */
export function asksFor(check: CheckEntry, names: readonly string[], trial: Trial): boolean {
  return askedBy(check, trial).some((name) => names.includes(name));
}

function cpuMsOf({ id }: CheckEntry, { first }: Trial): number {
  return first.get(id)?.cpuMs ?? 0;
}

/** The names whose change a change of these may show in: they themselves, and whatever mentions them. */
function reachedFrom(names: readonly string[], solved: ReadonlyMap<string, string>): ReadonlySet<string> {
  const reached = new Set(names);
  for (let grew = true; grew;) {
    const size = reached.size;
    for (const [name, source] of solved) {
      if ((source.match(/[\p{L}_][\p{L}\p{N}_]*/gu) ?? []).some((word) => reached.has(word))) reached.add(name);
    }
    grew = reached.size > size;
  }
  return reached;
}
