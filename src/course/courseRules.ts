import type { Course } from './course.js';
import type { GradeTerms } from './gradeTerms.js';
import type { Breach } from './rules.js';

const WHOLE_BP = 10_000;

/** What the schema of one field of `course.yaml` cannot see. `known` are the ids of the course's assignments. */
export function brokenCourseRules({ grade, languageModels }: Course, known: readonly string[]): Breach[] {
  const named = Object.keys(languageModels?.assignments ?? {}).map((id) => ({
    id,
    path: ['languageModels', 'assignments', id],
  }));
  return [
    ...(grade === undefined ? [] : [...brokenParts(grade), ...brokenElsewhere(grade, known), ...brokenLetters(grade)]),
    ...[...named, ...(grade === undefined ? [] : idsOf(grade))]
      .filter(({ id }) => !known.includes(id))
      .map(({ id, path }) => ({
        path,
        text: `the course has no assignment “${id}”. Known: ${known.join(', ')}. Course staff: correct it.`,
      })),
  ];
}

function idsOf({ parts }: GradeTerms): { id: string; path: (string | number)[] }[] {
  return parts.flatMap(({ assignments }, part) =>
    assignments === 'rest'
      ? []
      : assignments.map((id, index) => ({ id, path: ['grade', 'parts', part, 'assignments', index] })),
  );
}

function brokenParts(grade: GradeTerms): Breach[] {
  const breaches: Breach[] = [];
  const sum = grade.parts.reduce((total, { weightBp }) => total + weightBp, 0);
  if (sum !== WHOLE_BP) {
    const text = `grade.parts: the weights sum to ${sum}, not to ${WHOLE_BP}. Course staff: correct them.`;
    breaches.push({ path: ['grade', 'parts'], text });
  }
  const rests = grade.parts.flatMap(({ assignments }, index) => (assignments === 'rest' ? [index] : []));
  for (const index of rests.slice(1)) {
    const text = `grade.parts[${index}].assignments: only one part can have the rest. Course staff: name the ids.`;
    breaches.push({ path: ['grade', 'parts', index, 'assignments'], text });
  }
  const seen = new Set<string>();
  for (const { id, path } of idsOf(grade)) {
    if (seen.has(id)) breaches.push({ path, text: `${id} counts twice. Course staff: leave it in one part.` });
    seen.add(id);
  }
  return breaches;
}

/** What is graded elsewhere has names of its own: imports and exports know it by them. */
function brokenElsewhere({ parts }: GradeTerms, known: readonly string[]): Breach[] {
  const taken = new Set(known);
  return parts.flatMap(({ elsewhere }, part) =>
    elsewhere.flatMap((id, index) => {
      if (!taken.has(id)) {
        taken.add(id);
        return [];
      }
      const text = `grade.parts[${part}].elsewhere: ${id} is the name of something else already. Course staff: give it another.`;
      return [{ path: ['grade', 'parts', part, 'elsewhere', index], text }];
    }),
  );
}

function brokenLetters({ letters, lettersByStaff }: GradeTerms): Breach[] {
  const breaches: Breach[] = [];
  letters.forEach(({ letter, fromBp }, index) => {
    const before = letters[index - 1];
    if (before !== undefined && fromBp >= before.fromBp) {
      const text = `grade.letters[${index}].fromBp: ${letter} begins at ${fromBp}, not below ${before.letter} (${before.fromBp}). Course staff: put them in order.`;
      breaches.push({ path: ['grade', 'letters', index, 'fromBp'], text });
    }
    if (lettersByStaff.includes(letter) || letters.findIndex((other) => other.letter === letter) < index) {
      const text = `grade.letters[${index}]: ${letter} is there twice. Course staff: take one out.`;
      breaches.push({ path: ['grade', 'letters', index, 'letter'], text });
    }
  });
  return breaches;
}
