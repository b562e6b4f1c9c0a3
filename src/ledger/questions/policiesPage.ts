import type { Course } from '../../course/course.js';
import { generalLanguageModelText, languageModelText } from '../../course/languageModels.js';
import { percent, plural } from '../../late/wording.js';
import type { CourseFiles } from '../courseFiles.js';
import { policySentences } from './policyText.js';

export const POLICIES = ['late-hours', 'regrades', 'language-models', 'grades'] as const;
export type PolicyName = (typeof POLICIES)[number];

interface Policy {
  readonly name: PolicyName;
  readonly title: string;
  /** A paragraph, and a list where assignments differ. */
  readonly paragraph: string;
  readonly list: readonly string[];
}

/**
 * The course's policies as its files have them, as one page of Markdown for students; a policy on which they say nothing
 * is not in it.
 *
 * @param only one policy as a paragraph without heading, or one assignment's.
 */
export function policiesPage(
  course: Course,
  files: CourseFiles,
  only: { readonly policy?: PolicyName | undefined; readonly assignment?: string | undefined } = {},
): string {
  const policies = [lateHours(files), regrades(files), languageModels(course, files, only.assignment), grades(course)]
    .flatMap((policy) => policy ?? [])
    .filter(({ name }) => only.policy === undefined || name === only.policy);
  const texts = policies.map(({ title, paragraph, list }) => {
    const body = [paragraph, ...(list.length === 0 ? [] : [list.map((item) => `- ${item}`).join('\n')])];
    return (only.policy === undefined ? [`## ${title}`, ...body] : body).join('\n\n');
  });
  const head = only.policy === undefined ? [`# ${course.title}: policies`] : [];
  return [...head, ...texts].join('\n\n');
}

function lateHours({ late }: CourseFiles): Policy {
  return { name: 'late-hours', title: 'Late hours', paragraph: policySentences(late.policy).join(' '), list: [] };
}

function regrades({ regradeDays }: CourseFiles): Policy | undefined {
  if (regradeDays === undefined) return undefined;
  const paragraph =
    `A regrade may be asked for until the end of the ${ordinal(regradeDays)} calendar day after the grades of an ` +
    'assignment are released. It may change the score, and never the late hours.';
  return { name: 'regrades', title: 'Regrades', paragraph, list: [] };
}

function ordinal(day: number): string {
  const ending = day % 100 >= 11 && day % 100 <= 13 ? 'th' : (['th', 'st', 'nd', 'rd'][day % 10] ?? 'th');
  return `${day}${ending}`;
}

function languageModels(
  { languageModels: rules }: Course,
  { assignments }: CourseFiles,
  only?: string,
): Policy | undefined {
  if (rules === undefined) return undefined;
  const name = { name: 'language-models', title: 'Language models' } as const;
  if (only !== undefined) return { ...name, paragraph: `${only}: ${languageModelText(rules, only)}`, list: [] };
  const own = assignments.filter(({ id }) => Object.hasOwn(rules.assignments, id));
  return {
    ...name,
    paragraph: generalLanguageModelText(rules),
    list: own.map(({ id, title }) => `${title} (${id}): ${languageModelText(rules, id)}`),
  };
}

function grades({ grade }: Course): Policy | undefined {
  if (grade === undefined) return undefined;
  const { parts, letters, lettersByStaff, curveBp } = grade;
  const dropped = parts.filter(({ dropLowest }) => dropLowest > 0);
  const sentences = [
    `The grade is made of ${parts.map(({ title, weightBp }) => `${title} (${percent(weightBp)})`).join(', ')}.`,
    ...dropped.map(
      ({ title, dropLowest }) =>
        `Of ${title}, your ${dropLowest === 1 ? 'lowest score does' : `${plural(dropLowest, 'lowest score')} do`} not count.`,
    ),
    ...(curveBp === 0
      ? []
      : [`${percent(Math.abs(curveBp))} ${curveBp > 0 ? 'is added to' : 'is taken from'} everybody’s percentage.`]),
    `Letters go by the percentage before rounding: ${letters.map(({ letter, fromBp }) => `${letter} from ${percent(fromBp)}`).join(', ')}.`,
    ...(lettersByStaff.length === 0 ? [] : [`Course staff decide who gets ${lettersByStaff.join(', ')}.`]),
  ];
  return { name: 'grades', title: 'Grades', paragraph: sentences.join(' '), list: [] };
}
