import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadAssignment } from '../../src/course/load.js';
import { readMaterial } from '../../src/validate/files.js';
import { judgeWrittenQuestions } from '../../src/validate/writtenQuestions.js';
import { newCourse } from './validationOf.js';

async function judged(change: (yaml: string) => string): Promise<readonly string[]> {
  await using course = await newCourse();
  const file = join(course.path, 'hw5', 'assignment.yaml');
  await writeFile(file, change(await readFile(file, 'utf8')));
  const loaded = await loadAssignment(course.path, 'hw5');
  const findings = await judgeWrittenQuestions({ loaded, material: await readMaterial(loaded.dir) });
  return findings.map(({ level, text }) => `${level}: ${text}`);
}

const QUESTION = "- { number: '2', title: Written part, points: 2 }";

it('finds each written question in the starter', async () => {
  expect(await judged((yaml) => yaml)).toEqual([]);
});

it('names one that the starter does not have, with its line', async () => {
  const yaml = (text: string): string =>
    text.replace(QUESTION, `${QUESTION}\n  - { number: '3', title: Essay, points: 2 }`);
  expect(await judged(yaml)).toEqual([
    `error: assignment.yaml:22: written question 3 “Essay” is not in starter.ipynb: no cell has its tag, its number or its title. Give its cell the tag \`written-3\`.`,
  ]);
});

it('names one that begins where another does', async () => {
  const yaml = (text: string): string =>
    text.replace(QUESTION, `${QUESTION}\n  - { number: '3', title: Written part, points: 2 }`);
  expect(await judged(yaml)).toEqual([
    expect.stringMatching(
      /^error: assignment\.yaml:\d+: written question 3 “Written part” begins in starter\.ipynb at cell 6,/u,
    ),
  ]);
});
