import { ALLOWANCES_FILE } from './files.js';
import type { CheckEntry, Subject } from './subject.js';
import { mistake, type Finding } from './finding.js';
import { judgeRuns } from './ranNotebook.js';
import { askedBy, type Trial } from './trial.js';
import type { Tries } from './tries.js';
import { judgeWrittenQuestions } from './writtenQuestions.js';

export interface NotebooksJudged {
  /** Of the solution, and of all checks. */
  readonly earnedMicroPoints: number;
  readonly maxMicroPoints: number;
  readonly starterEarns: readonly string[];
  readonly findings: readonly Finding[];
}

/** The solution earns every point; the starter has every name that a check asks for, and earns what it says. */
export async function judgeNotebooks(trial: Trial): Promise<NotebooksJudged> {
  const { subject, tries, first } = trial;
  const findings: Finding[] = [
    ...judgeRuns(subject.ran, subject.loaded.assignment.limits.cellSeconds),
    ...(await judgeWrittenQuestions(subject)),
  ];
  const error = (text: string): void => void findings.push(mistake(text));
  for (const { id, title } of subject.checks) {
    const attempt = first.get(id);
    if (attempt?.status === 'passed') continue;
    const said = attempt?.message ?? 'not tried';
    error(`The solution does not pass ${id} ${title}: ${said} Mend the check or the solution.`);
  }
  for (const name of subject.solved.keys()) {
    if (subject.given.has(name)) continue;
    const asking = subject.checks.filter((check) => askedBy(check, trial).includes(name)).map(({ id }) => id);
    if (asking.length === 0) continue;
    error(`The starter does not define \`${name}\`, which ${asking.join(', ')} ask for: students cannot know of it.`);
  }
  const starterEarns = await passedByStarter(subject, tries);
  const allowed = new Set(subject.material.allowances.starterEarns);
  for (const id of starterEarns.filter((passed) => !allowed.has(passed))) {
    error(`The starter passes ${id}: nobody worked for it. Mend the check, or name it in starterEarns.`);
  }
  for (const id of [...allowed].filter((named) => !starterEarns.includes(named))) {
    error(`${ALLOWANCES_FILE} says that the starter passes ${id}; it does not. Take it out.`);
  }
  return {
    earnedMicroPoints: microPointsOf(subject.checks.filter(({ id }) => first.get(id)?.status === 'passed')),
    maxMicroPoints: microPointsOf(subject.checks),
    starterEarns,
    findings,
  };
}

function microPointsOf(checks: readonly CheckEntry[]): number {
  return checks.reduce((sum, { maxMicroPoints }) => sum + maxMicroPoints, 0);
}

async function passedByStarter({ checks, material }: Subject, tries: Tries): Promise<readonly string[]> {
  const notebook = { cells: material.starter };
  const passed: string[] = [];
  // One after the other, and so all on the desk that holds the starter already.
  for (const check of checks) {
    const { status } = await tries.attempt({ notebook, check, seed: 1 });
    if (status === 'passed') passed.push(check.id);
  }
  return passed;
}
