import type { Assignment } from './schema.js';
import type { Course } from './course.js';
import { instantsOf } from './wallTime.js';

/** A rule between fields that is broken: where, and a line that says so. */
export interface Breach {
  path: PropertyKey[];
  text: string;
}

/** What the schema of one field cannot see. `folder` is the name of the folder that holds the assignment. */
export function brokenRules(assignment: Assignment, folder: string, course: Course): Breach[] {
  const { id, due, limits, questions, manual } = assignment;
  const breaches: Breach[] = [];
  const expect = (holds: boolean, path: PropertyKey[], text: string): void => {
    if (!holds) breaches.push({ path, text });
  };

  expect(id === folder, ['id'], `id: “${id}” is not the name of its folder. Course staff: write ${folder}.`);
  const instants = instantsOf(due.local, due.timeZone).length;
  const clocks = instants === 0 ? 'skip it, as summer time begins' : 'show it twice, as summer time ends';
  expect(
    instants === 1,
    ['due', 'local'],
    `due.local: ${due.local} is not one moment in ${due.timeZone}: clocks ${clocks}. Course staff: choose another time.`,
  );
  for (const [part, whole] of [
    ['cellSeconds', 'totalSeconds'],
    ['callSeconds', 'checkSeconds'],
    ['checkSeconds', 'checksSeconds'],
  ] as const) {
    expect(
      limits[part] <= limits[whole],
      ['limits', whole],
      `limits.${part} (${limits[part]} seconds) is more than limits.${whole} (${limits[whole]} seconds). Course staff: lower the one or raise the other.`,
    );
  }

  const seen = new Set<string>();
  const once = (number: string, path: PropertyKey[]): void => {
    expect(
      !seen.has(number),
      path,
      `the number ${number} is used twice in ${course.id}/${id}. Course staff: renumber one.`,
    );
    seen.add(number);
  };
  questions.forEach(({ number }, index) => {
    once(number, ['questions', index, 'number']);
  });
  manual.forEach(({ number }, index) => {
    // A question with one number for both its checks and its written part is common, and no contradiction.
    if (!questions.some((question) => question.number === number)) once(number, ['manual', index, 'number']);
  });
  return breaches;
}
