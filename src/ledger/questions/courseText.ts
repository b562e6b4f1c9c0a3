import type { Course } from '../../course/course.js';
import type { GradeTerms } from '../../course/gradeTerms.js';
import { languageModelText } from '../../course/languageModels.js';
import { percent } from '../../late/wording.js';
import type { CourseFiles } from '../courseFiles.js';

/** What a course's files say, for people: a paragraph each for the course, its grade, time, and language models. */
export function courseText(course: Course, { assignments, late, regradeDays }: CourseFiles): string {
  const { grade, languageModels } = course;
  const rules =
    languageModels === undefined
      ? []
      : assignments.map(({ id }) => `  ${id}  ${languageModelText(languageModels, id)}`);
  return [
    `${course.title} (${course.id})`,
    [
      'Assignments',
      ...assignments.map(({ id, title, due }) => `  ${id}  ${title}, due ${due.local} (${due.timeZone})`),
    ],
    grade === undefined
      ? []
      : gradeLines(
          grade,
          assignments.map(({ id }) => id),
        ),
    [
      'Time',
      `  ${late.policy.budgetHours} late hours for each student`,
      ...(regradeDays === undefined ? [] : [`  ${regradeDays} days to ask for a regrade after a release`]),
    ],
    rules.length === 0 ? [] : ['Language models', ...rules],
  ]
    .map((block) => [block].flat().join('\n'))
    .filter((block) => block !== '')
    .join('\n\n');
}

function gradeLines({ parts, letters, lettersByStaff, curveBp }: GradeTerms, all: readonly string[]): string[] {
  const named = parts.flatMap(({ assignments }) => (assignments === 'rest' ? [] : assignments));
  return [
    'Grade',
    ...parts.map(({ title, weightBp, assignments, elsewhere, dropLowest }) => {
      const own = assignments === 'rest' ? all.filter((id) => !named.includes(id)) : assignments;
      const ids = [...own, ...elsewhere];
      const drop = dropLowest === 0 ? '' : ` (the lowest ${dropLowest === 1 ? '' : `${dropLowest} `}dropped)`;
      return `  ${percent(weightBp)}  ${title}${ids.length === 0 ? '' : `: ${ids.join(', ')}`}${drop}`;
    }),
    ...(curveBp === 0
      ? []
      : [`  ${curveBp > 0 ? '+' : '−'}${percent(Math.abs(curveBp))} for everybody before letters`]),
    `  ${letters.map(({ letter, fromBp }) => `${letter} from ${percent(fromBp)}`).join(', ')}`,
    ...(lettersByStaff.length === 0 ? [] : [`  ${lettersByStaff.join(', ')}: decided by course staff`]),
  ];
}
