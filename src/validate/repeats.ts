import type { CheckEntry } from './subject.js';
import { mistake, type Finding } from './finding.js';
import { asksFor, checksOf, isSlow, type Trial } from './trial.js';

interface Flaky {
  readonly check: string;
  /** What it was tried on. */
  readonly on: string;
  readonly wrong: number;
  readonly of: number;
}

export interface RepeatsJudged {
  readonly flaky: readonly Flaky[];
  readonly tried: number;
  /** How often in percent, at most, a check is wrong in truth that never was: of quick checks and of slow ones. */
  readonly atMostPercent: { readonly quick: number; readonly slow: number };
  readonly findings: readonly Finding[];
}

const SEEDS = 20;
const SEEDS_OF_SLOW = 5;
const SEEDS_OF_MUTANTS = 3;
const BUSY = 'the solution while other processes use the processors';

/** Checks say the same whatever random numbers they draw, however many threads there are and however busy it is. */
export async function judgeRepeats(trial: Trial): Promise<RepeatsJudged> {
  const { subject } = trial;
  const { mutants, variants } = subject.material;
  const seedsOf = (check: CheckEntry): number => (isSlow(check, trial) ? SEEDS_OF_SLOW : SEEDS);
  const counted = await Promise.all([
    ...subject.checks.map((check) => repeat(trial, { check, on: 'the solution', seeds: seedsOf(check) })),
    ...subject.checks.map((check) => repeat(trial, { check, on: BUSY, seeds: 1, busy: true })),
    ...variants.flatMap(({ name, source }) => {
      const names = subject.patched.get(source) ?? [];
      // Training takes long: it is repeated where the variant is what it asks for.
      const checks = checksOf(names, trial).filter((check) => !isSlow(check, trial) || asksFor(check, names, trial));
      return checks.map((check) =>
        repeat(trial, { check, on: `variant “${name}”`, seeds: seedsOf(check), patch: source }),
      );
    }),
    ...mutants.flatMap(({ name, source, fails }) =>
      subject.checks
        .filter(({ id }) => fails.includes(id))
        .map((check) =>
          repeat(trial, { check, on: `mutant “${name}”`, seeds: SEEDS_OF_MUTANTS, patch: source, isWrong: true }),
        ),
    ),
  ]);
  // One after the other, and so all on the desk that has run that notebook for the first.
  for (const check of subject.checks) {
    counted.push(await repeat(trial, { check, on: 'the solution with 2 threads', seeds: 1, threads: 2 }));
  }
  // What is always wrong about a mutant or a variant is no chance, and is said where they are judged.
  const flaky = counted.filter(({ on, wrong, of }) => wrong > 0 && (wrong < of || on.startsWith('the solution')));
  return {
    flaky,
    tried: counted.reduce((sum, { of }) => sum + of, 0),
    atMostPercent: { quick: upperPercent(0, SEEDS), slow: upperPercent(0, SEEDS_OF_SLOW) },
    findings: flaky.map(({ check, on, wrong, of }) => {
      const atMost = `up to ${upperPercent(wrong, of)} % of the time`;
      return mistake(`Check ${check} is wrong about ${on} ${wrong} times in ${of} (${atMost}).`);
    }),
  };
}

interface Repeated {
  readonly check: CheckEntry;
  readonly on: string;
  readonly seeds: number;
  readonly patch?: string;
  readonly threads?: number;
  readonly busy?: boolean;
  /** Whether the check has to fail. */
  readonly isWrong?: boolean;
}

async function repeat(
  { tries, solution }: Trial,
  { check, on, seeds, patch, threads, busy = false, isWrong = false }: Repeated,
): Promise<Flaky> {
  const notebook = threads === undefined ? solution : { ...solution, threads };
  const asked = Array.from({ length: seeds }, (_, index) =>
    tries.attempt({ notebook, check, seed: index + 1, busy, ...(patch === undefined ? {} : { patch }) }),
  );
  const attempts = await Promise.all(asked);
  const wrong = attempts.filter(({ status }) => (status === 'passed') === isWrong).length;
  return { check: check.id, on, wrong, of: seeds };
}

/**
 * The upper end of Wilson's interval at 95 %, in whole percent: how often it may be wrong in truth.
 *
 * Source: E. B. Wilson, Probable inference, the law of succession, and statistical inference, JASA 22 (1927).
 */
export function upperPercent(wrong: number, of: number): number {
  const z = 1.96;
  const rate = wrong / of;
  const middle = rate + (z * z) / (2 * of);
  const half = z * Math.sqrt((rate * (1 - rate)) / of + (z * z) / (4 * of * of));
  return Math.ceil((100 * (middle + half)) / (1 + (z * z) / of));
}
