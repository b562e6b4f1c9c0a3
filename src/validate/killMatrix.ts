import { nearest } from '../course/nearest.js';
import type { Variant, WrittenMutant } from './files.js';
import type { CheckEntry } from './subject.js';
import { mistake, type Finding } from './finding.js';
import { asksFor, checksOf, isSlow, tryPatch, type Trial } from './trial.js';

/** What the checks said of one wrong or right solution. */
interface Row {
  readonly name: string;
  /** Numbers of the checks that did not pass. */
  readonly fails: readonly string[];
}

export interface Matrix {
  readonly mutants: readonly Row[];
  readonly variants: readonly Row[];
  readonly findings: readonly Finding[];
}

/** Every written mutant fails the checks that it names, every variant passes all. */
export async function judgeWritten(trial: Trial): Promise<Matrix> {
  const { mutants, variants } = trial.subject.material;
  const judged = await Promise.all(mutants.map((mutant) => judgeMutant(mutant, trial)));
  const accepted = await Promise.all(variants.map((variant) => judgeVariant(variant, trial)));
  const all = [...judged, ...accepted];
  return {
    mutants: judged.map(({ row }) => row),
    variants: accepted.map(({ row }) => row),
    findings: all.flatMap(({ findings }) => findings),
  };
}

interface Judged {
  readonly row: Row;
  readonly findings: readonly Finding[];
}

async function judgeMutant(mutant: WrittenMutant, trial: Trial): Promise<Judged> {
  const { name, source, fails, place } = mutant;
  const { subject } = trial;
  const known = new Set(subject.checks.map(({ id }) => id));
  const unknown = fails.filter((id) => !known.has(id));
  if (unknown.length > 0) return nothing(mutant, `names ${unknown.join(', ')}, and there is no such check`);
  const fault = await faultOf(mutant, trial);
  if (fault !== undefined) return nothing(mutant, fault);
  const patched = subject.patched.get(source) ?? [];
  const named = subject.checks.filter(({ id }) => fails.includes(id));
  const others = checksOf(patched, trial).filter(
    (check) => !trial.isQuick && !named.includes(check) && !isSlow(check, trial),
  );
  const verdicts = await verdictsOf([...named, ...others], source, trial);
  const stopped = verdicts.find(({ attempt }) => attempt.status === 'stopped');
  if (stopped !== undefined) return nothing(mutant, `cannot be run: ${stopped.attempt.message}`);
  const failing = verdicts.filter(({ attempt }) => attempt.status !== 'passed');
  const lets = named.filter(({ id }) => !failing.some(({ check }) => check.id === id));
  const broken = failing.filter(({ attempt }) => attempt.status === 'broken');
  return {
    row: { name, fails: failing.map(({ check }) => check.id) },
    findings: [
      ...lets.map(({ id, title }) =>
        mistake(`${place}: mutant “${name}”: ${id} ${title} lets it pass. Ask for more there, or correct fails.`),
      ),
      ...broken.map(({ check }) =>
        mistake(`${place}: mutant “${name}” breaks ${check.id} ${check.title}: a wrong answer must fail, not break.`),
      ),
    ],
  };
}

async function judgeVariant(variant: Variant, trial: Trial): Promise<Judged> {
  const { name, source, place } = variant;
  const { subject } = trial;
  const fault = await faultOf(variant, trial);
  if (fault !== undefined) return nothing(variant, fault, 'variant');
  const patched = subject.patched.get(source) ?? [];
  const checks = checksOf(patched, trial).filter(
    (check) => !trial.isQuick || !isSlow(check, trial) || asksFor(check, patched, trial),
  );
  const verdicts = await verdictsOf(checks, source, trial);
  const stopped = verdicts.find(({ attempt }) => attempt.status === 'stopped');
  if (stopped !== undefined) return nothing(variant, `cannot be run: ${stopped.attempt.message}`, 'variant');
  const failing = verdicts.filter(({ attempt }) => attempt.status !== 'passed');
  return {
    row: { name, fails: failing.map(({ check }) => check.id) },
    findings: failing.map(({ check, attempt }) =>
      mistake(`${place}: variant “${name}” is right, and ${check.id} ${check.title} says: ${attempt.message}`),
    ),
  };
}

/** Why nothing can be said of a patch before it is tried: what it defines is nothing of the solution's, or no Python. */
async function faultOf({ source }: Variant, trial: Trial): Promise<string | undefined> {
  const { checks, patched, solved } = trial.subject;
  const defined = patched.get(source) ?? [];
  if (defined.some((name) => solved.has(name))) return undefined;
  const [check] = checks;
  const attempt = defined.length > 0 || check === undefined ? undefined : await tryPatch(trial, check, source);
  if (attempt?.status === 'stopped') return `cannot be run: ${attempt.message}`;
  const guesses = defined.flatMap((name) => nearest(name, [...solved.keys()]) ?? []);
  const what = defined.length === 0 ? 'no function and no class' : `only ${defined.join(', ')}`;
  const guess = guesses.length === 0 ? '' : `; is ${guesses.join(', ')} meant?`;
  return `replaces nothing that the solution defines: it has ${what}${guess}`;
}

async function verdictsOf(checks: readonly CheckEntry[], patch: string, trial: Trial) {
  return Promise.all(checks.map(async (check) => ({ check, attempt: await tryPatch(trial, check, patch) })));
}

function nothing({ name, place }: Variant, what: string, kind = 'mutant'): Judged {
  const text = `${place}: ${kind} “${name}” ${what}${/[.?]$/u.test(what) ? '' : '.'} Correct it, or take it out.`;
  return { row: { name, fails: [] }, findings: [mistake(text)] };
}
