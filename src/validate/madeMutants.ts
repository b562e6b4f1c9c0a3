import type { MadeMutant } from './desk.js';
import { ALLOWANCES_FILE } from './files.js';
import { mistake, type Finding } from './finding.js';
import { checksOf, tryPatch, type Trial } from './trial.js';

export interface MadeJudged {
  readonly killed: number;
  /** All that can be caught: those marked as no mistake are left out. */
  readonly of: number;
  readonly equivalent: number;
  readonly survivors: readonly MadeMutant[];
  /** Changes of arguments that no check can see, since arguments come as copies; by name. */
  readonly unseen: readonly string[];
  readonly findings: readonly Finding[];
}

/** The share that has to be caught, in percent. */
const LEAST_PERCENT = 95;

/** Tries mutants that the tool makes from the definitions that checks ask for. */
export async function judgeMade(trial: Trial): Promise<MadeJudged> {
  const { subject } = trial;
  const { equivalent, least } = subject.material.allowances;
  const made = subject.made.filter((mutant) => isAskedFor(mutant, trial));
  const isCaught = await Promise.all(made.map((mutant) => judge(mutant, trial)));
  const missed = made.filter((_, index) => isCaught[index] === false);
  const isMarked = ({ name }: MadeMutant): boolean => equivalent.some(({ mutant }) => matches(mutant, name));
  const scored = missed.filter((mutant) => mutant.scored);
  const survivors = scored.filter((mutant) => !isMarked(mutant));
  const killed = made.filter((mutant, index) => mutant.scored && isCaught[index] === true).length;
  const of = killed + survivors.length;
  const findings = equivalent
    .filter(({ mutant }) => !missed.some(({ name }) => matches(mutant, name)))
    .map(({ mutant }) =>
      mistake(`${ALLOWANCES_FILE} marks “${mutant}” as no mistake, and no such mutant survives. Take it out.`),
    );
  if (100 * killed < LEAST_PERCENT * of) {
    const remedy = 'add checks, or mark those that are no mistake';
    findings.push(mistake(`${killed} of ${of} mutants are caught, fewer than ${LEAST_PERCENT} %: ${remedy}.`));
  }
  // Shares are compared, not counts: a solution that was written shorter has fewer mutants.
  if (least !== undefined && killed * least.of < least.killed * of) {
    const was = `it was ${least.killed} of ${least.of}, and is ${killed} of ${of}`;
    findings.push(mistake(`The mutation score has sunk: ${was}.`));
  }
  return {
    ...{ killed, of, survivors, findings },
    equivalent: scored.length - survivors.length,
    unseen: missed.filter((mutant) => !mutant.scored).map(({ name }) => name),
  };
}

/** Not what the starter gives away, and not what no check comes near. */
function isAskedFor({ function: name }: MadeMutant, trial: Trial): boolean {
  const { given, solved } = trial.subject;
  return given.get(name) !== solved.get(name) && checksOf([name], trial).length > 0;
}

/** Whether a check catches it. */
async function judge({ function: name, source }: MadeMutant, trial: Trial): Promise<boolean> {
  for (const check of checksOf([name], trial)) {
    if ((await tryPatch(trial, check, source)).status !== 'passed') return true;
  }
  return false;
}

function matches(pattern: string, name: string): boolean {
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : pattern === name;
}
