import { ALLOWANCES_FILE } from './files.js';
import type { CheckEntry } from './subject.js';
import { mistake, type Finding } from './finding.js';
import { askedBy, isSlow, tryPatch, type Trial } from './trial.js';

export interface AnswersJudged {
  /** Checks by the answers that pass them though nobody worked for these. */
  readonly lets: readonly { readonly check: string; readonly answer: string }[];
  readonly tried: number;
  readonly findings: readonly Finding[];
}

/** In place of every function that a check asks for; sandbox/assay_validate/stand_ins.py makes them. */
const TRIVIAL = ['none', 'zeros', 'ones', 'noise', 'first', 'last', 'constant'] as const;
const PLACEHOLDER = 'placeholder';

/** Answers that nobody worked for earn nothing. */
export async function judgeTrivial(trial: Trial): Promise<AnswersJudged> {
  const { subject } = trial;
  const answers = [...TRIVIAL, PLACEHOLDER];
  const asked = subject.checks.flatMap((check) => answers.map((answer) => ({ check, answer })));
  const passed = await Promise.all(
    asked.map(async ({ check, answer }) => {
      const patch = patchOf(answer, check, trial);
      return patch !== undefined && (await tryPatch(trial, check, patch)).status === 'passed';
    }),
  );
  const lets = asked.filter((_, index) => passed[index]).map(({ check, answer }) => ({ check: check.id, answer }));
  const { lets: allowed } = subject.material.allowances;
  const isAllowed = (check: string, answer: string): boolean =>
    allowed.some((entry) => entry.check === check && entry.answers.includes(answer));
  const unsaid = lets.filter(({ check, answer }) => !isAllowed(check, answer));
  const findings = [...new Set(unsaid.map(({ check }) => check))].map((check) => {
    const passing = unsaid.filter((entry) => entry.check === check).map(({ answer }) => WORDS[answer] ?? answer);
    const remedy = `Mend it, or say in ${ALLOWANCES_FILE} (lets) why it may.`;
    return mistake(`Check ${check} passes ${passing.join('; ')}. ${remedy}`);
  });
  for (const { check, answers: named } of allowed) {
    const stale = named.filter((answer) => !lets.some((entry) => entry.check === check && entry.answer === answer));
    if (stale.length === 0) continue;
    findings.push(mistake(`${ALLOWANCES_FILE} lets ${stale.join(', ')} pass ${check}; it does not pass. Take it out.`));
  }
  return { lets, tried: asked.length, findings };
}

/** Answers of types and sizes that nobody expects break nothing. */
export async function judgeOdd(trial: Trial): Promise<AnswersJudged> {
  const { subject } = trial;
  const quick = subject.checks.filter((check) => !isSlow(check, trial));
  const judged = await Promise.all(
    quick.map(async (check) => {
      const attempts = await Promise.all(
        subject.odd.map(async (label, index) => {
          const patch = patchOf(`odd:${index}`, check, trial);
          return { label, attempt: patch === undefined ? undefined : await tryPatch(trial, check, patch) };
        }),
      );
      return { check, attempts };
    }),
  );
  const findings = judged.flatMap(({ check, attempts }): Finding[] => {
    const breaking = attempts.flatMap(({ label, attempt }) =>
      attempt?.status === 'broken' || attempt?.status === 'timedOut' ? [{ label, attempt }] : [],
    );
    const [first] = breaking;
    if (first === undefined) return [];
    const cause = (first.attempt.log ?? first.attempt.message).trimEnd().split('\n').at(-1) ?? '';
    const labels = breaking.map(({ label }) => label).join(', ');
    return [mistake(`Check ${check.id} breaks where a function answers ${labels}. The first: ${cause}`)];
  });
  return { lets: [], tried: quick.length * subject.odd.length, findings };
}

/** Undefined where the check asks for no function of the notebook. */
function patchOf(answer: string, check: CheckEntry, trial: Trial): string | undefined {
  const { subject } = trial;
  const names = askedBy(check, trial).filter((name) => subject.solved.has(name));
  if (names.length === 0) return undefined;
  if (answer !== PLACEHOLDER) {
    const list = names.map((name) => `'${name}'`).join(', ');
    return `from assay_validate.stand_ins import replace\nreplace(globals(), [${list}], '${answer}')\n`;
  }
  const given = names.map((name) => subject.given.get(name)).filter((source) => source !== undefined);
  // What the starter gives away is no placeholder.
  const differs = names.some((name) => subject.given.get(name) !== subject.solved.get(name));
  return given.length === 0 || !differs ? undefined : given.join('\n');
}

const WORDS: Readonly<Record<string, string>> = {
  none: 'functions that return None',
  zeros: 'zeros of the right shape',
  ones: 'ones of the right shape',
  noise: 'random noise of the right shape',
  first: 'the first argument returned as it is',
  last: 'the last argument returned as it is',
  constant: 'a constant',
  [PLACEHOLDER]: 'the starter’s placeholder',
};
