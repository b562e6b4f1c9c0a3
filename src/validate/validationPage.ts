import { pointsText } from '../course/points.js';
import { reportPage } from '../report/page.js';
import type { Section } from '../report/section.js';
import { mayBePublished, type Validated, type Validation } from './validate.js';
import { oddText, percent, repeatsText, validatedText } from './validationText.js';

/** Validations as one page, for an author to read beside the checks. */
export function validationPage(seen: readonly Validated[]): string {
  return reportPage({ title: 'Checks that were checked', lead: validatedText(seen) }, seen.flatMap(sectionsOfAny));
}

function sectionsOfAny(validated: Validated): readonly Section[] {
  if (!('unusable' in validated)) return sectionsOf(validated);
  const { assignment, unusable } = validated;
  const rows = unusable.split('\n').map((line) => [line]);
  return [{ plot: null, title: assignment, note: 'Could not be validated.', heading: ['why'], rows }];
}

function sectionsOf(validation: Validation): readonly Section[] {
  const { assignment, findings, notebooks, written, made, trivial, cpuMs, stepCpuMs } = validation;
  const { earnedMicroPoints, maxMicroPoints, starterEarns } = notebooks;
  const plain = { plot: null } as const;
  return [
    {
      ...plain,
      title: assignment,
      note: noteOf(validation),
      heading: ['what', 'seen'],
      rows: [
        ['solution', `${pointsText(earnedMicroPoints)} of ${pointsText(maxMicroPoints)}`],
        ['starter passes', starterEarns.join(', ') || 'nothing'],
        [
          'mutants made',
          `${made.killed} of ${made.of} caught (${percent(made.killed, made.of)} %), ${made.equivalent} no mistake`,
        ],
        ['trivial answers', `${trivial.tried} tried, ${trivial.lets.length} pass`],
        ['odd answers', oddText(validation)],
        ['repeated', repeatsText(validation)],
        ['processor time of all checks', `${(cpuMs.all / 1000).toFixed(1)} s`],
      ],
    },
    {
      ...plain,
      title: `${assignment}: to mend`,
      note: 'What keeps the assignment from being published, and notes.',
      heading: ['level', 'what'],
      rows: findings.map(({ level, text }) => [level, text]),
    },
    {
      ...plain,
      title: `${assignment}: kill matrix`,
      note: 'Wrong solutions and the checks that they fail; right solutions must fail none.',
      heading: ['solution', 'kind', 'fails'],
      rows: [
        ...written.mutants.map(({ name, fails }) => [name, 'wrong', fails.join(', ') || 'none']),
        ...written.variants.map(({ name, fails }) => [name, 'right', fails.join(', ') || 'none']),
      ],
    },
    {
      ...plain,
      title: `${assignment}: survivors`,
      note: 'Mutants made from the solution that no check caught: add a check, or mark them as no mistake.',
      heading: ['mutant', 'difference'],
      rows: made.survivors.map(({ name, diff }) => [name, diff]),
    },
    {
      ...plain,
      title: `${assignment}: time`,
      note: 'Milliseconds of processor time of each check on the solution.',
      heading: ['check', 'ms'],
      rows: Object.entries(cpuMs.checks),
    },
    {
      ...plain,
      title: `${assignment}: this run`,
      note: 'Milliseconds of processor time of each step; what was known from before takes none.',
      heading: ['step', 'ms'],
      rows: Object.entries(stepCpuMs),
    },
  ];
}

function noteOf(validation: Validation): string {
  if (!mayBePublished(validation)) return 'Not to be published yet.';
  return validation.isQuick ? 'Nothing to mend was seen in a quick run.' : 'May be published.';
}
