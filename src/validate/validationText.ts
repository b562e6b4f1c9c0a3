import { pointsText } from '../course/points.js';
import { mayBePublished, type Validated, type Validation } from './validate.js';

/** A validation in lines for a terminal: what is wrong comes last, where it is read. */
export function validationText(validation: Validation): string {
  const { assignment, findings, notebooks, written, made, trivial, cpuMs, stepCpuMs, tries } = validation;
  const errors = findings.filter(({ level }) => level === 'error');
  const killed = written.mutants.filter(({ fails }) => fails.length > 0).length;
  const accepted = written.variants.filter(({ fails }) => fails.length === 0).length;
  const lines = [
    assignment,
    `  solution    ${pointsText(notebooks.earnedMicroPoints)} of ${pointsText(notebooks.maxMicroPoints)}; starter passes ${notebooks.starterEarns.join(', ') || 'nothing'}`,
    `  written     ${killed} of ${written.mutants.length} mutants caught, ${accepted} of ${written.variants.length} variants accepted`,
    `  made        ${made.killed} of ${made.of} mutants caught (${percent(made.killed, made.of)} %), ${made.equivalent} marked as no mistake`,
    `  trivial     ${trivial.tried} answers tried, ${trivial.lets.length} pass`,
    `  odd         ${oddText(validation)}`,
    `  repeated    ${repeatsText(validation)}`,
    `  time        ${seconds(cpuMs.all)} s of processor time for all checks on the solution`,
    `  this run    ${Object.entries(stepCpuMs)
      .map(([step, ms]) => `${step} ${seconds(ms)} s`)
      .join(', ')}, of processor time`,
    `  tries       ${tries.made} made, ${tries.of - tries.made} known from before`,
    ...made.survivors.flatMap(({ name, diff }) => [
      ``,
      `  survives: ${name}`,
      ...diff.split('\n').map((line) => `    ${line}`),
    ]),
    ...(made.unseen.length === 0 ? [] : ['', `  ${made.unseen.length} changes of an argument that no check looks at.`]),
    '',
    ...findings.filter(({ level }) => level === 'note').map(({ text }) => `  ${text}`),
    ...errors.map(({ text }) => `✗ ${text}`),
    verdictText(validation, errors.length),
  ];
  return `${lines.join('\n')}\n`;
}

/** The last line of several: which of them may not be published, and which could not even be tried. */
export function validatedText(seen: readonly Validated[]): string {
  const wrong = seen.filter((validated) => !mayBePublished(validated));
  const named = wrong.map((of) => `${of.assignment}${'unusable' in of ? ' (could not be validated)' : ''}`);
  if (wrong.length === 0) return `✓ Nothing to mend in ${seen.map(({ assignment }) => assignment).join(', ')}.`;
  return `✗ To mend in ${wrong.length} of ${seen.length}: ${named.join(', ')}.`;
}

function verdictText({ assignment, isQuick }: Validation, errors: number): string {
  if (errors > 0) return `✗ ${assignment}: ${errors} to mend before it is published.`;
  return isQuick
    ? `✓ ${assignment}: nothing to mend was seen. Before it is published, run this without --quick.`
    : `✓ ${assignment} may be published.`;
}

const NOT_TRIED = 'not tried (--quick)';

export function oddText({ odd }: Validation): string {
  return odd === undefined ? NOT_TRIED : `${odd.tried} answers tried`;
}

/** With what never being wrong means: so few repeats show no rate that is small. */
export function repeatsText({ repeats }: Validation): string {
  if (repeats === undefined) return NOT_TRIED;
  const { tried, flaky, atMostPercent } = repeats;
  const bound = `a check that never was is wrong at most ${atMostPercent.quick} % of the time, a slow one ${atMostPercent.slow} %`;
  return `${tried} times, ${flaky.length} flaky (${bound}, with 95 % confidence)`;
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(1);
}

export function percent(part: number, of: number): string {
  return of === 0 ? '100' : ((100 * part) / of).toFixed(1);
}
