import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ASSIGNMENT_FILE } from '../course/load.js';
import { assignmentFileSchema } from '../course/schema.js';
import { parseYamlFile } from '../course/yamlFile.js';
import { placesOf } from '../written/places.js';
import { STARTER_FILE } from './files.js';
import { mistake, type Finding } from './finding.js';
import type { Subject } from './subject.js';

/** Each question that people grade is found in the starter: else no student's answer could be told from the question. */
export async function judgeWrittenQuestions({
  loaded,
  material,
}: Pick<Subject, 'loaded' | 'material'>): Promise<readonly Finding[]> {
  const { assignment, dir } = loaded;
  const placed = assignment.manual.map((question, index) => {
    const places = placesOf(question, material.starterCells, new Set());
    return { ...question, index, starts: places?.starts ?? [] };
  });
  const lost = placed.filter(({ starts }) => starts.length === 0);
  const twice = placed.filter(({ index, starts }) =>
    placed.some((other) => other.index < index && other.starts.some((start) => starts.includes(start))),
  );
  if (lost.length + twice.length === 0) return [];
  const file = join(dir, ASSIGNMENT_FILE);
  const { placeOf } = parseYamlFile(await readFile(file, 'utf8'), file, assignmentFileSchema);
  const say = ({ number, title, index }: (typeof placed)[number], what: string): Finding =>
    mistake(`${ASSIGNMENT_FILE}:${placeOf(['manual', index]).line}: written question ${number} “${title}” ${what}`);
  const tag = (number: string): string => `Give its cell the tag \`written-${number}\`.`;
  return [
    ...lost.map((question) =>
      say(question, `is not in ${STARTER_FILE}: no cell has its tag, its number or its title. ${tag(question.number)}`),
    ),
    ...twice.map((question) =>
      say(
        question,
        `begins in ${STARTER_FILE} at cell ${(question.starts[0] ?? 0) + 1}, and so does another one. ${tag(question.number)}`,
      ),
    ),
  ];
}
